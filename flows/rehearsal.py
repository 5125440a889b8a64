"""Plays a programme through on a virtual clock by driving flows.day; has no ladder, digest or state logic of its own."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flows.acting import People
from flows.behaviour import Behaviour
from flows.cast import ACTOR, fill, seats, take_leave
from flows.day import deliver_captured, run_day
from flows.rehearsal_files import Summary, timeline_line, write_mails, write_summary, write_timeline
from notifications.acting import Linking
from zi_workflow.bootstrap import Store, create_store, do
from zi_workflow.domain.calendars import WorkCalendar, working_calendar
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.messages import Letterhead
from zi_workflow.domain.office_hours import DIGEST_HOUR
from zi_workflow.domain.plans import Plan
from zi_workflow.frameworks import loader
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.usecases.plans import load_plan
from zi_workflow.usecases.programmes import (
    ActivateProgramme,
    CreateFromPlan,
    CreateProgramme,
    activate,
    create,
    create_from_plan,
)
from zi_workflow.usecases.units import NewUnit
from zi_workflow.usecases.weekly import SUMMARY_HOUR

DATABASE = "rehearsal.db"
BEFORE_OFFICE = time(6, 0)
AFTERNOON = time(15, 0)
_MARGIN = timedelta(days=30)

Progress = Callable[[int, int], None]
Scene = Callable[[Store, datetime], ProgrammeFacts]
"""Puts an active programme with its unit and people into the scratch database."""


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """What to rehearse: the framework's programme, that of a `plan`, or what a `scene` sets; `start` to `until` included.

    Without its `last_afternoon` it ends in the morning, when nobody has answered the day's mails yet.
    """

    unit_name: str
    start: date
    until: date
    behaviour: Behaviour
    seed: int = 1
    plan: Plan | None = None
    zone: str = "Asia/Jakarta"
    target: str = "wbk"
    code: str = "gladi"
    unit_code: str = "unit"
    base_url: str = "http://127.0.0.1:8000"
    linking: Linking = Linking.NONE
    last_afternoon: bool = True
    scene: Scene | None = None


def rehearse(rehearsal: Rehearsal, folder: Path, progress: Progress = lambda done, of: None) -> Summary:
    """Play every day and write mails.jsonl, timeline.jsonl, summary.json and the scratch database to `folder`.

    Two runs with equal arguments write equal files. Raises InputError for dates that make no rehearsal.
    """
    if rehearsal.until < rehearsal.start:
        message = N_("--until {until} lies before --start {start}.")
        raise InputError(Problem(message, {"until": rehearsal.until, "start": rehearsal.start}))
    if rehearsal.plan is None:
        _check_years(rehearsal)
    store = _scratch(folder, rehearsal.seed)
    try:
        stage = _Stage(store, rehearsal)
        lines = [line for line in stage.play(progress) if line is not None]
        mails = write_mails(store, folder, rehearsal.zone)
        write_timeline(folder, lines)
        return write_summary(store, folder, rehearsal, lines, mails)
    finally:
        store.close()


def _check_years(rehearsal: Rehearsal) -> None:
    """Beyond the shipped decrees every week day would be a working day."""
    years = sorted({decree.year for decree in loader.decrees()})
    message = N_("Days off are known from {first} to {last} only.")
    problems = [
        Problem(message, {"first": years[0], "last": years[-1]}, where=option)
        for option, day in (("--start", rehearsal.start), ("--until", rehearsal.until))
        if not years[0] <= day.year <= years[-1]
    ]
    if problems:
        raise InputError(problems)


def _scratch(folder: Path, seed: int) -> Store:
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(f"{DATABASE}*"):
        leftover.unlink()
    return create_store(
        f"sqlite:///{(folder / DATABASE).resolve()}",
        random_bits=random.Random(seed).getrandbits,
        durable=False,
    )


class _Stage:
    """The scratch database of a rehearsal, its programme and its people."""

    def __init__(self, store: Store, rehearsal: Rehearsal) -> None:
        self.store, self.it = store, rehearsal
        self.zone = ZoneInfo(rehearsal.zone)
        opening = self._at(rehearsal.start, BEFORE_OFFICE)
        if rehearsal.scene is not None:
            self.programme = rehearsal.scene(store, opening)
        else:
            self.programme = self._create(opening)
            self._people(opening)
        with store.reading() as session:
            plan = load_plan(session, self.programme.id)
        reach = (rehearsal.start - _MARGIN, rehearsal.until + _MARGIN)
        self.calendar: WorkCalendar = working_calendar(
            plan.week, plan.days_off, min(reach[0], plan.start - _MARGIN), reach[1]
        )
        self.people = People(
            store, self.programme.id, self.programme.unit_id, rehearsal.behaviour, rehearsal.seed
        )

    def _people(self, opening: datetime) -> None:
        """Somebody in every office, their absences, and the programme begins."""
        it, unit_id = self.it, self.programme.unit_id
        with self.store.writing() as session:
            plan = load_plan(session, self.programme.id)
            areas = list(dict.fromkeys(task.area for task in plan.tasks))
            chairs = seats(areas, framework=it.plan is None)
            fill(session, unit_id, chairs, min(it.start, plan.start), opening, gaps=it.plan is None)
            take_leave(session, unit_id, it.behaviour, it.start, opening)
        begin = ActivateProgramme(programme_id=self.programme.id, actor=ACTOR, on=it.start)
        do(self.store, activate, begin, opening)

    def _create(self, opening: datetime) -> ProgrammeFacts:
        it = self.it
        if it.plan is not None:
            unit = NewUnit(it.unit_code, it.unit_name, zone=it.zone, week=it.plan.week)
            from_plan = CreateFromPlan(
                code=it.code, unit=unit, plan=it.plan, actor=ACTOR, on=it.start, target=it.target
            )
            return do(self.store, create_from_plan, from_plan, opening)
        unit = NewUnit(it.unit_code, it.unit_name, zone=it.zone)
        command = CreateProgramme(
            code=it.code, target=it.target, start=it.start, actor=ACTOR, on=it.start, unit=unit
        )
        return do(self.store, create, command, opening)

    def play(self, progress: Progress) -> Iterator[dict[str, object] | None]:
        """Morning, then people; a timeline line for each working day."""
        days = (self.it.until - self.it.start).days + 1
        for number in range(days):
            on = self.it.start + timedelta(days=number)
            yield self._day(on)
            progress(number + 1, days)

    def _day(self, on: date) -> dict[str, object] | None:
        working = self.calendar.is_working(on)
        line = None
        if working:
            if not self.it.behaviour.is_down(on):
                morning = self._at(on, DIGEST_HOUR)
                letterhead = Letterhead(self.it.base_url)
                linking = self.it.linking
                report = run_day(
                    self.store, self.it.zone, on, morning, letterhead=letterhead, linking=linking
                )
                if report.summaries:
                    deliver_captured(self.store, on, self._at(on, SUMMARY_HOUR))
            line = timeline_line(self.store, self.programme.id, on)
        if on < self.it.until or self.it.last_afternoon:
            self.people.act(on, self._at(on, AFTERNOON), self.calendar)
        return line

    def _at(self, on: date, hour: time) -> datetime:
        return datetime.combine(on, hour, self.zone)
