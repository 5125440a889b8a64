"""What a preview says of mail is what comes: the notices written at once, and those of the mornings after."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from flows import day
from tests.support import databases
from tests.support.clocks import wib
from tests.support.programmes import Office, joins, small_office
from tests.support.rows import all_rows
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store, do, try_out
from zi_workflow.domain.coming_mails import coming
from zi_workflow.domain.edits import (
    AddDependency,
    Change,
    RemoveDependency,
    SetAssignee,
    SetDates,
    SetDays,
    SetNotBefore,
)
from zi_workflow.domain.errors import ConflictError, InputError
from zi_workflow.domain.people import Role
from zi_workflow.domain.plans import Dependency, Kind
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.storage.tables import EventRow, NoticeRow
from zi_workflow.usecases import agreements
from zi_workflow.usecases.absences import RecordAbsence, record_absence
from zi_workflow.usecases.agreements import Agreed
from zi_workflow.usecases.editing import EditProgramme, Preview
from zi_workflow.usecases.foresight import Foresight, digest
from zi_workflow.usecases.outlooks import first_morning, outlook

NOON = wib(2025, 1, 8, 12)
CODES = ("TL-01", "TL-02", "PP-01", "PP-02")
DAYS = st.dates(date(2025, 1, 2), date(2025, 3, 14))
TASKS = st.sampled_from(CODES)


@st.composite
def _spans(draw: st.DrawFn) -> Change:
    start = draw(DAYS)
    return SetDates(draw(TASKS), start, start + timedelta(days=draw(st.integers(0, 20))))


CHANGES: st.SearchStrategy[list[Change]] = st.lists(
    st.one_of(
        _spans(),
        st.builds(SetDays, TASKS, st.integers(1, 15)),
        st.builds(SetNotBefore, TASKS, DAYS),
        st.builds(RemoveDependency, st.just("PP-01"), st.just("TL-02")),
        st.builds(
            AddDependency,
            st.just("PP-02"),
            st.builds(Dependency, st.sampled_from(CODES[:3]), st.sampled_from(Kind), st.integers(-2, 4)),
        ),
    ),
    min_size=1,
    max_size=3,
)


def edit(office: Office, *changes: Change, via: str = "form:1") -> EditProgramme:
    """An edit of the office's programme."""
    return EditProgramme(
        programme_id=office.programme_id,
        changes=changes,
        actor=office.citra,
        on=NOON.date(),
        reason="Kesepakatan rapat.",
        via=via,
    )


def running(store: Store) -> Office:
    """The small office in its first week: its mornings came, nothing was begun."""
    office = small_office(store)
    for number in (2, 3, 6, 7, 8):
        on = date(2025, 1, number)
        day.run_day(store, "Asia/Jakarta", on, wib(2025, 1, number, 7, 30))
    return office


def looked(office: Office, command: EditProgramme, now: datetime = NOON) -> Foresight[Preview]:
    """What a page would show."""
    return try_out(office.store, agreements.shown, command, now)


def notices(office: Office) -> dict[str, NoticeRow]:
    """Every notice by id."""
    with office.store.reading() as session:
        found = {row.id: row for row in session.exec(select(NoticeRow))}
        session.expunge_all()
        return found


@pytest.fixture
def fresh(tmp_path: Path, sqlite_template: Path) -> Callable[[int], Store]:
    """A new store for each example."""

    def made(number: int) -> Store:
        path = tmp_path / f"{number}.db"
        path.write_bytes(sqlite_template.read_bytes())
        return bootstrap.open_store(databases.sqlite_url(path))

    return made


def test_looking_changes_nothing_and_what_was_seen_is_done(sqlite_store: Store) -> None:
    """The plan moves as shown, and exactly the notices that were announced are written."""
    office = running(sqlite_store)
    command = edit(office, SetDays("TL-01", 9), SetAssignee("PP-01", office.ayu))
    rows, known = all_rows(sqlite_store), notices(office)
    shown = looked(office, command)
    assert all_rows(sqlite_store) == rows
    assert [(told.kind, told.task, told.recipient) for told in shown.told] == [
        ("plan_changed", "TL-01", office.ayu),
        ("plan_changed", "TL-02", office.ayu),
        ("assigned", "PP-01", office.ayu),
    ]
    assert next((told.on, told.single) for told in shown.told) == (date(2025, 1, 9), False)
    assert [(told.on, told.single) for told in shown.told][2] == (date(2025, 1, 8), True)
    done = do(sqlite_store, agreements.agree, Agreed(command, digest(agreements.lines(shown))), NOON)
    assert done is not None
    assert done.result == shown.result
    written = [row for id, row in notices(office).items() if id not in known]
    assert {(row.kind, row.task, row.recipient_id) for row in written} == {
        (told.kind, told.task, told.recipient) for told in shown.told
    }


