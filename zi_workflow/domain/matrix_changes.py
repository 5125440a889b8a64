"""What a filled-in sheet of matrices says otherwise than what is kept, cell by cell; reads no sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zi_workflow.domain.errors import N_, Problem, Word
from zi_workflow.domain.matrices import TOLD, Line, Told
from zi_workflow.domain.matrix_sheets import COLUMNS, text


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that says something else than what is kept; `place` is where it stands in the sheet."""

    area: str
    task: str
    activity: str
    column: str
    before: str
    after: str
    place: str


def differences(
    lines: Iterable[Line], told: Mapping[str, Told], places: Mapping[str, Mapping[str, str]]
) -> tuple[Difference, ...]:
    """Cell by cell, what the sheet says otherwise than what is kept, in the matrices' order."""
    found: list[Difference] = []
    for line in lines:
        if line.task not in told:
            continue
        for name in TOLD:
            before, after = getattr(_trimmed(line.told), name), getattr(told[line.task], name)
            if before != after:
                place = places.get(line.task, {}).get(name, "")
                found.append(
                    Difference(line.area, line.task, line.activity, name, str(before), str(after), place)
                )
    return tuple(found)


def of_plan(
    lines: Iterable[Line], plan: Mapping[str, Mapping[str, str]], places: Mapping[str, Mapping[str, str]]
) -> tuple[Problem, ...]:
    """The cells that say something else than the plan does, each by its place: none of them is taken over.

    An empty one says nothing.
    """
    message = N_("{column} of {task} is not taken over; the plan is changed on the plan's pages.")
    return tuple(
        Problem(
            message,
            {"column": Word(COLUMNS[name]), "task": line.task},
            where=places.get(line.task, {}).get(name, ""),
        )
        for line in lines
        for name, said in plan.get(line.task, {}).items()
        if said and said != text(_planned(line, name))
    )


def _planned(line: Line, name: str) -> object:
    value: object = getattr(line, name)
    return value.isoformat() if isinstance(value, date) else value


def changed(lines: Iterable[Line], told: Mapping[str, Told]) -> dict[str, Told]:
    """What the sheet says of the tasks of which it says anything new; what it leaves stays to the letter."""
    return {
        line.task: told[line.task]
        for line in lines
        if line.task in told and told[line.task] != _trimmed(line.told)
    }


def _trimmed(told: Told) -> Told:
    return Told(text(told.realisation), told.percent, text(told.obstacle), text(told.solution))
