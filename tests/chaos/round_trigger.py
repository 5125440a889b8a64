"""Opens the rounds of many units while the service is killed again and again, then lets all their mails go.

Run as `python -m tests.chaos.round_trigger [N] [SEED]`: N units (200). Every child that opens them ends by SIGKILL before a
random step of the database, until one comes to the end; whoever comes next goes on.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, select
from sqlmodel import col

from notifications.delivery import deliver
from tests.chaos.ground import Stopwatch, fork, scratch, wait
from tests.support import databases
from tests.support.mails import ScriptedTransport
from tests.support.monev_rounds import MEETING, NOW, QUARTER
from tests.support.round_units import OPENING, Tally, Trigger, settle, tally
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store
from zi_workflow.storage.queries.monev import round_facts
from zi_workflow.storage.tables import MailHold, MessageRow, MonevOrderUnit, Round
from zi_workflow.usecases.mail_gate import gate
from zi_workflow.usecases.round_triggers import PlaceOrder

A_UNIT = 5  # three of its own, two of the team
BATCH = 200


@dataclass(frozen=True)
class Outcome:
    """What a run came to; `doubled` are units with more than one opening, `lost` and `twice` mails."""

    units: int
    kills: int
    halves: int
    doubled: int
    sent: int
    lost: int
    twice: int
    holds: int

    @property
    def fine(self) -> bool:
        """Nothing half done, nothing twice, nothing lost, nothing held."""
        return not (self.halves or self.doubled or self.lost or self.twice or self.holds)


def run(url: str, units: int, seed: int) -> Outcome:
    """Give the order, kill whoever carries it out, send everything."""
    chance = random.Random(seed)
    with closing(bootstrap.open_store(url)) as store:
        trigger = Trigger(store, settle(store, units))
        command = trigger.seen()
        order = trigger.places(command)
        counted = [0]
        event.listen(store.engine, "before_cursor_execute", lambda *_: counted.__setitem__(0, counted[0] + 1))
        trigger.goes_on(order, most=1)
    kills, halves = 0, 0
    longest = counted[0] * max(units // 10, 4)
    while True:
        steps = chance.randrange(1, longest)
        end = wait(fork(lambda steps=steps: _child(url, command, order, steps)))  # type: ignore[misc]
        with closing(bootstrap.open_store(url)) as store:
            halves += _halves(store, order)
        if end == 0:
            break
        assert end == -signal.SIGKILL, end
        kills += 1
    with closing(bootstrap.open_store(url)) as store:
        return _account(store, units, kills, halves)


def _child(url: str, command: PlaceOrder, order: str, steps: int) -> None:
    """Press the trigger once more, as a browser does that got no answer, and go on with the order."""
    with closing(bootstrap.open_store(url)) as store:
        _crash_after(store, steps)
        trigger = Trigger(store, [each.programme_id for each in command.units])
        assert trigger.places(command) == order
        trigger.goes_on(order)


def _crash_after(store: Store, steps: int) -> None:
    left = [steps]

    def step(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(store.engine, "before_cursor_execute", step)
    event.listen(store.engine, "commit", step)


def _halves(store: Store, order: str) -> int:
    """Units that are neither as before nor opened whole: round, session, team and every mail."""
    with store.reading() as session:
        opened = session.scalars(
            select(col(MonevOrderUnit.programme_id)).where(
                col(MonevOrderUnit.order_id) == order, col(MonevOrderUnit.state) == "opened"
            )
        ).all()
        mails = Counter(str(each) for each in session.scalars(select(col(MessageRow.programme_id))))
        states = {
            row[0]: row[1] for row in session.execute(select(col(Round.programme_id), col(Round.state)))
        }
        whole = {
            programme: mails[programme] == A_UNIT
            and (held := round_facts(session, programme, QUARTER).session) is not None
            and held.meeting == MEETING
            and len(held.team) == len(OPENING.team)
            for programme in opened
        }
    begun = {programme for programme, state in states.items() if state == "preparing"} | set(mails)
    return sum(not whole.get(programme, False) for programme in {*begun, *opened})


def _account(store: Store, units: int, kills: int, halves: int) -> Outcome:
    found, transport = tally(store), ScriptedTransport()
    _send(store, transport)
    handed = Counter((mail["Message-ID"] or "") for _address, mail in transport.handed)
    with store.reading() as session:
        states = Counter(
            session.scalars(select(col(MessageRow.state)).where(col(MessageRow.kind) == "invitation"))
        )
        holds = len(session.scalars(select(MailHold)).all())
    expected = Tally(1, units, units, units, A_UNIT * units, A_UNIT * units)
    doubled = sum(abs(a - b) for a, b in zip(_values(found), _values(expected), strict=True))
    return Outcome(
        units, kills, halves, doubled, states["sent"], A_UNIT * units - len(handed),
        sum(number - 1 for number in handed.values()), holds,
    )  # fmt: skip


def _values(found: Tally) -> tuple[int, ...]:
    return (found.orders, found.sessions, found.opened, found.events, found.mails, found.invitees)


def _send(store: Store, transport: ScriptedTransport) -> None:
    """Behind all guards, in batches, on the same morning."""
    at = NOW + timedelta(minutes=10)
    now: Callable[[], Any] = lambda: at  # noqa: E731
    while asyncio.run(deliver(store, now, transport, "w1", None, BATCH, replace(gate(None)))).handled:
        pass


def said(found: Outcome) -> str:
    """One line for people."""
    return (
        f"{found.units} units, one transaction a unit, killed {found.kills} times, {found.halves} half opened, "
        f"{found.doubled} opened twice, {found.sent} mails sent, {found.lost} lost, {found.twice} doubled, "
        f"{found.holds} holds of the breaker"
    )


def main(arguments: list[str]) -> int:
    """The whole run; 0 when everything holds."""
    units = int(arguments[0]) if arguments else 200
    seed = int(arguments[1]) if len(arguments) > 1 else 1
    watch = Stopwatch()
    with scratch("zi-trigger-") as folder:
        url = databases.sqlite_url(Path(folder) / "zi.db")
        bootstrap.create_store(url, durable=False).close()
        found = run(url, units, seed)
    print(said(found))
    print(watch.each(units, "unit"))
    return 0 if found.fine and found.sent == A_UNIT * units else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
