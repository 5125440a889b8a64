"""Seeded plans and scripts with everything that can move a ladder, and their mails; knows no rule of it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.support.ladder_reference import Absence, Ladder, Post, Script
from tests.support.plan_reference import Days
from tests.support.plans import MONDAY
from zi_workflow.domain.notices import OPTIONAL
from zi_workflow.domain.plans import Dependency, Kind, Plan, PlanTask, Span

AREAS = ("mp", "tl", "sdm", "ext")
WEEK = ("mon", "tue", "wed", "thu", "fri")
Mail = dict[str, Any]


class Row(NamedTuple):
    """One line of one mail, as both sides write it."""

    on: str
    role: str
    task: str
    kind: str
    level: int | None
    rung: int | None
    repeat: bool


@dataclass(frozen=True)
class Case:
    """A plan, the days to rehearse, both included, and what people do."""

    plan: Plan
    start: date
    until: date
    script: Script

    def expected(self) -> list[Row]:
        """What the reference says, in order of the days."""
        entries = Ladder(self.plan, self.start, self.until, self.script).entries()
        return _sorted(
            Row(e.on.isoformat(), e.post.role, e.task or "-", e.kind, e.level, e.rung, e.repeat)
            for e in entries
        )

    def files(self, folder: Path) -> tuple[Path, Path]:
        """The plan file and the behaviour file."""
        folder.mkdir(parents=True, exist_ok=True)
        plan, behaviour = folder / "plan.yaml", folder / "behaviour.yaml"
        plan.write_text(yaml.safe_dump(_document(self.plan), sort_keys=False), encoding="utf-8")
        behaviour.write_text(yaml.safe_dump(self.script.document(), sort_keys=False), encoding="utf-8")
        return plan, behaviour

    def command(self, folder: Path) -> list[str]:
        """The command line that rehearses it into the folder."""
        plan, behaviour = self.files(folder)
        days = ["--start", self.start.isoformat(), "--until", self.until.isoformat()]
        files = ["--plan", str(plan), "--behaviour", str(behaviour), "--out", str(folder)]
        return ["rehearse", "--unit-name", "Unit Citra", *days, *files]


def mails_of(folder: Path) -> list[Mail]:
    """The mails of the ladder that a rehearsal wrote; a weekly summary is made of no notices."""
    lines = (folder / "mails.jsonl").read_text(encoding="utf-8").splitlines()
    return [mail for mail in map(json.loads, lines) if mail["kind"] not in OPTIONAL]


def rows_of(mails: list[Mail]) -> list[Row]:
    """Every line of every mail, in order of the days."""
    return _sorted(
        Row(mail["on"], mail["role"], n["task"] or "-", n["kind"], n["level"], n["rung"], n["repeat"])
        for mail in mails
        for n in mail["notices"]
    )


def _sorted(rows: Iterator[Row]) -> list[Row]:
    return sorted(rows, key=str)


def _document(plan: Plan) -> dict[str, Any]:
    """A plan as a plan file says it."""
    return {
        "start": plan.start,
        "calendar": {"week": list(plan.week), "holidays": sorted(plan.days_off)},
        "tasks": [_task(task) for task in plan.tasks],
    }


def _task(task: PlanTask) -> dict[str, Any]:
    dates = {key: getattr(task, key) for key in ("not_before", "started", "finished")}
    return {
        "id": task.id,
        "area": task.area,
        "days": task.days,
        "after": [str(link) for link in task.after],
        **{key: day for key, day in dates.items() if day},
        **({"planned": task.planned._asdict()} if task.planned else {}),
    }


def drawn_case(seed: int) -> Case:
    """A plan of up to ten tasks under way since weeks or months, and three to six weeks of a rehearsal."""
    return _Draw(random.Random(seed)).case()


class _Draw:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.start = MONDAY + timedelta(days=rng.choice([rng.randint(-10, 3), rng.randint(-120, -10)]))
        off = frozenset(MONDAY + timedelta(days=rng.randint(-5, 40)) for _ in range(rng.randint(0, 4)))
        week = (*WEEK, "sat") if rng.random() < 0.3 else WEEK
        self.empty = Plan(start=self.start, tasks=(), week=week, days_off=off)
        first = max(self.start, MONDAY + timedelta(days=rng.randint(-3, 14)))
        self.begin = Days(self.empty).on_or_after(first)
        self.until = self.begin + timedelta(days=rng.randint(20, 40))

    def case(self) -> Case:
        tasks: list[PlanTask] = []
        for number in range(self.rng.randint(2, 10)):
            tasks.append(self.task(f"T{number}", [task.id for task in tasks]))
        self.rng.shuffle(tasks)
        plan = replace(self.empty, tasks=tuple(tasks))
        return Case(plan, self.begin, self.until, self.script(plan))

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.rng.randint(0, max((last - first).days, 0)))

    def task(self, name: str, earlier: list[str]) -> PlanTask:
        chosen = self.rng.sample(earlier, min(len(earlier), self.rng.choice([0, 1, 1, 2])))
        kinds = [Kind.FS] * 4 + list(Kind)
        after = tuple(
            Dependency(one, self.rng.choice(kinds), self.rng.choice([0, 0, self.rng.randint(-3, 4)]))
            for one in chosen
        )
        planned = self.day(self.start, self.until)
        return PlanTask(
            id=name,
            area=self.rng.choice(AREAS),
            days=self.rng.choice([0, 1, 2, 3, 5, 8, 12]),
            after=after,
            not_before=self.day(self.start, self.until) if self.rng.random() < 0.15 else None,
            planned=Span(planned, planned + timedelta(days=14)) if self.rng.random() < 0.15 else None,
            **self.actuals(),
        )

    def actuals(self) -> dict[str, Any]:
        """Nothing mostly, else a start, a finish or both, all before the rehearsal."""
        yesterday = self.begin - timedelta(days=1)
        if yesterday < self.start:
            return {}
        first, last = sorted([self.day(self.start, yesterday), self.day(self.start, yesterday)])
        choices: list[dict[str, date]] = [
            {"started": first},
            {"finished": last},
            {"started": first, "finished": last},
        ]
        return self.rng.choice([*choices, *[{}] * 7])

    def script(self, plan: Plan) -> Script:
        mode = self.rng.choice(["frozen", "scripted", "both"])
        frozen = {"frozen": self.begin, "both": self.day(self.begin, self.until)}.get(mode)
        tasks = {} if mode == "frozen" else {t.id: self.acts(t) for t in plan.tasks if not t.finished}
        down = self.day(self.begin, self.until)
        outage = ((down, down + timedelta(days=self.rng.randint(0, 12))),) if self.rng.random() < 0.3 else ()
        return Script(tasks, frozen, tuple(self.absences(plan)), outage)

    def acts(self, task: PlanTask) -> tuple[date | None, date | None]:
        """A start and a finish in the rehearsal, or long after it."""
        never = self.until + timedelta(days=30)
        first, last = sorted([self.day(self.begin, self.until), self.day(self.begin, self.until)])
        first, last = self.rng.choice([(first, last), (first, last), (first, never), (never, never)])
        return (None if task.started else first), last

    def absences(self, plan: Plan) -> Iterator[Absence]:
        areas = sorted({task.area for task in plan.tasks} - {"ext"})
        posts = [Post(role, area) for area in areas for role in ("member", "coordinator")]
        posts += [Post("team_lead"), Post("head"), Post("assistance_team")]
        for number, post in enumerate(self.rng.sample(posts, self.rng.choice([0, 0, 1, 2, 3]))):
            first = self.day(self.begin, self.until)
            substitute = self.rng.choice(["", f"Pelaksana Harian {number}"])
            yield Absence(post, first, first + timedelta(days=self.rng.randint(0, 20)), substitute)
