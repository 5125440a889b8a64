"""Rules that every mail keeps, each a function from a mail to what is wrong with it; knows no kind of mail.

They are tried on spoiled mails themselves (tests/unit/notifications/test_lint_rules.py), so that each is known to bite.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from zi_workflow.domain.messages import Rendered

SUBJECT_LENGTH, MOST_BYTES = 78, 102_000
PARAMETERS = frozenset({"lang", "state"})
PAGES = "https://zi.example.go.id/"
ENGLISH_DAYS = (
    "January", "February", "March", "June", "July", "August", "October", "December", "Aug", "Oct", "Dec",
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Mon", "Tue", "Wed", "Thu", "Fri",
    "Sat", "Sun",
)  # fmt: skip
ENGLISH = re.compile(rf"\b(?:{'|'.join(ENGLISH_DAYS)}|May|Due|working days?|and|the)\b")
REASON = {"id": "Anda menerima surel ini karena ", "en": "You receive this mail because "}
GREETING = {"id": "Yth. ", "en": "To the "}
SUBJECT = re.compile(r"\[ZI \d{4}\] \S.*\S")
FETCHING = frozenset({
    "img", "picture", "source", "script", "link", "iframe", "frame", "object", "embed", "form", "input", "button",
    "video", "audio", "svg", "base", "area",
})  # fmt: skip
PLAIN_ATTRIBUTES = frozenset({"lang", "charset", "name", "content", "class", "style", "href"})
_BULLET = re.compile(r"^(?:- |-- ?)")


class Body(HTMLParser):
    """What a reader of an HTML body sees, block by block, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _value in attrs]
        self.links += [value or "" for name, value in attrs if name == "href"]
        self._hidden += tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.blocks.append(_flat(data))


@dataclass(frozen=True)
class Mail:
    """A rendered mail in a language, and its MIME form."""

    rendered: Rendered
    lang: str
    raw: bytes
    outside: str = ""  # where it may lead besides our pages: to a meeting

    @property
    def body(self) -> Body:
        """Its HTML, read."""
        return Body(self.rendered.html)

    @property
    def words(self) -> str:
        """Subject and text."""
        return f"{self.rendered.subject}\n{self.rendered.text}"

    @property
    def parsed(self) -> EmailMessage:
        """As it arrives."""
        parsed = message_from_bytes(self.raw, policy=SMTP)
        assert isinstance(parsed, EmailMessage)
        return parsed


Rule = Callable[[Mail], Iterable[str]]


def _flat(text: str) -> str:
    return " ".join(text.split())


def _lines(mail: Mail) -> list[str]:
    return [flat for line in mail.rendered.text.splitlines() if (flat := _BULLET.sub("", _flat(line)))]


def subject(mail: Mail) -> Iterable[str]:
    """`[ZI 2025] ...` on one line of at most 78 characters."""
    if not SUBJECT.fullmatch(mail.rendered.subject):
        yield f"form: {mail.rendered.subject!r}"
    if len(mail.rendered.subject) > SUBJECT_LENGTH:
        yield f"{len(mail.rendered.subject)} characters"


def text_has_all_of_html(mail: Mail) -> Iterable[str]:
    """Whoever reads plain text misses no sentence and no link."""
    text = _flat(mail.rendered.text)
    yield from (block for block in mail.body.blocks if block not in text)
    yield from (link for link in mail.body.links if link not in text)


def html_has_all_of_text(mail: Mail) -> Iterable[str]:
    """Nor does whoever reads HTML."""
    blocks, links = mail.body.blocks, mail.body.links
    seen = {*blocks, *links, *(f"{block}:" for block in blocks)}
    yield from (line for line in _lines(mail) if line not in seen)


def one_language(mail: Mail) -> Iterable[str]:
    """No English day, month or common word among Indonesian ones."""
    if mail.lang == "id":
        yield from ENGLISH.findall(mail.words)


def small(mail: Mail) -> Iterable[str]:
    """Below what mail programs cut off."""
    size = len(mail.rendered.html.encode())
    if size >= MOST_BYTES:
        yield f"{size} bytes"


