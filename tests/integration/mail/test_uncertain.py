"""What may be out without an answer is looked up, settled once, and never sent more than twice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from notifications.archive import SLACK, ArchiveUnavailableError
from notifications.resolving import resolve
from tests.support import mails
from tests.support.mails import NOW, ON
from zi_workflow.bootstrap import Store
from zi_workflow.domain.clock_doubts import MOST_QUIET
from zi_workflow.domain.messages import Rendered
from zi_workflow.domain.notices import MailKind
from zi_workflow.usecases import marks, outbox, uncertain
from zi_workflow.usecases.marks import Failure, Sent, kept
from zi_workflow.usecases.outbox import Claim
from zi_workflow.usecases.uncertain import earliest

WORDS = Rendered("Perihal", "Teks", "<p>Teks</p>")
LEASE_OVER, GRACE_OVER = timedelta(minutes=16), timedelta(minutes=32)


@dataclass
class Shelf:
    """An archive that holds everything, as of an instant of its own clock, nothing, or cannot be asked."""

    full: bool = True
    closed: bool = False
    at: datetime = NOW

    def holds(self, message_ids: Collection[str], since: datetime) -> frozenset[str]:
        """All or none."""
        if self.closed:
            raise ArchiveUnavailableError("closed")
        return frozenset(message_ids if self.full and since - SLACK <= self.at else ())


def going(mail_id: str, worker: str = "w1") -> Sent:
    """What the worker hands over."""
    return Sent(mail_id, worker, "smtp", kept(WORDS, "raw"), mails.facts(mails.line("TL-03", None)))


def in_data(store: Store, kind: MailKind = MailKind.DIGEST) -> tuple[str, str]:
    """A message whose worker was at DATA, and its notice."""
    mails.settle(store)
    with store.writing() as session:
        notice = mails.notice(session, "TL-03")
        mail_id = mails.enqueue(session, "k", mails.line("TL-03", notice), kind=kind).id
    hand_over(store, mail_id, NOW)
    return mail_id, notice


def hand_over(store: Store, mail_id: str, now: datetime) -> None:
    """Claim and mark it."""
    with store.writing() as session:
        assert outbox.claim(session, Claim("w1"), now) == [mail_id]
        assert marks.mark_data(session, [going(mail_id)], now)


def test_a_worker_gone_at_data_leaves_an_uncertain_message(store: Store) -> None:
    """Not before its lease is over, and its late mark changes nothing."""
    mail_id, _notice = in_data(store)
    resolve(store, NOW + timedelta(minutes=14), None)
    assert mails.message(store, mail_id).state == "data"
    resolve(store, NOW + LEASE_OVER, Shelf(full=False))
    row = mails.message(store, mail_id)
    assert (row.state, row.owner, row.copies, row.text) == ("uncertain", None, 1, "Teks")
    with store.writing() as session:
        assert not marks.mark_sent(session, [going(mail_id)], NOW + LEASE_OVER)
        assert not marks.mark_failed(session, Failure(mail_id, "w1", "late"))


def test_what_the_archive_holds_was_sent(store: Store) -> None:
    """Its notices are told; the words are those that went out."""
    mail_id, notice = in_data(store)
    resolve(store, NOW + LEASE_OVER, Shelf())
    assert mails.message(store, mail_id).state == "uncertain"
    settled = resolve(store, NOW + GRACE_OVER, Shelf())
    assert (settled.sent, mails.message(store, mail_id).state) == (1, "sent")
    assert mails.notice_state(store, notice) == ("told", None, ON)


def test_what_was_sent_by_a_clock_that_stood_ahead_is_found(store: Store) -> None:
    """The archive's is right: so far ahead as a clock is believed, it kept the mail before it was written."""
    mail_id, _notice = in_data(store)
    shelf = Shelf(at=NOW - MOST_QUIET)
    resolve(store, NOW + LEASE_OVER, shelf)
    assert resolve(store, NOW + GRACE_OVER, shelf).sent == 1
    assert mails.message(store, mail_id).state == "sent"


