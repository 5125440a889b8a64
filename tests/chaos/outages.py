"""Ten weeks of a service under which the relay, or the machine itself, is gone for a while; judges nothing.

The service is wired and woken as `zi serve` does it, with all guards, and talks SMTP to a relay process that is really
gone; an operator looks once a morning and types what the product tells them to type.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from email.parser import BytesHeaderParser
from pathlib import Path

import pytest

from flows.cast import fill, seats
from schedules.reconcile import reconcile
from schedules.runner import Runner
from tests.chaos.service import House, runner_of
from tests.support import databases
from tests.support.clocks import WIB
from tests.support.plans import plan, task
from tests.support.sinks import put_away, sink
from tests.support.smtp_servers import free_port
from zi_workflow.bootstrap import Store, create_store, do
from zi_workflow.cli.main import main
from zi_workflow.clock import FixedClock
from zi_workflow.usecases import clock_watch
from zi_workflow.usecases.programmes import ActivateProgramme, CreateFromPlan, activate, create_from_plan
from zi_workflow.usecases.units import NewUnit

START, LAST = date(2025, 1, 20), date(2025, 3, 7)
AREAS = ("mp", "tl", "sdm", "ak", "pw", "pp")
LOOKS_AFTER = 2  # hours after the digests' hour
CLOSELY, ROUGHLY = range(9), (0, LOOKS_AFTER, 6)  # hours after 07:31 at which the service works
NEAR = timedelta(days=3)  # of the outage's end it is watched closely


@dataclass(frozen=True, slots=True)
class Outage:
    """What is gone: the relay between two instants, or the whole service on some days, the last included."""

    name: str
    relay: tuple[datetime, datetime] | None = None
    service: tuple[date, date] | None = None

    @property
    def back(self) -> date:
        """The first day on which all is well again."""
        if self.service is not None:
            return self.service[1] + timedelta(days=1)
        assert self.relay is not None
        return self.relay[1].date()

    @property
    def begun(self) -> date:
        """The first day without mail."""
        if self.service is not None:
            return self.service[0]
        assert self.relay is not None
        return self.relay[0].date()

    def takes_relay(self, now: datetime) -> bool:
        """Whether the relay is away at that instant."""
        return self.relay is not None and self.relay[0] <= now < self.relay[1]

    def takes_service(self, on: date) -> bool:
        """Whether the service is down on that day."""
        return self.service is not None and self.service[0] <= on <= self.service[1]


TUESDAY, FRIDAY = datetime(2025, 2, 4, 7, tzinfo=WIB), datetime(2025, 2, 7, 7, tzinfo=WIB)
RELAY_GONE = Outage("72 hours without a relay", relay=(TUESDAY, FRIDAY))
SERVICE_DOWN = Outage("21 days of downtime", service=(date(2025, 2, 4), date(2025, 2, 24)))


@dataclass
class Life:
    """A programme whose people do nothing, so that all of it falls late; what the operator had to confirm."""

    store: Store
    house: House
    outage: Outage
    clock: FixedClock = field(default_factory=lambda: FixedClock(datetime.combine(START, time(6), WIB)))
    confirmed: list[date] = field(default_factory=list)
    _relay: ExitStack = field(default_factory=ExitStack)
    _up: bool = False
    _runner: Runner | None = None

    def live(self) -> None:
        """From the first day to the last; the service is at work on days off too."""
        with self._relay:
            for number in range((LAST - START).days + 1):
                on = START + timedelta(days=number)
                if self.outage.takes_service(on):
                    self._runner = None
                else:
                    self._day(on)

    def taken(self) -> Iterator[tuple[date, str, str]]:
        """Day, address and Message-ID of each mail that the relay accepted."""
        for file in (self.house.kept / "cur").iterdir():
            mail = BytesHeaderParser().parsebytes(file.read_bytes())
            day = datetime.fromtimestamp(file.stat().st_mtime, WIB).date()
            yield day, str(mail["To"]), str(mail["Message-ID"])

    def _day(self, on: date) -> None:
        close = self.outage.begun <= on <= self.outage.back + NEAR
        for hour in CLOSELY if close else ROUGHLY:
            self.clock.set(datetime.combine(on, time(7, 31), WIB) + timedelta(hours=hour))
            self._relay_comes_and_goes()
            if hour == LOOKS_AFTER:
                self._operator_looks(on)
            runner = self._runner or self._started()
            runner.plan()
            runner.work()
            put_away(self.house.kept, self.clock.now())

    def _started(self) -> Runner:
        """A new process."""
        reconcile(self.store, self.clock.now(), alone=True)
        self._runner = runner_of(self.house, self.store, self.clock, f"zi-{self.clock.now()}")
        return self._runner

    def _relay_comes_and_goes(self) -> None:
        away = self.outage.takes_relay(self.clock.now())
        if away:
            self._relay.close()
        elif not self._up:
            self._relay.enter_context(sink(self.house.kept, f"port={self.house.port}"))
        self._up = not away

    def _operator_looks(self, on: date) -> None:
        """The pages show a doubt, with the command that ends it."""
        with self.store.reading() as session:
            doubt = clock_watch.doubt(session, self.clock.now())
        if doubt is None:
            return
        assert clock_watch.COMMAND == "zi clock accept"
        words = ["clock", "accept", "--reason", "layanan mati tiga minggu, jam benar"]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("ZI_DATA", str(self.house.data))
            patch.setenv("ZI_DATABASE_URL", self.house.url)
            patch.setenv("ZI_CLOCK_START", self.clock.now().isoformat())
            assert main(words) == 0
        self.confirmed.append(on)


@contextmanager
def life(folder: Path, outage: Outage) -> Iterator[Life]:
    """A service before its first day, on an empty folder."""
    url = databases.sqlite_url(folder / "zi.db")
    with closing(create_store(url, durable=False)) as store:
        _programme(store)
        yield Life(store, House(folder, url, free_port(), folder / "kept"), outage)


def _programme(store: Store) -> None:
    """In each of six areas work that falls due over the weeks, some of it waiting for another area's."""
    works = [
        task(f"{area}-{n}", 2 + 4 * n, *([f"{AREAS[place - 1]}-{n}"] if n == 3 and place else []))
        for place, area in enumerate(AREAS)
        for n in range(1, 7)
    ]
    whole, now = plan(*works, start=START), datetime.combine(START, time(6), WIB)
    unit = NewUnit("dinas", "Dinas Contoh", week=whole.week)
    command = CreateFromPlan(code="zi-2025", unit=unit, plan=whole, actor="Citra", on=START, target="wbk")
    facts = do(store, create_from_plan, command, now)
    with store.writing() as session:
        fill(session, facts.unit_id, seats(AREAS, framework=False), START, now, gaps=False)
    do(store, activate, ActivateProgramme(programme_id=facts.id, actor="Citra", on=START), now)
