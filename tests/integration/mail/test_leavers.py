"""Who leaves, is away or gets another address: no mail goes where it should not, and nothing is lost by it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from notifications.delivery import deliver
from notifications.transports.outcomes import Fate, Outcome
from tests.support import mails
from tests.support.guarded_sending import YESTERDAY, send, states
from tests.support.mailed_links import NOW as DESK_TIME
from tests.support.mailed_links import OWN, TODAY, office_with_mail, rows, tokens
from tests.support.mails import NOW, ON, Clock, ScriptedTransport
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.notices import MailFacts, MailKind, NoticeState
from zi_workflow.domain.people_sheets import SheetRow
from zi_workflow.storage.tables import EventRow, Membership, MessageRow, NoticeRow, Person
from zi_workflow.usecases.mail_gate import gate
from zi_workflow.usecases.people import EndMembership, ImportPeople, end_membership, import_people
from zi_workflow.usecases.people_mail import Follow, follow
from zi_workflow.usecases.promises import Assign, assign
from zi_workflow.usecases.rechecks import recheck

OLD, NEW = "budi@example.go.id", "budi.baru@example.go.id"


def leave(store: Store, person: str = "budi", last: date = YESTERDAY) -> None:
    """The person's roles end."""
    ends = EndMembership(unit_id="U", person_id=person, last=last, actor="citra", on=ON)
    do(store, end_membership, ends, NOW)


def move(store: Store, address: str = NEW) -> None:
    """Budi is in the list with another address."""
    row = SheetRow(2, "Budi Santoso, S.H.", email=address, role="anggota", area="tl")
    command = ImportPeople(unit_id="U", rows=(row,), actor="citra", on=ON)
    do(store, import_people, command, NOW)


@pytest.mark.parametrize("state", ["queued", "retry", "held", "claimed"])
async def test_what_was_unsent_is_cancelled_when_its_receiver_leaves(state: str, store: Store) -> None:
    """In the same transaction, with the reason; so are their notices that no mail had taken yet."""
    mails.settle(store)
    key, notice = mails.queue_one(store)
    with store.writing() as session:
        session.get_one(MessageRow, key).state = state
        waiting = mails.notice(session, "TL-04")
        session.get_one(NoticeRow, waiting).state = str(NoticeState.DUE)
    leave(store)
    assert states(store) == [("cancelled", "not-active")]
    assert mails.notice_state(store, notice)[:2] == ("cancelled", "not-active")
    assert mails.notice_state(store, waiting)[:2] == ("cancelled", "not-active")
    with store.reading() as session:
        event = session.scalars(select(EventRow).where(col(EventRow.kind) == "people.left")).one()
    assert event.payload["mails_cancelled"] == 1
    assert (await send(store, transport := ScriptedTransport())).handled == 0
    assert transport.handed == []


async def test_a_mail_in_a_workers_hands_does_not_go_to_who_left(store: Store) -> None:
    """They leave after the mail was prepared and before its content goes out."""
    mails.settle(store)
    mails.queue_one(store)
    transport = ScriptedTransport(at_data=lambda: leave(store))
    assert (await send(store, transport)).sent == 0
    assert transport.handed == []
    assert states(store) == [("cancelled", "not-active")]


async def test_who_leaves_at_the_end_of_a_day_gets_the_mail_of_that_day_only(sqlite_store: Store) -> None:
    """The last day is a working day like others; the next morning's mail is cancelled at the door."""
    mails.settle(sqlite_store)
    mails.queue_one(sqlite_store, "a")
    leave(sqlite_store, last=ON)
    assert (await send(sqlite_store, ScriptedTransport())).sent == 1
    mails.queue_one(sqlite_store, "b")
    later = Clock(NOW + timedelta(days=2))
    await deliver(sqlite_store, later.now, ScriptedTransport(), "w1", guard=gate(None))
    assert states(sqlite_store) == [("sent", None), ("cancelled", "not-active")]


