"""Notices from the decision to the mail, on both databases: written once, looked at again, never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlmodel import col, select

from flows.day import DayReport, collect_zone, deliver_captured, run_day
from tests.support.clocks import wib
from tests.support.programmes import Office, joins, small_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.messages import PRINT, MessageState
from zi_workflow.domain.notices import OPTIONAL
from zi_workflow.domain.people import Role
from zi_workflow.storage.tables import MessageRow, NoticeRow
from zi_workflow.usecases import marks, outbox, tasks
from zi_workflow.usecases.absences import RecordAbsence, record_absence
from zi_workflow.usecases.notices import Decide, decide
from zi_workflow.usecases.promises import Assign, assign

ZONE = "Asia/Jakarta"
WED8, THU9, FRI10 = date(2025, 1, 8), date(2025, 1, 9), date(2025, 1, 10)  # TL-01 is due on the 8th
SAT11, MON13, TUE14 = date(2025, 1, 11), date(2025, 1, 13), date(2025, 1, 14)


def morning(on: date) -> datetime:
    """The digest hour of a day."""
    return wib(on.year, on.month, on.day, 7, 30)


def decides(office: Office, on: date) -> int:
    """How many notices a morning writes anew."""
    return do(office.store, decide, Decide(office.programme_id, on), morning(on))


def day(office: Office, on: date) -> DayReport:
    """A whole day's work, its mails captured."""
    return run_day(office.store, ZONE, on, morning(on))


def notices(office: Office, kind: str, task: str = "TL-01") -> list[NoticeRow]:
    """What was written about a task, in order."""
    with office.store.reading() as session:
        query = select(NoticeRow).where(col(NoticeRow.kind) == kind, col(NoticeRow.task) == task)
        return list(session.exec(query.order_by(col(NoticeRow.created_at), col(NoticeRow.id))))


def mails(office: Office, person: str, on: date) -> list[MessageRow]:
    """The mails of the ladder to a person on a day."""
    with office.store.reading() as session:
        query = select(MessageRow).where(col(MessageRow.person_id) == person, col(MessageRow.on) == on)
        return list(session.exec(query.where(col(MessageRow.kind).not_in(OPTIONAL))))


def said(message: MessageRow) -> set[tuple[str, str | None]]:
    """Kind and task of every line of a mail."""
    return {(line["kind"], line["task"]) for line in message.facts["lines"]}


def refused(office: Office, on: date) -> None:
    """The relay refuses every mail of a day for good."""
    with office.store.writing() as session:
        for row in outbox.claim_day(session, "w", on, morning(on)):
            marks.mark_failed(session, marks.Failure(row.id, "w", "550"))


def gives(office: Office, person: str | None) -> None:
    """TL-01 goes to somebody, or back to whoever has the role."""
    command = Assign(
        programme_id=office.programme_id, task="TL-01", actor=office.ayu, on=THU9, person_id=person
    )
    do(office.store, assign, command, office.now)


def test_deciding_three_times_writes_once(store: Store) -> None:
    """The key is unique: the second and the third run write nothing."""
    office = small_office(store)
    assert decides(office, THU9) > 0
    assert [decides(office, THU9), decides(office, THU9)] == [0, 0]
    assert [row.state for row in notices(office, "overdue")] == ["due"]


def test_a_day_run_three_times_gives_its_mails_once(store: Store) -> None:
    """Also of a programme long overdue: a level rises once a day, however often the day is run."""
    office = small_office(store)
    late = date(2025, 3, 3)
    assert day(office, late).mails == 2
    assert [day(office, late).changed, day(office, late).changed] == [False, False]
    assert mails(office, office.citra, late) == []


def test_a_day_off_tells_nobody(sqlite_store: Store) -> None:
    """On Saturday nothing is decided."""
    assert decides(small_office(sqlite_store), SAT11) == 0


def test_a_draft_tells_nobody(sqlite_store: Store) -> None:
    """Mail starts with the activation."""
    assert decides(small_office(sqlite_store, active=False), THU9) == 0


def test_everybody_hears_once_what_is_theirs(sqlite_store: Store) -> None:
    """One collected line with the number of tasks, not a mail for each."""
    office = small_office(sqlite_store)
    day(office, THU9)
    day(office, FRI10)
    with office.store.reading() as session:
        rows = session.exec(select(NoticeRow).where(col(NoticeRow.kind) == "assigned")).all()
    assert {(row.recipient_id, row.facts["count"], row.task) for row in rows} == {
        (office.ayu, 2, None),
        (office.budi, 2, None),
    }
    assert len(rows) == 2


def test_a_notice_that_was_refused_is_due_again(store: Store) -> None:
    """Refused by the relay is not told: the same notice goes out the next day, and only then counts."""
    office = small_office(store)
    decides(office, THU9)
    collect_zone(office.store, ZONE, THU9, morning(THU9))
    refused(office, THU9)
    (refused_one,) = notices(office, "overdue")
    assert refused_one.state == "due"
    day(office, FRI10)
    (row,) = notices(office, "overdue")
    assert (row.id, row.state, row.told_on) == (refused_one.id, "told", FRI10)


