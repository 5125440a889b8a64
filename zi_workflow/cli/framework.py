"""The `zi framework` commands: check the programme as data and count it; changes nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow import i18n, wording
from zi_workflow.cli.inputs import print_json
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.domain.calendars import Decree
    from zi_workflow.domain.frameworks import Framework

app = typer.Typer(
    help=_("Check the shipped programme data."),
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


@app.callback()
def framework() -> None:
    """Keep `check` a command of its own."""


@app.command(help=_("Check a framework and the decrees of days off; print what they hold."))
def check(
    name: Annotated[
        str, typer.Argument(metavar=_("NAME"), help=_("A shipped framework, or the path of a folder."))
    ] = "permenpanrb-90-2021",
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False,
) -> None:
    """Print counts, or end with every problem of the data."""
    from zi_workflow.frameworks.census import census

    if not name.strip():
        raise InputError(Problem(N_("This must not be empty."), where=_("NAME")))
    counts = census(*_read(name))
    if json:
        print_json(counts)
        return
    print(_("{id}, version {version}: no errors.", id=counts["id"], version=counts["version"]))
    rows = (*_programme(counts), *_calendar(counts))
    width = max(len(label) for label, _value in rows)
    for label, value in rows:
        print(f"  {label:<{width}}  {value}")


def _read(name: str) -> tuple[Framework, tuple[Decree, ...]]:
    """The framework and the decrees; all problems of both in one InputError."""
    from zi_workflow.frameworks import loader

    folder = Path(name)
    local = folder.is_dir() and name not in loader.names()
    calendars = folder.parent / "calendars"
    problems: list[Problem] = []
    found: Framework | None = None
    decrees: tuple[Decree, ...] = ()
    try:
        found = loader.read_framework(folder) if local else loader.load(name)
    except InputError as error:
        problems += error.problems
    try:
        decrees = loader.read_decrees(calendars) if local and calendars.is_dir() else loader.decrees()
    except InputError as error:
        problems += error.problems
    if problems or found is None:
        raise InputError(problems)
    return found, decrees


def _programme(counts: dict[str, Any]) -> list[tuple[str, str]]:
    items, tasks, links = (counts[key] for key in ("items", "tasks", "dependencies"))
    reference = counts["reference"] | {
        key: _words(counts["reference"][key]) for key in ("start", "proposal", "proposal_due")
    }
    return [
        (_("Areas"), _("{change} change areas, {unit} of the unit, {outside} outside", **counts["areas"])),
        (_("Items"), _("{levers} of the levers, {results} of the results", **items)),
        (_("Sub-sections"), str(counts["subsections"])),
        (_("Stages"), str(counts["stages"])),
        (_("Tasks"), _("{total} ({one_off} one-off, {recurring} recurring, {outside} outside)", **tasks)),
        (_("External milestones"), str(counts["milestones"])),
        (_("Dependencies between change areas"), str(links["between_change_areas"])),
        (_("Dependencies between areas (outside work in the area it serves)"), str(links["with_own_area"])),
        (_("Dependencies between areas (outside work as its own area)"), str(links["with_outside_parties"])),
        (_("All dependencies"), _("{between_tasks} of tasks, {to_milestones} of milestones", **links)),
        (_("Dated tasks"), _("{instances} ({recurring} recurring) for a start on {start}", **reference)),
        (_("Proposal"), _("planned for {proposal}, due {proposal_due}", **reference)),
    ]


def _calendar(counts: dict[str, Any]) -> list[tuple[str, str]]:
    days = counts["working_days"].items()
    return [
        *((decree["number"], _decree(decree)) for decree in counts["decrees"]),
        *((_("Working days {year}", year=year), str(number)) for year, number in days),
    ]


def _decree(decree: dict[str, Any]) -> str:
    status = {"fixed": _("fixed"), "estimated": _("estimated")}[decree["status"]]
    days, year, signed = decree["days"], decree["year"], _words(decree["signed"])
    return _(
        "{days} days of {year}, signed {signed}, {status}", days=days, year=year, signed=signed, status=status
    )


def _words(day: str) -> str:
    return wording.full_date(date.fromisoformat(day), i18n.language())
