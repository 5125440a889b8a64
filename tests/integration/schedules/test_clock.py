"""A schedule whose clock jumps: nothing is decided until it is right or confirmed, and a return leaves nothing bogus."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from flows.ground import Ground
from flows.runtime import PrefectServer
from flows.workshop import Workshop
from schedules.runner import Node, Runner
from tests.support.clocks import standing_at, wib
from tests.support.going_programmes import going
from zi_workflow.bootstrap import Store, do
from zi_workflow.storage.tables import EventRow, MessageRow, NoticeRow, ProgrammeAnalysis
from zi_workflow.usecases import clock_watch
from zi_workflow.usecases.clock_watch import Accept

START = wib(2025, 1, 2, 6, 30)


class Alone(Workshop):
    """A workshop without a flow server."""

    def _answers(self) -> bool:
        return False


class Service:
    """A runner on a clock that stands where the test puts it; its mail stays in the outbox."""

    def __init__(self, store: Store, home: Path) -> None:
        self.store, self.clock = store, standing_at(START)
        workshop = Alone(PrefectServer(home), Ground(store, self.clock.now, lambda: 0))
        self.runner = Runner(store, self.clock, workshop, Node("node-a"))

    def at(self, now: datetime) -> int:
        """Plan and work at an instant; how much work was done."""
        self.clock.set(now)
        self.runner.plan()
        return self.runner.work()

    def days(self, last: date) -> None:
        """Each day from the first to the last, at night and in the morning."""
        for number in range((last - START.date()).days + 1):
            day = START + timedelta(days=number)
            self.at(day.replace(hour=0, minute=5))
            self.at(day.replace(hour=7, minute=0))

    def traces(self) -> tuple[int, int, int]:
        """How many events, notices and messages there are."""
        with self.store.reading() as session:
            counts = [session.scalar(select(func.count()).select_from(t)) or 0
                      for t in (EventRow, NoticeRow, MessageRow)]  # fmt: skip
        return counts[0], counts[1], counts[2]

    def as_of(self) -> date | None:
        """For which day the programme was last computed."""
        with self.store.reading() as session:
            return session.scalar(select(col(ProgrammeAnalysis.as_of)))

    def accept(self) -> None:
        """A person vouches for the clock."""
        accept = Accept("Citra", "jam sudah diperiksa", self.clock.now().date())
        do(self.store, clock_watch.accept, accept, self.clock.now())


@pytest.fixture
def service(store: Store, tmp_path: Path) -> Service:
    """A service with one programme in Jakarta that has run to Friday, 10 January."""
    going(store, START)
    found = Service(store, tmp_path)
    found.days(date(2025, 1, 10))
    return found


@pytest.mark.parametrize("ahead", [wib(2025, 1, 14, 7), wib(2026, 1, 12, 7)])
def test_after_a_jump_ahead_figures_are_computed_and_nothing_is_decided(
    ahead: datetime, service: Service
) -> None:
    """Four days or a year: no event, no notice, no mail; when the clock is back, the figures are too."""
    before = service.traces()
    assert service.at(ahead) == 0
    assert service.at(ahead + timedelta(hours=1)) == 0
    assert service.traces() == before
    assert service.as_of() == ahead.date()
    assert service.at(wib(2025, 1, 10, 7, 5)) > 0
    assert service.as_of() == date(2025, 1, 10)
    with service.store.reading() as session:
        assert session.scalar(select(func.max(col(NoticeRow.due_on)))) == date(2025, 1, 10)


def test_after_real_downtime_a_person_confirms_and_the_day_is_done(service: Service) -> None:
    """The morning is not over: once confirmed, the day's work follows at once and the days after need nobody."""
    service.at(wib(2025, 2, 3, 8))
    before = service.traces()
    service.accept()
    assert service.at(wib(2025, 2, 3, 9)) > 0
    after = service.traces()
    assert after[1] > before[1]
    assert after[2] > before[2]
    assert service.at(wib(2025, 2, 4, 7)) > 0
    with service.store.reading() as session:
        kinds = session.scalars(
            select(col(EventRow.kind)).where(col(EventRow.kind) == "clock.accepted")
        ).all()
    assert list(kinds) == ["clock.accepted"]


def test_the_clock_of_another_machine_vouches_for_ours(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database server elsewhere that says the same asks nobody; one that says otherwise proves nothing."""
    back = wib(2025, 2, 3, 7)
    monkeypatch.setattr(clock_watch, "other_clock", lambda _session: back - timedelta(hours=1))
    assert service.at(back) == 0
    monkeypatch.setattr(clock_watch, "other_clock", lambda _session: back - timedelta(minutes=1))
    assert service.at(back) > 0


def test_a_wrong_future_that_was_believed_is_undone(service: Service) -> None:
    """A day too early, then half a year confirmed by mistake: back in time the days are what they would have been."""
    honest = _notices(service)
    service.at(wib(2025, 7, 7, 7))
    service.accept()
    service.at(wib(2025, 7, 7, 7, 1))
    assert _notices(service) != honest
    service.clock.set(wib(2025, 1, 10, 7, 10))
    assert service.at(wib(2025, 1, 10, 7, 10)) == 0
    service.accept()
    with service.store.reading() as session:
        assert session.scalar(select(func.max(col(NoticeRow.due_on)))) == date(2025, 1, 10)
        dated = select(func.max(col(MessageRow.on))).where(col(MessageRow.state) != "cancelled")
        assert (session.scalar(dated) or date.max) <= date(2025, 1, 10)
    service.at(wib(2025, 1, 10, 7, 15))
    assert _notices(service) == honest
    for day in range(11, 18):
        service.at(wib(2025, 1, day, 7))
    assert service.as_of() == date(2025, 1, 17)
    with service.store.reading() as session:
        newest = session.scalar(select(func.max(col(NoticeRow.due_on))))
    assert newest is not None
    assert date(2025, 1, 10) < newest <= date(2025, 1, 17)


def _notices(service: Service) -> set[tuple[str, str, date]]:
    """Every notice; whether it waits in a mail or for one is the same, an undone mail gives its notices back."""
    with service.store.reading() as session:
        rows = session.execute(select(col(NoticeRow.key), col(NoticeRow.state), col(NoticeRow.due_on)))
        return {(row[0], "due" if row[1] == "collected" else row[1], row[2]) for row in rows}
