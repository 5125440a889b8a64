"""What the page of a person's own tasks says, from rows made up here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from tests.support.task_rows import AYU, HELD, ON_TIME, PEOPLE, PROGRAMME, TODAY, row
from zi_workflow.domain.people import Duty
from zi_workflow.storage.queries.pages import TaskRow
from zi_workflow.usecases.own_work import Share
from zi_workflow.web.views.own import NEAREST, OwnTasks, own_tasks

SUNDAY = date(2025, 5, 4)


def due(day: date, code: str = "TL-03") -> TaskRow:
    """A task of Ayu's with its last day."""
    return row(code, forecast=ON_TIME._replace(clock=day))


def shown(own: Sequence[TaskRow], others: Sequence[TaskRow] = ()) -> OwnTasks:
    """Ayu's page over these tasks."""
    return own_tasks([Share(PROGRAMME, [*own, *others], PEOPLE, TODAY, list(own))], AYU.id)


@pytest.mark.parametrize(
    ("day", "group", "said"),
    [
        (TODAY - timedelta(days=1), "late", "1 tugas Anda terlambat; mohon mulai dengan “TL-03”."),
        (TODAY, "today", "1 tugas Anda jatuh tempo hari ini; mohon mulai dengan “TL-03”."),
        (
            TODAY + timedelta(days=1),
            "week",
            "1 tugas Anda jatuh tempo minggu ini; mohon mulai dengan “TL-03”.",
        ),
        (SUNDAY, "week", "1 tugas Anda jatuh tempo minggu ini; mohon mulai dengan “TL-03”."),
        (SUNDAY + timedelta(days=1), "next", "berikutnya “TL-03”, paling lambat Senin, 5 Mei 2025."),
    ],
)
def test_a_task_stands_in_the_group_of_its_last_day(day: date, group: str, said: str) -> None:
    """The day itself is not late, Sunday is still this week, and the sentence names what comes first."""
    page = shown([due(day)])
    assert [each.key for each in page.groups if each.lines] == [group]
    assert said in page.sentence
    assert page.late is (group == "late")
    assert all(each.empty for each in page.groups)


def test_the_nearest_come_first_and_the_far_ones_are_folded() -> None:
    """By day, then by code."""
    days = range(20, 20 + NEAREST + 3)
    page = shown([due(TODAY + timedelta(days=day), f"TL-{day}") for day in reversed(days)])
    later = page.groups[3]
    assert [line.task.code for line in later.first] == [f"TL-{day}" for day in days][:NEAREST]
    assert len(later.rest) == 3


def test_what_waits_says_for_whom_and_why_and_is_late_for_nobody() -> None:
    """Held back by Budi's task, or handed in and with whoever reviews or decides: their doer can do nothing."""
    before = row("PP-02", "pp")
    held = row(forecast=HELD._replace(blocked_by="PP-02", clock=TODAY - timedelta(days=30)))
    review = row("TL-04", state="submitted", started=TODAY)
    duty = Duty("tl", "member", "coordinator", approver="head")
    decision = row("TL-05", state="verified", started=TODAY, duty=duty)
    page = shown([held, review, decision], [before])
    assert not any(each.lines for each in page.groups)
    assert sorted(line.why for line in page.others) == [
        "Menunggu PP-02 (PP-02) pada Peningkatan Kualitas Pelayanan Publik; yang dapat bertindak: Budi Santoso.",
        "Menunggu keputusan kepala unit.",
        "Menunggu verifikasi koordinator area.",
    ]
    assert (
        page.sentence == "Hari ini tidak ada yang perlu Anda kerjakan: semua tugas Anda menunggu pihak lain."
    )


def test_a_row_says_who_waits_for_it() -> None:
    """The task that is held back, with its code, area and day: two of one title can be told apart."""
    page = shown([due(TODAY)], [row("PP-02", "pp", HELD)])
    wanted = "PP-02 (PP-02), Peningkatan Kualitas Pelayanan Publik, rencana mulai Selasa, 1 April 2025"
    assert wanted in page.groups[1].lines[0].waits


def test_nobody_s_page_is_empty_without_a_word() -> None:
    """No task at all is said, too."""
    assert (shown([]).empty, shown([]).sentence) == (True, "Hari ini Anda tidak memiliki tugas.")
