"""The `zi programme` commands: create, activate, show, edit; holds no rule of a programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from zi_workflow.cli.desk import By, Desk, Json, On, open_desk, show_json
from zi_workflow.cli.programme_edit import edit
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.cli.programme_new import Wanted

app = typer.Typer(
    help=_("Create, activate, show and edit programmes."),
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
app.command(help=_("Change dates, durations, dependencies and assignees; --dry-run shows what moves."))(edit)

Code = Annotated[str, typer.Argument(metavar=_("PROGRAMME"), help=_("Code of the programme."))]


@app.command(help=_("Create a programme for a unit, as a draft."))
def create(
    unit_name: Annotated[str, typer.Option(metavar=_("NAME"), help=_("Name of the unit."))] = "",
    start: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help=_("First day."))] = "",
    target: Annotated[str, typer.Option(help=_("wbk or wbbm."))] = "wbk",
    zone: Annotated[str, typer.Option(help=_("WIB, WITA or WIT."))] = "WIB",
    week: Annotated[str, typer.Option(help=_("Working days, separated by commas."))] = "mon,tue,wed,thu,fri",
    code: Annotated[
        str, typer.Option(help=_("Code of the programme; made from the unit's when left out."))
    ] = "",
    unit: Annotated[
        str, typer.Option(metavar=_("CODE"), help=_("Code of the unit; made from its name when left out."))
    ] = "",
    agency: Annotated[str, typer.Option(metavar=_("CODE"), help=_("Code of the agency."))] = "instansi",
    route: Annotated[str, typer.Option(help=_("Who evaluates in the end: tpn or mandiri."))] = "tpn",
    deadline: Annotated[
        str,
        typer.Option(metavar="YYYY-MM-DD", help=_("Target finish; the day of the proposal when left out.")),
    ] = "",
    framework: Annotated[str, typer.Option(help=_("Name of the framework."))] = "",
    plan: Annotated[
        str, typer.Option(metavar=_("FILE"), help=_("A plan file instead of the framework."))
    ] = "",
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Create a draft from the framework or a plan file."""
    from zi_workflow.cli import programme_new

    wanted = programme_new.Wanted(
        unit_name, unit, agency, zone, week, code, target, route, start, deadline, framework, plan
    )
    with open_desk() as desk:
        _create(desk, wanted, on, by, json)


def _create(desk: Desk, wanted: Wanted, on: str | None, by: str | None, as_json: bool) -> None:
    from zi_workflow.cli import programme_new, programme_words

    facts = programme_new.create(desk, wanted, on, by)
    if as_json:
        show_json(facts)
        return
    print(programme_words.headline(facts))
    print(
        _(
            "Next: zi people import {unit} FILE, then zi programme activate {code}",
            unit=facts.unit_code,
            code=facts.code,
        )
    )


@app.command(help=_("Let a draft begin."))
def activate(code: Code, on: On = None, by: By = None, json: Json = False) -> None:
    """Activate a draft."""
    from zi_workflow.cli import programme_words
    from zi_workflow.usecases.programmes import ActivateProgramme
    from zi_workflow.usecases.programmes import activate as run

    with open_desk() as desk:
        facts = desk.programme(code)
        after = desk.do(
            run,
            ActivateProgramme(
                programme_id=facts.id,
                actor=desk.actor(by, facts.unit_id),
                on=desk.day(on, facts.zone),
                version=facts.version,
            ),
        )
    if json:
        show_json(after)
    else:
        print(programme_words.headline(after))


@app.command(help=_("Show where a programme stands today."))
def show(code: Code, json: Json = False) -> None:
    """Show a programme."""
    from zi_workflow.cli import programme_words

    with open_desk() as desk:
        view = programme_words.view(desk, code)
    if json:
        show_json(programme_words.to_json(view))
    else:
        print("\n".join(programme_words.lines(view)))


@app.command("list", help=_("List all programmes."))
def list_(json: Json = False) -> None:
    """List programmes."""
    from zi_workflow.cli import programme_words
    from zi_workflow.storage.queries.programmes import all_programmes

    with open_desk() as desk:
        found = desk.read(all_programmes)
    if json:
        show_json(found)
    else:
        print("\n".join(map(programme_words.headline, found)) or _("There are no programmes yet."))
