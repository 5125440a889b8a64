"""Nodes that share a database do each date's work once, and a sender that was away too long changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from flows.fencing import fenced
from notifications import delivery, ledger
from notifications.transports.relay import Patience
from tests.chaos import pauses
from tests.chaos.crew import Crew
from tests.chaos.ground import fork, wait
from tests.chaos.nodes import Plan, Result, try_nodes
from tests.chaos.pauses import CASES, Case
from tests.chaos.troubles import killing, restarting
from tests.support import databases, floods, mails
from tests.support.mails import NOW, Clock, ScriptedTransport
from zi_workflow.bootstrap import Store, do
from zi_workflow.cli.wiring import owner_name
from zi_workflow.domain.errors import AwayError, BusyError, Problem
from zi_workflow.storage.engine import Session
from zi_workflow.storage.tables import MailSwitch
from zi_workflow.usecases import fence, marks
from zi_workflow.usecases.fence import Place
from zi_workflow.usecases.marks import Held, Sent
from zi_workflow.usecases.outbox import LEASE

SHORT = Plan(1, dates=2, addresses=8, singles=6)  # `make nodes` has longer ones with more mail


@pytest.fixture(scope="module")
def alone() -> Result:
    """What one node alone leaves behind."""
    found, bad = try_nodes(None, SHORT)
    assert bad == []
    return found


@pytest.mark.timeout(600)
@pytest.mark.parametrize("trouble", [None, killing(2)], ids=["peace", "kills"])
def test_three_nodes_on_a_file_leave_what_one_leaves(
    alone: Result, trouble: Callable[[Crew], None] | None
) -> None:
    """One tick a zone and date, every mail once; in peace the same notices, mails and events to the letter."""
    found, bad = try_nodes(None, replace(SHORT, nodes=3, trouble=trouble), alone)
    assert bad == [], found.mail.line()


@pytest.mark.timeout(600)
def test_a_server_that_crashes_under_two_nodes_costs_no_mail(
    alone: Result, postgres_server: databases.PostgresServer
) -> None:
    """The nodes live on, connect again, take up what was left, and double nothing."""
    plan = replace(SHORT, nodes=2, trouble=restarting(postgres_server, "immediate"))
    found, bad = try_nodes(postgres_server, plan, alone)
    assert bad == [], found.mail.line()


IN_SHORT = [case for case in CASES if case.archived and case.kind is pauses.FORMAL]


@pytest.mark.parametrize("case", IN_SHORT, ids=lambda case: case.name)
def test_a_sender_that_was_stopped_for_too_long_marks_nothing(
    case: Case, sqlite_url: str, tmp_path: Path
) -> None:
    """Nor does it send what it marked long ago; `make nodes` plays all stops on both databases."""
    end = pauses.play(case, sqlite_url, tmp_path)
    assert end.fits(case), end


def test_a_stopped_sender_is_overtaken_on_a_server_too(postgres_url: str, tmp_path: Path) -> None:
    """Stopped between its mark and DATA."""
    case = next(case for case in IN_SHORT if case.point is pauses.Point.AFTER_MARK)
    assert pauses.play(case, postgres_url, tmp_path).fits(case)


def test_the_stages_after_the_mark_fit_into_a_lease() -> None:
    """A relay may use its time to the full; after the last moment for the dot it has its whole time to answer."""
    patience = Patience()
    assert 2 * patience.data < patience.mark
    assert patience.mark + patience.answer <= LEASE.total_seconds()


@pytest.mark.parametrize("error", [BusyError, AwayError])
async def test_the_relays_word_is_written_down_when_the_database_is_back(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch, error: type[BusyError]
) -> None:
    """Only this sender heard it, so it tries again instead of leaving the mail uncertain."""
    mails.settle(sqlite_store)
    mail_id, _notice = mails.queue_one(sqlite_store)
    monkeypatch.setattr(ledger, "LOOK_AGAIN", 0.01)
    calls, mark_sent = list[str](), marks.mark_sent

    def away_at_first(session: Session, sent: Sequence[Sent], now: datetime, held: Held) -> frozenset[str]:
        calls.extend(each.id for each in sent)
        if len(calls) < 8:
            raise error(Problem("away"))
        return mark_sent(session, sent, now, held)

    monkeypatch.setattr(marks, "mark_sent", away_at_first)
    report = await delivery.deliver(sqlite_store, Clock().now, ScriptedTransport(), "w1")
    assert report.sent == 1
    assert mails.message(sqlite_store, mail_id).state == "sent"


def test_no_two_processes_claim_under_one_name() -> None:
    """A mark asks for the owner by name."""
    assert owner_name() != owner_name()


def test_a_crash_in_the_first_delivery_holds_no_mail(sqlite_store: Store, tmp_path: Path) -> None:
    """The first mark is kept before the first mail, so that nobody takes the survivor for a stranger."""
    floods.settle(sqlite_store)
    place, relay = Place(tmp_path / "data", "mesin-a"), floods.Relay(sqlite_store)
    with sqlite_store.writing() as session:
        floods.put(session, floods.Letter("a", "ua-0"))

    def deliver_and_crash() -> int:
        relay.run()
        os._exit(9)

    deliver = fenced(sqlite_store, lambda: NOW, place, deliver_and_crash)
    sqlite_store.engine.dispose()
    assert wait(fork(deliver)) == 9
    with sqlite_store.reading() as session:
        assert session.get_one(MailSwitch, "mail").passed == 2  # the delivery itself, and its mail
    assert do(sqlite_store, fence.look, place, NOW) is None


def test_a_backup_of_just_before_a_delivery_that_crashed_is_noticed(
    sqlite_store: Store, tmp_path: Path
) -> None:
    """No batch has ended and no mark was kept after it; the one that was kept before shows the older database."""
    floods.settle(sqlite_store)
    place, relay = Place(tmp_path / "data", "mesin-a"), floods.Relay(sqlite_store)
    fenced(sqlite_store, lambda: NOW, place, lambda: 0)()
    with sqlite_store.writing() as session:
        floods.put(session, floods.Letter("a", "ua-0"))
    sqlite_store.engine.dispose()
    path = databases.sqlite_path(str(sqlite_store.engine.url))
    backup = path.read_bytes()

    def deliver_and_crash() -> int:
        relay.run()
        os._exit(9)

    assert wait(fork(fenced(sqlite_store, lambda: NOW, place, deliver_and_crash))) == 9
    for leftover in path.parent.glob(f"{path.name}-*"):
        leftover.unlink()
    path.write_bytes(backup)
    hold = do(sqlite_store, fence.look, place, NOW)
    assert hold is not None
    assert hold.cause == "restored"
