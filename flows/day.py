"""A day of the programmes in its order: decide, collect, summarise, deliver; plain functions, knows no Prefect.

Each step is one use case in one transaction and safe to run again: the second time it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from notifications.acting import Linking
from notifications.delivery import capture_all
from notifications.reports import Report
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import ZiError
from zi_workflow.domain.messages import PLAIN, Letterhead
from zi_workflow.storage.queries import digests as read
from zi_workflow.usecases.build_up import AdvanceAll, advance_all
from zi_workflow.usecases.digests import Collect, collect, collect_now
from zi_workflow.usecases.notices import Decide, decide
from zi_workflow.usecases.rechecks import recheck
from zi_workflow.usecases.weekly import Summarise, summarise


@dataclass
class DayReport:
    """What a day's work changed: stages moved, new notices, mails put into the outbox, what became of them.

    `summaries` are the week's, which leave later in the morning; they are not among `mails`.
    """

    programmes: int = 0
    stages: int = 0
    notices: int = 0
    mails: int = 0
    summaries: int = 0
    delivered: Report | None = None
    problems: list[tuple[str, ZiError]] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything was new."""
        written = self.stages or self.notices or self.mails or self.summaries
        return bool(written or (self.delivered and self.delivered.handled))


def speaking_programmes(store: Store, zone: str | None, on: date) -> list[str]:
    """Ids of the active programmes (of a zone) whose mail has started, in order of code."""
    with store.reading() as session:
        return [programme.id for programme in read.speaking(session, zone, on)]


def zones(store: Store, on: date) -> list[str]:
    """The zones in which programmes are active."""
    with store.reading() as session:
        return sorted({programme.zone for programme in read.speaking(session, None, on)})


def decide_programme(store: Store, programme_id: str, on: date, now: datetime) -> int:
    """The programme's analysis and the notices due by the morning of `on`; how many are new."""
    return do(store, decide, Decide(programme_id, on), now)


def move_stages(
    store: Store, programme_ids: Iterable[str], on: date, now: datetime, report: DayReport
) -> None:
    """Open and close stages where their tasks say so, each programme in its own transaction."""
    for programme_id in programme_ids:
        try:
            report.stages += do(store, advance_all, AdvanceAll(programme_id, on), now)
        except ZiError as error:
            report.problems.append((programme_id, error))


def decide_programmes(
    store: Store, programme_ids: Iterable[str], on: date, now: datetime, report: DayReport
) -> None:
    """Each in its own transaction; one that cannot be decided does not stop the others."""
    for programme_id in programme_ids:
        try:
            report.notices += decide_programme(store, programme_id, on, now)
        except ZiError as error:
            report.problems.append((programme_id, error))


def collect_zone(store: Store, zone: str, on: date, now: datetime, letterhead: Letterhead = PLAIN) -> int:
    """One digest a person into the outbox, escalations apart; how many mails."""
    return do(store, collect, Collect(zone, on, letterhead), now)


def summarise_zone(store: Store, zone: str, on: date, now: datetime, letterhead: Letterhead = PLAIN) -> int:
    """On the week's first working day a summary a person and programme into the outbox; how many."""
    return do(store, summarise, Summarise(zone, on, letterhead), now)


def collect_singles(store: Store, zone: str, on: date, now: datetime, letterhead: Letterhead = PLAIN) -> int:
    """Mails that need not wait for the digest window; how many."""
    return do(store, collect_now, Collect(zone, on, letterhead), now)


def deliver_captured(store: Store, on: date, now: datetime, linking: Linking = Linking.NONE) -> Report:
    """Keep every due mail instead of sending it, in one transaction."""
    with store.writing() as session:
        return capture_all(session, now, recheck, on, linking=linking)


def run_day(
    store: Store,
    zone: str,
    on: date,
    now: datetime,
    *,
    letterhead: Letterhead = PLAIN,
    deliver: bool = True,
    linking: Linking = Linking.NONE,
) -> DayReport:
    """A zone's whole day by plain functions: stages, analysis and notices, digests, summaries; what is due captured."""
    ids = speaking_programmes(store, zone, on)
    report = DayReport(programmes=len(ids))
    move_stages(store, ids, on, now, report)
    decide_programmes(store, ids, on, now, report)
    report.mails = collect_zone(store, zone, on, now, letterhead)
    report.summaries = summarise_zone(store, zone, on, now, letterhead)
    if deliver:
        report.delivered = deliver_captured(store, on, now, linking)
    return report