async def test_a_mail_that_had_passed_before_does_not_go_to_who_left_since(sqlite_store: Store) -> None:
    """The relay was away on Budi's last day; on the day after it is there, and he is not."""
    mails.settle(sqlite_store)
    mails.queue_one(sqlite_store)
    leave(sqlite_store, last=ON)
    refused = Outcome(Fate.RETRY, "connect", "connection refused")
    assert (await send(sqlite_store, ScriptedTransport(outcomes=[refused]))).retried == 1
    later, transport = Clock(NOW + timedelta(days=2)), ScriptedTransport()
    await deliver(sqlite_store, later.now, transport, "w1", guard=gate(None))
    assert transport.handed == []
    assert states(sqlite_store) == [("cancelled", "not-active")]


def test_what_a_substitute_carried_is_due_again_when_the_substitute_leaves(store: Store) -> None:
    """Ayu stood in for Budi: her own matters end, his wait for the next digest."""
    mails.settle(store)
    with store.writing() as session:
        own, his = mails.notice(session, "TL-01", to="ayu"), mails.notice(session, "TL-02", to="budi")
        row = mails.enqueue(session, "k", mails.line("TL-01", own), mails.line("TL-02", his))
        row.person_id, row.to_address = "ayu", "ayu@example.go.id"
    leave(store, "ayu")
    assert mails.notice_state(store, own)[:2] == ("cancelled", "not-active")
    assert mails.notice_state(store, his)[:2] == ("due", None)


async def test_what_was_to_be_told_for_a_lost_office_falls_out_of_anothers_mail(store: Store) -> None:
    """Budi left while Ayu stood in for him: her mail goes without his line."""
    office, message = office_with_mail(store)
    with store.writing() as session:
        row = session.get_one(MessageRow, message)
        notice = NoticeRow(id="n", key="n", programme_id=office.programme_id, kind="reminder", task=OWN,
                           recipient_id=office.budi, role="coordinator", due_on=TODAY, state="collected",
                           message_id=message, created_at=DESK_TIME)  # fmt: skip
        session.add(notice)
        row.facts = {**row.facts, "lines": [{**row.facts["lines"][0], "notice": "n"}]}
        row.person_id = office.ayu
    gone = EndMembership(
        unit_id=office.unit_id, person_id=office.budi, last=TODAY - timedelta(days=1), actor="cli", on=TODAY
    )
    do(store, end_membership, gone, DESK_TIME)
    transport, clock = ScriptedTransport(), Clock(DESK_TIME)
    assert (await deliver(store, clock.now, transport, "w1", recheck)).cancelled == 1
    assert transport.handed == []


def test_what_was_to_be_told_for_another_area_falls_out_when_the_area_changes(sqlite_store: Store) -> None:
    """Budi still coordinates, but another area: notices about the old one end, but for what is his by name."""
    office, _message = office_with_mail(sqlite_store)
    given = Assign(
        programme_id=office.programme_id, task="PP-01", actor="cli", on=TODAY, person_id=office.budi
    )
    do(sqlite_store, assign, given, DESK_TIME)
    with sqlite_store.writing() as session:
        for number, task in enumerate((OWN, "PP-01", "TL-01")):
            session.add(NoticeRow(id=f"n{number}", key=f"n{number}", programme_id=office.programme_id, kind="reminder",
                                  task=task, recipient_id=office.budi, role="coordinator", due_on=TODAY, state="due",
                                  created_at=DESK_TIME))  # fmt: skip
        held = session.scalars(select(Membership).where(col(Membership.person_id) == office.budi)).all()
        for each in held:
            each.area = "tl"
        session.flush()
        follow(session, Follow(office.unit_id, frozenset({office.budi})), DESK_TIME)
    assert [mails.notice_state(sqlite_store, f"n{number}")[0] for number in range(3)] == [
        "cancelled", "due", "due",
    ]  # fmt: skip


@pytest.mark.parametrize("state", ["queued", "retry", "held"])
async def test_unsent_mail_follows_a_new_address(state: str, store: Store) -> None:
    """Nothing goes to the old one, and nothing is held because of it."""
    mails.settle(store)
    key, _notice = mails.queue_one(store)
    with store.writing() as session:
        session.get_one(MessageRow, key).state = state
    move(store)
    assert mails.message(store, key).to_address == NEW
    transport = ScriptedTransport()
    await send(store, transport)
    assert [to for to, _mail in transport.handed] == ([] if state == "held" else [NEW])
    assert states(store)[0][0] == ("held" if state == "held" else "sent")


