"""Small frameworks for tests: two change areas, the unit's own and the outside one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from zi_workflow.domain.calendars import FIVE_DAYS, WorkCalendar, working_calendar
from zi_workflow.domain.frameworks import (
    Answer,
    Area,
    AreaKind,
    Aspect,
    Cadence,
    Component,
    Edition,
    Framework,
    Item,
    Ladder,
    Link,
    Milestone,
    Stage,
    SubSection,
    TaskTemplate,
    Threshold,
)
from zi_workflow.domain.recurrence import TaskInstance, horizon, instances

YEAR_OF_WEEKS = date(2025, 1, 1)


def template(code: str, *after: str, **changes: Any) -> TaskTemplate:
    """A one-off task of area tl, five days long, that waits for `after` ("A" or "A#2")."""
    values: dict[str, Any] = {
        "code": code,
        "area": "tl",
        "stage": "foundation",
        "title": f"Kegiatan {code}",
        "quarter": 1,
        "days": 5,
        "responsible": "member",
        "verifier": "coordinator",
        "evidence": ("Laporan",),
        "after": tuple(link(text) for text in after),
    }
    return TaskTemplate(**(values | changes))


def link(text: str) -> Link:
    """`A` or `A#2`."""
    code, mark, number = text.partition("#")
    return Link(code, int(number) if mark else None)


def framework(*tasks: TaskTemplate, milestones: tuple[Milestone, ...] = (), **edition: Any) -> Framework:
    """A framework with these tasks and a sheet of three answers per half."""
    values: dict[str, Any] = {
        "id": "kecil",
        "version": "1",
        "title": "Kerangka kecil",
        "regulation": "-",
        "effective": YEAR_OF_WEEKS,
        "quarters": 5,
        "proposal": tasks[-1].code if tasks else "",
        "monev_task": "",
        "monev_day": 16,
        "reference_start": YEAR_OF_WEEKS,
        "reference_week": FIVE_DAYS,
    }
    return Framework(
        edition=Edition(**(values | edition)),
        areas=AREAS,
        components=(
            Component("A", "lever", "Pengungkit", Decimal(60)),
            Component("B", "result", "Hasil", Decimal(40)),
        ),
        stages=(Stage("foundation", 1, "Fondasi"),),
        subsections=SECTIONS,
        tasks=tasks,
        milestones=milestones,
        ladder=Ladder((7, 3, 1, 0), (1, 3), (1, 1), ("responsible", "coordinator"), 3, 2),
        thresholds=THRESHOLDS,
    )


def weekdays(start: date, *off: date) -> WorkCalendar:
    """Monday to Friday without these days, as far as a programme from `start` needs."""
    return working_calendar(FIVE_DAYS, frozenset(off), *horizon(start))


def dated(parts: Framework, start: date, *off: date) -> dict[str, TaskInstance]:
    """The instances of a framework by code, on a calendar of weekdays."""
    return {task.code: task for task in instances(parts, start, weekdays(start, *off))}


def waits_for(task: TaskInstance) -> list[str]:
    """Codes of a task's predecessors."""
    return [link.predecessor for link in task.after]


def _item(code: str, answer: Answer, **more: Any) -> Item:
    return Item(code, answer, Cadence.ANNUAL, f"Butir {code}", **more)


AREAS = (
    Area("mp", 1, AreaKind.CHANGE, "Manajemen Perubahan", "", Decimal(20), Decimal(10), Decimal(10)),
    Area("tl", 2, AreaKind.CHANGE, "Penataan Tatalaksana", "", Decimal(40), Decimal(20), Decimal(20)),
    Area("um", 3, AreaKind.UNIT, "Umum"),
    Area("ext", 4, AreaKind.OUTSIDE, "Pihak Luar"),
)
SECTIONS = (
    SubSection(
        "A.I.1.i",
        Aspect.FULFILMENT,
        "Tim",
        Decimal(10),
        (
            _item("A.I.1.i.a", Answer.YES_NO),
            _item("A.I.1.i.b", Answer.ABC),
            _item("A.I.1.i.c", Answer.ABCD),
        ),
        "mp",
    ),
    SubSection(
        "A.II.1.i",
        Aspect.REFORM,
        "Perubahan",
        Decimal(10),
        (_item("A.II.1.i.a", Answer.PERCENT, inputs=("made", "agents")),),
        "mp",
    ),
    SubSection("A.I.2.i", Aspect.FULFILMENT, "SOP", Decimal(20), (_item("A.I.2.i.a", Answer.ABCDE),), "tl"),
    SubSection(
        "A.II.2.i",
        Aspect.REFORM,
        "Disiplin",
        Decimal(20),
        (_item("A.II.2.i.a", Answer.PERCENT, inputs=("before", "now"), decrease=True),),
        "tl",
    ),
    SubSection(
        "B.I",
        Aspect.RESULT,
        "Bersih",
        Decimal("22.5"),
        (
            _item("B.I.a", Answer.INDEX, weight=Decimal("17.5")),
            _item("B.I.b", Answer.ABCDE, weight=Decimal(5)),
        ),
    ),
    SubSection(
        "B.II",
        Aspect.RESULT,
        "Prima",
        Decimal("17.5"),
        (_item("B.II.a", Answer.INDEX, weight=Decimal("17.5")),),
    ),
)


def _threshold(predicate: str, *numbers: str, requires: str | None = None) -> Threshold:
    total, lever, percent, clean, ipak, achievement, ipkp = map(Decimal, numbers)
    return Threshold(
        predicate, predicate.upper(), total, lever, percent, clean, ipak, achievement, ipkp, requires
    )


THRESHOLDS = (
    _threshold("wbk", "75", "40", "60", "18.25", "3.60", "2.50", "3.20"),
    _threshold("wbbm", "85", "48", "75", "19.50", "3.60", "3.75", "3.60", requires="wbk"),
)
