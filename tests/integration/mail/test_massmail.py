"""`make massmail`: no bug of a planner becomes a flood, and a stop is obeyed within one message."""

from __future__ import annotations

import sys

import pytest
from sqlalchemy import Select, func, select
from sqlmodel import col

from notifications.delivery import deliver
from tests.support import floods
from tests.support.floods import BUGS, PEOPLE, WRONG, Bug, Relay
from tests.support.mails import Clock, ScriptedTransport
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.breaker import most_a_day, most_a_run
from zi_workflow.domain.messages import MessageState
from zi_workflow.domain.notices import MailKind, NoticeState
from zi_workflow.storage.tables import EventRow, MailHold, MessageRow, NoticeRow
from zi_workflow.usecases import mail_gate, mail_switch
from zi_workflow.usecases.mail_switch import Turn

RECIPIENTS = 2 * PEOPLE
LIMIT = most_a_run(RECIPIENTS)


def _count(store: Store, query: Select[int]) -> int:
    with store.reading() as session:
        found: int = session.execute(query).scalar_one()
        return found


def _messages(store: Store, state: MessageState) -> int:
    return _count(store, select(func.count()).where(col(MessageRow.state) == str(state)))


def _sent_alerts() -> Select[int]:
    sent = col(MessageRow.state) == str(MessageState.SENT)
    return select(func.count()).where(col(MessageRow.kind) == str(MailKind.ALERT), sent)


def test_an_honest_morning_passes_whole(store: Store) -> None:
    """A digest for everybody and escalations for the two who get them: nothing is held."""
    floods.settle(store)
    with store.writing() as session:
        floods.honest(session)
    assert Relay(store).run(2) == PEOPLE + 2
    assert _count(store, select(func.count(col(MailHold.id)))) == 0


@pytest.mark.parametrize("name", BUGS)
def test_no_bug_of_a_planner_becomes_a_flood(
    name: str, sqlite_store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """At most one run's worth passes, wrong mails not at all; one hold, one event, one alert, nobody told of the rest."""
    store = sqlite_store
    floods.settle(store)
    bug: Bug = BUGS[name]
    with store.writing() as session:
        bug(session)
    put_in = _count(store, select(func.count(col(MessageRow.id))))
    relay = Relay(store)
    passed = relay.run(6)
    alerts = _count(store, _sent_alerts())  # the one mail that a hold lets through
    assert passed - alerts <= LIMIT <= most_a_day(RECIPIENTS)
    if name in WRONG:
        assert passed - alerts <= 2, relay.taken  # two officers get high escalations rightly
    holds = _count(store, select(func.count(col(MailHold.id))))
    if passed < put_in - _messages(store, MessageState.CANCELLED):
        assert holds == 1
        assert _count(store, select(func.count()).where(col(EventRow.kind) == "mail.held")) == 1
        assert alerts == 1
    told = _count(store, select(func.count()).where(col(NoticeRow.state) == str(NoticeState.TOLD)))
    assert told <= passed
    with capsys.disabled():
        held, back = _messages(store, MessageState.HELD), _messages(store, MessageState.CANCELLED)
        counts = f"{put_in} put in, {passed - alerts} passed of {LIMIT} allowed, {held} held, {back} to a later digest"
        sys.stdout.write(f"\n{name}: {counts}")


@pytest.mark.parametrize("after", [0, 1, 7])
def test_a_stop_is_obeyed_within_one_message(after: int, sqlite_store: Store) -> None:
    """Also inside a batch that was claimed before; the rest waits untouched and goes after resuming."""
    store = sqlite_store
    floods.settle(store)
    with store.writing() as session:
        floods.honest(session)
    relay = Relay(store)

    def stop_after_some() -> None:
        if len(relay.taken) == after:
            do(store, mail_switch.stop, Turn("ayu", "banjir", floods.ON), relay.at)

    relay.before_each = stop_after_some
    assert relay.run(3) == after
    assert _messages(store, MessageState.QUEUED) == PEOPLE + 2 - after
    relay.before_each = lambda: None
    do(store, mail_switch.resume, Turn("ayu", "sudah diperiksa", floods.ON), relay.at)
    assert relay.run(1) == PEOPLE + 2


async def test_a_delivery_asks_the_guards(sqlite_store: Store) -> None:
    """The real delivery with a bug's outbox: only the alert leaves, and once stopped nothing does."""
    floods.settle(sqlite_store)
    with sqlite_store.writing() as session:
        BUGS["unknown addresses"](session)
    transport = ScriptedTransport()
    guard = mail_gate.gate(None)
    clock = Clock(floods.NOW)
    for _number in range(3):
        await deliver(sqlite_store, clock.now, transport, "w1", guard=guard)
    assert [address for address, _mail in transport.handed] == ["ua-19@example.go.id"]
    do(sqlite_store, mail_switch.stop, Turn("ayu", "banjir", floods.ON), floods.NOW)
    with sqlite_store.reading() as session:
        assert mail_gate.is_stopped(session)
