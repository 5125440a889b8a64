"""A whole quarter through Prefect and without it, side by side."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from flows.acting import People
from flows.behaviour import KEEP_TO_PLAN
from flows.dispatch import deliver_due
from flows.ground import Ground
from flows.orders import Order, do_plainly
from flows.runtime import PrefectServer
from notifications.transports.capture import CaptureTransport
from tests.support.clocks import WIB
from tests.support.going_programmes import START, Going, going
from zi_workflow.bootstrap import Store, create_store
from zi_workflow.clock import FixedClock
from zi_workflow.domain.messages import Letterhead
from zi_workflow.storage.tables import metadata

LAST = date(2025, 3, 31)
COLLECTED, SENT, AFTERNOON = time(7), time(7, 35), time(15)
Carry = Callable[[Order], object]


@dataclass
class Side:
    """One of the two worlds: its store, its programme, its people, and how orders are carried out in it."""

    store: Store
    clock: FixedClock
    programme: Going
    people: People
    ground: Ground
    carry: Carry

    def day(self, on: date) -> None:
        """Build-up and daily work before the digest hour, delivery after it, then people act."""
        parameters = {"programme_id": self.programme.id, "on": on.isoformat()}
        self._at(on, COLLECTED)
        self.carry(Order("build_up", parameters, f"build_up:{on}", f"build-up {on}"))
        self.carry(
            Order("daily", {"zone": "Asia/Jakarta", "on": on.isoformat()}, f"daily:{on}", f"daily {on}")
        )
        self._at(on, SENT)
        self.ground.deliver()
        self._at(on, AFTERNOON)
        self.people.act(on, self.clock.now(), self.programme.calendar)

    def _at(self, on: date, hour: time) -> None:
        self.clock.set(datetime.combine(on, hour, WIB))

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything in the database."""
        with self.store.reading() as session:
            return {
                table.name: sorted(map(tuple, session.execute(select(table))), key=str)
                for table in metadata.sorted_tables
            }


def _side(folder: Path, name: str, carry: Callable[[Ground], Carry]) -> Side:
    store = create_store(
        f"sqlite:///{folder / name}.db", random_bits=random.Random(7).getrandbits, durable=False
    )
    clock = FixedClock(datetime.combine(START, time(6), WIB))
    programme = going(store, clock.now())
    ground = Ground(
        store,
        clock.now,
        lambda: deliver_due(store, clock.now, CaptureTransport(), "worker"),
        Letterhead("http://localhost"),
    )
    people = People(store, programme.id, programme.unit_id, KEEP_TO_PLAN, seed=3)
    return Side(store, clock, programme, people, ground, carry(ground))


@pytest.fixture
def sides(tmp_path: Path, prefect: PrefectServer) -> Iterator[tuple[Side, Side]]:
    """The same programme twice: through Prefect, and by plain functions."""
    from flows.deployments import Desk

    with ExitStack() as open_ones:

        def by_prefect(ground: Ground) -> Carry:
            desk = open_ones.enter_context(closing(Desk(f"{prefect.url}/api", ground)))
            return lambda order: desk.run(order, 60)

        flows = _side(tmp_path, "flows", by_prefect)
        plain = _side(tmp_path, "plain", lambda ground: lambda order: do_plainly(order, ground))
        with closing(flows.store), closing(plain.store):
            yield flows, plain


@pytest.mark.timeout(400)
def test_a_quarter_through_prefect_ends_in_the_same_state(sides: tuple[Side, Side]) -> None:
    """Every working day of the first quarter: build-up, daily work, mail and people; all tables are equal."""
    flows, plain = sides
    days = [START + timedelta(days=number) for number in range((LAST - START).days + 1)]
    working = [day for day in days if plain.programme.calendar.is_working(day)]
    for on in working:
        flows.day(on)
        plain.day(on)
    after = plain.rows()
    assert flows.rows() == after
    assert len(after["message"]) > len(working)
    assert len([event for event in after["event"] if "stage.opened" in event]) >= 3
