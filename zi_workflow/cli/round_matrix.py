"""`zi round matrix`: where the areas' matrices stand, as a sheet out, and a filled-in sheet in after a preview."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow.cli.desk import By, Desk, Json, open_desk, show_json
from zi_workflow.cli.quarters import ProgrammeCode, QuarterOf, quarter_key
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.i18n import _, ngettext, sentence

if TYPE_CHECKING:
    from zi_workflow.domain.scopes import Viewer
    from zi_workflow.storage.queries.matrices import MatrixFacts
    from zi_workflow.storage.queries.programmes import ProgrammeFacts
    from zi_workflow.usecases.matrix_imports import ImportMatrix, Plan

Area = Annotated[str, typer.Option("--area", metavar=_("AREA"), help=_("Only this area, e.g. tl."))]
Export = Annotated[
    str | None, typer.Option("--export", metavar=_("FILE"), help=_("Write an Excel file to fill in."))
]
Import = Annotated[
    str | None,
    typer.Option("--import", metavar=_("FILE"), help=_("Show what a filled-in Excel file changes.")),
]
Yes = Annotated[bool, typer.Option("--yes", help=_("Do it; else only a preview is shown."))]


def add_to(app: typer.Typer) -> None:
    """The command on the group of rounds."""
    message = _("Show the areas' matrices; write them as an Excel file, or take a filled-in one in.")
    app.command("matrix", help=message)(matrix)


def matrix(
    code: ProgrammeCode,
    quarter: QuarterOf,
    area: Area = "",
    export: Export = None,
    import_: Import = None,
    yes: Yes = False,
    by: By = None,
    json: Json = False,
) -> None:
    """The matrices of a round."""
    from zi_workflow.domain.people import Role

    if export is not None and import_ is not None:
        raise InputError(Problem(N_("Please give either --export or --import."), where="--import"))
    with open_desk() as desk:
        facts = desk.programme(code)
        viewer = desk.viewer(by, Role.TEAM_LEAD, facts.unit_id, facts.agency)
        if import_ is not None:
            _take_in(desk, facts, quarter_key(quarter), viewer, import_, yes, json)
            return
        found = desk.read(_known, viewer, facts, quarter_key(quarter), area, desk.now)
    if export is not None:
        _write(export, found, quarter_key(quarter))
    if json:
        show_json([_json(each) for each in found])
    else:
        print("\n".join(_lines(facts, quarter_key(quarter), found, export)))


def _known(
    session: Any, viewer: Viewer, facts: ProgrammeFacts, quarter: str, area: str, now: Any
) -> list[MatrixFacts]:
    from zi_workflow.domain.scopes import Action
    from zi_workflow.storage.queries.matrices import matrices
    from zi_workflow.usecases.conducting import look
    from zi_workflow.usecases.matrix_filling import current

    found = look(session, viewer, facts.id, quarter, now, Action.SEE_PROGRAMME)
    known = [each.area for each in matrices(session, found.round.id)]
    if area and area not in known:
        message = N_("This round asks the area {area!r} for no matrix; known: {known}.")
        raise InputError(Problem(message, {"area": area, "known": ", ".join(known) or "-"}, where="--area"))
    return [current(session, found.round, each, found) for each in known if area in ("", each)]


def _write(to: str, found: list[MatrixFacts], quarter: str) -> None:
    from zi_workflow.domain.matrix_sheets import COLUMNS
    from zi_workflow.storage import matrix_files
    from zi_workflow.wording import AREA_NAMES

    headings = {name: _(heading) for name, heading in COLUMNS.items()}
    areas = {each.area: _(AREA_NAMES[each.area]) for each in found}
    lines = [line for each in found for line in each.lines]
    try:
        Path(to).write_bytes(matrix_files.workbook(lines, quarter, headings, areas))
    except (FileNotFoundError, IsADirectoryError, PermissionError, ValueError):
        raise InputError(Problem(N_("This file cannot be written."), where=to)) from None


def _take_in(
    desk: Desk, facts: ProgrammeFacts, quarter: str, viewer: Viewer, file: str, yes: bool, json: bool
) -> None:
    from zi_workflow.cli.inputs import read_bytes
    from zi_workflow.domain.matrix_sheets import read
    from zi_workflow.domain.people_sheets import MOST_BYTES
    from zi_workflow.storage import matrix_files
    from zi_workflow.usecases import matrix_imports

    seen = read(matrix_files.read(read_bytes(file, MOST_BYTES)), quarter, matrix_imports.headings())
    command = matrix_imports.as_read(seen, viewer, facts.id, quarter)
    plan = desk.read(matrix_imports.preview, command, desk.now, seen.problems)
    if yes:
        _apply(desk, command, plan)
    if json:
        show_json(
            {
                "saved": yes,
                "token": plan.token,
                "changes": plan.cells,
                "notices": [sentence(each) for each in plan.notices],
            }
        )
    else:
        print("\n".join(_changes(plan, yes)))


def _apply(desk: Desk, command: ImportMatrix, plan: Plan) -> None:
    """Exactly what was looked at a moment ago."""
    from dataclasses import replace

    from zi_workflow.usecases import matrix_imports

    desk.do(matrix_imports.apply, replace(command, token=plan.token))


def _changes(plan: Plan, yes: bool) -> list[str]:
    from zi_workflow.domain.matrix_sheets import COLUMNS

    notices = [_("Note: {doubt}", doubt=sentence(each)) for each in plan.notices]
    if not plan.cells:
        return [_("The sheet changes nothing."), *notices]
    empty = _("empty")
    rows = [
        f"{each.place}  {each.task} {_(COLUMNS[each.column])}: {each.before or empty} -> {each.after or empty}"
        for each in plan.cells
    ]
    return [*rows, *notices, _("Saved.") if yes else _("Nothing was saved; --yes does it.")]


def _lines(facts: ProgrammeFacts, quarter: str, found: list[MatrixFacts], export: str | None) -> list[str]:
    from zi_workflow.domain.matrices import MATRIX_STATE_NAMES
    from zi_workflow.wording import AREA_NAMES

    said = [f"{facts.code}, {facts.unit_name}: {quarter}"]
    if not found:
        said.append(_("This round has not asked for matrices yet; they are made when it is opened."))
    for each in found:
        state = _("sent after the cutoff or the freeze") if each.late else _(MATRIX_STATE_NAMES[each.state])
        count = ngettext("{n} activity", "{n} activities", len(each.lines))
        said.append(f"{_(AREA_NAMES[each.area])} ({each.area}): {state}, {count}")
        said += [f"  {line.task}  {line.told.percent}%  {line.told.realisation}" for line in each.lines]
    if export is not None:
        said.append(_("Written to {file}.", file=export))
    return said


def _json(each: MatrixFacts) -> dict[str, Any]:
    return {
        "area": each.area,
        "state": each.state,
        "sent_at": each.sent_at,
        "sent_by": each.sent_name,
        "late": each.late,
        "version": each.version,
        "lines": each.lines,
    }