def test_a_reminder_moves_from_one_day_to_another(sqlite_store: Store) -> None:
    """TL-01 was to end on 8 January; four working days more, and its lateness is told of later."""
    office = running(sqlite_store)
    shown = looked(office, edit(office, SetDays("TL-01", 9)))
    moved = {
        (str(shift.known.kind), shift.known.level, shift.known.rung): (
            shift.old and shift.old.on,
            shift.new and shift.new.on,
        )
        for shift in shown.mails[0].shifts
        if shift.known.task == "TL-01"
    }
    assert moved["overdue", 1, None] == (date(2025, 1, 9), date(2025, 1, 15))


def test_the_same_form_twice_is_one_edit(store: Store) -> None:
    """The second finds the mark of the first in the record."""
    office = small_office(store)
    command = edit(office, SetDays("TL-01", 9))
    agreed = Agreed(command, digest(agreements.lines(looked(office, command))))
    assert do(store, agreements.agree, agreed, NOON) is not None
    rows = all_rows(store)
    assert do(store, agreements.agree, agreed, NOON) is None
    assert all_rows(store) == rows


def test_what_would_be_different_by_now_is_not_done(sqlite_store: Store) -> None:
    """A day passed, or the work turns out to have begun earlier: nothing is saved."""
    office = running(sqlite_store)
    command = edit(office, SetDays("TL-01", 9))
    agreed = Agreed(command, digest(agreements.lines(looked(office, command))))
    rows = all_rows(sqlite_store)
    with pytest.raises(ConflictError):
        do(sqlite_store, agreements.agree, agreed, NOON + timedelta(days=1))
    assert all_rows(sqlite_store) == rows
    office.starts("TL-01", date(2025, 1, 3))
    with pytest.raises(ConflictError):
        do(sqlite_store, agreements.agree, agreed, NOON)
    with sqlite_store.reading() as session:
        assert not session.exec(select(EventRow).where(EventRow.kind == "programme.edited")).all()


numbers = iter(range(1_000_000))


def leaves_and_joins(office: Office) -> None:
    """Ayu is away for a week without a substitute, and a member joins Budi's area."""
    away = RecordAbsence(
        person_id=office.ayu,
        first=date(2025, 1, 20),
        last=date(2025, 1, 24),
        substitute_id=None,
        actor="cli",
        on=NOON.date(),
    )
    do(office.store, record_absence, away, NOON)
    joins(office.store, office.unit_id, "Eka", Role.MEMBER, "pp", "eka@contoh.go.id")


def foreseen(office: Office, first: date, last: date) -> list[Any]:
    """What the mornings are said to tell."""
    with office.store.reading() as session:
        sight = outlook(session, programme_facts(session, office.programme_id), first, last)
    assert sight is not None
    return sorted(
        (each.on, str(each.kind), each.task or "", each.recipient, each.level or 0, each.rung or 0)
        for each in coming(sight, first, last)
    )


def lived(office: Office, first: date, last: date) -> list[Any]:
    """What they tell, one after the other."""
    known, on = set(notices(office)), first
    while on <= last:
        day.run_day(office.store, "Asia/Jakarta", on, wib(on.year, on.month, on.day, 7, 30))
        on += timedelta(days=1)
    return sorted(
        (row.due_on, row.kind, row.task or "", row.recipient_id, row.level or 0, row.rung or 0)
        for id, row in notices(office).items()
        if id not in known and row.state == "told"
    )


def test_the_mornings_after_an_edit_tell_what_was_foreseen(fresh: Callable[[int], Store]) -> None:
    """Day by day for five weeks, with an absence and somebody who joins on the way: the same people hear the same."""
    heard: list[int] = []

    @settings(max_examples=12, deadline=None)
    @given(CHANGES, st.booleans())
    def live(changes: list[Change], leave: bool) -> None:
        with closing(fresh(next(numbers))) as store:
            heard.append(_lived_as_foreseen(store, changes, leave))

    live()
    assert any(heard)


def _lived_as_foreseen(store: Store, changes: list[Change], leave: bool) -> int:
    """How many notices were foreseen, and came."""
    office = running(store)
    if leave:
        leaves_and_joins(office)
    command = edit(office, *changes)
    try:
        shown = looked(office, command)
    except InputError:
        return 0
    before = notices(office)
    do(store, agreements.agree, Agreed(command, digest(agreements.lines(shown))), NOON)
    written = [row for id, row in notices(office).items() if id not in before]
    assert sorted((row.kind, row.task, row.recipient_id) for row in written) == sorted(
        (told.kind, told.task, told.recipient) for told in shown.told
    )
    first, last = first_morning(NOON, "Asia/Jakarta"), date(2025, 2, 14)
    expected = foreseen(office, first, last)
    assert lived(office, first, last) == expected
    return len(expected)
