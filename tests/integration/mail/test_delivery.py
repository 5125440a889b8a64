"""Messages go from the outbox to a transport; each ends where the transport's answer puts it, and alone."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.delivery import capture_all, deliver
from notifications.reports import Report
from notifications.transports.allowlist import AllowlistTransport
from notifications.transports.capture import CaptureTransport
from notifications.transports.outcomes import BeforeData, Fate, Outcome
from tests.support import mails
from tests.support.mails import NOW, ON, Clock, ScriptedTransport
from zi_workflow.bootstrap import Store
from zi_workflow.domain.notices import MailFacts, MailKind, facts_from_json
from zi_workflow.storage.tables import MessageRow, Person
from zi_workflow.usecases import outbox
from zi_workflow.usecases.outbox import Recheck


async def run(store: Store, transport: ScriptedTransport, recheck: Recheck | None = None) -> Report:
    """One delivery run at half past seven."""
    return await deliver(store, Clock().now, transport, "w1", recheck)


async def test_a_message_is_sent_once_with_its_words_kept(store: Store) -> None:
    """The second run finds nothing; what went out is what the row shows."""
    mails.settle(store)
    key, notice = mails.queue_one(store)
    transport = ScriptedTransport()
    assert (await run(store, transport)).sent == 1
    assert (await run(store, transport)).handled == 0
    row = mails.message(store, key)
    ((address, sent),) = transport.handed
    assert address == "budi@example.go.id"
    assert (row.state, row.transport, row.subject) == ("sent", "scripted", sent["Subject"])
    assert row.source == sent.as_bytes().decode()
    assert sent["Message-ID"] == row.message_id
    assert mails.notice_state(store, notice) == ("told", None, ON)
    assert transport.closed == 2


@pytest.mark.parametrize(
    ("outcome", "state", "notice_state"),
    [
        (Outcome(Fate.RETRY, "rcpt", "451 greylisted"), "retry", "collected"),
        (Outcome(Fate.FAILED, "rcpt", "550 no such user"), "failed", "due"),
        (Outcome(Fate.FAILED, "data", "554 5.7.1 not this"), "failed", "due"),
        (Outcome(Fate.UNCERTAIN, "data", "connection lost"), "uncertain", "collected"),
        (Outcome(Fate.RETRY, "data", "452 full"), "retry", "collected"),
    ],
)
async def test_the_answer_decides_the_state(
    sqlite_store: Store, outcome: Outcome, state: str, notice_state: str
) -> None:
    """What was refused for good was told to nobody and is due again; the reason is kept."""
    mails.settle(sqlite_store)
    key, notice = mails.queue_one(sqlite_store)
    report = await run(sqlite_store, ScriptedTransport([outcome]))
    row = mails.message(sqlite_store, key)
    assert (row.state, row.reason) == (state, f"{outcome.stage}: {outcome.reason}")
    assert mails.notice_state(sqlite_store, notice)[0] == notice_state
    assert report.handled == 1


class InterruptedTransport(ScriptedTransport):
    """The process ends while the content goes out."""

    async def send(self, content: bytes, to_address: str, before_data: BeforeData) -> Outcome:
        assert await before_data()
        raise KeyboardInterrupt


async def test_the_stage_is_committed_before_the_content_goes_out(sqlite_store: Store) -> None:
    """A crash during DATA leaves a row that says so, and nobody sends it again by themselves."""
    mails.settle(sqlite_store)
    key, _notice = mails.queue_one(sqlite_store)
    with pytest.raises(KeyboardInterrupt):
        await run(sqlite_store, InterruptedTransport())
    assert mails.message(sqlite_store, key).state == "data"
    assert (await run(sqlite_store, ScriptedTransport())).handled == 0


async def test_a_worker_that_was_overtaken_sends_nothing(sqlite_store: Store) -> None:
    """The lease ran out before DATA and another worker took the message."""
    mails.settle(sqlite_store)
    key, _notice = mails.queue_one(sqlite_store)

    def overtake() -> None:
        with sqlite_store.writing() as session:
            assert outbox.claim(session, outbox.Claim("w2"), NOW + timedelta(minutes=20))

    transport = ScriptedTransport(at_data=overtake)
    assert (await run(sqlite_store, transport)).lost == 1
    assert transport.handed == []
    assert mails.message(sqlite_store, key).owner == "w2"


async def test_what_became_obsolete_is_cancelled_and_not_sent(sqlite_store: Store) -> None:
    """The re-check is asked just before sending; None means nothing is left to say."""
    mails.settle(sqlite_store)
    key, notice = mails.queue_one(sqlite_store)
    transport = ScriptedTransport()
    assert (await run(sqlite_store, transport, mails.each(lambda _facts: None))).cancelled == 1
    row = mails.message(sqlite_store, key)
    assert (row.state, row.reason, transport.handed) == ("cancelled", "obsolete", [])
    assert mails.notice_state(sqlite_store, notice)[:2] == ("cancelled", "obsolete")


async def test_a_mail_says_what_the_recheck_left(sqlite_store: Store) -> None:
    """Rendering comes after the re-check, and the row keeps what was really told."""
    mails.settle(sqlite_store)
    with sqlite_store.writing() as session:
        key = mails.enqueue(session, "k", mails.line("TL-03", None), mails.line("TL-04", None)).id

    @mails.each
    def recheck(facts: MailFacts) -> MailFacts:
        return replace(facts, lines=tuple(line for line in facts.lines if line.task != "TL-03"))

    await run(sqlite_store, ScriptedTransport(), recheck)
    row = mails.message(sqlite_store, key)
    assert "TL-03" not in (row.text or "")
    assert [line.task for line in facts_from_json(row.facts).lines] == ["TL-04"]


async def test_a_message_that_cannot_be_rendered_fails_alone(store: Store) -> None:
    """Poison goes forward: the others flow."""
    mails.settle(store)
    with store.writing() as session:
        bad = mails.enqueue(session, "bad", mails.line("TL-01", None), kind=MailKind.ASSIGNED)
        bad.facts = {**bad.facts, "zone": "Mars/Olympus"}
        lost = mails.enqueue(
            session, "x", mails.line("TL-02", None), kind=MailKind.RETURNED, address="no address"
        )
        torn = mails.enqueue(session, "torn", kind=MailKind.ESCALATION)
        torn.facts = {"kind": "digest"}
        good = mails.enqueue(session, "good", mails.line("TL-03", None))
        keys = bad.id, lost.id, torn.id, good.id
    report = await run(store, ScriptedTransport())
    assert (report.failed, report.sent) == (3, 1)
    assert [mails.message(store, key).state for key in keys] == ["failed"] * 3 + ["sent"]
    assert "Mars/Olympus" in (mails.message(store, keys[0]).reason or "")


@pytest.mark.parametrize(
    ("place", "key", "value"), [(None, "zone", "Mars/Olympus"), (0, "task", ["TL-01"]), (0, "notice", ["n"])]
)
async def test_a_message_that_cannot_be_looked_at_again_fails_alone(
    store: Store, place: int | None, key: str, value: object
) -> None:
    """Its wave is asked about together; what it was to tell is due again."""
    mails.settle(store)
    with store.writing() as session:
        notice = mails.notice(session, "TL-01")
        bad = mails.enqueue(session, "bad", mails.line("TL-01", notice), kind=MailKind.ASSIGNED)
        facts = deepcopy(bad.facts)
        (facts if place is None else facts["lines"][place])[key] = value
        bad.facts = facts
        good = mails.enqueue(session, "good", mails.line("TL-03", None), kind=MailKind.RETURNED)
        keys = bad.id, good.id
    everything = mails.each(lambda facts: facts)
    await deliver(store, Clock().now, ScriptedTransport(), "w1", everything)
    assert [mails.message(store, key).state for key in keys] == ["failed", "sent"]
    assert mails.notice_state(store, notice)[0] == "due"


async def test_people_without_an_address_are_told_by_the_printable_list(store: Store) -> None:
    """Their message is rendered, kept, and counts as told without any transport."""
    mails.settle(store)
    key, notice = mails.queue_one(store, address=None)
    transport = ScriptedTransport()
    assert (await run(store, transport)).printed == 1
    row = mails.message(store, key)
    assert (row.state, row.transport, row.source, transport.handed) == ("sent", "print", None, [])
    assert "Tugas TL-03" in (row.text or "")
    assert mails.notice_state(store, notice) == ("told", None, ON)


async def test_people_are_written_to_in_their_language(sqlite_store: Store) -> None:
    """Indonesian unless the person chose English."""
    mails.settle(sqlite_store)
    with sqlite_store.writing() as session:
        session.get_one(Person, "budi").language = "en"
    key, _notice = mails.queue_one(sqlite_store)
    await run(sqlite_store, ScriptedTransport())
    assert (mails.message(sqlite_store, key).subject or "").startswith(
        "[ZI 2025] Complete Tugas TL-03 - due Friday"
    )


def test_a_day_is_captured_in_one_transaction(store: Store) -> None:
    """Mails, printable ones, obsolete ones and poison together; a second capture finds nothing."""
    mails.settle(store)
    with store.writing() as session:
        notice = mails.notice(session, "TL-03")
        mail = mails.enqueue(session, "a", mails.line("TL-03", notice), kind=MailKind.ASSIGNED).id
        mails.enqueue(session, "b", mails.line("TL-04", None), kind=MailKind.RETURNED, address=None)
        bad = mails.enqueue(session, "c", mails.line("TL-05", None), kind=MailKind.ESCALATION)
        bad.facts = {**bad.facts, "zone": "Mars/Olympus"}
        mails.enqueue(session, "d", kind=MailKind.ASSIGNED)
    with store.writing() as session:
        report = capture_all(session, NOW, None, ON)
    with store.writing() as session:
        again = capture_all(session, NOW, None, ON)
    assert report == Report(sent=1, printed=1, failed=1, cancelled=1)
    assert again.handled == 0
    row = mails.message(store, mail)
    assert (row.state, row.transport, row.to_address) == ("sent", "capture", "budi@example.go.id")
    assert "Message-ID: " + row.message_id in (row.source or "")
    assert mails.notice_state(store, notice) == ("told", None, ON)


@pytest.mark.parametrize("allowed", [("budi@EXAMPLE.go.id",), ("@example.go.id",)])
async def test_an_allowlist_lets_listed_addresses_pass_and_captures_the_rest(
    sqlite_store: Store, allowed: tuple[str, ...]
) -> None:
    """A trial with a few people mails nobody else."""
    mails.settle(sqlite_store)
    with sqlite_store.writing() as session:
        listed = mails.enqueue(session, "a", mails.line("TL-03", None), kind=MailKind.ASSIGNED).id
        other = mails.enqueue(
            session, "b", mails.line("TL-03", None), kind=MailKind.RETURNED, address="budi@mail.example.com"
        ).id
    inner = ScriptedTransport()
    report = await deliver(sqlite_store, Clock().now, AllowlistTransport(inner, allowed), "w1")
    assert report.sent == 2
    assert [address for address, _message in inner.handed] == ["budi@example.go.id"]
    assert [mails.message(sqlite_store, key).transport for key in (listed, other)] == ["scripted", "capture"]


async def test_capturing_one_by_one_equals_capturing_a_day(sqlite_store: Store) -> None:
    """The service and the rehearsal keep the same mail."""
    mails.settle(sqlite_store)
    key, _notice = mails.queue_one(sqlite_store)
    await deliver(sqlite_store, Clock().now, CaptureTransport("zi@example.go.id"), "w1")
    one = mails.message(sqlite_store, key)
    with sqlite_store.writing() as session:
        session.get_one(MessageRow, key).state = "queued"
    with sqlite_store.writing() as session:
        capture_all(session, NOW, None, ON, "zi@example.go.id")
    day = mails.message(sqlite_store, key)
    assert (one.subject, one.text, one.html, one.source) == (day.subject, day.text, day.html, day.source)
    assert one.transport == day.transport == "capture"


async def test_what_missed_its_window_waits_for_the_next_office_morning(store: Store) -> None:
    """A relay that comes back on Wednesday evening gets nothing before Friday morning: Thursday is a holiday."""
    mails.settle(store)
    key, _notice = mails.queue_one(store)
    transport, clock = ScriptedTransport(), Clock(NOW + timedelta(hours=9))
    assert (await deliver(store, clock.now, transport, "w1")).handled == 0
    clock.at = NOW + timedelta(days=1, hours=2)
    assert (await deliver(store, clock.now, transport, "w1")).handled == 0
    assert mails.message(store, key).state == "queued"
    clock.at = NOW + timedelta(days=2)
    assert (await deliver(store, clock.now, transport, "w1")).sent == 1


async def test_the_mail_of_a_lost_worker_waits_for_office_hours_too(store: Store) -> None:
    """Claimed before the close of day by a worker that died, it is taken over on the next office morning."""
    mails.settle(store)
    key, _notice = mails.queue_one(store)
    with store.writing() as session:
        assert outbox.claim(session, outbox.Claim("gone"), NOW)
    transport, clock = ScriptedTransport(), Clock(NOW + timedelta(hours=9))
    assert (await deliver(store, clock.now, transport, "w1")).handled == 0
    assert mails.message(store, key).state == "retry"
    clock.at = NOW + timedelta(days=2)
    assert (await deliver(store, clock.now, transport, "w1")).sent == 1
