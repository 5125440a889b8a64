"""Mails that were taken up and composed together still part ways: each goes, waits or fails for itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from aiosmtplib import SMTPResponseException
from sqlalchemy import select

from notifications.delivery import deliver
from notifications.reports import Report
from notifications.transports.outcomes import Fate, Outcome
from notifications.transports.smtp import SmtpTransport, words_of
from tests.support import floods
from tests.support.floods import NOW, ON
from tests.support.mails import Clock, ScriptedTransport
from tests.support.smtp_servers import Sink, Stage, serving
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.breaker import BOUNCES_ALLOWED, Cause
from zi_workflow.storage.tables import MailHold
from zi_workflow.usecases import breaker
from zi_workflow.usecases.absences import RecordAbsence, record_absence
from zi_workflow.usecases.breaker import Trip
from zi_workflow.usecases.mail_gate import gate

MAILS = 16
BAD = Outcome(Fate.FAILED, "rcpt", "550 5.1.1 no such user", bounced=True)


@pytest.fixture
def outbox(sqlite_store: Store) -> Store:
    """A digest for each member of one unit."""
    return floods.digests(sqlite_store, MAILS)


async def send(store: Store, transport: ScriptedTransport, clock: Clock | None = None) -> Report:
    """One delivery behind the guards."""
    return await deliver(store, (clock or Clock(NOW)).now, transport, "w1", None, 100, gate(None))


def after(number: int, event: Callable[[], object]) -> Callable[[], None]:
    """Something that happens while the mail of that number is with the relay."""
    seen: list[int] = []

    def happens() -> None:
        seen.append(len(seen))
        if len(seen) == number:
            event()

    return happens


async def test_a_hold_is_obeyed_by_what_was_composed_before_it(outbox: Store) -> None:
    """Ten mails have gone; another process finds something wrong: the eleventh does not leave, nor any after it."""
    hold = after(11, lambda: do(outbox, breaker.trip, Trip(Cause.RUN, {"limit": 1, "recipients": 1}), NOW))
    transport = ScriptedTransport(at_data=hold)
    await send(outbox, transport)
    await send(outbox, transport)
    assert len(transport.handed) == 10
    assert floods.states(outbox) == {"sent": 10, "held": MAILS - 10}


async def test_a_burst_of_bad_addresses_ends_at_the_limit(outbox: Store) -> None:
    """One more than is allowed is refused, and everything is held, also what had passed already."""
    transport = ScriptedTransport([BAD] * MAILS)
    await send(outbox, transport)
    with outbox.reading() as session:
        assert session.scalars(select(MailHold)).one().cause == str(Cause.BOUNCES)
    assert floods.states(outbox)["failed"] == BOUNCES_ALLOWED + 1


async def test_who_goes_on_leave_meanwhile_gets_nothing(outbox: Store) -> None:
    """The mail was in a worker's hands already."""
    away = RecordAbsence(person_id="ua-15", first=ON, last=ON, substitute_id=None, actor="citra", on=ON)
    transport = ScriptedTransport(at_data=after(3, lambda: do(outbox, record_absence, away, NOW)))
    await send(outbox, transport)
    await send(outbox, transport)
    assert "ua-15@example.go.id" not in [address for address, _mail in transport.handed]
    assert floods.states(outbox) == {"sent": MAILS - 1, "cancelled": 1}


async def test_what_was_composed_before_the_close_waits_after_it(outbox: Store) -> None:
    """Four mails leave before 16.00, the rest on the next morning."""
    clock = Clock(datetime(2025, 4, 30, 8, 59, tzinfo=UTC))

    def close() -> None:
        clock.at = datetime(2025, 4, 30, 9, 0, 1, tzinfo=UTC)

    transport = ScriptedTransport(at_data=after(5, close))
    report = await send(outbox, transport, clock)
    assert (len(transport.handed), report.sent) == (4, 4)
    assert floods.states(outbox) == {"sent": 4, "retry": MAILS - 4}


async def test_one_outcome_that_cannot_be_written_spoils_no_other(outbox: Store) -> None:
    """Four lanes write together; the one with words that no database takes stays in hand alone."""
    words = Outcome(Fate.FAILED, "rcpt", "550 Usu\udce1rio")
    transport = ScriptedTransport([Outcome(Fate.SENT, "data"), words], lanes=4)
    report = await send(outbox, transport)
    assert (report.sent, report.lost) == (MAILS - 1, 1)
    assert floods.states(outbox) == {"sent": MAILS - 1, "claimed": 1}


def test_what_a_relay_says_can_always_be_read() -> None:
    """Any bytes may come: neither half characters nor control ones reach the outbox or a page."""
    assert (
        words_of(SMTPResponseException(550, "Usu\udce1rio\x00 n\u0303\nzwei")) == "550 Usu?rio? n\u0303 zwei"
    )


async def test_an_address_in_other_letters_fails_alone() -> None:
    """No relay is asked, and nothing is raised."""
    sink, mark = Sink(), Stage()
    with serving(sink) as relay:
        transport = SmtpTransport(relay)
        for address in ("budi@exämple.go.id", "bûdi@example.go.id"):
            outcome = await transport.send(b"Subject: x\r\n\r\nx\r\n", address, mark)
            assert (outcome.fate, outcome.bounced) == (Fate.FAILED, True)
        await transport.close()
    assert (sink.greeted, mark.marks) == (0, 0)
