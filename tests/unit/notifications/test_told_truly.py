"""Late is what is past its last day; an answer about somebody else's task is news; and a task is counted once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from notifications.registry import SAMPLES
from notifications.rendering import Rendered, render
from zi_workflow import i18n
from zi_workflow.domain.notices import Line, MailKind, NoticeKind

COMING, PAST = date(2025, 5, 6), date(2025, 4, 21)
NOTE = "Citra: mohon segera"
EARLY = Line(NoticeKind.ESCALATION, "TL-03", "Susun SOP", "tl", level=3, clock=COMING, age=-3, note=NOTE)
LATE = replace(EARLY, task="TL-04", title="Evaluasi SOP", clock=PAST, age=7, note="")


@pytest.fixture(autouse=True)
def _indonesian() -> Iterator[None]:
    with i18n.using("id"):
        yield


def mail(*lines: Line, kind: MailKind = MailKind.ESCALATION) -> Rendered:
    """The sample of a kind, about other things."""
    return render(replace(SAMPLES[kind], lines=lines))


def words(told: Rendered) -> str:
    """Its text without the breaks of its lines."""
    return " ".join(told.text.split())


@pytest.mark.parametrize("kind", [MailKind.ESCALATION, MailKind.DIGEST])
@pytest.mark.parametrize("when", [{"age": -3}, {"age": 0}, {"age": None}])
def test_what_was_passed_on_before_its_last_day_is_never_called_late(
    kind: MailKind, when: dict[str, int | None]
) -> None:
    """One or several, in both mails that tell of it: under "Perlu tindakan", with a truthful opening."""
    early = replace(EARLY, **when)  # type: ignore[arg-type]
    for lines in ([early], [early, replace(early, task="TL-05", title="Sahkan SOP")]):
        told = mail(*lines, kind=kind)
        assert "terlambat" not in (told.subject + told.text).lower()
        assert "melewati jatuh tempo" not in told.text
        assert "memerlukan" in told.text
        assert f"Perlu tindakan ({len(lines)})" in told.text


def test_late_and_early_matters_of_one_mail_are_told_apart() -> None:
    """Each under its heading and in the count of its own sentence."""
    told = mail(LATE, EARLY)
    assert "1 tugas telah melewati jatuh tempo dan belum diselesaikan. 1 tugas lain belum terlambat" in words(
        told
    )
    assert told.subject.startswith("[ZI 2025] Tindak lanjuti 2 tugas, 1 terlambat - ")
    assert {"Terlambat (1)", "Perlu tindakan (1)"} <= set(told.text.splitlines())


def test_a_late_matter_moved_from_an_older_mail_stays_late() -> None:
    """It lost its count of days there; its last day is past all the same."""
    assert "Terlambat (1)" in mail(replace(LATE, age=None)).text


def test_a_task_is_counted_once_however_many_things_are_said_of_it() -> None:
    """Late, and with an answer about it: two lines of one task."""
    late = replace(LATE, kind=NoticeKind.OVERDUE, level=1)
    answer = replace(LATE, kind=NoticeKind.ANSWERED, level=None)
    told = mail(late, answer, replace(EARLY, kind=NoticeKind.REMINDER, rung=3, note=""), kind=MailKind.DIGEST)
    assert told.subject.startswith("[ZI 2025] Tindak lanjuti 2 tugas, 1 terlambat - ")
    assert "terdapat 2 tugas untuk perhatian Anda: 1 terlambat dan 1 perlu tindakan." in words(told)


def test_an_answer_about_a_task_that_is_no_longer_theirs_asks_for_nothing() -> None:
    """It is news, without a word of lateness."""
    answer = Line(NoticeKind.ANSWERED, "TL-03", "Susun SOP", "tl", theirs=False, note="Ayu mengambil alih.")
    told = mail(answer, kind=MailKind.DIGEST)
    assert "Untuk diketahui (1)" in told.text
    assert "Perlu tindakan" not in told.text
    assert "saat ini tidak ada yang perlu Anda lakukan" in told.text


def test_requests_of_one_mail_read_as_one_sentence() -> None:
    """Each begins with a verb of the same form."""
    asked = replace(EARLY, kind=NoticeKind.MORE_TIME, level=None)
    told = mail(LATE, asked, kind=MailKind.DIGEST)
    assert "bersama pelaksananya, serta memutuskan apakah" in words(told)
