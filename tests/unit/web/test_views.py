"""What the pages say of a programme and its tasks, from rows made up here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.support.task_rows import HELD, LATE, ON_TIME, PEOPLE, PROGRAMME, TODAY, row
from zi_workflow.domain.people import Duty
from zi_workflow.storage.queries.mail_pages import NoticeItem
from zi_workflow.storage.queries.pages import ProgrammeRow, TaskRow
from zi_workflow.web.views import programmes, tasks


def test_the_sentence_of_a_late_programme_names_day_delay_and_causes() -> None:
    """One sentence says when it finishes, how late that is and who causes it."""
    assert programmes.sentence(PROGRAMME) == (
        "Selesai diperkirakan Kamis, 4 Juni 2026, 11 hari kerja lebih lambat dari rencana; "
        "7,5 hari karena Penataan Tatalaksana, 3,5 hari karena Manajemen Perubahan."
    )


@pytest.mark.parametrize(
    ("late_days", "said"), [(0, "sesuai rencana."), (-2, "2 hari kerja lebih cepat dari rencana.")]
)
def test_the_sentence_of_a_punctual_programme_blames_nobody(late_days: int, said: str) -> None:
    """On time and early are said as plainly as late."""
    assert programmes.sentence(replace(PROGRAMME, late_days=late_days, because={})).endswith(said)


def test_a_programme_without_an_analysis_says_so() -> None:
    """No figure is invented before the first morning."""
    assert programmes.sentence(replace(PROGRAMME, forecast_finish=None)) == "Perkiraan belum dihitung."


def test_cards_say_who_holds_whom_up_now() -> None:
    """Ayu's area is waited for, Budi's waits; work that is not due yet holds nobody up."""
    later = row("PP-09", "pp", HELD, planned_start=date(2025, 9, 1))
    cards = {
        card.key: card
        for card in programmes.area_cards(
            PROGRAMME, [row(forecast=LATE), row("PP-02", "pp", HELD), later], TODAY
        )
    }
    assert cards["tl"].holds == "Peningkatan Kualitas Pelayanan Publik"
    assert cards["pp"].waits == "Penataan Tatalaksana"
    assert (cards["tl"].share, cards["pp"].share) == ("7,5", "")
    assert [card.late for card in cards.values()] == [1, 2]
    assert programmes.area_cards(PROGRAMME, [row(), later], TODAY)[1].waits == ""


def test_a_waiting_task_names_whom_it_waits_for_and_who_can_act() -> None:
    """Budi's task waits for Ayu's: her name stands there, not his."""
    waiting = row("PP-02", "pp", HELD)
    line = tasks.TaskViews([row(forecast=LATE), waiting], PEOPLE, TODAY).line(waiting)
    assert line.status.word == "menunggu Penataan Tatalaksana"
    assert line.late == "diperkirakan terlambat 10 hari kerja"  # its last day has not come
    assert line.holder is not None
    assert (line.who, line.holder.who) == ("Budi Santoso", "Ayu Lestari")


def test_an_office_without_a_holder_is_named_itself() -> None:
    """Nobody coordinates this area yet; the office stands in the place of a name."""
    assert tasks.TaskViews([], PEOPLE, TODAY).who(row(area="mp")) == "anggota"


def test_only_work_that_can_be_done_today_is_offered() -> None:
    """A task that no other one holds back but whose time has not come is nobody's business today."""
    views = tasks.TaskViews([], PEOPLE, TODAY)
    future = row("AK-09", "ak", LATE._replace(forecast_start=date(2026, 1, 5)))
    offered = programmes.blocker_lines([row("PP-02", "pp", HELD), future, row(forecast=LATE)], views)
    assert [line.task.code for line in offered] == ["TL-03"]
    assert offered[0].cost == (
        "Satu minggu lagi berarti: selesainya program mundur 4 hari kerja, "
        "tugas area lain mundur 31 hari kerja bila dijumlahkan, 12 tugas bergeser."
    )


def test_late_tasks_are_those_that_should_have_begun() -> None:
    """What will be late in autumn is counted, not listed."""
    later = row("PP-09", "pp", HELD, planned_start=date(2025, 9, 1))
    assert programmes.late_now([later, row(forecast=LATE), row("PP-02", "pp", HELD)], TODAY) == [
        row("PP-02", "pp", HELD),
        row(forecast=LATE),
    ]


def told(state: str) -> NoticeItem:
    """A reminder about the task."""
    return NoticeItem(
        "reminder", "TL-03", None, 7, 1, "member", "Ayu Lestari", TODAY, state, None, None, None
    )


@pytest.mark.parametrize(
    ("task", "programme", "waits", "said"),
    [
        (row(), replace(PROGRAMME, state="draft"), False, "Program belum aktif"),
        (row(finished=TODAY), PROGRAMME, False, "Tugas sudah selesai"),
        (row(), PROGRAMME, True, "Tugas ini menunggu tugas lain"),
        (row(duty=Duty("ext", "agency_head", "coordinator", external=True)), PROGRAMME, False, "pihak luar"),
        (row(), PROGRAMME, False, "Belum jatuh tempo"),
        (row(forecast=ON_TIME._replace(clock=TODAY)), PROGRAMME, False, "Sejauh ini"),
    ],
)
def test_not_reminding_has_a_reason(task: TaskRow, programme: ProgrammeRow, waits: bool, said: str) -> None:
    """Each silence is explained in one sentence."""
    assert said in tasks.why_no_reminder(task, programme, [told("superseded")], waits, TODAY)


def test_somebody_who_was_told_needs_no_excuse() -> None:
    """Once a notice was told there is nothing to explain."""
    assert tasks.why_no_reminder(row(), PROGRAMME, [told("told")], False, TODAY) == ""
