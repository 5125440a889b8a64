"""A refused address is told once to whoever can mend it; a relay that refuses everything is probed with one mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from notifications.delivery import deliver
from notifications.rendering import render
from notifications.transports.outcomes import Fate, Outcome
from tests.support import mails
from tests.support.mails import NOW, Clock, ScriptedTransport
from zi_workflow.bootstrap import Store
from zi_workflow.domain.notices import MailKind, NoticeKind, Reason
from zi_workflow.storage.tables import MessageRow, NoticeRow, Person
from zi_workflow.usecases.outbox import Guard

BOUNCE = Outcome(Fate.FAILED, "rcpt", "550 no such user", bounced=True)
DOWN = Outcome(Fate.RETRY, "connect", "refused", relay_down=True)


def undelivered(store: Store) -> list[NoticeRow]:
    """The notices about refused addresses."""
    with store.reading() as session:
        query = select(NoticeRow).where(col(NoticeRow.kind) == str(NoticeKind.UNDELIVERED))
        rows = list(session.execute(query).scalars())
        session.expunge_all()
        return rows


async def test_a_refused_address_is_marked_and_its_coordinator_told_once(store: Store) -> None:
    """What failed is due again, what waits for the address goes on paper."""
    mails.settle(store)
    first, notice = mails.queue_one(store)
    with store.writing() as session:
        later = mails.enqueue(
            session, "l", mails.line("TL-04", None), kind=MailKind.RETURNED, at=NOW + timedelta(hours=1)
        ).id
        same = mails.enqueue(session, "s", mails.line("TL-05", None), kind=MailKind.ASSIGNED).id
    report = await deliver(store, Clock().now, ScriptedTransport([BOUNCE, BOUNCE]), "w1")
    assert report.failed + report.printed == 2
    with store.reading() as session:
        assert session.get_one(Person, "budi").suppressed == "bounced"
    assert mails.message(store, first).state == "failed"
    assert mails.notice_state(store, notice)[0] == "due"
    assert (mails.message(store, later).channel, mails.message(store, later).to_address) == ("print", None)
    assert mails.message(store, same).state == "failed"
    (told,) = undelivered(store)
    assert (told.recipient_id, told.role, told.state) == ("ayu", "coordinator", "due")
    assert told.facts == {"note": "Budi Santoso, S.H. (budi@example.go.id)"}


def test_the_coordinator_reads_whose_address_it_is() -> None:
    """In both languages and both bodies, with what to do."""
    line = replace(
        mails.line("TL-03", None),
        kind=NoticeKind.UNDELIVERED,
        task=None,
        title="",
        clock=None,
        age=None,
        note="Budi Santoso, S.H. (budi@example.go.id)",
    )
    for lang, subject, request in (
        ("id", "Perbaiki alamat surel Budi Santoso", "memperbaiki alamat surel dalam daftar personel"),
        ("en", "Correct the address of Budi Santoso", "correct the address in the list of people"),
    ):
        mail = render(mails.facts(line), lang)
        assert subject in mail.subject
        assert "(budi@example.go.id)" in mail.text
        assert request in " ".join(mail.text.split())
        assert "(budi@example.go.id)" in mail.html


async def test_a_relay_that_takes_nothing_is_tried_with_one_mail(sqlite_store: Store) -> None:
    """The others wait untried; when it takes one, all go."""
    mails.settle(sqlite_store)
    with sqlite_store.writing() as session:
        keys = [
            mails.enqueue(session, f"k{n}", mails.line("TL-03", None), kind=MailKind.ASSIGNED).id
            for n in range(5)
        ]
    clock, transport = Clock(), ScriptedTransport([DOWN, DOWN])
    first = await deliver(sqlite_store, clock.now, transport, "w1")
    assert (first.retried, first.put_back) == (1, 4)
    assert (await deliver(sqlite_store, clock.now, transport, "w1")).handled == 0
    clock.at += timedelta(minutes=2)
    second = await deliver(sqlite_store, clock.now, transport, "w1")
    assert (second.retried, second.put_back, second.handled) == (1, 0, 1)
    assert sum(mails.message(sqlite_store, key).attempts for key in keys) == 2
    clock.at += timedelta(minutes=6)
    assert (await deliver(sqlite_store, clock.now, transport, "w1")).sent == 5


async def test_a_guard_takes_messages_away_in_the_middle_of_a_batch(sqlite_store: Store) -> None:
    """A stop is obeyed within one message; a closed guard lets nothing be claimed."""
    mails.settle(sqlite_store)
    with sqlite_store.writing() as session:
        for n in range(4):
            mails.enqueue(session, f"k{n}", mails.line("TL-03", None), kind=MailKind.ASSIGNED)
    transport = ScriptedTransport()

    def one_only(_session: Session, rows: Sequence[MessageRow], _now: datetime) -> dict[str, Reason]:
        kept = rows if transport.handed else rows[1:]
        for row in kept:
            row.state, row.owner, row.lease_until = "held", None, None
        return {row.id: Reason.HELD for row in kept}

    shut = Guard(is_open=lambda _session, _now: False)
    assert (await deliver(sqlite_store, Clock().now, transport, "w1", guard=shut)).handled == 0
    report = await deliver(sqlite_store, Clock().now, transport, "w1", guard=Guard(withheld=one_only))
    assert (report.sent, report.put_back) == (1, 3)
