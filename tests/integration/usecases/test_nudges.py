"""Reminding whoever can act and passing a matter on: who is told, how often, and what goes out, on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from flows import day
from tests.integration.usecases.test_own_work import signed
from tests.support.clocks import wib
from tests.support.mailed_links import events as all_events
from tests.support.programmes import Office, joins, small_office, whole_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import ConflictError, ForbiddenError, InputError, RefusedError
from zi_workflow.domain.messages import Letterhead
from zi_workflow.domain.people import Role
from zi_workflow.storage.tables import EventRow, MessageRow, NoticeRow
from zi_workflow.usecases import nudges, steering
from zi_workflow.usecases.absences import RecordAbsence, record_absence
from zi_workflow.usecases.nudges import Escalate, Reached, Remind

NOW = wib(2025, 6, 2, 9)
TODAY = date(2025, 6, 2)
WORDS = "mohon dilanjutkan"


def reminds(office: Office, by: str, task: str = "TL-01", version: int = 1, note: str = WORDS) -> None:
    """Somebody sends the form."""
    _does(office, nudges.remind, Remind, by, task, version, note)


def escalates(office: Office, by: str, task: str = "TL-01", note: str = WORDS, at: datetime = NOW) -> None:
    """Somebody passes a matter on."""
    _does(office, nudges.escalate, Escalate, by, task, office.task(task).version, note, at)


def _does(
    office: Office,
    usecase: Any,
    command: type[Any],
    by: str,
    task: str,
    version: int,
    note: str,
    at: datetime = NOW,
) -> None:
    made = command(
        viewer=signed(office, by), programme_id=office.programme_id, task=task, version=version, note=note
    )
    do(office.store, usecase, made, at)


def notices(office: Office, kind: str) -> list[NoticeRow]:
    """Those of a kind, the lowest level first."""
    with office.store.reading() as session:
        found = list(
            session.scalars(
                select(NoticeRow)
                .where(NoticeRow.kind == kind)
                .order_by(col(NoticeRow.level), col(NoticeRow.id))
            )
        )
        session.expunge_all()
        return found


def events(office: Office, kind: str) -> list[EventRow]:
    """What is on record of a kind."""
    return [each for each in all_events(office) if each.kind == kind]


def messages(office: Office, kind: str) -> list[MessageRow]:
    """The mails of a kind."""
    with office.store.reading() as session:
        found = list(session.scalars(select(MessageRow).where(MessageRow.kind == kind)))
        session.expunge_all()
        return found


def sent(office: Office, at: datetime = NOW) -> int:
    """What the next poll of the outbox takes up and keeps."""
    taken = day.collect_singles(office.store, "Asia/Jakarta", at.date(), at, Letterhead("http://127.0.0.1"))
    day.deliver_captured(office.store, at.date(), at)
    return taken


def foreseen(office: Office, usecase: Any, by: str, task: str) -> Reached:
    """What the form says before it is sent."""
    viewer = signed(office, by)
    with office.store.reading() as session:
        found: Reached = usecase(session, steering.look(session, viewer, office.programme_id, task, NOW))
        return found


def test_a_reminder_is_one_mail_at_once_to_whoever_can_act(store: Store) -> None:
    """To the area's member as the form said, with the reminder's words and the name of who wrote them."""
    office = small_office(store)
    eka = joins(store, office.unit_id, "Eka", Role.MEMBER, "tl", "eka@contoh.go.id")
    assert foreseen(office, nudges.reminded, office.citra, "TL-01").person.id == eka
    reminds(office, office.citra)
    (notice,) = notices(office, "nudge")
    assert (notice.recipient_id, notice.task, notice.due_on) == (eka, "TL-01", TODAY)
    assert sent(office) == 1
    (mail,) = messages(office, "nudge")
    assert (mail.person_id, mail.state, mail.transport) == (eka, "sent", "capture")
    assert f"Citra: {WORDS}" in (mail.text or "")
    assert "Tugas TL-01" not in (mail.subject or "")
    assert sent(office) == 0
    (event,) = events(office, "task.reminded")
    assert (event.actor, event.payload["to"]) == (office.citra, eka)


def test_a_task_is_reminded_of_once_a_day_whoever_asks(store: Store) -> None:
    """The same form again does nothing more; another person's is refused, and on the next day it may be."""
    office = small_office(store)
    joins(store, office.unit_id, "Eka", Role.MEMBER, "tl", "eka@contoh.go.id")
    reminds(office, office.citra)
    reminds(office, office.citra)
    with pytest.raises(RefusedError):
        reminds(office, office.ayu)
    with pytest.raises(RefusedError):
        reminds(office, office.citra, note="sekali lagi")
    assert len(notices(office, "nudge")) == len(events(office, "task.reminded")) == 1
    made = Remind(
        viewer=signed(office, office.ayu),
        programme_id=office.programme_id,
        task="TL-01",
        version=1,
        note=WORDS,
    )
    do(store, nudges.remind, made, NOW + timedelta(days=1))
    assert len(notices(office, "nudge")) == 2


