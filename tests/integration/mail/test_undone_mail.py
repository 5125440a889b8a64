"""A clock that came back from a future that was believed: the outbox and the counters stand as they would have."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from tests.support import mails
from tests.support.mails import NOW, ON
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.notices import MailKind, NoticeKind, NoticeState
from zi_workflow.storage.tables import MailSwitch, MessageRow, NoticeRow
from zi_workflow.usecases import clock_watch
from zi_workflow.usecases.clock_return import Undone, undo_future
from zi_workflow.usecases.clock_watch import Accept, Look

WRONG = NOW + timedelta(days=400)
WRONG_DAY = ON + timedelta(days=400)


def back(store: Store) -> Undone:
    """Undone at NOW."""
    return do(store, lambda session, _command, now: undo_future(session, now), None, NOW)


def put(
    session: Session, key: str, state: str, kind: MailKind = MailKind.DIGEST, on: date = WRONG_DAY
) -> str:
    """A message of one line, made on a day in a state; its id."""
    row = mails.enqueue(session, key, mails.line(key, mails.notice(session, key)), kind=kind, on=on)
    row.state, row.next_at = state, WRONG
    return row.id


@pytest.mark.parametrize("state", ["queued", "retry", "held", "claimed"])
def test_an_unsent_mail_of_a_later_day_is_cancelled_and_that_day_can_have_its_own(
    state: str, store: Store
) -> None:
    """Its key is free again; what it was to say is due today unless only the wrong date made it due."""
    mails.settle(store)
    with store.writing() as session:
        id = put(session, "k", state)
    assert back(store).mails == 1
    assert mails.message(store, id).state == "cancelled"
    assert back(store).mails == 0
    with store.writing() as session:
        assert put(session, "k", "queued") != id


def test_what_only_a_wrong_date_made_due_is_gone_and_what_people_did_stays(store: Store) -> None:
    """A reminder is decided again when its day comes; a returned task was returned."""
    mails.settle(store)
    with store.writing() as session:
        decided = mails.notice(session, "TL-01", NoticeKind.OVERDUE)
        passed = mails.notice(session, "TL-02", NoticeKind.ESCALATION)
        deed = mails.notice(session, "TL-03", NoticeKind.RETURNED)
        told = mails.notice(session, "TL-04", NoticeKind.OVERDUE)
        for id, state in ((decided, "due"), (passed, "passed_over"), (deed, "due"), (told, "told")):
            notice = session.get_one(NoticeRow, id)
            notice.state, notice.due_on = state, WRONG_DAY
        session.get_one(NoticeRow, told).told_on = WRONG_DAY
        session.get_one(NoticeRow, told).closed_on = WRONG_DAY
    assert back(store).notices == 2
    with store.reading() as session:
        assert session.get(NoticeRow, decided) is None
        assert session.get(NoticeRow, passed) is None
        left = [session.get_one(NoticeRow, id) for id in (deed, told)]
        assert [(row.state, row.due_on, row.told_on) for row in left] == [("due", ON, None), ("told", ON, ON)]
        assert left[1].closed_on is None
        assert left[0].state == NoticeState.DUE


def test_an_invitation_of_a_later_day_goes_now(store: Store) -> None:
    """Somebody asked for it."""
    mails.settle(store)
    with store.writing() as session:
        id = put(session, "k", "queued", MailKind.RETURNED)
        session.get_one(MessageRow, id).kind = str(MailKind.INVITATION)
    assert back(store).mails == 0
    row = mails.message(store, id)
    assert (row.state, row.on, row.next_at) == ("queued", ON, NOW)


def test_waits_leases_and_counters_of_the_wrong_clock_end(store: Store) -> None:
    """A retry next year, a worker that would keep a mail till then, a run of mails that would never be over."""
    mails.settle(store)
    with store.writing() as session:
        retry = put(session, "a", "retry", MailKind.RETURNED, on=ON)
        unclear = put(session, "b", "uncertain", MailKind.RETURNED, on=ON)
        claimed = put(session, "c", "claimed", MailKind.RETURNED, on=ON)
        session.get_one(MessageRow, claimed).lease_until = WRONG
        switch = session.get_one(MailSwitch, "mail")
        switch.last_passed_at, switch.counted_at, switch.in_run = WRONG, WRONG, 19
    back(store)
    assert mails.message(store, retry).next_at == NOW
    assert mails.message(store, unclear).next_at == NOW + timedelta(minutes=15)
    assert mails.message(store, claimed).lease_until == NOW
    with store.reading() as session:
        switch = session.get_one(MailSwitch, "mail")
        assert (switch.last_passed_at, switch.counted_at, switch.in_run) == (None, None, 0)


def test_a_confirmation_moves_what_was_seen_back(store: Store) -> None:
    """Once: afterwards the clock is believed and goes on from there."""
    mails.settle(store)
    assert do(store, clock_watch.witness, Look(None), WRONG) is None  # a trial clock leaves no trace
    assert do(store, clock_watch.witness, Look(), WRONG) is None
    doubt = do(store, clock_watch.witness, Look(), NOW)
    assert doubt is not None
    assert doubt.seen == WRONG
    do(store, clock_watch.accept, Accept("citra", "jam dibetulkan", ON), NOW)
    assert do(store, clock_watch.witness, Look(), NOW + timedelta(hours=47)) is None
