"""What programs send about a plan: the changes of an edit, read into the plan's own; knows no rule of a plan."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from zi_workflow.domain import edits
from zi_workflow.domain.errors import InputError, Problem
from zi_workflow.domain.plans import parse_dependency

MOST_CHANGES = 200
_Version = Annotated[int, Field(ge=0, le=2**31 - 1)]


def _without_nul(text: str) -> str:
    """PostgreSQL's texts know no NUL."""
    return text.replace("\0", "")


Text = Annotated[str, Field(max_length=500), AfterValidator(_without_nul)]
Code = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_without_nul)]
Id = Annotated[str, Field(max_length=36), AfterValidator(_without_nul)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Dates(_Strict):
    """Plan a task from `start` to `finish`; its duration follows, and `days` for the same task may not contradict it."""

    change: Literal["dates"]
    task: Code
    start: date
    finish: date


class Days(_Strict):
    """Change a task's duration, in working days."""

    change: Literal["days"]
    task: Code
    days: Annotated[int, Field(ge=0, le=9999)]


class NotBefore(_Strict):
    """From which day a task may start; null: from any."""

    change: Literal["not_before"]
    task: Code
    day: date | None = None


class After(_Strict):
    """Let a task wait for another, written as in a plan file: `TL-03`, `TL-03 SS+2`."""

    change: Literal["after"]
    task: Code
    dependency: Annotated[str, Field(max_length=90), AfterValidator(_without_nul)]


class NotAfter(_Strict):
    """Let a task no longer wait for another."""

    change: Literal["not_after"]
    task: Code
    predecessor: Code


class Assign(_Strict):
    """Give a task to a person by id; null: to whoever holds the responsible role."""

    change: Literal["assign"]
    task: Code
    person: Id | None = None


Change = Annotated[Dates | Days | NotBefore | After | NotAfter | Assign, Field(discriminator="change")]


class Edit(_Strict):
    """Changes to a plan, all or none; `version` is the programme's that was seen."""

    changes: Annotated[list[Change], Field(min_length=1, max_length=MOST_CHANGES)]
    version: _Version | None = None
    reason: Text = ""


class Act(_Strict):
    """What is said about a task; which fields count depends on the purpose. `version` is the task's that was seen."""

    version: _Version | None = None
    note: Text = ""
    progress: int | None = None
    obstacle: Text = ""
    until: date | None = None
    to: Id | None = None
    reference: Text = ""

    def as_typed(self) -> dict[str, str]:
        """The fields as a form has them."""
        return {name: str(value) for name, value in self if value is not None}


class Review(_Strict):
    """A word on what was handed in; `version` is the task's that was seen."""

    note: Text = ""
    version: _Version | None = None


def changes_of(sent: Edit) -> tuple[edits.Change, ...]:
    """The changes as the plan knows them; InputError with every one that cannot be read."""
    problems: list[Problem] = []
    found: list[edits.Change] = []
    for number, each in enumerate(sent.changes):
        try:
            found.append(_change(each))
        except InputError as error:
            problems += [Problem(p.message, p.params, where=f"changes.{number}") for p in error.problems]
    if problems:
        raise InputError(problems)
    return tuple(found)


def _change(sent: Dates | Days | NotBefore | After | NotAfter | Assign) -> edits.Change:
    match sent:
        case Dates():
            return edits.SetDates(sent.task, sent.start, sent.finish)
        case Days():
            return edits.SetDays(sent.task, sent.days)
        case NotBefore():
            return edits.SetNotBefore(sent.task, sent.day)
        case After():
            return edits.AddDependency(sent.task, parse_dependency(sent.dependency))
        case NotAfter():
            return edits.RemoveDependency(sent.task, sent.predecessor)
        case Assign():
            return edits.SetAssignee(sent.task, sent.person)
