"""The outbox hands every message to one worker at a time and never forgets what became of it."""

from __future__ import annotations

from datetime import date, timedelta

from tests.support import mails
from tests.support.mails import NOW, ON
from zi_workflow.bootstrap import Store
from zi_workflow.domain.messages import Letterhead, MessageState, Rendered
from zi_workflow.domain.notices import MailKind, NoticeState, Reason
from zi_workflow.storage.tables import MessageRow, NoticeRow
from zi_workflow.usecases import marks, outbox
from zi_workflow.usecases.marks import Failure, Sent, kept
from zi_workflow.usecases.outbox import Claim

WORDS = Rendered("Perihal", "Teks", "<p>Teks</p>")


def claim(store: Store, worker: str = "w1", later: timedelta = timedelta(0), limit: int = 10) -> list[str]:
    """Ids that a worker gets."""
    with store.writing() as session:
        return outbox.claim(session, Claim(worker, limit), NOW + later)


def sent(mail_id: str, worker: str = "w1") -> Sent:
    """What the worker sent."""
    return Sent(mail_id, worker, "smtp", kept(WORDS, "raw"), mails.facts(mails.line("TL-03", None)))


def test_a_key_is_enqueued_once(store: Store) -> None:
    """The same collection may run a hundred times."""
    mails.settle(store)
    mail_id, _notice = mails.queue_one(store, "digest:budi:2025-04-30")
    with store.writing() as session:
        row = mails.message(store, mail_id)
        again = outbox.NewMessage(
            row.key, MailKind.DIGEST, "U", "P", "budi", "member", ON, "Budi", None, mails.facts(), NOW
        )
        assert outbox.enqueue(session, again, NOW) is None
    assert (row.state, row.channel) == ("queued", "mail")
    assert row.message_id == outbox.message_id("digest:budi:2025-04-30", Letterhead().mail_domain)


def test_who_has_no_address_is_on_the_printable_channel(store: Store) -> None:
    """A missing address is no reason to be told nothing."""
    mails.settle(store)
    mail_id, _notice = mails.queue_one(store, address=None)
    assert mails.message(store, mail_id).channel == "print"


def test_a_message_is_claimed_when_its_time_has_come_and_by_one_worker(store: Store) -> None:
    """Before the window nobody gets it, in it one worker."""
    mails.settle(store)
    with store.writing() as session:
        early = mails.enqueue(session, "a", at=NOW + timedelta(hours=1), kind=MailKind.RETURNED).id
    assert claim(store) == []
    assert claim(store, later=timedelta(hours=1)) == [early]
    assert claim(store, "w2", later=timedelta(hours=1)) == []


def test_claims_are_limited_and_oldest_first(store: Store) -> None:
    """A backlog flows in its order."""
    mails.settle(store)
    with store.writing() as session:
        ids = [
            mails.enqueue(session, f"k{n}", at=NOW - timedelta(minutes=n), kind=MailKind.ASSIGNED).id
            for n in range(3)
        ]
    assert claim(store, limit=2) == [ids[2], ids[1]]


def test_what_was_to_leave_first_goes_first_whenever_it_was_written(store: Store) -> None:
    """A message whose retry has waited longer goes before one that was written earlier."""
    mails.settle(store)
    with store.writing() as session:
        early = mails.enqueue(session, "a", kind=MailKind.ASSIGNED)
        late = mails.enqueue(session, "b", at=NOW + timedelta(seconds=1), kind=MailKind.ASSIGNED)
        early.next_at = NOW + timedelta(minutes=5)
        ids = [late.id, early.id]
    assert claim(store, later=timedelta(minutes=5)) == ids


def test_two_workers_in_open_transactions_do_not_get_the_same_message(postgres_store: Store) -> None:
    """SKIP LOCKED: the second looks past what the first is taking."""
    mails.settle(postgres_store)
    with postgres_store.writing() as session:
        ids = {mails.enqueue(session, f"k{n}", kind=MailKind.ASSIGNED).id for n in range(2)}
    with postgres_store.writing() as first:
        one = outbox.claim(first, Claim("w1", 1), NOW)
        with postgres_store.writing() as second:
            two = outbox.claim(second, Claim("w2", 5), NOW)
    assert (len(one), len(two)) == (1, 1)
    assert {*one, *two} == ids


def test_a_claim_ends_with_its_lease(store: Store) -> None:
    """A worker that died before DATA loses its message; its late marks change nothing."""
    mails.settle(store)
    mail_id, _notice = mails.queue_one(store)
    assert claim(store) == [mail_id]
    assert claim(store, "w2", later=timedelta(minutes=14)) == []
    assert claim(store, "w2", later=timedelta(minutes=16)) == [mail_id]
    with store.writing() as session:
        assert not marks.mark_data(session, [sent(mail_id, "w1")], NOW + timedelta(minutes=16))
        assert not marks.mark_sent(session, [sent(mail_id, "w1")], NOW)
        assert marks.mark_retry(session, Failure(mail_id, "w1", "x"), NOW) is None
        assert not marks.mark_failed(session, Failure(mail_id, "w1", "x"))
        assert marks.mark_data(session, [sent(mail_id, "w2")], NOW + timedelta(minutes=17))


