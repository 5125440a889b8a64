"""Who gets the weekly summary, when, and what it says, from the figures that the morning has kept."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from flows.day import deliver_captured, run_day, summarise_zone
from tests.support.clocks import wib
from tests.support.programmes import START, Office, joins, plan, planned, small_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.messages import Letterhead
from zi_workflow.domain.notices import MailFacts, MailKind, facts_from_json
from zi_workflow.domain.people import Role
from zi_workflow.domain.weekly import AreaWeek, Holding
from zi_workflow.storage.tables import MessageRow
from zi_workflow.usecases.absences import RecordAbsence, record_absence
from zi_workflow.usecases.subscriptions import Answer, answer

ZONE = "Asia/Jakarta"
MON6, TUE7, MON13, MON20 = date(2025, 1, 6), date(2025, 1, 7), date(2025, 1, 13), date(2025, 1, 20)
WEB = Letterhead("https://zi.contoh.go.id")


def day(office: Office, on: date, letterhead: Letterhead = WEB) -> int:
    """A whole day's work by 07:30; how many summaries it wrote."""
    return run_day(
        office.store, ZONE, on, wib(on.year, on.month, on.day, 7, 30), letterhead=letterhead
    ).summaries


def rows(office: Office) -> list[MessageRow]:
    """The summaries in the outbox, in order of writing."""
    with office.store.reading() as session:
        query = select(MessageRow).where(col(MessageRow.kind) == MailKind.WEEKLY)
        return list(session.exec(query.order_by(col(MessageRow.on), col(MessageRow.id))))


def receivers(office: Office, on: date) -> dict[str, str]:
    """Who got a summary on a day, and in which office."""
    return {row.person_id: row.role for row in rows(office) if row.on == on}


def facts(office: Office, person: str, on: date) -> MailFacts:
    """What somebody's summary of a day says."""
    (row,) = [row for row in rows(office) if (row.person_id, row.on) == (person, on)]
    return facts_from_json(row.facts)


def away(office: Office, person: str, substitute: str | None) -> None:
    """Somebody is away on Monday the 13th."""
    command = RecordAbsence(
        person_id=person, first=MON13, last=MON13, substitute_id=substitute, actor="cli", on=START
    )
    do(office.store, record_absence, command, office.now)


def test_the_weeks_first_working_day_has_one_summary_for_each_officer(store: Store) -> None:
    """Coordinators and the team's lead; at 08:00, after the digests; Tuesday has none, a second run neither."""
    office = small_office(store)
    assert [day(office, on) for on in (date(2025, 1, 3), MON6, MON6, TUE7)] == [0, 3, 0, 0]
    assert receivers(office, MON6) == {
        office.ayu: "coordinator",
        office.budi: "coordinator",
        office.citra: "team_lead",
    }
    assert {row.next_at for row in rows(office)} == {wib(2025, 1, 6, 8)}
    assert rows(office)[0].key.endswith(":2025-W02")


def test_a_monday_without_service_is_made_good_later_in_the_week(sqlite_store: Store) -> None:
    """Due by the day, not on it; a week that passed altogether is not told."""
    office = small_office(sqlite_store)
    assert day(office, TUE7) == 3
    assert day(office, date(2025, 1, 8)) == 0
    assert day(office, MON20) == 3
    assert {row.on for row in rows(office)} == {TUE7, MON20}


def test_a_monday_off_moves_the_summary_to_the_first_working_day(sqlite_store: Store) -> None:
    """27 to 29 January 2025 are days off."""
    office = small_office(sqlite_store)
    assert [day(office, date(2025, 1, number)) for number in (27, 28, 29, 30, 31)] == [0, 0, 0, 3, 0]


def test_a_programme_is_not_summarised_in_the_week_in_which_it_begins(sqlite_store: Store) -> None:
    """There is nothing to look back on; a draft has nothing at all."""
    assert day(small_office(sqlite_store), START) == 0


def test_a_draft_is_not_summarised(sqlite_store: Store) -> None:
    """Mail starts with the activation."""
    assert day(small_office(sqlite_store, active=False), MON13) == 0


