"""Each rule of the lint is seen to find a mail that was spoiled in just that way, and only then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.support.laden_mails import Case
from tests.support.mail_lint import HEADER_RULES, RULES, Mail
from zi_workflow.domain.messages import Rendered
from zi_workflow.domain.notices import MailKind

GOOD = Case(MailKind.DIGEST, "id", None).mail()
Spoil = Callable[[Rendered], Rendered]


def _html(old: str, new: str) -> Spoil:
    assert old in GOOD.rendered.html, old
    return lambda mail: replace(mail, html=mail.html.replace(old, new, 1))


def _text(old: str, new: str) -> Spoil:
    assert old in GOOD.rendered.text, old
    return lambda mail: replace(mail, text=mail.text.replace(old, new, 1))


def _subject(subject: str) -> Spoil:
    return lambda mail: replace(mail, subject=subject)


def _also(sentence: str) -> Spoil:
    """In both bodies."""
    return lambda mail: replace(
        mail,
        text=f"{sentence}\n{mail.text}",
        html=mail.html.replace("<body", f"<p>{sentence}</p><body", 1),
    )


SPOILED: list[tuple[str, Spoil]] = [
    ("subject", _subject("Selesaikan 3 tugas")),
    ("subject", _subject("[ZI 2025] ")),
    ("subject", _subject("[ZI 2025] Selesaikan\r\nBcc: dewi@example.go.id")),
    ("subject", _subject(f"[ZI 2025] {'Selesaikan ' * 7}")),
    ("text_has_all_of_html", _text("25 April 2025", "26 April 2025")),
    ("text_has_all_of_html", _text("Penyusunan dan penetapan SOP utama", "Penyusunan SOP")),
    ("text_has_all_of_html", _text("/task/TL-02", "/task/TL-20")),
    ("html_has_all_of_text", _html("(3 hari kerja lagi)", "(segera)")),
    ("html_has_all_of_text", lambda mail: replace(mail, text=mail.text + "Lihat juga lampiran.\n")),
    ("html_has_all_of_text", _html("/task/TL-02", "/task/TL-20")),
    ("one_language", _also("Jatuh tempo Wednesday, 30 April 2025.")),
    ("one_language", _also("Jatuh tempo Rabu, 7 May 2025.")),
    ("one_language", _also("Masih 3 working days lagi.")),
    ("small", lambda mail: replace(mail, html=mail.html + " " * 102_000)),
    ("nothing_from_outside", _html("<body", '<img src="https://zi.example.go.id/p.gif" alt=""><body')),
    ("nothing_from_outside", _html("</style>", "@import 'https://example.com/a.css';</style>")),
    ("nothing_from_outside", _html('class="sheet"', 'class="sheet" background="a.png"')),
    ("nothing_from_outside", _html("</style>", "p { background: url(https://example.com/p) }</style>")),
    ("links_are_plain", _html('href="https://zi.example.go.id/', 'href="https://click.example.com/')),
    ("links_are_plain", _html('/task/TL-02"', '/task/TL-02?reader=budi"')),
    ("says_why", _text("Anda menerima surel ini karena", "Surel ini untuk Anda karena")),
    ("greets", _text("Yth. ", "Halo ")),
    ("calm", _text("terima kasih", "terima kasih!")),
]


@pytest.mark.parametrize(
    ("rule", "spoil"), SPOILED, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(SPOILED)]
)
def test_a_rule_finds_the_words_that_break_it(rule: str, spoil: Spoil) -> None:
    """The sample passes, the spoiled one does not."""
    assert list(RULES[rule](GOOD)) == []
    assert list(RULES[rule](replace(GOOD, rendered=spoil(GOOD.rendered)))) != []


HEADERS: list[tuple[str, bytes, bytes]] = [
    ("named_for_ever", b"Message-ID: <", b"Message-ID: <1745973000.1."),
    ("threaded", b"Auto-Submitted:", b"References: <tugas@example.go.id>\r\nAuto-Submitted:"),
    ("threaded", b"Auto-Submitted:", b"References: {own}\r\nAuto-Submitted:"),
    ("dated", b"+0700", b"-0000"),
    ("dated", b"Date: ", b"X-Date: "),
    ("from_a_machine", b"auto-generated", b"no"),
    ("from_a_machine", b"X-Auto-Response-Suppress: All\r\n", b""),
    ("says_its_language", b"Content-Language: id", b"Content-Language: en"),
    ("once_each", b"To: ", b"To: dewi@example.go.id, "),
    ("once_each", b"Subject: ", b"Subject: lain\r\nSubject: "),
    ("short_lines", b"Subject: ", b"Subject: " + b"a" * 998),
    ("short_lines", b"Subject: ", "Subject: é".encode()),
    ("both_bodies", b"terima kasih", b"salam"),
]


@pytest.mark.parametrize(
    ("rule", "old", "new"), HEADERS, ids=[f"{n}-{rule}" for n, (rule, *_) in enumerate(HEADERS)]
)
def test_a_rule_finds_the_header_that_breaks_it(rule: str, old: bytes, new: bytes) -> None:
    """The same for what arrives."""
    assert old in GOOD.raw
    assert list(HEADER_RULES[rule](GOOD)) == []
    own = str(GOOD.parsed["Message-ID"]).encode()
    spoiled: Mail = replace(GOOD, raw=GOOD.raw.replace(old, new.replace(b"{own}", own), 1))
    assert list(HEADER_RULES[rule](spoiled)) != []


def test_no_rule_is_untried() -> None:
    """A rule that was never seen to fail may be one that cannot."""
    assert {rule for rule, _ in SPOILED} == set(RULES)
    assert {rule for rule, *_ in HEADERS} == set(HEADER_RULES)