def test_what_waits_is_not_reminded_of_and_does_not_climb(store: Store) -> None:
    """The sentence names the task that holds it back."""
    office = small_office(store)
    for usecase in (reminds, escalates):
        with pytest.raises(RefusedError) as refused:
            usecase(office, office.citra, "PP-01")
        assert refused.value.problems[0].params == {"code": "TL-02"}
    assert notices(office, "nudge") == notices(office, "escalation") == []


def test_handed_in_work_reminds_its_reviewer(store: Store) -> None:
    """Whoever can act is then at another desk."""
    office = small_office(store)
    eka = joins(store, office.unit_id, "Eka", Role.MEMBER, "tl", "eka@contoh.go.id")
    office.starts("TL-01", TODAY, eka)
    office.submits("TL-01", TODAY, eka)
    found = foreseen(office, nudges.reminded, office.citra, "TL-01")
    assert (found.person.id, str(found.about)) == (office.ayu, "review")
    reminds(office, office.citra, version=3)
    sent(office)
    (mail,) = messages(office, "nudge")
    assert mail.person_id == office.ayu
    assert "belum diverifikasi" in (mail.text or "")


def test_who_is_away_is_not_written_to(store: Store) -> None:
    """With a substitute the mail is theirs; without one the next office is told."""
    office = small_office(store)
    head = joins(store, office.unit_id, "Gita", Role.HEAD, None, "gita@contoh.go.id")
    away = RecordAbsence(
        person_id=office.ayu, first=TODAY, last=TODAY, substitute_id=None, actor="cli", on=TODAY
    )
    do(store, record_absence, away, NOW)
    assert foreseen(office, nudges.reminded, head, "TL-01").person.id == office.citra


def test_a_finished_task_is_nobody_s_to_be_reminded_of(store: Store) -> None:
    """Nor is there anybody to whom it could be passed on."""
    office = small_office(store)
    office.finishes("TL-01", TODAY, TODAY)
    version = office.task("TL-01").version
    with pytest.raises(RefusedError):
        reminds(office, office.citra, version=version)
    with pytest.raises(RefusedError):
        escalates(office, office.citra)


def test_a_matter_that_is_passed_on_goes_one_level_up_at_once(store: Store) -> None:
    """From the coordinator who does it to the lead, then to the head; the ladder finds these levels written."""
    office = small_office(store)
    head = joins(store, office.unit_id, "Gita", Role.HEAD, None, "gita@contoh.go.id")
    found = foreseen(office, nudges.escalated, office.ayu, "TL-01")
    assert (found.person.id, found.level) == (office.citra, 3)
    escalates(office, office.ayu)
    assert sent(office) == 1
    (mail,) = messages(office, "escalation")
    assert mail.person_id == office.citra
    assert f"Ayu: {WORDS}" in (mail.text or "")
    escalates(office, office.ayu, note="belum ada jawaban")
    assert [(each.level, each.recipient_id) for each in notices(office, "escalation")] == [
        (3, office.citra),
        (4, head),
    ]
    morning = wib(2025, 6, 3, 7, 30)
    day.run_day(store, "Asia/Jakarta", morning.date(), morning)
    levels = [each.level or 0 for each in notices(office, "escalation") if each.task == "TL-01"]
    assert levels == sorted(set(levels))