def test_the_summary_says_what_the_morning_computed(sqlite_store: Store) -> None:
    """Each area's tasks, who holds whom, and the end; nothing is computed again."""
    tasks = (planned("TL-01", 3), planned("PP-01", 2, "TL-01"), planned("PP-02", 1))
    office = small_office(sqlite_store, plan(*tasks))
    office.finishes("PP-02", START, START)
    day(office, MON13)
    week = facts(office, office.citra, MON13).week
    assert week is not None
    assert week.as_of == MON13
    assert week.areas == (AreaWeek("tl", 0, 1, 1), AreaWeek("pp", 1, 2, 1))
    assert week.holdings == (Holding("TL-01", "TL-01", "tl", ("pp",), 1),)
    assert week.late_days > 0
    assert (week.done, week.total, week.late) == (1, 3, 2)


def test_without_figures_there_is_no_summary(sqlite_store: Store) -> None:
    """The morning's decision has not run yet."""
    small_office(sqlite_store)
    assert summarise_zone(sqlite_store, ZONE, MON13, wib(2025, 1, 13, 7)) == 0


def test_who_has_no_address_gets_none_and_nothing_is_printed(sqlite_store: Store) -> None:
    """It is optional: nobody carries it to them."""
    office = small_office(sqlite_store)
    joins(sqlite_store, office.unit_id, "Eko", Role.HEAD)
    day(office, MON13)
    assert set(receivers(office, MON13)) == {office.ayu, office.budi, office.citra}


def test_somebody_with_several_offices_gets_one_in_the_highest(sqlite_store: Store) -> None:
    """Citra leads the team and, while Ayu is away, acts for her."""
    office = small_office(sqlite_store)
    away(office, office.ayu, office.citra)
    day(office, MON13)
    assert receivers(office, MON13) == {office.budi: "coordinator", office.citra: "team_lead"}
    assert facts(office, office.citra, MON13).acting_for is None


def test_a_substitute_gets_it_for_whoever_is_away_and_without_one_nobody_does(sqlite_store: Store) -> None:
    """Dewi acts for Ayu; Budi's stays unwritten."""
    office = small_office(sqlite_store)
    away(office, office.ayu, office.dewi)
    away(office, office.budi, None)
    day(office, MON13)
    assert set(receivers(office, MON13)) == {office.dewi, office.citra}
    dewi = facts(office, office.dewi, MON13)
    assert (dewi.acting_for, dewi.role, dewi.area) == ("Ayu", "coordinator", "tl")


def test_who_does_without_it_is_written_none_and_keeps_the_digests(store: Store) -> None:
    """The next summary leaves Ayu out; her obligatory mail is the same as before."""
    office = small_office(store)
    do(store, answer, Answer(office.ayu, MailKind.WEEKLY, False, office.ayu), office.now)
    day(office, MON13)
    assert set(receivers(office, MON13)) == {office.budi, office.citra}
    with store.reading() as session:
        kinds = session.exec(select(MessageRow.kind).where(col(MessageRow.person_id) == office.ayu)).all()
    assert set(kinds) == {MailKind.DIGEST}


def test_a_newer_summary_takes_the_place_of_one_that_never_left(sqlite_store: Store) -> None:
    """Mail stood still for a week: Monday's picture of last week is of no use any more."""
    office = small_office(sqlite_store)
    for on in (MON6, MON13):
        day(office, on)
    states = {(row.on, row.state, row.reason) for row in rows(office)}
    assert states == {(MON6, "cancelled", "superseded"), (MON13, "queued", None)}


def test_a_captured_summary_has_the_header_pair_and_no_live_link(store: Store) -> None:
    """A way out for its reader, none for whoever looks at the kept copy; a digest has neither."""
    office = small_office(store)
    day(office, MON13)
    deliver_captured(store, MON13, wib(2025, 1, 13, 8))
    for row in rows(office):
        assert row.source is not None
        assert "List-Unsubscribe: <https://zi.contoh.go.id/berhenti/disamarkan>" in row.source
        assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in row.source
        assert "berhenti/disamarkan" in str(row.text)
        assert "berhenti/disamarkan" in str(row.html)
    with store.reading() as session:
        sources = session.exec(select(MessageRow.source).where(col(MessageRow.kind) == MailKind.DIGEST)).all()
    assert sources
    assert not [source for source in sources if "unsubscribe" in str(source).lower()]


def test_without_an_address_of_its_own_the_service_offers_no_way_out(sqlite_store: Store) -> None:
    """No header that leads nowhere."""
    office = small_office(sqlite_store)
    day(office, MON13, Letterhead())
    deliver_captured(sqlite_store, MON13, wib(2025, 1, 13, 8))
    assert not [row for row in rows(office) if "unsubscribe" in str(row.source).lower()]
