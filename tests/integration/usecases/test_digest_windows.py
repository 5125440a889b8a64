"""Who is owed the week's first digest, and when mail may leave, on the edges of the week and of the office day."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import col, select

from flows.day import collect_singles, collect_zone, run_day
from tests.support.clocks import wib
from tests.support.programmes import Office, plan, planned, small_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.notices import OPTIONAL, MailKind
from zi_workflow.storage.tables import MessageRow
from zi_workflow.usecases.notices import Decide, decide
from zi_workflow.usecases.promises import Assign, assign

ZONE = "Asia/Jakarta"
FRI10 = date(2025, 1, 10)


def at(day: int, hour: int = 7, minute: int = 30) -> datetime:
    """An instant of January 2025 on the unit's clock."""
    return wib(2025, 1, day, hour, minute)


def late_office(store: Store) -> Office:
    """One task of Ayu's, due on Thursday 9 January: overdue on the 10th, with Citra on Monday the 20th."""
    return small_office(store, plan(planned("TL-01", 6)))


def mornings(office: Office, *days: int) -> None:
    """The whole work of some days of January."""
    for day in days:
        run_day(office.store, ZONE, date(2025, 1, day), at(day))


def kinds(office: Office, person: str, day: int) -> list[str]:
    """The mails of the ladder to a person on a day of January."""
    with office.store.reading() as session:
        query = select(MessageRow).where(
            col(MessageRow.person_id) == person, col(MessageRow.on) == date(2025, 1, day)
        )
        return sorted(row.kind for row in session.exec(query.where(col(MessageRow.kind).not_in(OPTIONAL))))


def test_a_week_has_one_digest_of_what_is_still_open(sqlite_store: Store) -> None:
    """Ayu was told on Friday: Monday repeats it, Tuesday is silent."""
    office = late_office(sqlite_store)
    mornings(office, 10, 13, 14)
    assert {day: kinds(office, office.ayu, day) for day in (10, 13, 14)} == {
        10: [MailKind.DIGEST],
        13: [MailKind.DIGEST],
        14: [],
    }


def test_who_was_told_on_the_weeks_first_day_is_owed_no_digest_in_it(sqlite_store: Store) -> None:
    """Citra's escalation came on Monday; its first repetition is the next week's, here on Thursday the 30th."""
    office = late_office(sqlite_store)
    mornings(office, 10, 13, 14, 15, 16, 17, 20, 21, 30)
    assert {day: kinds(office, office.citra, day) for day in (17, 20, 21)} == {
        17: [],
        20: [MailKind.ESCALATION],
        21: [],
    }
    assert MailKind.DIGEST in kinds(office, office.citra, 30)


def test_mails_name_the_year_of_the_programme_and_not_todays(sqlite_store: Store) -> None:
    """A programme that began in 2025 is the Integrity Zone 2025 in January 2026 too."""
    office = late_office(sqlite_store)
    run_day(office.store, ZONE, date(2026, 1, 12), wib(2026, 1, 12))
    with office.store.reading() as session:
        years = {row.facts["year"] for row in session.exec(select(MessageRow))}
    assert years == {2025}


def test_single_mails_go_until_the_office_day_ends(sqlite_store: Store) -> None:
    """At 16:00 exactly a new task waits for the next morning's digest; a minute before it goes at once."""
    office = late_office(sqlite_store)
    given = Assign(
        programme_id=office.programme_id, task="TL-01", actor=office.ayu, on=FRI10, person_id=office.budi
    )
    do(sqlite_store, assign, given, office.now)
    assert collect_singles(sqlite_store, ZONE, FRI10, at(10, 16, 0)) == 0
    assert collect_singles(sqlite_store, ZONE, FRI10, at(10, 7, 29)) == 0
    assert collect_singles(sqlite_store, ZONE, FRI10, at(10, 15, 59)) == 1


def test_a_digest_collected_early_leaves_when_the_office_opens(sqlite_store: Store) -> None:
    """Collected at 07:00 it is sent at 07:30."""
    office = late_office(sqlite_store)
    do(sqlite_store, decide, Decide(office.programme_id, FRI10), at(10, 7, 0))
    assert collect_zone(sqlite_store, ZONE, FRI10, at(10, 7, 0)) > 0
    with sqlite_store.reading() as session:
        (row,) = session.exec(select(MessageRow).where(col(MessageRow.person_id) == office.ayu))
    assert row.next_at == at(10, 7, 30)
