"""`make outage`: a relay that is gone for 72 hours, a service that is down for 21 days: nothing lost, nobody buried."""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from flows.cast import fill, seats
from flows.day import run_day
from flows.dispatch import deliver_due
from flows.watching import watched
from notifications.transports.capture import CaptureTransport
from notifications.transports.outcomes import BeforeData, Fate, Outcome
from tests.support.clocks import WIB
from tests.support.going_programmes import Going
from tests.support.mails import parsed
from tests.support.plans import plan, task
from zi_workflow.bootstrap import Store, create_store, do
from zi_workflow.clock import FixedClock
from zi_workflow.domain.calendars import working_calendar
from zi_workflow.domain.notices import NoticeState
from zi_workflow.storage.tables import MailHold, MessageRow, NoticeRow
from zi_workflow.usecases import clock_watch
from zi_workflow.usecases.clock_watch import Accept, Look
from zi_workflow.usecases.mail_gate import gate
from zi_workflow.usecases.programmes import ActivateProgramme, CreateFromPlan, activate, create_from_plan
from zi_workflow.usecases.units import NewUnit

START, LAST = date(2025, 1, 20), date(2025, 3, 7)
AREAS = ("mp", "tl", "sdm", "ak", "pw", "pp")
OUT = (
    datetime(2025, 2, 4, 7, tzinfo=WIB),
    datetime(2025, 2, 7, 7, tzinfo=WIB),
)  # 72 hours, Tuesday to Friday
DOWN = (date(2025, 2, 4), date(2025, 2, 24))  # 21 days
CONFIRMED_AFTER = 2  # hours after the digests' hour
OPEN = {str(NoticeState.DUE), str(NoticeState.COLLECTED)}


@dataclass(frozen=True)
class Relay(CaptureTransport):
    """Takes everything, except while it is gone."""

    name: str = "relay"
    clock: FixedClock = field(default_factory=lambda: FixedClock(OUT[0]))
    gone: tuple[datetime, datetime] | None = None
    taken: list[tuple[date, str, str]] = field(default_factory=list)

    async def send(self, content: bytes, to_address: str, before_data: BeforeData) -> Outcome:
        """Refused at the door, or accepted."""
        now = self.clock.now()
        if self.gone is not None and self.gone[0] <= now < self.gone[1]:
            return Outcome(Fate.RETRY, "connect", "connection refused")
        assert await before_data()
        self.taken.append((now.astimezone(WIB).date(), to_address, str(parsed(content)["Message-ID"])))
        return Outcome(Fate.SENT, "data")


@dataclass
class Service:
    """A programme whose people do nothing, so that all of it falls late; mornings and a delivery each hour."""

    store: Store
    clock: FixedClock
    programme: Going
    relay: Relay
    down: tuple[date, date] | None = None
    confirmed: list[date] = field(default_factory=list)

    def __post_init__(self) -> None:
        def hand_over() -> int:
            return deliver_due(self.store, self.clock.now, self.relay, "w1", guard=gate())

        self.deliver = watched(self.store, self.clock.now, hand_over)

    def live(self) -> None:
        """From the first day to the last."""
        for number in range((LAST - START).days + 1):
            on = START + timedelta(days=number)
            if self.down is None or not self.down[0] <= on <= self.down[1]:
                self._day(on)

    def _day(self, on: date) -> None:
        """A morning, and a delivery each hour; whoever comes at nine confirms a clock that is in doubt."""
        self.clock.set(datetime.combine(on, time(7, 30), WIB))
        done = self._morning(on)
        for number in range(9):
            self.clock.set(datetime.combine(on, time(7, 31), WIB) + timedelta(hours=number))
            if not done and number == CONFIRMED_AFTER:
                accept = Accept("Citra", "layanan mati, jam benar", on)
                do(self.store, clock_watch.accept, accept, self.clock.now())
                self.confirmed.append(on)
                assert self._morning(on)
            self.deliver()

    def _morning(self, on: date) -> bool:
        """The day's work; False when the clock is in doubt."""
        if do(self.store, clock_watch.witness, Look(), self.clock.now()) is not None:
            return False
        if self.programme.calendar.is_working(on):
            run_day(self.store, "Asia/Jakarta", on, self.clock.now(), deliver=False)
        return True

    def notices(self) -> list[NoticeRow]:
        """Everything that was ever decided."""
        with self.store.reading() as session:
            return list(session.scalars(select(NoticeRow).execution_options(yield_per=500)))

    def digests(self) -> Counter[tuple[str, date]]:
        """Digests accepted, by person and day."""
        with self.store.reading() as session:
            rows = session.execute(
                select(col(MessageRow.person_id), col(MessageRow.sent_at)).where(
                    col(MessageRow.kind) == "digest", col(MessageRow.state) == "sent"
                )
            )
            return Counter((person, at.astimezone(WIB).date()) for person, at in rows)


