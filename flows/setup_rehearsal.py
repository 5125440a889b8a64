"""Rehearses a programme that is being set up, in a process of its own, and says in figures what it will do.

The process reads a scene from its standard input and writes lines of JSON: days done, and at the end the figures. It
has no database of the service, and ends by itself when nobody reads what it writes.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flows.behaviour import KEEP_TO_PLAN
from flows.rehearsal import DATABASE, Rehearsal, rehearse
from flows.rehearsal_files import MOST_A_WEEK
from zi_workflow.bootstrap import Store, do, open_store
from zi_workflow.domain.breaker import held_days
from zi_workflow.domain.notices import OPTIONAL
from zi_workflow.domain.people import Directory, Duty
from zi_workflow.domain.scopes import OF_UNIT
from zi_workflow.domain.weekly import week_of
from zi_workflow.frameworks import loader
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.storage.queries.rehearsals import Told, first_letters, told
from zi_workflow.storage.queries.tasks import task_lines
from zi_workflow.usecases.plans import load_plan
from zi_workflow.usecases.scenes import restore

PAPER = "print"
LETTERS = 3
_AFTER = timedelta(days=7)  # what was late at the end is still told
Figures = dict[str, Any]


class Preview:
    """One rehearsal of a scene: how it begins, how long it goes on, and its figures."""

    def __init__(self, scene: dict[str, Any]) -> None:
        self.scene, self.on = scene, date.fromisoformat(scene["on"])
        self.programme: ProgrammeFacts | None = None
        self.work: dict[str, list[int]] = {}
        self.planned: date | None = None
        self.tasks = 0

    def play(self, folder: Path, say: Any) -> Figures:
        """Play it in a folder; `say` is told days done and days in all."""
        until = self._end(folder)
        rehearsal = Rehearsal(
            unit_name="",
            start=self.on,
            until=until,
            behaviour=KEEP_TO_PLAN,
            zone=self._zone(),
            base_url=self.scene.get("base_url", ""),
            scene=self._set,
        )
        summary = rehearse(rehearsal, folder, say)
        with closing(open_store(f"sqlite:///{(folder / DATABASE).resolve()}")) as store, store.reading() as s:
            return self._figures(s, until, summary.data["end"])

    def _end(self, folder: Path) -> date:
        """A week after the last planned day, or the last day whose days off are known."""
        known = max(decree.year for decree in loader.decrees())
        first = Rehearsal(
            unit_name="",
            start=self.on,
            until=self.on,
            behaviour=KEEP_TO_PLAN,
            zone=self._zone(),
            scene=self._set,
            last_afternoon=False,
        )
        rehearse(first, folder)
        assert self.planned is not None  # the scene was set
        return max(self.on, min(self.planned + _AFTER, date(known, 12, 31)))

    def _zone(self) -> str:
        rows = self.scene["rows"]["unit"]
        zones = {"WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
        typed = zones.get(self.scene["typed"].get("zone", ""), "Asia/Jakarta")
        return rows[0]["zone"] if rows else typed

    def _set(self, store: Store, opening: datetime) -> ProgrammeFacts:
        made = do(store, restore, self.scene, opening)
        with store.reading() as session:
            plan = load_plan(session, made.id)
            spans = [task.planned.finish for task in plan.tasks if task.planned is not None]
            self.planned, self.tasks = max(spans), len(plan.tasks)
            self.work = _work(session, made, self.on)
        self.programme = made
        return made

    def _figures(self, session: Session, until: date, end: dict[str, Any] | None) -> Figures:
        mails = told(session)
        morning = Counter(mail.on for mail in mails if mail.kind not in OPTIONAL)
        people = _people(mails, self.work)
        held = held_days(morning, recipients=len(people))
        programme = self.programme
        assert programme is not None and self.planned is not None  # noqa: PT018 the scene was set
        return {
            "on": self.on.isoformat(),
            "until": until.isoformat(),
            "whole": until > self.planned,
            "tasks": self.tasks,
            "start": programme.start.isoformat(),
            "deadline": programme.deadline.isoformat() if programme.deadline else None,
            "planned": self.planned.isoformat(),
            "finish": end["finish_forecast"] if end else None,
            "late_days": end["late_days"] if end else 0,
            "mails": sum(mail.channel != PAPER for mail in mails),
            "papers": sum(mail.channel == PAPER for mail in mails),
            "weeks": dict(sorted(Counter(week_of(mail.on) for mail in mails).items())),
            "people": people,
            "idle": _idle(directory(session, programme.unit_id, max(self.on, programme.start)), people),
            "most_a_week": MOST_A_WEEK,
            "held": {day.isoformat(): number for day, number in held.items()},
            "letters": [
                {**asdict(each), "on": each.on.isoformat()} for each in first_letters(session, LETTERS)
            ],
        }


def _work(session: Session, programme: ProgrammeFacts, on: date) -> dict[str, list[int]]:
    """Whose tasks they are on the first day: how many, and how many working days."""
    people = directory(session, programme.unit_id, max(on, programme.start))
    found: dict[str, list[int]] = {}
    for line in task_lines(session, programme.id):
        duty: Duty = line.duty
        person = None if duty.external else people.assignee(duty)
        if person is not None:
            load = found.setdefault(person.id, [0, 0])
            load[0] += 1
            load[1] += line.days
    return found


def _people(mails: list[Told], work: dict[str, list[int]]) -> list[dict[str, Any]]:
    """Everybody who is told something: mails in all, papers, the busiest week, their tasks; the most told first."""
    theirs: dict[str, list[Told]] = {}
    for mail in mails:
        theirs.setdefault(mail.person_id, []).append(mail)
    rows = [_person(person, own, work.get(person, [0, 0])) for person, own in theirs.items()]
    return sorted(rows, key=lambda row: (-row["told"], row["name"]))


def _idle(team: Directory, told_: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Who has an office in the team and gets neither a task nor a mail, by name."""
    busy = {each["person"] for each in told_}
    offices = {held.person_id: held.role for held in reversed(team.holdings) if held.role in OF_UNIT}
    found = [
        {"name": team.people[id].name, "role": role}
        for id, role in offices.items()
        if id not in busy and id in team.people
    ]
    return sorted(found, key=lambda each: (each["name"].casefold(), each["role"]))


def _person(person: str, own: list[Told], load: list[int]) -> dict[str, Any]:
    weeks = Counter(week_of(mail.on) for mail in own)
    week, most = min(weeks.items(), key=lambda item: (-item[1], item[0]))
    return {
        "person": person,
        "name": own[0].name,
        "role": own[0].role,
        "told": len(own),
        "papers": sum(mail.channel == PAPER for mail in own),
        "week": week,
        "most": most,
        "tasks": load[0],
        "days": load[1],
    }


def main() -> None:
    """One scene in, progress and figures out."""
    scene = json.load(sys.stdin)

    def say(line: dict[str, Any]) -> None:
        os.write(1, f"{json.dumps(line)}\n".encode())

    with tempfile.TemporaryDirectory(prefix="zi-gladi-") as folder:
        figures = Preview(scene).play(Path(folder), lambda done, of: say({"done": done, "of": of}))
    say({"figures": figures})


if __name__ == "__main__":
    main()
