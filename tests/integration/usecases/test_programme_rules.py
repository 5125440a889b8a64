"""A programme's own ladder and a unit's own hours: checked, kept once, and obeyed by the next morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlmodel import col, select

from flows import day
from tests.support.clocks import wib
from tests.support.programmes import Office, small_office
from tests.support.rows import all_rows
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.coming_mails import Coming
from zi_workflow.domain.errors import ConflictError, InputError
from zi_workflow.domain.ladder_rules import NEVER, ProgrammeLadder
from zi_workflow.domain.notices import NoticeState
from zi_workflow.domain.situations import Rules
from zi_workflow.storage.tables import EventRow, MessageRow, NoticeRow
from zi_workflow.usecases.ladder_previews import differing_mornings
from zi_workflow.usecases.ladder_rules import ChangeLadder, Known, change_ladder, ladder_of
from zi_workflow.usecases.unit_hours import ChangeHours, change_hours
from zi_workflow.usecases.windows import Postpone, closed_until, postpone

TODAY = date(2025, 1, 6)  # a Monday; TL-01 is due on the 8th
NOW = wib(2025, 1, 6, 6)
GENTLE = ProgrammeLadder(Rules((5, 2), (2, 5, 9, 14, 20), (1, 2, 4, 8, 13), 4), 4)


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """The small office, on its first days."""
    return small_office(sqlite_store)


def changed(office: Office, ladder: ProgrammeLadder = GENTLE, version: int = 0) -> Known:
    """Citra sets another ladder."""
    command = ChangeLadder(
        programme_id=office.programme_id, ladder=ladder, version=version, actor=office.citra, on=TODAY
    )
    return do(office.store, change_ladder, command, NOW)


def mornings(office: Office, days: int, first: date = TODAY) -> list[date]:
    """Real mornings on which nobody does anything; the days they were."""
    found: list[date] = []
    for number in range(days * 2):
        on = first + timedelta(days=number)
        if on.weekday() < 5 and len(found) < days:
            day.run_day(office.store, "Asia/Jakarta", on, wib(on.year, on.month, on.day, 7, 30))
            found.append(on)
    return found


Said = tuple[date, str, str | None, str, int | None, int | None, str]


def written(office: Office, since: date) -> set[Said]:
    """What the mornings told somebody of tasks: day, kind, task, about, level, rung and office."""
    with office.store.reading() as session:
        rows = session.exec(
            select(NoticeRow).where(col(NoticeRow.task).is_not(None), NoticeRow.due_on >= since)
        ).all()
        told = {str(NoticeState.DUE), str(NoticeState.COLLECTED), str(NoticeState.TOLD)}
        return {
            (row.due_on, row.kind, row.task, row.about, row.level, row.rung, row.role)
            for row in rows
            if row.state in told
        }


def said(each: Coming) -> Said:
    """The same of what was foreseen."""
    return each.on, str(each.kind), each.task, str(each.about), each.level, each.rung, each.role


def test_a_programme_without_a_ladder_of_its_own_keeps_its_framework_s(office: Office) -> None:
    """Version 0 is nobody's choice."""
    with office.store.reading() as session:
        assert ladder_of(session, office.programme_id, "plan-file") == Known(ProgrammeLadder(), 0)


def test_another_ladder_is_kept_with_its_event_and_once(office: Office) -> None:
    """The same again writes nothing."""
    assert changed(office) == Known(GENTLE, 1)
    rows = all_rows(office.store)
    assert changed(office) == Known(GENTLE, 1)
    assert all_rows(office.store) == rows
    with office.store.reading() as session:
        event = session.exec(select(EventRow).where(EventRow.kind == "programme.ladder_changed")).one()
    assert event.payload["after"]["rules"]["review_days"] == 4


def test_of_two_who_change_it_one_wins(office: Office) -> None:
    """The other has not seen what holds now."""
    changed(office)
    with pytest.raises(ConflictError):
        changed(office, replace(GENTLE, separate_from=3), version=0)
    assert changed(office, replace(GENTLE, separate_from=3), version=1).version == 2


def test_every_contradiction_is_said_at_once_and_nothing_is_kept(office: Office) -> None:
    """Each with its field."""
    before = all_rows(office.store)
    wrong = ProgrammeLadder(Rules((7, 7, 99), (1, 3, 2, 12, 17), (0, 1, 3, 7), 0), 9)
    with pytest.raises(InputError) as caught:
        changed(office, wrong)
    places = {problem.where for problem in caught.value.problems}
    assert places == {"rungs", "thresholds", "holding", "review_days", "separate_from"}
    late = replace(GENTLE, rules=replace(GENTLE.rules, thresholds_holding=(3, 5, 9, 14, 20)))
    with pytest.raises(InputError, match="climb later"):
        changed(office, late)
    assert all_rows(office.store) == before


