"""A round's figures are frozen once, as they were known at the end of the cutoff day; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from tests.support.clocks import wib
from tests.support.frozen_rounds import DIGEST, worked
from tests.support.monev_rounds import CODE, CUTOFF, QUARTER, MonevUnit
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.edits import SetDays
from zi_workflow.domain.errors import ForbiddenError, RefusedError
from zi_workflow.domain.snapshots import Frozen, read, seal
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.storage.queries.snapshots import snapshot_of
from zi_workflow.storage.tables import EventRow, Matrix, Round, Snapshot
from zi_workflow.usecases import freezing
from zi_workflow.usecases.editing import EditProgramme, apply
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.freezing import Freeze, FreezeDue, due_rounds, freeze, freeze_due

LAST = wib(2025, 4, 25, 16)
MIDNIGHT = wib(2025, 4, 26, 0)
REPORT = Handed("Laporan", sha256="a" * 64)


def frozen(unit: MonevUnit, at: datetime = MIDNIGHT) -> Snapshot:
    """The service freezes what is due, at an instant."""
    with unit.store.reading() as session:
        due = due_rounds(session, at)
    for each in due:
        do(unit.store, freeze_due, FreezeDue(round_id=each.id), at)
    return snapshot(unit)


def snapshot(unit: MonevUnit) -> Snapshot:
    """The one there is."""
    with unit.store.reading() as session:
        found = snapshot_of(session, unit.round().id)
        assert found is not None
        session.expunge(found)
        return found


def figures(unit: MonevUnit) -> Frozen:
    """What it says."""
    return read(snapshot(unit).facts)


def by(unit: MonevUnit, person: str, **more: object) -> Freeze:
    """The command of somebody."""
    values = {"programme_id": unit.programme_id, "quarter": QUARTER, **more}
    return Freeze(viewer=unit.viewer(person), **values)  # type: ignore[arg-type]


def test_the_figures_of_the_cutoff_day_are_sealed_with_the_chains_end(store: Store) -> None:
    """Per area and for all, with states, matrices and evidence; the event carries the hash of the facts."""
    unit = worked(store)
    made = frozen(unit)
    said = figures(unit)
    assert (said.cutoff, said.quarter, made.taken_at) == (CUTOFF, QUARTER, MIDNIGHT)
    assert {area: (each.done, each.total, each.planned) for area, each in said.areas.items()} == {
        "tl": (1, 2, 2),
        "pp": (0, 2, 2),
    }
    late = said.areas["tl"]
    assert late.late == 1
    assert late.late_days > 0
    assert sum(late.because.values()) == pytest.approx(late.late_days)
    assert sum(said.because.values()) == pytest.approx(said.late_days)
    assert [each["state"] for each in said.tasks] == ["done", "in_progress", "planned", "planned"]
    assert {area: each["state"] for area, each in said.matrices.items()} == {
        "tl": "not_sent",
        "pp": "not_sent",
    }
    assert [(each.name, each.number, each.sha256, each.state) for each in said.evidence] == [
        ("Laporan", 1, DIGEST, "accepted")
    ]
    assert made.sha256 == seal(made.facts)
    with store.reading() as session:
        last = session.scalars(select(EventRow).order_by(col(EventRow.number).desc())).first()
        assert last is not None
        assert last.kind == "round.frozen"
        assert (last.payload["sha256"], last.previous) == (made.sha256, made.chain_head)
        assert last.number == made.event_number + 1
        assert {row.state for row in session.scalars(select(Matrix))} == {"not_sent"}
        row = session.get_one(Round, unit.round().id)
        assert (row.frozen_at, row.state, row.version) == (MIDNIGHT, "preparing", 2)


def test_a_freeze_that_runs_days_late_finds_the_same_figures(store: Store) -> None:
    """Whatever was recorded after the cutoff day, although it is said to have happened before, is left out."""
    unit = worked(store)
    with store.reading() as session:
        row = session.get_one(Round, unit.round().id)
        facts = programme_facts(session, unit.programme_id)
        in_time = freezing.known_facts(session, facts, row, freezing.cutoff_of(row, facts.zone, MIDNIGHT))
    after = wib(2025, 4, 29, 9)
    office = replace(unit.office, now=after)
    office.submits("TL-02", date(2025, 4, 24), evidence=(replace(REPORT, sha256="b" * 64),))
    office.verifies("TL-02", date(2025, 4, 25), office.citra)
    office.starts("PP-02", date(2025, 4, 1))
    edit = EditProgramme(
        programme_id=unit.programme_id, changes=(SetDays("PP-01", 30),), actor="cli", on=date(2025, 4, 29)
    )
    do(store, apply, edit, after)
    made = frozen(unit, wib(2025, 5, 2, 9))
    assert made.facts == in_time
    assert (made.cutoff, made.sha256) == (CUTOFF, seal(in_time))


def test_a_round_is_frozen_once_whoever_asks_again(store: Store) -> None:
    """Neither a person nor the service makes a second snapshot, and there is one event."""
    unit = worked(store)
    first = frozen(unit)
    again = do(store, freeze, by(unit, unit.fajar), wib(2025, 4, 28, 9))
    assert (again.sha256, again.taken_at) == (first.sha256, MIDNIGHT)
    with store.reading() as session:
        assert due_rounds(session, wib(2025, 5, 5)) == ()
        kinds = session.scalars(select(EventRow.kind)).all()
        assert kinds.count("round.frozen") == 1
    assert do(store, freeze_due, FreezeDue(round_id=unit.round().id), wib(2025, 5, 5)) is None


def test_the_service_waits_until_the_cutoff_day_is_over_where_the_unit_is(store: Store) -> None:
    """The day ends at midnight in Jakarta, not in Greenwich."""
    unit = worked(store)
    with store.reading() as session:
        assert due_rounds(session, MIDNIGHT - timedelta(seconds=1)) == ()
        (due,) = due_rounds(session, MIDNIGHT)
    assert (due.id, due.place, due.unit_code) == (unit.round().id, f"{CODE} {QUARTER}", "contoh")
    assert do(store, freeze_due, FreezeDue(round_id=unit.round().id), LAST) is None


def test_the_assistance_team_freezes_by_hand_from_the_cutoff_day_on(store: Store) -> None:
    """What comes later on that day does not count then; the event names who did it."""
    unit = worked(store)
    with pytest.raises(RefusedError, match="cutoff"):
        do(store, freeze, by(unit, unit.fajar), wib(2025, 4, 24, 9))
    made = do(store, freeze, by(unit, unit.fajar), LAST)
    assert datetime.fromisoformat(made.facts["until"]) == LAST
    with store.reading() as session:
        event = session.scalars(select(EventRow).where(col(EventRow.kind) == "round.frozen")).one()
        assert event.actor == unit.fajar


def test_people_of_the_unit_freeze_nothing(store: Store) -> None:
    """They see the round, and are told that it is not theirs."""
    unit = worked(store)
    with pytest.raises(ForbiddenError):
        do(store, freeze, by(unit, unit.office.citra), MIDNIGHT)


def test_a_round_that_was_put_off_is_not_frozen(store: Store) -> None:
    """Neither by the service nor by hand."""
    unit = worked(store)
    with store.writing() as session:
        row = session.get_one(Round, unit.round().id)
        row.state = "postponed"
        session.add(row)
    with store.reading() as session:
        assert due_rounds(session, MIDNIGHT) == ()
    with pytest.raises(RefusedError):
        do(store, freeze, by(unit, unit.fajar), MIDNIGHT)


def test_a_preview_shows_what_would_be_sealed_and_writes_nothing(store: Store) -> None:
    """The hash of what was shown is the one that is sealed."""
    unit = worked(store)
    with store.reading() as session:
        shown = freezing.preview(session, by(unit, unit.fajar), MIDNIGHT)
        assert snapshot_of(session, unit.round().id) is None
    assert seal(shown) == frozen(unit).sha256
