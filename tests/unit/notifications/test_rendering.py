"""Every email reads the same in text and HTML, in formal Indonesian, on a phone, without anything from outside."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import notifications.emails
from notifications.registry import EMAILS, SAMPLES
from notifications.rendering import render, render_to_paste
from tests.support.mail_lint import Body
from zi_workflow import i18n
from zi_workflow.domain.messages import Rendered
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind, TaskRef

KINDS = list(MailKind)
FOLDER = Path(notifications.emails.__path__[0])
SUBJECT = re.compile(r"\[ZI 2025\] [A-Z][a-z]+ .+ - (jatuh tempo )?[A-Z][a-z]+, \d{1,2} [A-Z][a-z]+ 2025")


def read(rendered: Rendered) -> Body:
    """The HTML body, parsed."""
    return Body(rendered.html)


def with_lines(*lines: Line, kind: MailKind = MailKind.DIGEST) -> MailFacts:
    """The sample of a kind, about other things."""
    return replace(SAMPLES[kind], lines=lines)


def due(number: int, **changes: object) -> Line:
    """A reminder of task TL-<number>."""
    line = Line(
        NoticeKind.REMINDER, f"TL-{number:02}", f"Tugas {number}", "tl", rung=3, clock=date(2025, 5, 6)
    )
    return replace(line, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
def test_subjects_are_one_line_that_says_what_to_do_by_when(kind: MailKind) -> None:
    """`[ZI 2025] <verb> <object> - jatuh tempo Rabu, 30 April 2025`, at most 78 characters, or a count."""
    subject = render(SAMPLES[kind]).subject
    assert SUBJECT.fullmatch(subject), subject
    assert len(subject) <= 78


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_one_button_of_at_least_44_pixels(kind: MailKind) -> None:
    """One thing to do, large enough for a thumb."""
    html = render(SAMPLES[kind]).html
    (style,) = re.findall(r'class="button" href="[^"]+" style="([^"]+)"', html)
    rules = dict(rule.split(":", 1) for rule in style.split(";"))
    padding = int(rules["padding"].split("px")[0])
    assert 2 * padding + int(rules["line-height"].removesuffix("px")) >= 44


@pytest.mark.parametrize("kind", KINDS)
def test_dark_mode_overrides_the_inlined_colours(kind: MailKind) -> None:
    """Each class with a colour of its own has a dark rule that wins over the style attribute."""
    html = render(SAMPLES[kind]).html
    dark = html.split("prefers-color-scheme: dark", 1)[1].split("</style>")[0]
    rules = re.findall(r"^(\..+) \{ (.+); \}$", dark, re.MULTILINE)
    coloured = re.findall(r"^(\.\w+) \{.*#\w+", (FOLDER / "style.css").read_text("utf-8"), re.MULTILINE)
    assert set(coloured) == {name for names, _rule in rules for name in names.split(", ")}
    assert all(each.endswith("!important") for _names, rule in rules for each in rule.split("; "))


@pytest.mark.parametrize("kind", KINDS)
def test_contexts_have_samples(kind: MailKind) -> None:
    """Each email can be looked at without a database."""
    with i18n.using("id"):
        assert EMAILS[kind].sample() == EMAILS[kind].of(SAMPLES[kind])


def test_every_email_is_a_folder_with_context_subject_text_and_html() -> None:
    """The layout is the same for all."""
    for kind in KINDS:
        names = {path.name for path in (FOLDER / kind).iterdir() if path.is_file()}
        assert names == {"__init__.py", "context.py", "subject.txt.j2", "body.txt.j2", "body.html.j2"}


def test_titles_are_text_and_never_markup() -> None:
    """A title with <, > and & is shown as typed and cannot bring markup into the mail."""
    title = 'Reviu <b>SOP</b> & "loket" <script>alert(1)</script> {{ 7*7 }} {what}'
    rendered = render(with_lines(due(1, title=title), due(2)))
    assert "<script" not in rendered.html
    assert "<b>" not in rendered.html
    assert title in read(rendered).blocks
    assert title in rendered.text


def test_a_title_with_line_breaks_stays_on_one_line() -> None:
    """Typed line breaks reach neither the subject nor the list."""
    rendered = render(with_lines(due(1, title="Reviu\r\nBcc: dewi@example.go.id\n SOP")))
    assert "\n" not in rendered.subject
    assert "Reviu Bcc: dewi@example.go.id SOP" in rendered.text


@pytest.mark.parametrize("length", [1, 20, 30, 60, 300])
def test_long_titles_are_shortened_in_the_subject_only(length: int) -> None:
    """The subject keeps its form; the body names the task in full."""
    title = ("Penyusunan " * 40)[:length].strip()
    rendered = render(with_lines(due(1, title=title, clock=date(2025, 9, 30))))
    assert len(rendered.subject) <= 78
    assert rendered.subject.startswith("[ZI 2025] Selesaikan P")
    assert rendered.subject.endswith(" - jatuh tempo Selasa, 30 September 2025")
    assert title in rendered.text


def test_a_shortened_title_ends_with_a_whole_word() -> None:
    """Nobody has to guess at half a word, unless one word is longer than the room."""
    title = "Penyusunan Standar Pelayanan Terpadu"
    subject = render(with_lines(due(1, title=title, clock=date(2025, 9, 30)))).subject
    assert subject == "[ZI 2025] Selesaikan Penyusunan... - jatuh tempo Selasa, 30 September 2025"
    unbroken = "Penyusunan-" * 5
    assert "Selesaikan Penyusunan-Pen" in render(with_lines(due(1, title=unbroken))).subject


def test_more_than_ten_lines_end_with_how_many_others_and_new_ones_come_first() -> None:
    """Repeated lines give way to new ones."""
    old = [due(number, repeat=True, clock=date(2025, 5, 2)) for number in range(1, 7)]
    new = [due(number) for number in range(7, 16)]
    rendered = render(with_lines(*old, *new))
    shown = re.findall(r"TL-\d\d", re.sub(r"https://\S+", "", rendered.text))
    assert sorted(shown) == [f"TL-{number:02}" for number in (1, *range(7, 16))]
    assert "dan 5 lainnya" in rendered.text
    assert "Perlu tindakan (15)" in rendered.text


def test_a_digest_of_news_only_asks_for_nothing() -> None:
    """Waiting and finished tasks need no action, and the mail says so."""
    lines = (Line(NoticeKind.SOLVED, "TL-01", "Peta", "tl"), Line(NoticeKind.WAITING, "TL-02", "SOP", "tl"))
    rendered = render(with_lines(*lines))
    assert "saat ini tidak ada yang perlu Anda lakukan" in rendered.text
    assert "Mohon" not in rendered.text
    assert rendered.subject == "[ZI 2025] Kabar 2 tugas - Rabu, 30 April 2025"


@pytest.mark.parametrize(
    ("kinds", "subject", "lead"),
    [
        (("overdue", "escalation"), "Tindak lanjuti 2 tugas terlambat", "2 tugas yang terlambat."),
        (("overdue", "reminder"), "Tindak lanjuti 2 tugas, 1 terlambat", "1 terlambat dan 1 perlu tindakan."),
        (("ready", "verify"), "Tindak lanjuti 2 tugas", "2 tugas yang memerlukan tindakan Anda."),
        (("waiting", "waiting"), "Kabar 2 tugas", "2 tugas yang menunggu pihak lain."),
        (("solved", "waiting"), "Kabar 2 tugas", "1 menunggu pihak lain dan 1 selesai."),
    ],
)
def test_several_tasks_are_counted(kinds: tuple[str, ...], subject: str, lead: str) -> None:
    """Subject and first sentence give the same count form."""
    past = date(2025, 4, 25)
    lines = [due(number, kind=NoticeKind(kind), clock=past) for number, kind in enumerate(kinds)]
    rendered = render(with_lines(*lines))
    assert rendered.subject == f"[ZI 2025] {subject} - Rabu, 30 April 2025"
    assert lead in rendered.text


def test_the_collected_assignment_is_one_mail_about_a_count() -> None:
    """At activation: how many tasks, and that they can be looked through."""
    rendered = render(with_lines(Line(NoticeKind.ASSIGNED, count=12)))
    assert rendered.subject == "[ZI 2025] Laksanakan 12 tugas - Rabu, 30 April 2025"
    assert "Anda bertanggung jawab atas 12 tugas pada program ini." in rendered.text
    assert "Mohon Anda mempelajari tugas Anda beserta jatuh temponya." in rendered.text


def test_a_waiting_task_has_no_due_date_in_its_mail() -> None:
    """Its own day is not the concern of who waits; whom it waits for is."""
    waits_for = TaskRef("MP-02", "Rencana aksi", "mp")
    rendered = render(with_lines(due(1, kind=NoticeKind.WAITING, waits_for=waits_for)))
    assert rendered.subject == "[ZI 2025] Menunggu: Tugas 1 - Rabu, 30 April 2025"
    assert "belum dapat dimulai karena menunggu Area Manajemen Perubahan." in rendered.text
    assert "atuh tempo" not in rendered.text


def test_an_office_that_is_its_own_name_is_not_told_twice() -> None:
    """A rehearsal's people are called like their offices."""
    name = "Koordinator Area Penataan Tatalaksana"
    assert "u.p." not in render(replace(SAMPLES[MailKind.DIGEST], to_name=name)).text


