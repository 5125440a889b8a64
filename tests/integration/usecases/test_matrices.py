"""Areas are asked for their matrix, find it prefilled, write into it and send it; on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests.support.clocks import wib
from tests.support.matrix_rounds import AFTER, SAID, ask, asked_round, changes_round, fills, found, told
from tests.support.monev_rounds import CUTOFF, NOW
from zi_workflow.bootstrap import Store
from zi_workflow.domain.errors import ConflictError, ForbiddenError, InputError, RefusedError
from zi_workflow.domain.matrices import MatrixState, Told
from zi_workflow.storage.queries.invitations import round_of
from zi_workflow.storage.tables import EventRow, Matrix


def test_each_area_with_work_is_asked_once(store: Store) -> None:
    """Also when the round is opened again; outside parties and areas without work are not asked."""
    unit = asked_round(store)
    assert ask(unit) == ()
    with store.reading() as session:
        assert sorted(session.scalars(select(col(Matrix.area)))) == ["pp", "tl"]


def test_a_matrix_begins_with_how_the_tasks_stand(store: Store) -> None:
    """In words, with the days of the plan and who is in charge."""
    unit = asked_round(store)
    done, running = found(unit).lines
    assert done.told == Told("Selesai Rabu, 15 Januari 2025.", 100, "", "")
    assert running.told == Told("Berjalan 0% sejak Kamis, 16 Januari 2025.", 0, "", "")
    assert (running.number, running.starts, running.responsible) == (2, date(2025, 1, 9), "anggota")
    waiting = found(unit, "pp").lines[0]
    assert "menunggu" in waiting.told.realisation
    assert "TL-02" in waiting.told.realisation


def test_what_nobody_wrote_follows_the_tasks_and_what_was_written_stays(store: Store) -> None:
    """A refresh never takes anybody's words."""
    unit = asked_round(store)
    fills(unit, unit.office.ayu, {"TL-02": SAID})
    unit.office.starts("PP-02", date(2025, 4, 14))
    ask(unit, wib(2025, 4, 15, 9))
    assert told(unit)["TL-02"] == SAID
    assert told(unit, "pp")["PP-02"].realisation == "Berjalan 0% sejak Senin, 14 April 2025."


def test_sending_what_the_page_showed_makes_nobody_the_author(store: Store) -> None:
    """So that it goes on following the task until it is sent."""
    unit = asked_round(store)
    fills(unit, unit.office.ayu, told(unit))
    assert not any(line.typed for line in found(unit).lines)


def test_late_work_is_not_sent_without_what_stands_in_its_way(store: Store) -> None:
    """A sentence, not a sign; the draft may wait for it."""
    unit = asked_round(store)
    short = Told("Naskah selesai.", 80, "-", "")
    assert fills(unit, unit.office.ayu, {"TL-02": short})
    with pytest.raises(InputError, match="stands in its way") as caught:
        fills(unit, unit.office.ayu, {"TL-02": short}, send=True)
    assert [problem.where for problem in caught.value.problems] == ["TL-02"]


def test_a_matrix_that_is_sent_names_who_sent_it_and_when(store: Store) -> None:
    """And is corrected by sending it again until the cutoff."""
    unit = asked_round(store)
    fills(unit, unit.office.ayu, {"TL-02": SAID}, send=True)
    sent = found(unit)
    assert (sent.state, sent.sent_name, sent.sent_at, sent.late) == (MatrixState.SENT, "Ayu", NOW, False)
    with pytest.raises(RefusedError, match="sent already"):
        fills(unit, unit.office.ayu, {"TL-02": Told("Lain.", 81)})
    better = Told("Ditetapkan.", 100, "", "")
    assert fills(unit, unit.office.citra, {"TL-02": better}, wib(2025, 4, 15, 9), send=True)
    assert (found(unit).sent_name, told(unit)["TL-02"]) == ("Citra", better)


def test_after_the_cutoff_a_matrix_is_sent_late_and_an_earlier_one_stays(store: Store) -> None:
    """Also when the figures are frozen already."""
    unit = asked_round(store)
    changes_round(unit, frozen_at=AFTER)
    fills(unit, unit.office.ayu, {"TL-02": SAID}, AFTER, send=True)
    assert (found(unit).state, found(unit).late) == (MatrixState.SENT, True)
    with pytest.raises(RefusedError, match="cutoff has passed"):
        fills(unit, unit.office.ayu, {"TL-02": Told("Lain.", 81, "Sekalimat penuh.")}, AFTER, send=True)


def test_who_sent_nothing_by_the_freeze_may_send_still(store: Store) -> None:
    """Late, and on record as such."""
    unit = asked_round(store)
    with store.writing() as session:
        row = round_of(session, unit.programme_id, "2025-Q1")
        session.get_one(Matrix, (row.id, "tl")).state = MatrixState.MISSING.value
    changes_round(unit, frozen_at=AFTER)
    assert fills(unit, unit.office.ayu, {"TL-02": SAID}, AFTER, send=True)
    assert (found(unit).state, found(unit).late) == (MatrixState.SENT, True)


@pytest.mark.parametrize("state", ["scheduled", "cancelled", "postponed", "ba_signed", "closed"])
def test_nothing_is_written_outside_the_preparation_and_the_meeting(store: Store, state: str) -> None:
    """A round that is off, or whose minutes are signed."""
    unit = asked_round(store)
    changes_round(unit, state=state)
    with pytest.raises(RefusedError, match="from the opening"):
        fills(unit, unit.office.ayu, {"TL-02": SAID})


def test_an_area_is_written_by_its_own_people_and_the_team_s_leads(store: Store) -> None:
    """Neither by another area nor by those who assess."""
    unit = asked_round(store)
    for who in (unit.hana, unit.office.citra, unit.eka):
        assert fills(unit, who, {"TL-02": Told(f"oleh {who}", 10)})
    for who in (unit.office.budi, unit.fajar, unit.gita):
        with pytest.raises(ForbiddenError):
            fills(unit, who, {"TL-02": SAID})


def test_two_who_write_at_once_do_not_overwrite_each_other(store: Store) -> None:
    """The second is told; the very same form sent twice acts once."""
    unit = asked_round(store)
    seen = found(unit).version
    assert fills(unit, unit.office.ayu, {"TL-02": SAID}, seen=seen)
    assert not fills(unit, unit.office.ayu, {"TL-02": SAID}, seen=seen)
    with pytest.raises(ConflictError):
        fills(unit, unit.hana, {"TL-02": Told("Lain.", 1)}, seen=seen)
    assert told(unit)["TL-02"] == SAID


def test_every_deed_is_in_the_record_and_leaves_the_round_s_version(store: Store) -> None:
    """Whoever prepares the meeting is not disturbed by an area that writes."""
    unit = asked_round(store)
    before = unit.round().version
    fills(unit, unit.office.ayu, {"TL-02": SAID})
    fills(unit, unit.office.ayu, {}, send=True)
    with store.reading() as session:
        rows = session.scalars(select(EventRow).where(col(EventRow.kind).startswith("round.matrix")))
        said = [(row.kind, row.payload["changed"]) for row in rows]
    assert said == [("round.matrix_saved", ["TL-02"]), ("round.matrix_sent", [])]
    assert (unit.round().version, unit.round().cutoff) == (before, CUTOFF)