def nothing_from_outside(mail: Mail) -> Iterable[str]:
    """Nothing to fetch and nothing that counts readers: it looks the same with images off."""
    body, html = mail.body, mail.rendered.html
    yield from FETCHING & set(body.tags)
    yield from set(body.attributes) - PLAIN_ATTRIBUTES
    yield from (word for word in ("url(", "@import", "@font-face", "expression(") if word in html)


def links_are_plain(mail: Mail) -> Iterable[str]:
    """To our pages, without a parameter that could count, or to the meeting that it is about."""
    for link in mail.body.links:
        address = urlsplit(link)
        ours = link.startswith(PAGES) and {name for name, _value in parse_qsl(address.query)} <= PARAMETERS
        if not ours and (not mail.outside or link != mail.outside):
            yield link


def says_why(mail: Mail) -> Iterable[str]:
    """A line tells why the reader gets it."""
    if REASON[mail.lang] not in mail.rendered.text:
        yield "no reason"


def greets(mail: Mail) -> Iterable[str]:
    """The first words after the heading address an office."""
    if not any(line.startswith(GREETING[mail.lang]) for line in _lines(mail)[:3]):
        yield "no greeting"


def calm(mail: Mail) -> Iterable[str]:
    """No exclamation mark, no word in capitals for emphasis."""
    if "!" in mail.words:
        yield "exclamation mark"


RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (subject, text_has_all_of_html, html_has_all_of_text, one_language, small, nothing_from_outside,
                 links_are_plain, says_why, greets, calm)
}  # fmt: skip


def named_for_ever(mail: Mail) -> Iterable[str]:
    """The Message-ID is made of the message's key, in one domain."""
    if not re.fullmatch(r"<[0-9a-f]{32}@[\w.-]+>", str(mail.parsed["Message-ID"])):
        yield str(mail.parsed["Message-ID"])


def threaded(mail: Mail) -> Iterable[str]:
    """References, where there are any, are of the same form, and never the mail's own id."""
    for reference in mail.parsed.get_all("References", []):
        if (
            not re.fullmatch(r"<[0-9a-f]{32}@[\w.-]+>", str(reference))
            or reference == mail.parsed["Message-ID"]
        ):
            yield str(reference)


def dated(mail: Mail) -> Iterable[str]:
    """The date is explicit and on the unit's clock."""
    if not re.search(r" \d\d:\d\d:\d\d \+0[789]00$", str(mail.parsed["Date"])):
        yield str(mail.parsed["Date"])


def from_a_machine(mail: Mail) -> Iterable[str]:
    """Nobody's absence answers it."""
    wanted = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    yield from (name for name, value in wanted.items() if mail.parsed[name] != value)


def says_its_language(mail: Mail) -> Iterable[str]:
    """In the header and in the HTML."""
    if mail.parsed["Content-Language"] != mail.lang or f'<html lang="{mail.lang}"' not in mail.rendered.html:
        yield str(mail.parsed["Content-Language"])


def once_each(mail: Mail) -> Iterable[str]:
    """One of each header that may stand once, one receiver, one sender."""
    for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"):
        if len(mail.parsed.get_all(name, [])) != 1:
            yield name
    for name in ("From", "To"):
        if len(mail.parsed[name].addresses) != 1:
            yield name


def short_lines(mail: Mail) -> Iterable[str]:
    """Plain ASCII in lines that every relay takes (RFC 5322: 998)."""
    if not mail.raw.isascii() or max(map(len, mail.raw.splitlines())) > 998:
        yield "long or not ASCII"


def both_bodies(mail: Mail) -> Iterable[str]:
    """What arrives is what was rendered."""
    for kind, wanted in (("plain", mail.rendered.text), ("html", mail.rendered.html)):
        part = mail.parsed.get_body((kind,))
        if part is None or part.get_content().replace("\r\n", "\n") != wanted:
            yield kind


HEADER_RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (named_for_ever, threaded, dated, from_a_machine, says_its_language, once_each, short_lines,
                 both_bodies)
}  # fmt: skip