def test_outside_office_hours_the_morning_takes_it(store: Store) -> None:
    """Nothing leaves in the evening; the next window has it."""
    office = small_office(store)
    evening = wib(2025, 6, 2, 19)
    escalates(office, office.ayu, at=evening)
    assert sent(office, evening) == 0
    morning = wib(2025, 6, 3, 7, 30)
    day.run_day(store, "Asia/Jakarta", morning.date(), morning)
    assert office.citra in {each.person_id for each in messages(office, "escalation")}


def test_only_whoever_steers_the_area_and_saw_it_as_it_stands(store: Store) -> None:
    """Another area's coordinator is refused; an old page and empty words change nothing."""
    office = small_office(store)
    with pytest.raises(ForbiddenError):
        reminds(office, office.budi)
    with pytest.raises(ConflictError):
        reminds(office, office.citra, version=7)
    with pytest.raises(InputError):
        reminds(office, office.citra, note="  ")
    assert notices(office, "nudge") == []


def test_a_draft_tells_nobody(store: Store) -> None:
    """Before its activation nothing is sent about a programme."""
    office = small_office(store, active=False)
    with pytest.raises(RefusedError):
        reminds(office, office.citra)


def test_whoever_asks_is_never_the_one_who_is_told(store: Store) -> None:
    """Nobody here holds the bureau's task, so the lead's own button would tell the lead: refused, with what to do."""
    office = whole_office(store)
    for usecase, said in ((reminds, nudges.NOBODY_TO_REMIND), (escalates, nudges.NOBODY_ABOVE)):
        with pytest.raises(RefusedError) as refused:
            usecase(office, office.citra, "UM-01")
        assert refused.value.problems[0].message == said
    assert notices(office, "nudge") == notices(office, "escalation") == []
    assert events(office, "task.reminded") == events(office, "task.escalated") == []


def test_a_matter_is_passed_over_one_s_own_levels_to_whoever_holds_the_next(store: Store) -> None:
    """The lead holds the second level for want of a coordinator, and the third; the head is told, as the fourth."""
    office = whole_office(store)
    head = joins(store, office.unit_id, "Gita", Role.HEAD, None, "gita@contoh.go.id")
    found = foreseen(office, nudges.escalated, office.citra, "UM-01")
    assert (found.person.id, found.level) == (head, 4)
    escalates(office, office.citra, "UM-01")
    assert [(each.level, each.recipient_id) for each in notices(office, "escalation")] == [(4, head)]
    with pytest.raises(RefusedError) as refused:
        escalates(office, office.citra, "UM-01", note="belum ada jawaban")
    assert "highest level" in refused.value.problems[0].message


def test_one_s_own_task_is_nobody_else_s_to_be_reminded_of(store: Store) -> None:
    """The coordinator who does it themselves is shown the other ways."""
    office = small_office(store)
    with pytest.raises(RefusedError) as refused:
        reminds(office, office.ayu)
    assert refused.value.problems[0].message == nudges.YOURS


def test_a_substitute_does_not_write_to_themselves_either(store: Store) -> None:
    """Ayu's mail comes to Citra while she is away: Citra reminds nobody, and the head is the next who is told."""
    office = small_office(store)
    head = joins(store, office.unit_id, "Gita", Role.HEAD, None, "gita@contoh.go.id")
    away = RecordAbsence(
        person_id=office.ayu, first=TODAY, last=TODAY, substitute_id=office.citra, actor="cli", on=TODAY
    )
    do(store, record_absence, away, NOW)
    with pytest.raises(RefusedError):
        reminds(office, office.citra)
    assert foreseen(office, nudges.escalated, office.citra, "TL-01").person.id == head