@pytest.mark.parametrize(
    "ladder",
    [
        GENTLE,
        ProgrammeLadder(Rules((), (1, 1, 1, 1, 1), (1, 1, 1, 1, 1), 1), NEVER),
        ProgrammeLadder(Rules((10, 5, 4, 3, 2, 1), (1, 2, 3, 4, 5), (1, 2, 3, 4, 5), 1), 2),
    ],
    ids=["gentle", "no reminders, steep", "many reminders"],
)
def test_the_mornings_tell_what_the_preview_said(
    office: Office, ladder: ProgrammeLadder, sqlite_store_twin: Office
) -> None:
    """Two equal offices, one keeps its ladder: real mornings differ by exactly what was previewed, day by day."""
    with office.store.reading() as session:
        shown = differing_mornings(session, office.programme_id, ladder, NOW, 8)
    changed(office, ladder)
    mornings(office, 8)
    mornings(sqlite_store_twin, 8)
    new, old = written(office, TODAY), written(sqlite_store_twin, TODAY)
    assert new - old == {said(coming) for each in shown for coming in each.added}
    assert old - new == {said(coming) for each in shown for coming in each.dropped}
    assert any(each.added or each.dropped for each in shown)


@pytest.fixture
def sqlite_store_twin(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The same office in a database of its own, with the same ids."""
    from tests.support import databases
    from zi_workflow.bootstrap import create_store

    store = create_store(databases.sqlite_url(tmp_path_factory.mktemp("twin") / "zi.db"))
    return small_office(store)


@pytest.mark.parametrize(("least", "kinds"), [(3, {"escalation"}), (4, {"digest"}), (NEVER, {"digest"})])
def test_escalations_leave_the_digest_from_the_level_that_was_set(
    office: Office, least: int, kinds: set[str]
) -> None:
    """The team lead's level 3 comes in a mail of its own, or in the digest, as the programme wants it."""
    rules = replace(GENTLE.rules, thresholds=(1, 2, 3, 14, 20), thresholds_holding=(1, 2, 3, 8, 13))
    changed(office, replace(GENTLE, rules=rules, separate_from=least))
    mornings(office, 8)
    with office.store.reading() as session:
        mails = session.exec(select(MessageRow).where(MessageRow.kind != "weekly")).all()
    found = {
        mail.kind
        for mail in mails
        for line in mail.facts["lines"]
        if line["level"] == 3 and not line["repeat"]
    }
    assert found == kinds


def test_the_days_of_a_review_in_a_mail_are_the_programme_s_own(office: Office) -> None:
    """The line of a review counts from the day it came to the desk with the programme's days, not the default's."""
    changed(office, replace(GENTLE, rules=replace(GENTLE.rules, review_days=6)))
    office.starts("TL-01", date(2025, 1, 3), office.ayu)
    office.submits("TL-01", TODAY, office.ayu)
    mornings(office, 1, date(2025, 1, 7))
    with office.store.reading() as session:
        lines = [line for mail in session.exec(select(MessageRow)) for line in mail.facts["lines"]]
    assert [line["clock"] for line in lines if line["kind"] == "verify"] == ["2025-01-14"]


def hours(office: Office, opens: time, closes: time, version: int = 0) -> int:
    """Citra sets other hours."""
    command = ChangeHours(
        unit_id=office.unit_id, opens=opens, closes=closes, version=version, actor=office.citra, on=TODAY
    )
    return do(office.store, change_hours, command, NOW).version


def test_mail_waits_for_the_unit_s_own_hours(office: Office) -> None:
    """The digest of the morning leaves when they begin; after they end it waits for the next day."""
    assert hours(office, time(9, 0), time(14, 0)) == 1
    assert hours(office, time(9, 0), time(14, 0)) == 1, "the same again"
    day.run_day(office.store, "Asia/Jakarta", TODAY, wib(2025, 1, 6, 7, 30))
    with office.store.reading() as session:
        digests = session.exec(select(MessageRow).where(MessageRow.kind == "digest")).all()
        assert {row.next_at for row in digests} == {wib(2025, 1, 6, 9)}
        assert closed_until(session, [office.unit_id], wib(2025, 1, 6, 8)) == {
            office.unit_id: wib(2025, 1, 6, 9)
        }
        assert closed_until(session, [office.unit_id], wib(2025, 1, 6, 13, 59)) == {}
        assert closed_until(session, [office.unit_id], wib(2025, 1, 6, 14)) == {
            office.unit_id: wib(2025, 1, 7, 9)
        }
    assert do(office.store, postpone, Postpone(), wib(2025, 1, 6, 8, 30)) > 0, "the weekly summaries of 08:00"
    with office.store.reading() as session:
        assert {row.next_at for row in session.exec(select(MessageRow))} == {wib(2025, 1, 6, 9)}


def test_hours_lie_inside_the_office_day(office: Office) -> None:
    """Nobody widens it, and an hour at least is left."""
    for opens, closes, places in (
        (time(6, 0), time(20, 0), {"opens", "closes"}),
        (time(10, 0), time(10, 30), {"closes"}),
        (time(15, 0), time(9, 0), {"closes"}),
    ):
        with pytest.raises(InputError) as caught:
            hours(office, opens, closes)
        assert {problem.where for problem in caught.value.problems} == places
    hours(office, time(8, 0), time(15, 0))
    with pytest.raises(ConflictError):
        hours(office, time(9, 0), time(15, 0), version=0)