def test_an_expired_lease_forbids_data_even_if_nobody_else_came(store: Store) -> None:
    """A sender that was paused too long does not go on."""
    mails.settle(store)
    mail_id, _notice = mails.queue_one(store)
    claim(store)
    with store.writing() as session:
        assert not marks.mark_data(session, [sent(mail_id, "w1")], NOW + timedelta(minutes=16))


def test_a_message_in_data_is_never_claimed_again(store: Store) -> None:
    """Its content may be out."""
    mails.settle(store)
    mail_id, _notice = mails.queue_one(store)
    claim(store)
    with store.writing() as session:
        assert marks.mark_data(session, [sent(mail_id, "w1")], NOW)
    assert claim(store, "w2", later=timedelta(days=1)) == []
    assert mails.message(store, mail_id).state == MessageState.DATA


def test_sent_messages_keep_their_words_and_their_notices_are_told(store: Store) -> None:
    """What was sent can be shown later; told on the message's local date."""
    mails.settle(store)
    mail_id, notice = mails.queue_one(store)
    claim(store)
    with store.writing() as session:
        assert marks.mark_sent(session, [sent(mail_id)], NOW)
    row = mails.message(store, mail_id)
    assert (row.state, row.transport, row.owner, row.attempts) == ("sent", "smtp", None, 1)
    assert (row.subject, row.text, row.html, row.source) == ("Perihal", "Teks", "<p>Teks</p>", "raw")
    assert row.sent_at == NOW
    assert mails.notice_state(store, notice) == (NoticeState.TOLD, None, ON)


def test_a_retry_waits_and_then_comes_again(store: Store) -> None:
    """The first wait is a minute, the second five; its notices stay collected."""
    mails.settle(store)
    mail_id, notice = mails.queue_one(store)
    for tries, minutes in ((1, 1), (2, 5)):
        claim(store, later=timedelta(hours=tries))
        at = NOW + timedelta(hours=tries)
        with store.writing() as session:
            assert marks.mark_retry(session, Failure(mail_id, "w1", "rcpt: 451"), at) is MessageState.RETRY
        row = mails.message(store, mail_id)
        assert (row.next_at, row.attempts, row.reason) == (
            at + timedelta(minutes=minutes),
            tries,
            "rcpt: 451",
        )
    assert mails.notice_state(store, notice)[0] == NoticeState.COLLECTED


def test_after_five_days_of_retries_it_has_failed(store: Store) -> None:
    """And its notices were told to nobody: they are due again."""
    mails.settle(store)
    mail_id, notice = mails.queue_one(store)
    with store.writing() as session:
        (claimed,) = outbox.claim(session, Claim("w1"), NOW)
        session.get_one(MessageRow, claimed).attempts = 200
    with store.writing() as session:
        assert marks.mark_retry(session, Failure(mail_id, "w1", "connect"), NOW) is MessageState.FAILED
    assert mails.message(store, mail_id).state == MessageState.FAILED
    assert mails.notice_state(store, notice)[0] == NoticeState.DUE


def test_a_reason_of_any_length_is_kept_as_far_as_there_is_room(store: Store) -> None:
    """A relay that answers with a page of text does not keep its message from being marked."""
    mails.settle(store)
    mail_id, _notice = mails.queue_one(store)
    claim(store)
    with store.writing() as session:
        assert marks.mark_failed(session, Failure(mail_id, "w1", "rcpt: 550 " + "x" * 5000))
    row = mails.message(store, mail_id)
    assert row.reason is not None
    assert row.reason == ("rcpt: 550 " + "x" * 5000)[: marks.REASON_LENGTH]


def test_cancelling_cancels_the_notices_with_the_reason(store: Store) -> None:
    """Not sending has a name; what is sent cannot be cancelled."""
    mails.settle(store)
    mail_id, notice = mails.queue_one(store)
    claim(store)
    with store.writing() as session:
        assert marks.cancel(session, mail_id, Reason.OBSOLETE)
        assert not marks.cancel(session, mail_id, Reason.HELD)
    row = mails.message(store, mail_id)
    assert (row.state, row.reason, row.owner, row.lease_until) == ("cancelled", "obsolete", None, None)
    assert mails.notice_state(store, notice)[:2] == (NoticeState.CANCELLED, "obsolete")


def test_marks_leave_notices_alone_that_were_cancelled_meanwhile(store: Store) -> None:
    """The re-check drops a line; the rest of the message is told."""
    mails.settle(store)
    with store.writing() as session:
        kept, dropped = mails.notice(session, "TL-03"), mails.notice(session, "TL-04")
        mail_id = mails.enqueue(session, "k", mails.line("TL-03", kept), mails.line("TL-04", dropped)).id
        outbox.claim(session, Claim("w1"), NOW)
        row = session.get(NoticeRow, dropped)
        assert row is not None
        row.state, row.reason = "cancelled", "obsolete"
        marks.mark_sent(session, [sent(mail_id)], NOW)
    assert mails.notice_state(store, kept) == ("told", None, ON)
    assert mails.notice_state(store, dropped) == ("cancelled", "obsolete", None)


def test_a_day_is_claimed_up_to_its_date(store: Store) -> None:
    """Capturing a day leaves tomorrow's messages alone."""
    mails.settle(store)
    with store.writing() as session:
        today = mails.enqueue(session, "a", kind=MailKind.ASSIGNED).id
        mails.enqueue(session, "b", on=date(2025, 5, 2), kind=MailKind.ASSIGNED)
        assert [row.id for row in outbox.claim_day(session, "capture", ON, NOW)] == [today]
