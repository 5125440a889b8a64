"""`zi calendar import`: takes a decree of days off into use, or shows what it would move; holds no rule of dates."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow.cli.desk import By, Desk, Json, On, open_desk, show_json
from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.usecases.calendars import CalendarPreview

app = typer.Typer(
    help=_("Import a decree of days off."),
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
NATION = "Asia/Jakarta"


@app.callback()
def calendar() -> None:
    """Group of commands on the working calendar."""


@app.command(
    "import", help=_("Apply a decree (JSON, TOML or CSV); what has not started moves, the rest stays.")
)
def import_(
    file: Annotated[str, typer.Argument(metavar=_("FILE"), help=_("A decree with its number and days."))],
    unit: Annotated[
        str | None, typer.Option("--unit", metavar=_("CODE"), help=_("Only for this unit; else for all."))
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only show what would move."))] = False,
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Import decrees."""
    from zi_workflow.cli.inputs import naming, read_bytes
    from zi_workflow.domain.decree_files import MOST_BYTES, read_decrees

    with naming(file):
        decrees = read_decrees(read_bytes(file, MOST_BYTES), PurePath(file).suffix)
    with open_desk() as desk:
        unit_id, zone = _unit(desk, unit)
        who = {"actor": desk.actor(by), "on": desk.day(on, zone), "unit_id": unit_id}
        shown = _apply(desk, decrees, who, dry_run, zone)
    if json:
        show_json([{"applied": not dry_run and not each.known, **_plain(each)} for each in shown])
    else:
        print("\n".join(line for each in shown for line in _lines(each)))
        print(_("Nothing was saved.") if dry_run else _("Saved."))


def _apply(
    desk: Desk, decrees: tuple[Any, ...], who: dict[str, Any], dry_run: bool, zone: str
) -> list[CalendarPreview]:
    """All decrees of the file in one transaction, or none."""
    from zi_workflow.usecases import calendars

    commands = [calendars.ApplyDecree(decree=decree, **who) for decree in decrees]
    if dry_run:
        return [desk.read(calendars.preview, command, desk.today(zone)) for command in commands]
    return desk.do(calendars.apply_all, commands)


def _unit(desk: Desk, code: str | None) -> tuple[str | None, str]:
    from zi_workflow.storage.queries.programmes import unit_by_code

    if code is None:
        return None, NATION
    with desk.store.reading() as session:
        unit = unit_by_code(session, code)
        if unit is None:
            raise NotFoundError(Problem(N_("There is no such unit."), where=code))
        return unit.id, unit.zone


def _plain(shown: CalendarPreview) -> dict[str, Any]:
    return {
        "number": shown.number,
        "known": shown.known,
        "off": shown.off,
        "given_back": shown.given_back,
        "programmes": [
            {
                "code": each.code,
                "moves": each.moves,
                "finish": {"before": each.before._asdict(), "after": each.after._asdict()},
            }
            for each in shown.programmes
        ],
    }


def _lines(shown: CalendarPreview) -> list[str]:
    from zi_workflow.cli import edit_words

    if shown.known:
        return [_("The decree {number} is in use already.", number=shown.number)]
    found = [_("Decree {number}", number=shown.number)]
    found += [_("day off: {day}", day=day) for day in shown.off]
    found += [_("given back: {day}", day=day) for day in shown.given_back]
    for each in shown.programmes:
        found += [f"{each.code}:", *edit_words.moved(each.moves), edit_words.finish(each.before, each.after)]
    return found
