"""Runs the schedule of one node: plans, claims, has the work done, marks; knows neither the work nor its rules.

APScheduler only wakes us, in memory and in real time; what is due is judged by the clock that is given.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.executors.pool import ThreadPoolExecutor  # type: ignore[import-untyped]
from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]

from flows import rounds
from flows.workshop import Workshop
from schedules.occurrences import plan
from schedules.orders import order_of, orders_of_rounds
from schedules.recomputing import recompute
from schedules.reconcile import reconcile
from schedules.table import PRIORITY, Job
from zi_workflow.bootstrap import Store, do
from zi_workflow.clock import Clock
from zi_workflow.domain.clock_doubts import MOST_QUIET, Doubt, Way
from zi_workflow.domain.errors import BusyError, ZiError
from zi_workflow.usecases import build_up, clock_watch, occurrences
from zi_workflow.usecases.build_up import WakeZone
from zi_workflow.usecases.occurrences import Claim, Mark, Occurrence, Requeue

LEASE = timedelta(minutes=90)  # longer than a run may take
EVERY_SECONDS = 1
RECONCILE_SECONDS = 60
DAY_OVER = "the day had passed"
_log = logging.getLogger("zi.schedules")
logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a wake-up skipped while work goes on is no news


@dataclass(frozen=True, slots=True)
class Node:
    """Who we are; `alone` when no other node can work on this database; `pace` is the clock's speed.

    `most_quiet` is how long the schedule may have stood still before its clock is doubted; None for a trial clock.
    """

    owner: str
    alone: bool = True
    pace: float = 1.0
    most_quiet: timedelta | None = MOST_QUIET


class Runner:
    """The scheduler role of a process."""

    def __init__(self, store: Store, clock: Clock, workshop: Workshop, node: Node) -> None:
        self.store, self.clock, self.workshop, self.node = store, clock, workshop, node
        self._lease = LEASE * max(1.0, node.pace)
        self._stopping = threading.Event()
        self._idle = threading.Event()
        self._idle.set()
        self._refusing = False
        self._computed: date | None = (
            None  # for which day programmes were computed although the clock is in doubt
        )
        self._claim_unknown = (
            False  # whether something of ours may still be claimed although we work on nothing
        )
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(3)},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
            timezone=UTC,
        )

    def start(self) -> None:
        """Reconcile once, then begin to plan and to work."""
        reconcile(self.store, self.clock.now(), alone=self.node.alone)
        self._scheduler.add_job(self.plan, "interval", seconds=EVERY_SECONDS, id="plan")
        self._scheduler.add_job(self.work, "interval", seconds=EVERY_SECONDS, id="work")
        self._scheduler.add_job(self._reconcile, "interval", seconds=RECONCILE_SECONDS, id="reconcile")
        self._scheduler.start()

    def stop(self, seconds: float) -> bool:
        """Begin nothing more and wait so long for what runs; then give its claim back. Whether all of it had ended."""
        self._stopping.set()
        self._scheduler.shutdown(wait=False)
        ended = self._idle.wait(seconds)
        if ended:
            self.workshop.close()
        else:
            do(self.store, occurrences.requeue, Requeue(owner=self.node.owner), self.clock.now())
        return ended

    def plan(self) -> int:
        """Write down what has fallen due; nothing while the clock is in doubt."""
        now = self.clock.now()
        try:
            doubt = self._clock_doubt(now)
            self._keep_computed(doubt, now)
            return plan(self.store, now) if doubt is None else 0
        except BusyError:
            _log.warning("the database is busy; the schedule looks again in a moment")
            return 0

    def work(self) -> int:
        """Claim and do everything that is due; how many occurrences were settled or put back."""
        done = 0
        self._idle.clear()
        try:
            while not self._stopping.is_set():
                try:
                    if self._clock_doubt(self.clock.now()) is not None:
                        break
                    occurrence = self._claim()
                    if occurrence is None:
                        break
                    self._handle(occurrence)
                except BusyError:
                    _log.warning("the database is busy; work goes on in a moment")
                    break
                done += 1
        finally:
            self._idle.set()
        return done

    def _claim(self) -> Occurrence | None:
        now = self.clock.now()
        if self._claim_unknown:
            do(self.store, occurrences.requeue, Requeue(owner=self.node.owner), now)
            self._claim_unknown = False
        with self.store.reading() as session:
            if not occurrences.anything_due(session, now):
                return None
        self._claim_unknown = True
        claimed = do(self.store, occurrences.claim, Claim(self.node.owner, self._lease, PRIORITY), now)
        self._claim_unknown = False
        return claimed

    def _handle(self, occurrence: Occurrence) -> None:
        now = self.clock.now()
        if occurrence.job == Job.DAILY and occurrence.local_date != _local(now, occurrence.scope):
            self._mark(occurrences.skip, occurrence, DAY_OVER)
            return
        try:
            end = self._do(occurrence, now)
        except Exception as error:  # one broken occurrence never stops the rest
            _log.exception("%s failed", occurrence.key)
            self._mark(occurrences.fail, occurrence, f"{type(error).__name__}: {error}")
        else:
            _log.info("%s: %s", occurrence.key, end)
            self._mark(occurrences.finish, occurrence, end)

    def _do(self, occurrence: Occurrence, now: datetime) -> str:
        if occurrence.job == Job.WEEKLY:
            return f"{do(self.store, build_up.wake_zone, WakeZone(occurrence.scope), now)} programmes woken"
        if occurrence.job == Job.MONEV:
            return f"{rounds.propose_rounds(self.store, occurrence.scope, now)} rounds proposed"
        if occurrence.job == Job.ROUNDS:
            return self._rounds(occurrence, now)
        return self.workshop.carry_out(order_of(self.store, occurrence, now))

    def _rounds(self, occurrence: Occurrence, now: datetime) -> str:
        """Every round in a run of its own; one that cannot be frozen is named and does not stop the others."""
        ends = []
        for order in orders_of_rounds(self.store, occurrence, now):
            try:
                ends.append(f"{order.name}: {self.workshop.carry_out(order)}")
            except ZiError as error:
                _log.warning("%s: %s", order.name, error)
                ends.append(f"{order.name}: {error}")
        return "; ".join(ends) or rounds.NOTHING

    def _mark(self, mark: occurrences.Marking, occurrence: Occurrence, reason: str) -> None:
        self._claim_unknown = True
        kept = do(self.store, mark, Mark(occurrence.id, self.node.owner, reason[:300]), self.clock.now())
        self._claim_unknown = False
        if not kept:
            _log.warning("%s was taken over by another node", occurrence.key)

    def _reconcile(self) -> None:
        reconcile(self.store, self.clock.now())

    def _clock_doubt(self, now: datetime) -> Doubt | None:
        with self.store.reading() as session:
            found = clock_watch.doubt(session, now, self.node.most_quiet)
        if found is not None and not self._refusing:
            _log.error(
                "The clock says %s, but this schedule has seen %s: nothing is done until it is set or confirmed"
                " (zi clock accept).",
                now,
                found.seen,
            )
        self._refusing = found is not None
        return found

    def _keep_computed(self, doubt: Doubt | None, now: datetime) -> None:
        """Programmes are computed once a day although nothing is decided, and once more when the doubt is over."""
        if doubt is None and self._computed is not None:
            recompute(self.store, now)
            self._computed = None
        elif doubt is not None and doubt.way is Way.AHEAD and self._computed != now.date():
            recompute(self.store, now)
            self._computed = now.date()


def _local(now: datetime, zone: str) -> object:
    return now.astimezone(ZoneInfo(zone)).date()
