"""The `zi task` commands: everything that is done to a task, one command a move; holds no rule of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow.cli.desk import By, Desk, Json, On, open_desk, show_json
from zi_workflow.cli.evidence_files import Evidence, File, handed
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.storage.engine import Session
    from zi_workflow.usecases.task_moves import TaskCommand

app = typer.Typer(
    help=_("Start, report, submit, verify and reopen tasks."),
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)

Programme = Annotated[str, typer.Argument(metavar=_("PROGRAMME"), help=_("Code of the programme."))]
Task = Annotated[str, typer.Argument(metavar=_("TASK"), help=_("Code of the task."))]
Note = Annotated[str, typer.Option("--note", metavar=_("TEXT"), help=_("What was done, or what is missing."))]
Reason = Annotated[str, typer.Option("--reason", metavar=_("TEXT"), help=_("Why."))]

Move = Callable[["Session", Any, datetime], dict[str, Any]]


@app.command(help=_("Begin the work on a task."))
def start(
    programme: Programme,
    task: Task,
    ahead: Annotated[bool, typer.Option("--ahead", help=_("Although it still waits for others."))] = False,
    reason: Reason = "",
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Start a task."""
    from zi_workflow.usecases import tasks

    _do(tasks.start, tasks.Start, (programme, task, on, by, json), ahead=ahead, reason=reason)


@app.command(help=_("Say how far a task is."))
def report(
    programme: Programme,
    task: Task,
    progress: Annotated[int, typer.Option("--progress", help=_("Per cent done, 0 to 100."))],
    note: Note = "",
    obstacle: Annotated[
        str, typer.Option("--obstacle", metavar=_("TEXT"), help=_("What is in the way."))
    ] = "",
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Report progress."""
    from zi_workflow.usecases import tasks

    more = {"progress": progress, "note": note, "obstacle": obstacle}
    _do(tasks.report, tasks.Report, (programme, task, on, by, json), **more)


@app.command(help=_("Hand a task in for review, with its evidence."))
def submit(
    programme: Programme,
    task: Task,
    evidence: Evidence = None,
    file: File = None,
    note: Note = "",
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Submit a task."""
    from zi_workflow.usecases import tasks

    pieces = handed(evidence, file)
    _do(tasks.submit, tasks.Submit, (programme, task, on, by, json), evidence=pieces, note=note)


@app.command(help=_("Accept work that somebody else handed in; the approver's word finishes it."))
def verify(
    programme: Programme, task: Task, note: Note = "", on: On = None, by: By = None, json: Json = False
) -> None:
    """Verify a task."""
    from zi_workflow.usecases import tasks

    _do(tasks.verify, tasks.Verify, (programme, task, on, by, json), note=note)


@app.command("return", help=_("Send work back with a note that says what is missing."))
def return_(
    programme: Programme, task: Task, note: Note = "", on: On = None, by: By = None, json: Json = False
) -> None:
    """Return a task."""
    from zi_workflow.usecases import tasks

    _do(tasks.return_, tasks.Return, (programme, task, on, by, json), note=note)


@app.command(help=_("Record that an outside party has done its work."))
def outcome(
    programme: Programme,
    task: Task,
    evidence: Evidence = None,
    file: File = None,
    note: Note = "",
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Record an outside party's outcome."""
    from zi_workflow.usecases import tasks

    pieces = handed(evidence, file)
    _do(
        tasks.record_outcome, tasks.RecordOutcome, (programme, task, on, by, json), evidence=pieces, note=note
    )


@app.command(help=_("Declare a task not applicable to the unit; it counts as finished."))
def waive(
    programme: Programme,
    task: Task,
    approved_by: Annotated[
        str, typer.Option("--approved-by", metavar=_("NAME"), help=_("Who approved it."))
    ] = "",
    reason: Reason = "",
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Waive a task."""
    from zi_workflow.usecases import tasks

    more = {"reason": reason, "approved_by": approved_by}
    _do(tasks.waive, tasks.Waive, (programme, task, on, by, json), **more)


@app.command(help=_("Take a finished task up again."))
def reopen(
    programme: Programme, task: Task, reason: Reason = "", on: On = None, by: By = None, json: Json = False
) -> None:
    """Reopen a task."""
    from zi_workflow.usecases import tasks

    _do(tasks.reopen, tasks.Reopen, (programme, task, on, by, json), reason=reason)


@app.command(help=_("Promise a new date, with the reason."))
def promise(
    programme: Programme,
    task: Task,
    until: Annotated[str, typer.Option("--until", metavar="YYYY-MM-DD", help=_("The promised date."))],
    reason: Reason = "",
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Promise a date."""
    from zi_workflow.cli.inputs import day_option
    from zi_workflow.usecases import tasks

    more = {"until": day_option(until, "--until"), "reason": reason}
    _do(tasks.promise, tasks.Promise, (programme, task, on, by, json), **more)


@app.command(help=_("Accept a promised date: reminders stop climbing until then."))
def accept(programme: Programme, task: Task, on: On = None, by: By = None, json: Json = False) -> None:
    """Accept a promise."""
    from zi_workflow.usecases import tasks

    _do(tasks.accept_promise, tasks.AcceptPromise, (programme, task, on, by, json))


@app.command(help=_("Give a task to a person of the unit."))
def assign(
    programme: Programme,
    task: Task,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar=_("PERSON"), help=_("Address or name; left out: whoever has the role.")),
    ] = None,
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Assign a task."""
    from zi_workflow.usecases import tasks

    with open_desk() as desk:
        person = None if to is None else desk.person(to, "--to", desk.programme(programme).unit_id)
        _at(desk, tasks.assign, tasks.Assign, (programme, task, on, by, json), person_id=person)


@app.command("list", help=_("List the tasks of a programme, with whose they are."))
def list_(
    programme: Programme,
    area: Annotated[str | None, typer.Option("--area", metavar=_("AREA"), help=_("Only this area."))] = None,
    unfinished: Annotated[bool, typer.Option("--open", help=_("Only what is not finished."))] = False,
    json: Json = False,
) -> None:
    """List tasks."""
    from zi_workflow.cli import task_lists

    with open_desk() as desk:
        rows = task_lists.rows(desk, programme, area, unfinished)
    if json:
        show_json(rows)
    else:
        print("\n".join(map(task_lists.line, rows)) or _("There are no such tasks."))


Where = tuple[str, str, str | None, str | None, bool]


def _do(move: Move, kind: type[TaskCommand], where: Where, **more: Any) -> None:
    with open_desk() as desk:
        _at(desk, move, kind, where, **more)


def _at(desk: Desk, move: Move, kind: type[TaskCommand], where: Where, **more: Any) -> None:
    """Do a move to the task that is named, and say what it is now."""
    from zi_workflow.domain.tasks import STATE_MEANINGS, State

    programme, task, on, by, as_json = where
    facts = desk.programme(programme)
    who: dict[str, Any] = {"actor": desk.actor(by, facts.unit_id), "on": desk.day(on, facts.zone)}
    state = desk.do(move, kind(programme_id=facts.id, task=task, **who, **more))
    if as_json:
        show_json({"programme": facts.code, "task": task, **state})
    else:
        print(f"{task}: {_(STATE_MEANINGS[State(state['state'])])}")