def test_what_was_written_in_a_future_that_was_none_is_looked_for_from_today() -> None:
    """The clock was set right since."""
    assert earliest(NOW, NOW + timedelta(days=400)) <= NOW - MOST_QUIET


def test_a_digest_that_is_not_found_gives_its_notices_to_the_next(store: Store) -> None:
    """It is not sent again itself."""
    mail_id, notice = in_data(store)
    resolve(store, NOW + LEASE_OVER, Shelf(full=False))
    resolve(store, NOW + GRACE_OVER, Shelf(full=False))
    assert mails.message(store, mail_id).state == "failed"
    assert mails.notice_state(store, notice)[0] == "due"


def test_a_closed_archive_decides_nothing(sqlite_store: Store) -> None:
    """Its silence is no answer."""
    mail_id, notice = in_data(sqlite_store)
    resolve(sqlite_store, NOW + LEASE_OVER, Shelf(closed=True))
    resolve(sqlite_store, NOW + GRACE_OVER, Shelf(closed=True))
    assert mails.message(sqlite_store, mail_id).state == "uncertain"
    assert mails.notice_state(sqlite_store, notice)[0] == "collected"


def test_a_digest_stays_uncertain_where_nobody_can_look(store: Store) -> None:
    """For people to see and judge."""
    mail_id, notice = in_data(store)
    resolve(store, NOW + LEASE_OVER, None)
    resolve(store, NOW + timedelta(days=9), None)
    assert mails.message(store, mail_id).state == "uncertain"
    assert mails.notice_state(store, notice)[0] == "collected"


@pytest.mark.parametrize("archive", [None, Shelf(full=False)])
def test_a_formal_mail_goes_once_more_and_never_a_third_time(
    sqlite_store: Store, archive: Shelf | None
) -> None:
    """The second copy has the same Message-ID; after it nothing is sent whatever happens."""
    mail_id, _notice = in_data(sqlite_store, MailKind.RETURNED)
    first = mails.message(sqlite_store, mail_id).message_id
    resolve(sqlite_store, NOW + LEASE_OVER, archive)
    again = NOW + GRACE_OVER
    assert resolve(sqlite_store, again, archive).again == 1
    hand_over(sqlite_store, mail_id, again)
    row = mails.message(sqlite_store, mail_id)
    assert (row.state, row.copies, row.message_id) == ("data", 2, first)
    resolve(sqlite_store, again + LEASE_OVER, archive)
    resolve(sqlite_store, again + GRACE_OVER, archive)
    assert mails.message(sqlite_store, mail_id).state == ("failed" if archive else "uncertain")
    with sqlite_store.writing() as session:
        assert outbox.claim(session, Claim("w2"), again + timedelta(days=1)) == []


def test_a_copy_that_was_refused_does_not_count(sqlite_store: Store) -> None:
    """A relay that says no to the content has certainly not taken it."""
    mail_id, _notice = in_data(sqlite_store)
    with sqlite_store.writing() as session:
        assert marks.mark_retry(session, Failure(mail_id, "w1", "answer: 451"), NOW)
    assert mails.message(sqlite_store, mail_id).copies == 0


def test_summaries_that_nobody_can_look_up_crowd_no_formal_mail_out(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They stay uncertain for ever, and are not gone through on each delivery."""
    monkeypatch.setattr(uncertain, "MOST", 1)
    mails.settle(sqlite_store)
    with sqlite_store.writing() as session:
        for kind, hours in ((MailKind.WEEKLY, 2), (MailKind.RETURNED, 1)):
            row = mails.enqueue(session, str(kind), mails.line("TL-03", None), kind=kind)
            row.state, row.copies, row.next_at = "uncertain", 1, NOW - timedelta(hours=hours)
    assert resolve(sqlite_store, NOW, None).again == 1
    with sqlite_store.reading() as session:
        assert uncertain.questions(session, NOW, archived=False) == []