def test_a_task_done_meanwhile_falls_out_of_the_mail(store: Store) -> None:
    """The digest waits in the outbox while Ayu's task is accepted; the rest of it is still sent."""
    office = small_office(store)
    decides(office, THU9)
    collect_zone(office.store, ZONE, THU9, morning(THU9))
    office.finishes("TL-01", THU9, THU9)
    deliver_captured(office.store, THU9, morning(THU9))
    (mail,) = mails(office, office.ayu, THU9)
    assert mail.state == MessageState.SENT
    assert "TL-01" not in {task for _, task in said(mail)}
    assert [(row.state, row.reason) for row in notices(office, "overdue")] == [("cancelled", "obsolete")]


def test_a_mail_with_nothing_left_to_say_is_cancelled(store: Store) -> None:
    """What Budi's Monday digest would repeat is done by the time it goes out."""
    office = small_office(store)
    day(office, THU9)
    day(office, FRI10)
    decides(office, MON13)
    with office.store.reading() as session:
        due = session.exec(
            select(NoticeRow).where(col(NoticeRow.state) == "due", col(NoticeRow.recipient_id) == office.budi)
        ).all()
    assert {row.task for row in due} <= {"PP-02"}
    collect_zone(office.store, ZONE, MON13, morning(MON13))
    office.finishes("PP-02", MON13, MON13)
    report = deliver_captured(office.store, MON13, morning(MON13))
    assert report.cancelled == 1
    assert [mail.state for mail in mails(office, office.budi, MON13)] == [MessageState.CANCELLED]


def test_a_task_done_and_reopened_between_two_mornings_starts_from_level_one(store: Store) -> None:
    """Nobody is escalated over the head of whoever was told about the former cycle only."""
    office = small_office(store)
    for on in (THU9, FRI10, MON13, TUE14):
        day(office, on)
    before = [row.level for row in (*notices(office, "overdue"), *notices(office, "escalation"))]
    assert before == [1, 2]
    today = replace(office, now=wib(2025, 1, 14, 10))
    today.finishes("TL-01", TUE14, TUE14)
    today.does(tasks.reopen, tasks.Reopen, "TL-01", office.citra, TUE14, reason="bukti keliru")
    day(office, date(2025, 1, 15))
    told = [(row.cycle, row.level) for row in (*notices(office, "overdue"), *notices(office, "escalation"))]
    assert told == [(1, 1), (2, 1), (1, 2)]


def test_what_nobody_could_hear_is_told_when_somebody_is_back(sqlite_store: Store) -> None:
    """Ayu and everyone above her were away on Thursday: noted, not told, and due again on Friday."""
    office = small_office(sqlite_store)
    for person in (office.ayu, office.citra):
        absence = RecordAbsence(
            person_id=person, first=THU9, last=THU9, substitute_id=None, actor="cli", on=THU9
        )
        do(office.store, record_absence, absence, morning(WED8))
    decides(office, THU9)
    (nobody,) = notices(office, "overdue")
    assert (nobody.recipient_id, nobody.state, nobody.reason) == (None, "cancelled", "no-receiver")
    day(office, FRI10)
    assert [row.state for row in notices(office, "overdue")] == ["cancelled", "told"]


def test_a_person_without_an_address_is_on_the_printable_list(store: Store) -> None:
    """Eko works in tl: his notice is printed, and counts as told."""
    office = small_office(store)
    eko = joins(office.store, office.unit_id, "Eko", Role.MEMBER, "tl", email=None)
    assert day(office, THU9).delivered is not None
    (mail,) = mails(office, eko, THU9)
    assert (mail.channel, mail.to_address, mail.state) == (PRINT, None, MessageState.SENT)
    (row,) = notices(office, "overdue")
    assert (row.recipient_id, row.state, row.told_on) == (eko, "told", THU9)


def test_a_reminder_that_came_into_no_mail_gives_way_to_the_nearest(store: Store) -> None:
    """The service died after Friday's decision: on Wednesday only the last rung is told."""
    office = small_office(store)
    decides(office, date(2025, 1, 3))
    day(office, WED8)
    (mail,) = mails(office, office.ayu, WED8)
    assert [line["rung"] for line in mail.facts["lines"] if line["kind"] == "reminder"] == [0]
    states = {row.rung: row.state for row in notices(office, "reminder")}
    assert states == {0: "told", 1: "superseded", 3: "superseded", 7: "superseded"}


def test_the_former_assignee_is_not_told_and_a_task_given_back_is_due_again(store: Store) -> None:
    """Eko's task went to Ayu while his mail waited; he is told when it comes back, by the same notice."""
    office = small_office(store)
    eko = joins(office.store, office.unit_id, "Eko", Role.MEMBER, "tl", email="eko@contoh.go.id")
    decides(office, THU9)
    collect_zone(office.store, ZONE, THU9, morning(THU9))
    gives(office, office.ayu)
    deliver_captured(office.store, THU9, morning(THU9))
    (cancelled,) = notices(office, "overdue")
    assert (cancelled.recipient_id, cancelled.state, cancelled.reason) == (eko, "cancelled", "obsolete")
    gives(office, None)
    day(office, FRI10)
    (row,) = notices(office, "overdue")
    assert (row.id, row.state, row.told_on) == (cancelled.id, "told", FRI10)
