"""`zi programme edit`: from options to changes of a plan, a preview, and the edit; holds no rule of a plan."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from zi_workflow.cli.desk import By, Desk, Json, On, open_desk, show_json
from zi_workflow.cli.inputs import Gathering, day_option
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.domain.edits import Change
    from zi_workflow.storage.queries.programmes import ProgrammeFacts
    from zi_workflow.usecases.editing import Preview


Programme = Annotated[str, typer.Argument(metavar=_("PROGRAMME"), help=_("Code of the programme."))]
Dates = Annotated[
    list[str] | None,
    typer.Option("--dates", metavar=_("TASK=START..FINISH"), help=_("Planned dates of a task.")),
]
Days = Annotated[
    list[str] | None, typer.Option("--days", metavar=_("TASK=N"), help=_("Duration in working days."))
]
NotBefore = Annotated[
    list[str] | None,
    typer.Option("--not-before", metavar=_("TASK=DATE"), help=_("Earliest start; without a date: none.")),
]
After = Annotated[
    list[str] | None,
    typer.Option(
        "--after", metavar=_("TASK=DEPENDENCY"), help=_("Wait for another task, e.g. 'PP-02=TL-03 SS+2'.")
    ),
]
NotAfter = Annotated[
    list[str] | None,
    typer.Option("--not-after", metavar=_("TASK=TASK"), help=_("No longer wait for another task.")),
]
Assign = Annotated[
    list[str] | None,
    typer.Option(
        "--assign", metavar=_("TASK=PERSON"), help=_("Give a task to a person; without one: to the role.")
    ),
]
AsPlan = Annotated[
    bool, typer.Option("--rebaseline", help=_("Take the forecast as the new plan of everything unfinished."))
]
Reason = Annotated[str, typer.Option("--reason", metavar=_("TEXT"), help=_("Why."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Only show what would move."))]


def edit(
    code: Programme,
    dates: Dates = None,
    days: Days = None,
    not_before: NotBefore = None,
    after: After = None,
    not_after: NotAfter = None,
    assign: Assign = None,
    rebaseline: AsPlan = False,
    reason: Reason = "",
    dry_run: DryRun = False,
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Edit a programme's plan."""
    from zi_workflow.cli import edit_words

    given = {
        "--dates": dates, "--days": days, "--not-before": not_before, "--after": after,
        "--not-after": not_after, "--assign": assign,
    }  # fmt: skip
    with open_desk() as desk:
        facts = desk.programme(code)
        changes = _changes(desk, facts, given)
        if rebaseline == bool(changes):
            raise InputError(Problem(N_("Name changes, or --rebaseline, but not both.")))
        shown = (
            _rebaseline(desk, facts, reason, on, by, dry_run)
            if rebaseline
            else _edit(desk, facts, changes, reason, on, by, dry_run)
        )
    if json:
        show_json({"applied": not dry_run, **edit_words.to_json(shown)})
    else:
        print("\n".join(edit_words.lines(shown, dry_run)))


def _edit(
    desk: Desk,
    facts: ProgrammeFacts,
    changes: tuple[Change, ...],
    reason: str,
    on: str | None,
    by: str | None,
    dry_run: bool,
) -> Preview:
    from zi_workflow.usecases import editing

    command = editing.EditProgramme(
        programme_id=facts.id,
        changes=changes,
        actor=desk.actor(by, facts.unit_id),
        on=desk.day(on, facts.zone),
        reason=reason,
        version=facts.version,
    )
    if dry_run:
        return desk.read(editing.preview, command, desk.today(facts.zone))
    return desk.do(editing.apply, command)


def _rebaseline(
    desk: Desk, facts: ProgrammeFacts, reason: str, on: str | None, by: str | None, dry_run: bool
) -> Preview:
    from zi_workflow.usecases import editing

    command = editing.Rebaseline(
        programme_id=facts.id,
        reason=reason,
        actor=desk.actor(by, facts.unit_id),
        on=desk.day(on, facts.zone),
        version=facts.version,
    )
    if dry_run:
        return desk.read(editing.preview_rebaseline, command, desk.today(facts.zone))
    return desk.do(editing.rebaseline, command)


def _changes(desk: Desk, facts: ProgrammeFacts, given: dict[str, list[str] | None]) -> tuple[Change, ...]:
    """All changes in the order of the options; InputError with all that cannot be read, or that the plan refuses."""
    from zi_workflow.domain.edits import SetAssignee

    read = Gathering()
    found: list[Change] = []
    for option, texts in given.items():
        for text in texts or ():
            # a change that cannot be read still names a task; leaving it to its role asks whether there is one
            task = text.partition("=")[0].strip()
            otherwise: Change = SetAssignee(task, None)
            found.append(read.read(otherwise, _change, desk, option, text))
    if read.problems:
        known = tuple(change for change in found if change.task)
        read.read(None, _look, desk, facts, known)
        read.settle()
    return tuple(found)


def _look(desk: Desk, facts: ProgrammeFacts, changes: tuple[Change, ...]) -> None:
    from zi_workflow.domain.scopes import CONSOLE
    from zi_workflow.usecases import editing

    today = desk.today(facts.zone)
    command = editing.EditProgramme(programme_id=facts.id, changes=changes, actor=CONSOLE, on=today)
    desk.read(editing.preview, command, today)


def _change(desk: Desk, option: str, text: str) -> Change:
    task, mark, value = (part.strip() for part in text.partition("="))
    if not mark or not task:
        raise InputError(Problem(N_("{text!r} has to be TASK=VALUE."), {"text": text}, where=option))
    return _READERS[option](desk, task, value)


def _dates(_desk: Desk, task: str, value: str) -> Change:
    from zi_workflow.domain.edits import SetDates

    start, _mark, finish = value.partition("..")
    return SetDates(task, day_option(start, "--dates"), day_option(finish, "--dates"))


def _days(_desk: Desk, task: str, value: str) -> Change:
    from zi_workflow.domain.edits import SetDays

    if not re.fullmatch(r"-?[0-9]{1,4}", value):
        raise InputError(
            Problem(N_("{value!r} is no number of working days."), {"value": value}, where="--days")
        )
    return SetDays(task, int(value))


def _not_before(_desk: Desk, task: str, value: str) -> Change:
    from zi_workflow.domain.edits import SetNotBefore

    return SetNotBefore(task, day_option(value, "--not-before") if value else None)


def _after(_desk: Desk, task: str, value: str) -> Change:
    from zi_workflow.domain.edits import AddDependency
    from zi_workflow.domain.plans import parse_dependency

    return AddDependency(task, parse_dependency(value))


def _not_after(_desk: Desk, task: str, value: str) -> Change:
    from zi_workflow.domain.edits import RemoveDependency

    return RemoveDependency(task, value)


def _assign(desk: Desk, task: str, value: str) -> Change:
    from zi_workflow.domain.edits import SetAssignee

    return SetAssignee(task, desk.person(value, "--assign") if value else None)


_READERS: dict[str, Callable[[Desk, str, str], Change]] = {
    "--dates": _dates,
    "--days": _days,
    "--not-before": _not_before,
    "--after": _after,
    "--not-after": _not_after,
    "--assign": _assign,
}
