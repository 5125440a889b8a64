"""The `zi rehearse` command: reads plan and behaviour, plays, and says in words what came out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow.cli.inputs import day_option, print_json, read_bytes
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from flows.behaviour import Behaviour
    from zi_workflow.domain.plans import Plan

app = typer.Typer(rich_markup_mode=None, add_completion=False)

SAMPLE_UNIT = N_("Sample unit")


@app.command(
    help=_("Play a programme through, day by day, before it goes live: every mail, and who gets how many.")
)
def rehearse(
    start: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help=_("First day, included."))],
    until: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help=_("Last day, included."))],
    out: Annotated[str, typer.Option(metavar=_("DIR"), help=_("Folder for the files that come out."))],
    unit_name: Annotated[str | None, typer.Option(metavar=_("NAME"), help=_("Name of the unit."))] = None,
    behaviour: Annotated[str, typer.Option(metavar=_("FILE"), help=_("How people behave (YAML)."))] = "",
    plan: Annotated[
        str, typer.Option(metavar=_("FILE"), help=_("A plan file instead of the framework."))
    ] = "",
    seed: Annotated[int, typer.Option(help=_("Seed of ids and of the spread of people's days."))] = 1,
    json: Annotated[bool, typer.Option("--json", help=_("Print the summary as JSON."))] = False,
) -> None:
    """Rehearse and print the summary."""
    from flows.rehearsal import Rehearsal
    from flows.rehearsal import rehearse as play

    if unit_name is not None and not unit_name.strip():
        raise InputError(Problem(N_("This must not be empty."), where="--unit-name"))
    first, last = _period(start, until)
    planned = _plan(plan, first) if plan else None
    rehearsal = Rehearsal(
        unit_name=unit_name or _(SAMPLE_UNIT),
        start=first,
        until=last,
        behaviour=_behaviour(behaviour, planned, first),
        seed=seed,
        plan=planned,
    )
    with bar() as progress:
        summary = play(rehearsal, folder_of(out), progress)
    if json:
        print_json(summary.data)
    else:
        print("\n".join(words(summary.data, Path(out))))


def _period(start: str, until: str) -> tuple[date, date]:
    days: list[date] = []
    problems: list[Problem] = []
    for text, option in ((start, "--start"), (until, "--until")):
        try:
            days.append(day_option(text, option))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    first, last = days
    if last < first:
        message = N_("--until {until} lies before --start {start}.")
        raise InputError(Problem(message, {"until": last, "start": first}))
    return first, last


def _plan(file: str, start: date) -> Plan:
    """The plan; its actuals are the state at the start, so each lies before it."""
    from zi_workflow.frameworks.loader import national_days_off
    from zi_workflow.frameworks.planfile import MOST_BYTES, read_plan

    try:
        return read_plan(read_bytes(file, MOST_BYTES), national_days_off(), start - timedelta(days=1))
    except InputError as error:
        raise InputError(_from_start(problem, start) for problem in error.problems) from None


def _from_start(problem: Problem, start: date) -> Problem:
    """The day before the start is nothing that the reader has named."""
    if "as_of" not in problem.params:
        return problem
    message = N_("{key!r} is {day}; it lies on or after the rehearsal's start, {start}.")
    return replace(problem, message=message, params={**problem.params, "start": start})


def _behaviour(file: str, plan: Plan | None, start: date) -> Behaviour:
    from flows.behaviour import KEEP_TO_PLAN, behaviour_from
    from flows.scenes import framework_behaviour
    from zi_workflow.frameworks.planfile import MOST_BYTES, read_document

    if not file:
        return KEEP_TO_PLAN
    raw = read_bytes(file, MOST_BYTES)
    if plan is None:
        return framework_behaviour(raw, start)
    tasks, areas = {task.id for task in plan.tasks}, {task.area for task in plan.tasks}
    return behaviour_from(read_document(raw), tasks, areas, max(start, plan.start))


def folder_of(name: str) -> Path:
    """The folder, made when there is none; InputError when nothing can be written to it."""
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError:
        raise InputError(Problem(N_("No files can be written to this folder."), where=name)) from None
    return folder


@contextmanager
def bar() -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error: what it yields is told days done, and days in all."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    quiet = not console.is_terminal  # in a file, a bar that is wiped leaves an empty line
    with Progress(*columns, console=console, transient=True, disable=quiet) as bar:
        row = bar.add_task(_("Days"), total=None)
        yield lambda done, of: bar.update(row, completed=done, total=of)


def words(data: dict[str, Any], folder: Path) -> Iterator[str]:
    """The summary for a reader: how many mails, to whom, which weeks, and where the programme ends."""
    first, last = date.fromisoformat(data["start"]), date.fromisoformat(data["until"])
    yield _(
        "{unit}, {first} to {last}: working days {days}, mails {mails}.",
        unit=data["unit"],
        days=data["working_days"],
        first=first,
        last=last,
        mails=data["mails"],
    )
    end = data["end"]
    if end is not None:
        finish = date.fromisoformat(end["finish_forecast"])
        yield _(
            "At the end: {done} tasks done, {late} late; finish expected {finish} ({days} working days late).",
            done=end["done"],
            late=end["late"],
            finish=finish,
            days=end["late_days"],
        )
    for person in data["people"]:
        busiest = person["busiest"]
        yield _(
            "Mails to {to}: {mails}; most in one week: {most} ({week}).",
            mails=person["mails"],
            to=person["to"],
            most=busiest["mails"],
            week=busiest["week"],
        )
    for to in data["above"]:
        yield _("Above {most} mails a week: {to}.", most=data["most_a_week"], to=to)
    for day, count in data["would_be_held"].items():
        yield _(
            "The volume breaker would hold {day}: mails {count}.",
            day=date.fromisoformat(day),
            count=count,
        )
    yield _("Files: {folder}", folder=folder)
