"""A recommendation's task is told like any task: assigned, late, to the chair once it is answered, returned, closed."""

from __future__ import annotations

from datetime import date

from flows import day
from tests.integration.usecases.test_nudges import notices
from tests.support.clocks import wib
from tests.support.recommendations import Rounds, recommended
from zi_workflow.bootstrap import Store
from zi_workflow.domain.messages import Letterhead
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.situations import ladder_tasks

CODE = "REK-2025Q1-01"


def morning(rounds: Rounds, on: date) -> None:
    """The service's morning of a day."""
    now = wib(on.year, on.month, on.day, 7, 30)
    day.run_day(rounds.store, "Asia/Jakarta", on, now, letterhead=Letterhead("http://127.0.0.1:8000"))


def told(rounds: Rounds, kind: str) -> list[str | None]:
    """Whom the service told about the recommendation's task."""
    return [each.recipient_id for each in notices(rounds.office, kind) if each.task == CODE]


def test_the_chair_hears_of_the_answer_and_the_unit_of_the_decision(sqlite_store: Store) -> None:
    """Not the member of the team who has held the office as long; late work climbs as everywhere."""
    rounds = recommended(sqlite_store)
    rounds.signs()
    morning(rounds, date(2025, 5, 2))
    assert told(rounds, "assigned") == [rounds.office.ayu]
    morning(rounds, date(2025, 5, 26))
    assert rounds.office.ayu in told(rounds, "overdue")
    rounds.answers(1, rounds.office.ayu, wib(2025, 5, 26, 10))
    morning(rounds, date(2025, 5, 27))
    assert told(rounds, "verify") == [rounds.chair]
    rounds.settles(1, rounds.chair, wib(2025, 5, 27, 10), close=False, note="Belum ditandatangani.")
    morning(rounds, date(2025, 5, 28))
    assert told(rounds, "returned") == [rounds.office.ayu]


def test_for_what_was_carried_over_the_new_chair_is_asked(sqlite_store: Store) -> None:
    """Whoever leads the team of the newest round decides, so they are told."""
    rounds = recommended(sqlite_store)
    rounds.signs()
    rounds.closes(now=wib(2025, 5, 5, 9))
    rounds.answers(1, rounds.office.ayu, wib(2025, 5, 6, 9))
    on = date(2025, 5, 7)
    with rounds.store.reading() as session:
        people = directory(session, rounds.office.unit_id, on)
        task = ladder_tasks(session, rounds.office.programme_id, people)[CODE]
    assert task.review is not None
    assert task.review.person == rounds.later_chair