def _service(path: Path, gone: tuple[datetime, datetime] | None, down: tuple[date, date] | None) -> Service:
    store = create_store(f"sqlite:///{path}", random_bits=random.Random(3).getrandbits, durable=False)
    clock = FixedClock(datetime.combine(START, time(6), WIB))
    return Service(store, clock, _programme(store, clock.now()), Relay(clock=clock, gone=gone), down)


def _programme(store: Store, now: datetime) -> Going:
    """In each of six areas work that falls due over the weeks, some of it waiting for another area's."""
    works = [
        task(f"{area}-{n}", 2 + 4 * n, *([f"{AREAS[place - 1]}-{n}"] if n == 3 and place else []))
        for place, area in enumerate(AREAS)
        for n in range(1, 7)
    ]
    whole = plan(*works, start=START)
    unit = NewUnit("dinas", "Dinas Contoh", week=whole.week)
    command = CreateFromPlan(code="zi-2025", unit=unit, plan=whole, actor="Citra", on=START, target="wbk")
    facts = do(store, create_from_plan, command, now)
    with store.writing() as session:
        fill(session, facts.unit_id, seats(AREAS, framework=False), START, now, gaps=False)
    do(store, activate, ActivateProgramme(programme_id=facts.id, actor="Citra", on=START), now)
    reach = (START - timedelta(days=60), LAST + timedelta(days=60))
    return Going(facts.id, facts.unit_id, working_calendar(whole.week, whole.days_off, *reach))


@pytest.fixture(scope="module", params=["relay", "service"])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Ten weeks with an outage of one kind."""
    path = tmp_path_factory.mktemp("outage") / "zi.db"
    kinds = {"relay": (OUT, None), "service": (None, DOWN)}
    found = _service(path, *kinds[request.param])
    with closing(found.store):
        found.live()
        yield found


def _back(service: Service) -> date:
    return OUT[1].date() if service.down is None else DOWN[1] + timedelta(days=1)


def test_no_notice_is_lost(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything decided before the last day was told, or its end has a reason; nothing was accepted twice."""
    notices = service.notices()
    left = [n for n in notices if n.state in OPEN and n.due_on < LAST]
    assert left == []
    assert all(n.reason for n in notices if n.state in ("cancelled", "superseded"))
    ids = [message_id for _day, _to, message_id in service.relay.taken]
    assert len(ids) == len(set(ids))
    with capsys.disabled():
        told = sum(n.state == "told" for n in notices)
        counts = f"{len(notices)} notices, {told} told, {len(left)} lost, {len(ids)} mails, 0 twice"
        sys.stdout.write(
            f"\n{'21 days of downtime' if service.down else '72 hours without a relay'}: {counts}"
        )


def test_on_return_everybody_gets_one_digest(service: Service) -> None:
    """It absorbs the unsent ones; there is never a second one on a day."""
    back = _back(service)
    digests = service.digests()
    assert max(digests.values()) == 1
    on_return = {person for person, day in digests if day == back}
    assert len(on_return) >= 5
    mails = Counter(to for day, to, _id in service.relay.taken if day == back)
    assert max(mails.values()) <= 3
    quiet = (OUT[0].date(), OUT[1].date()) if service.down is None else (DOWN[0], back)
    assert [day for day, _to, _id in service.relay.taken if quiet[0] <= day < quiet[1]] == []


def test_a_person_confirms_the_clock_once_after_downtime(service: Service) -> None:
    """A clock that is 21 days on may have jumped: until then nothing leaves; an outage of the relay asks nobody."""
    back = _back(service)
    assert service.confirmed == ([] if service.down is None else [back])
    with service.store.reading() as session:
        first = min(
            at for at in session.scalars(select(col(MessageRow.sent_at))) if at and at >= _opening(back)
        )
        assert session.scalars(select(MailHold)).all() == []
    hours = CONFIRMED_AFTER if service.down else 0
    assert first == _opening(back) + timedelta(hours=hours, minutes=1)


def _opening(on: date) -> datetime:
    return datetime.combine(on, time(7, 30), WIB)


def test_nobody_jumps_a_level(service: Service) -> None:
    """Before a level was told, the one below it was told, or passed over, on an earlier day."""
    climbs: dict[tuple[object, ...], dict[int, date]] = defaultdict(dict)
    for n in service.notices():
        if n.level is not None and n.state in ("told", "passed_over"):
            climbs[n.task, n.about, n.cycle][n.level] = n.told_on or n.due_on
    assert len(climbs) > 10
    highest = Counter(max(levels) for levels in climbs.values())
    assert highest[5] > 0
    for matter, levels in climbs.items():
        steps = sorted(levels)
        assert steps == list(range(steps[0], steps[-1] + 1)), matter
        assert all(levels[low] < levels[low + 1] for low in steps[:-1]), (matter, levels)