async def test_a_mail_in_a_workers_hands_follows_the_address_too(store: Store) -> None:
    """Prepared for the old address it is taken back, and goes to the new one."""
    mails.settle(store)
    mails.queue_one(store)
    transport = ScriptedTransport(at_data=lambda: move(store))
    await send(store, transport)
    await send(store, transport)
    assert [to for to, _mail in transport.handed] == [NEW]


def test_an_address_makes_a_mail_of_what_was_to_be_printed(sqlite_store: Store) -> None:
    """Budi had none, or it was refused, until now."""
    mails.settle(sqlite_store)
    with sqlite_store.writing() as session:
        session.get_one(Person, "budi").email = None
    key, _notice = mails.queue_one(sqlite_store, address=None)
    assert mails.message(sqlite_store, key).channel == "print"
    move(sqlite_store)
    row = mails.message(sqlite_store, key)
    assert (row.channel, row.to_address) == ("mail", NEW)


@pytest.mark.parametrize(("how", "reason"), [("leaves", "left"), ("moves", "new address")])
def test_links_in_old_mails_die_with_the_office_or_the_address(how: str, reason: str, store: Store) -> None:
    """Whoever reads the old mailbox can do nothing with them."""
    office, message = office_with_mail(store)
    tokens(office, message)
    with store.reading() as session:
        person = session.get_one(Person, office.budi)
        role = session.scalars(select(Membership).where(col(Membership.person_id) == person.id)).first()
    assert role is not None
    unit = office.unit_id
    if how == "leaves":
        gone = EndMembership(
            unit_id=unit, person_id=person.id, last=TODAY - timedelta(days=1), actor="cli", on=TODAY
        )
        do(store, end_membership, gone, DESK_TIME)
    else:
        row = SheetRow(2, person.name, email=NEW, role=role.role, area=role.area or "")
        do(store, import_people, ImportPeople(unit_id=unit, rows=(row,), actor="cli", on=TODAY), DESK_TIME)
    found = [row for row in rows(store) if row.person_id == person.id]
    assert found
    assert {row.void_reason for row in found} == {reason}


async def test_what_became_untrue_while_the_relay_was_asked_does_not_go_out(store: Store) -> None:
    """The look just before the content: the mail is prepared anew, without what was done meanwhile."""
    mails.settle(store)
    with store.writing() as session:
        lines = [mails.line(task, mails.notice(session, task)) for task in ("TL-01", "TL-02")]
        mails.enqueue(session, "k", *lines)
    done: list[str] = []

    @mails.each
    def looks(_facts: MailFacts) -> MailFacts:
        left = [line for line in lines if line.task not in done]
        return mails.facts(*left)

    def finish() -> None:
        done.append("TL-01")
        move(store)  # somebody writes; in peace nobody looks again

    transport = ScriptedTransport(at_data=finish)
    for _time in range(2):
        await deliver(store, Clock().now, transport, "w1", looks)
    ((_to, mail),) = transport.handed
    text = mail.as_bytes().decode()
    assert ("TL-01" in text, "TL-02" in text) == (False, True)


async def test_a_batch_that_outlasts_the_day_goes_on_the_next_morning(store: Store) -> None:
    """Each message asks for office hours once more just before its content; what waits is untried."""
    mails.settle(store)
    with store.writing() as session:
        for key in ("a", "b", "c"):
            line = mails.line("TL-01", mails.notice(session, "TL-01"))
            mails.enqueue(session, key, line, kind=MailKind.RETURNED)
    clock = Clock(NOW + timedelta(hours=8, minutes=26))  # 15.56 WIB
    transport = ScriptedTransport(outcomes=[Outcome(Fate.SENT, "data")] * 3)

    def tea() -> None:
        clock.at += timedelta(minutes=3)

    transport.at_data = tea
    report = await deliver(store, clock.now, transport, "w1")
    assert (report.sent, report.put_back + report.lost) == (1, 2)
    assert (await deliver(store, clock.now, transport, "w1")).handled == 0
    with store.reading() as session:
        waiting = session.scalars(select(MessageRow).where(col(MessageRow.state) == "retry")).all()
    assert {(row.attempts, row.next_at) for row in waiting} == {(0, NOW + timedelta(days=2))}
