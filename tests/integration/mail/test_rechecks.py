"""Before a mail goes out each of its lines is looked at again; what became untrue falls out, with a reason on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

import pytest

from tests.support import mails
from tests.support.clocks import wib
from tests.support.programmes import Office, small_office
from zi_workflow.bootstrap import Store
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind, NoticeState
from zi_workflow.storage.tables import NoticeRow, Person, Task
from zi_workflow.usecases import outbox, tasks
from zi_workflow.usecases.rechecks import recheck

D3, D8, D9 = date(2025, 1, 3), date(2025, 1, 8), date(2025, 1, 9)
IN_TIME = wib(2025, 4, 25, 15)  # the last day of the lines
_NUMBERS = count(1)
_MENTIONED = (
    "ready", "waiting", "reminder", "overdue", "escalation", "returned", "verify", "plan_changed", "solved",
    "overdue review", "solved review",
)  # fmt: skip


def line(words: str, task: str | None = "TL-01", **more: object) -> Line:
    """A line of the small programme: its kind, and whether it is about a review."""
    kind, _, review = words.partition(" ")
    usual = mails.line(task or "", None, NoticeKind(kind))
    return replace(usual, task=task, programme_code="ZI-1", review=bool(review), **more)  # type: ignore[arg-type]


def looks(office: Office, *lines: Line, at: datetime = IN_TIME) -> MailFacts | None:
    """What the second look leaves of a digest to Ayu."""
    facts = mails.facts(*lines)
    with office.store.writing() as session:
        row = outbox.enqueue(
            session,
            outbox.NewMessage(
                key=f"k{next(_NUMBERS)}", kind=MailKind.ASSIGNED, unit_id=office.unit_id,
                programme_id=office.programme_id, person_id=office.ayu, role="coordinator", on=mails.ON,
                to_name="Ayu", to_address="ayu@contoh.go.id", facts=facts, not_before=mails.NOW,
            ),
            mails.NOW,
        )  # fmt: skip
        assert row is not None
        for each in filter(None, (line.notice for line in lines)):
            session.get_one(NoticeRow, each).message_id = row.id
        session.flush()
        return recheck(session, [(row, facts)], at)[row.id]


def left(office: Office, *lines: Line) -> list[str | None]:
    """The tasks of the lines that stay."""
    facts = looks(office, *lines)
    return [each.task for each in facts.lines] if facts else []


def holding(office: Office) -> set[str]:
    """Which kinds of lines about TL-01 still hold."""
    return {words for words in _MENTIONED if looks(office, line(words)) is not None}


def test_a_reminder_falls_out_once_its_day_has_passed(sqlite_store: Store) -> None:
    """Deferred by the relay over night it would say \"tomorrow\" after the day; what is late is told by the ladder."""
    office = small_office(sqlite_store)
    assert looks(office, line("reminder"), at=IN_TIME) is not None
    assert looks(office, line("reminder"), at=IN_TIME + timedelta(hours=9)) is None
    assert looks(office, line("overdue"), at=IN_TIME + timedelta(days=9)) is not None


def notice(office: Office, role: str) -> str:
    """A collected notice to Ayu in one of her roles; its id."""
    row = NoticeRow(
        id=f"r{next(_NUMBERS)}", key=f"r{next(_NUMBERS)}", programme_id=office.programme_id, kind="overdue",
        task="TL-01", recipient_id=office.ayu, role=role, due_on=mails.ON, state="collected",
        created_at=mails.NOW,
    )  # fmt: skip
    with office.store.writing() as session:
        session.add(row)
        session.flush()
        return row.id


def test_a_line_holds_only_while_the_task_is_where_it_says(sqlite_store: Store) -> None:
    """From planned to done, every kind of line in every state; the end of a review stays news."""
    office = small_office(sqlite_store)
    work = {
        "reminder",
        "overdue",
        "escalation",
        "plan_changed",
        "returned",
        "solved review",
    }  # back by a withdrawal
    review = {"verify", "plan_changed", "overdue review", "solved review"}
    assert holding(office) == work | {"ready", "waiting"}
    office.starts("TL-01", D3)
    assert holding(office) == work
    office.submits("TL-01", D3, office.ayu)
    assert holding(office) == review
    office.does(tasks.return_, tasks.Return, "TL-01", office.citra, D8, note="Kurang.")
    assert holding(office) == work
    office.submits("TL-01", D8, office.ayu)
    office.verifies("TL-01", D9, office.citra)
    assert holding(office) == {"solved", "solved review"}


def test_a_task_that_left_the_plan_falls_out(sqlite_store: Store) -> None:
    """What is about no single task stays."""
    office = small_office(sqlite_store)
    assert left(office, line("overdue", "XX-09"), line("overdue"), line("assigned", None)) == ["TL-01", None]


@pytest.mark.parametrize(("role", "stays"), [("member", []), ("coordinator", ["TL-01"])])
def test_only_who_was_to_do_the_work_is_spared_when_it_was_given_away(
    sqlite_store: Store, role: str, stays: list[str]
) -> None:
    """TL-01 is Budi's now: the former member hears nothing, the coordinator of the area still does."""
    office = small_office(sqlite_store)
    told = notice(office, role)
    with sqlite_store.writing() as session:
        session.get_one(Task, office.task("TL-01").id).assignee_id = office.budi
    assert left(office, line("overdue", notice=told)) == stays


def test_what_falls_out_is_in_no_message_any_more(sqlite_store: Store) -> None:
    """Its notice is cancelled as obsolete, the other one stays collected."""
    office = small_office(sqlite_store)
    gone, kept = notice(office, "coordinator"), notice(office, "coordinator")
    office.finishes("TL-01", D3, D8)
    assert left(office, line("overdue", notice=gone), line("overdue", "PP-02", notice=kept)) == ["PP-02"]
    assert mails.notice_state(sqlite_store, gone)[:2] == (NoticeState.CANCELLED, "obsolete")
    assert mails.notice_state(sqlite_store, kept)[:2] == (NoticeState.COLLECTED, None)
    with sqlite_store.reading() as session:
        assert session.get_one(NoticeRow, gone).message_id is None


def test_repeated_lines_alone_are_no_reason_for_a_mail_that_had_news(sqlite_store: Store) -> None:
    """The news is done, so nothing goes out; the week's first digest, all repetition, goes with what is left."""
    office = small_office(sqlite_store)
    office.finishes("TL-01", D3, D8)
    again = line("overdue", "PP-02", repeat=True)
    assert looks(office, line("overdue"), again) is None
    assert left(office, line("overdue", repeat=True), again) == ["PP-02"]


def test_who_left_the_service_gets_no_mail(sqlite_store: Store) -> None:
    """The notices say that the person is not active any more."""
    office = small_office(sqlite_store)
    told = notice(office, "coordinator")
    with sqlite_store.writing() as session:
        session.get_one(Person, office.ayu).active = False
    assert looks(office, line("overdue", notice=told)) is None
    assert mails.notice_state(sqlite_store, told)[:2] == (NoticeState.CANCELLED, "not-active")
