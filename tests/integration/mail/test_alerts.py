"""Alerts to administrators pass a hold, because they tell of it, and no other guard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from tests.support import floods
from tests.support.floods import NOW, ON, Letter, Relay, put
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.breaker import MOST_ALERTS_A_DAY, Cause
from zi_workflow.domain.notices import MailKind, Reason
from zi_workflow.storage.tables import MailHold, Membership, MessageRow, Person
from zi_workflow.usecases import breaker, fence, mail_alerts, mail_switch
from zi_workflow.usecases.breaker import Release, Trip
from zi_workflow.usecases.fence import Check
from zi_workflow.usecases.mail_alerts import held_alerts
from zi_workflow.usecases.mail_switch import Hold, Turn

ADMINISTRATOR = "ua-19"


@pytest.fixture(autouse=True)
def settled(store: Store) -> None:
    """Two units with their people; everything is held in one of them, of which its administrator has to hear."""
    floods.settle(store)
    with store.writing() as session:
        put(session, Letter("cause", "ua-0"))
    hold = do(store, breaker.trip, Trip(Cause.RUN, {"limit": 30, "recipients": 20}), NOW)
    assert hold is not None


def _alerts(store: Store, count: int = 1, first: int = 0) -> None:
    """As many as holds of their own would write."""
    with store.writing() as session:
        cause = session.scalars(select(MessageRow).where(col(MessageRow.key) == "cause")).one()
        for number in range(first, first + count):
            hold = Hold(f"h{number}", str(Cause.RUN), {"limit": 30, "recipients": 20}, NOW)
            assert mail_alerts.alert(session, hold, cause, NOW) == 1


def _held(store: Store) -> dict[Reason, int]:
    with store.reading() as session:
        return dict(held_alerts(session))


def _spoil(store: Store, change: Callable[[Session, MessageRow], None]) -> None:
    with store.writing() as session:
        query = select(MessageRow).where(col(MessageRow.kind) == str(MailKind.ALERT))
        change(session, session.scalars(query).one())


def _elsewhere(_session: Session, row: MessageRow) -> None:
    row.to_address = "siapa@elsewhere.example"


def _malformed(session: Session, row: MessageRow) -> None:
    session.get_one(Person, ADMINISTRATOR).email = row.to_address = "ayu@@example.go.id"


def _a_members(_session: Session, row: MessageRow) -> None:
    row.person_id, row.to_address = "ua-0", "ua-0@example.go.id"


def _another_units(_session: Session, row: MessageRow) -> None:
    row.person_id, row.to_address = "ub-19", "ub-19@example.go.id"


def _former(session: Session, _row: MessageRow) -> None:
    session.get_one(Membership, f"m-{ADMINISTRATOR}").valid_to = ON - timedelta(days=1)


def _refused(session: Session, _row: MessageRow) -> None:
    session.get_one(Person, ADMINISTRATOR).suppressed = "bounced"


def test_an_alert_reaches_the_administrator_through_the_hold(store: Store) -> None:
    """Nothing else does."""
    _alerts(store)
    relay = Relay(store)
    assert relay.run(2) == 1
    assert relay.taken == [(ADMINISTRATOR, f"{ADMINISTRATOR}@example.go.id")]
    assert _held(store) == {}


@pytest.mark.parametrize("spoil", [_elsewhere, _malformed, _a_members, _another_units, _former, _refused])
def test_an_alert_to_anybody_but_an_administrator_is_held(
    spoil: Callable[[Session, MessageRow], None], store: Store
) -> None:
    """Whatever became of its address: it names what is held and to whom, and belongs to nobody else."""
    _alerts(store)
    _spoil(store, spoil)
    assert Relay(store).run(2) == 0
    assert _held(store) == {Reason.ALERT_ADDRESS: 1}


def test_a_days_alerts_have_an_end(store: Store) -> None:
    """The rest is held with its reason; one that is tried again takes no second place; the next day has room again."""
    _alerts(store, MOST_ALERTS_A_DAY + 3)
    relay = Relay(store)
    assert relay.run(2) == MOST_ALERTS_A_DAY
    assert _held(store) == {Reason.ALERT_LIMIT: 3}
    with store.writing() as session:
        query = select(MessageRow).where(col(MessageRow.state) == "sent").limit(1)
        session.scalars(query).one().state = "retry"
    assert relay.run() == MOST_ALERTS_A_DAY + 1
    _alerts(store, 1, first=90)
    relay.at = NOW + timedelta(days=1)
    assert relay.run() == MOST_ALERTS_A_DAY + 2
    assert _held(store) == {Reason.ALERT_LIMIT: 3}


def test_a_stop_keeps_alerts_back_too(store: Store) -> None:
    """They go after it."""
    _alerts(store)
    relay = Relay(store)
    do(store, mail_switch.stop, Turn("ayu", "sedang diperiksa", ON), NOW)
    assert relay.run(2) == 0
    do(store, mail_switch.resume, Turn("ayu", "selesai", ON), NOW)
    assert relay.run() == 1


def test_behind_a_fence_alerts_are_held_too(store: Store) -> None:
    """The database does not know what went out in the lost time: its own alerts end, later ones wait; nothing leaves."""
    _alerts(store)
    do(store, fence.check, Check(None, "mesin-a"), NOW)
    with store.writing() as session:
        mark = fence.mark(session, "mesin-a")
    assert mark is not None
    assert do(store, fence.check, Check(mark, "mesin-b"), NOW) is not None
    _alerts(store, first=1)
    assert Relay(store).run(2) == 0
    assert _held(store) == {Reason.HELD: 1}


def test_alerts_take_nobodys_place(store: Store) -> None:
    """An administrator who got three of them still gets the day's own mails; refused ones are no refused addresses."""
    _alerts(store, 6)
    relay = Relay(store)
    assert relay.run() == 6
    with store.writing() as session:
        query = select(MessageRow).where(col(MessageRow.kind) == str(MailKind.ALERT))
        for row in session.scalars(query):
            row.state = "failed"
        session.scalars(select(MailHold)).one().ended_at = NOW
        put(session, Letter("own", ADMINISTRATOR))
    assert relay.run() == 7


def test_whoever_looks_at_what_is_held_ends_the_alerts_that_were_held(store: Store) -> None:
    """They would tell of what is over."""
    _alerts(store)
    _spoil(store, _elsewhere)
    Relay(store).run()
    with store.reading() as session:
        token = breaker.preview(session).token
    do(store, breaker.release, Release(token, "ayu", "diperiksa", ON), NOW)
    assert _held(store) == {}
    with store.reading() as session:
        query = select(MessageRow).where(col(MessageRow.kind) == str(MailKind.ALERT))
        assert [(row.state, row.reason) for row in session.scalars(query)] == [("cancelled", "obsolete")]
