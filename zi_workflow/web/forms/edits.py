"""What is typed to change a task's plan: its fields as changes of the plan, and what is wrong with each; stores nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from starlette.datastructures import FormData

from zi_workflow.domain.durations import with_durations
from zi_workflow.domain.edits import (
    MOST_LAG,
    OUTSIDE,
    AddDependency,
    Change,
    RemoveDependency,
    SetAssignee,
    SetDates,
    SetDays,
    SetNotBefore,
    bounds,
)
from zi_workflow.domain.plan_rules import MOST_DAYS
from zi_workflow.domain.plans import Dependency, Kind, Plan, PlanTask
from zi_workflow.i18n import _, sentence

ROOM = 3
"""How many new dependencies have room in the form."""
SHOWN = "semula_"
"""Front of the fields that carry what the form held at first."""
_LAG = re.compile(r"[+-]?[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Now:
    """A task as it stands: what the form shows at first, and what a typed value is compared with.

    `codes` are the plan's tasks; `people` those who may be given a task, by id.
    """

    task: PlanTask
    assignee: str | None
    codes: frozenset[str]
    people: Mapping[str, str]
    plan: Plan


@dataclass
class FilledEdit:
    """The fields as they were typed, the boxes that were ticked, what they change, and what is wrong, by field."""

    typed: Mapping[str, str]
    freed: frozenset[str] = frozenset()
    changes: list[Change] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """What was typed into a field, without blanks around it."""
        return self.typed.get(name, "").strip()


def blank(now: Now) -> FilledEdit:
    """The form over the task as it stands."""
    task = now.task
    stands = {
        "mulai": task.planned.start.isoformat() if task.planned else "",
        "selesai": task.planned.finish.isoformat() if task.planned else "",
        "hari": str(task.days),
        "tidak_sebelum": task.not_before.isoformat() if task.not_before else "",
        "pelaksana": now.assignee or "",
    }
    return FilledEdit({**stands, **{SHOWN + name: value for name, value in stands.items()}})


def renewed(filled: FilledEdit, now: Now) -> FilledEdit:
    """What was typed into a form over an older plan, over the task as it stands: fields left alone follow the plan."""
    fresh = blank(now).typed
    touched = {
        name: value
        for name, value in filled.typed.items()
        if name not in fresh or (SHOWN + name in fresh and value != filled.typed.get(SHOWN + name))
    }
    return FilledEdit({**fresh, **touched}, filled.freed)


def read(form: FormData, now: Now) -> FilledEdit:
    """The form of one task: everything that differs from how it stands, and everything that is wrong at once.

    Dates set the duration where none is typed with them.
    """
    typed = {name: value.replace("\0", "") for name, value in form.multi_items() if isinstance(value, str)}
    freed = frozenset(str(value) for value in form.getlist("lepas"))
    filled = FilledEdit(typed, freed)
    for read_part in (_dates, _days, _not_before, _links, _assignee):
        filled.changes += read_part(filled, now)
    changes, contradicting = with_durations(now.plan, filled.changes)
    filled.changes = list(changes)
    if contradicting:
        filled.problems.setdefault("hari", sentence(replace(contradicting[0], where="")))
    return filled


def _dates(filled: FilledEdit, now: Now) -> list[Change]:
    start, finish = _day(filled, "mulai", now), _day(filled, "selesai", now)
    old = now.task.planned
    if start is None or finish is None:
        for name, day in (("mulai", start), ("selesai", finish)):
            if day is None and old is not None:
                filled.problems.setdefault(name, _("Please choose a date."))
        return []
    if finish < start:
        filled.problems["selesai"] = _("The last day lies before the first day.")
        return []
    return [] if old == (start, finish) else [SetDates(now.task.id, start, finish)]


def _days(filled: FilledEdit, now: Now) -> list[Change]:
    text = filled.value("hari")
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        filled.problems["hari"] = _(
            "Please write a whole number of working days from 0 to {most}.", most=MOST_DAYS
        )
        return []
    return [] if int(text) == now.task.days else [SetDays(now.task.id, int(text))]


def _not_before(filled: FilledEdit, now: Now) -> list[Change]:
    day = _day(filled, "tidak_sebelum", now)
    if "tidak_sebelum" in filled.problems or day == now.task.not_before:
        return []
    return [SetNotBefore(now.task.id, day)]


def _links(filled: FilledEdit, now: Now) -> list[Change]:
    before = dict.fromkeys(link.predecessor for link in now.task.after)
    found: list[Change] = [RemoveDependency(now.task.id, code) for code in before if code in filled.freed]
    for number in range(1, ROOM + 1):
        link = _link(filled, now, f"tunggu{number}", f"jenis{number}", f"jeda{number}")
        if link is not None:
            found.append(AddDependency(now.task.id, link))
    return found


def _link(
    filled: FilledEdit, now: Now, code_field: str, kind_field: str, lag_field: str
) -> Dependency | None:
    code = filled.value(code_field).split(" ")[0].upper()
    code = next((known for known in now.codes if known.upper() == code), code)
    if not code:
        return None
    if code not in now.codes or code == now.task.id:
        filled.problems[code_field] = _("There is no other task with this code in the programme.")
    lag = filled.value(lag_field) or "0"
    if not _LAG.fullmatch(lag) or abs(int(lag)) > MOST_LAG:
        filled.problems[lag_field] = _(
            "Please write the lag as a whole number of working days from {least} to {most}, such as 2 or -1.",
            least=-MOST_LAG,
            most=MOST_LAG,
        )
    kind = filled.value(kind_field) or Kind.FS
    if code_field in filled.problems or lag_field in filled.problems or kind not in set(Kind):
        return None
    return Dependency(code, Kind(kind), int(lag))


def _assignee(filled: FilledEdit, now: Now) -> list[Change]:
    wanted = filled.value("pelaksana") or None
    if wanted == now.assignee:
        return []
    if wanted is not None and wanted not in now.people:
        filled.problems["pelaksana"] = _("Please choose somebody from the list.")
        return []
    return [SetAssignee(now.task.id, wanted)]


def _day(filled: FilledEdit, name: str, now: Now) -> date | None:
    text = filled.value(name)
    if not text:
        return None
    first, last = bounds(now.plan.start)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        filled.problems[name] = _("Please choose a date.")
        return None
    if first <= day <= last:
        return day
    filled.problems[name] = _(OUTSIDE, day=day, first=first, last=last)
    return None


Parts = Sequence[object]


def carried(changes: Iterable[Change]) -> list[list[object]]:
    """The changes as a page carries them from one form to the next."""
    return [_parts(change) for change in changes]


def _parts(change: Change) -> list[object]:
    match change:
        case SetDates(task=task, start=start, finish=finish):
            return ["dates", task, start.isoformat(), finish.isoformat()]
        case SetDays(task=task, days=days):
            return ["days", task, days]
        case SetNotBefore(task=task, day=day):
            return ["not_before", task, day.isoformat() if day else None]
        case AddDependency(task=task, after=after):
            return ["after", task, after.predecessor, str(after.kind), after.lag]
        case RemoveDependency(task=task, predecessor=predecessor):
            return ["not_after", task, predecessor]
        case SetAssignee(task=task, person_id=person):
            return ["assignee", task, person]


def changes_of(carried_: object) -> tuple[Change, ...]:
    """The changes that a page carried; ValueError when they are none of ours."""
    if not isinstance(carried_, list) or not all(isinstance(each, list) and each for each in carried_):
        raise ValueError("no list of changes")
    try:
        return tuple(_MAKERS[str(kind)](*parts) for kind, *parts in carried_)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("a change that is none") from error


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("no text")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or abs(value) > 9_999:
        raise ValueError("no number")
    return value


_MAKERS: Mapping[str, Callable[..., Change]] = {
    "dates": lambda task, start, finish: SetDates(
        _text(task), date.fromisoformat(_text(start)), date.fromisoformat(_text(finish))
    ),
    "days": lambda task, days: SetDays(_text(task), _number(days)),
    "not_before": lambda task, day: SetNotBefore(
        _text(task), None if day is None else date.fromisoformat(_text(day))
    ),
    "after": lambda task, code, kind, lag: AddDependency(
        _text(task), Dependency(_text(code), Kind(_text(kind)), _number(lag))
    ),
    "not_after": lambda task, code: RemoveDependency(_text(task), _text(code)),
    "assignee": lambda task, person: SetAssignee(_text(task), None if person is None else _text(person)),
}