def test_a_substitute_is_addressed_in_the_office_acted_for() -> None:
    """The salutation and the reason say for whom the receiver acts."""
    facts = replace(
        SAMPLES[MailKind.DIGEST], to_name="Budi Santoso", office="Arsiparis", acting_for="Ayu Lestari"
    )
    text = render(facts).text
    assert "Yth. Koordinator Area Penataan Tatalaksana\n" in text
    assert "u.p. Budi Santoso, selaku Plh./pengganti Ayu Lestari" in text
    assert "karena Anda bertindak selaku Plh./pengganti Ayu Lestari pada program ini." in text


def test_without_a_base_address_there_is_no_dead_button() -> None:
    """A link that leads nowhere is left out."""
    rendered = render(replace(SAMPLES[MailKind.DIGEST], base_url=""))
    assert read(rendered).links == []
    assert "href" not in rendered.html


def test_lines_of_several_programmes_lead_to_their_own_programme() -> None:
    """The button opens the front page, each line its own task."""
    lines = (due(1, programme_code="dinas/a"), due(2, programme_code="b"))
    links = read(render(with_lines(*lines))).links
    base = "https://zi.example.go.id"
    assert links == [f"{base}/", f"{base}/programme/dinas%2Fa/task/TL-01", f"{base}/programme/b/task/TL-02"]


def test_the_text_to_paste_is_short_and_ends_with_the_link() -> None:
    """For a chat: office, what there is, a sentence a task, what to do, where."""
    facts = with_lines(due(1, age=-4), due(2, age=0, clock=date(2025, 4, 30)))
    lines = render_to_paste(facts).splitlines()
    assert lines[0] == "*Zona Integritas 2025*"
    assert "- Tugas 1. Jatuh tempo Selasa, 6 Mei 2025 pukul 16.00 WIB (4 hari kerja lagi)." in lines
    assert lines[-1] == "https://zi.example.go.id/programme/dispusip-2025/task"
