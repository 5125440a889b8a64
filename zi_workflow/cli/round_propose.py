"""`zi round propose|move`: the plan of rounds for a year ahead, and another day for one of them; opens nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow.cli.desk import By, Json, open_desk, show_json
from zi_workflow.cli.inputs import Gathering, day_option
from zi_workflow.cli.quarters import ProgrammeCode, QuarterOf
from zi_workflow.cli.round_options import Yes, addressed, call_on, places
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.cli.desk import Desk

Programmes = Annotated[
    list[str] | None,
    typer.Argument(metavar=_("PROGRAMME"), help=_("Codes of programmes; all active ones when left out.")),
]
WorkingDay = Annotated[
    int | None,
    typer.Option("--k", help=_("On which working day after the quarter's end; else the edition's.")),
]
To = Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help=_("The day for which it is planned."))]


def propose(
    codes: Programmes = None,
    working_day: WorkingDay = None,
    yes: Yes = False,
    by: By = None,
    json: Json = False,
) -> None:
    """The rounds that programmes lack, a year ahead."""
    from zi_workflow.cli import round_plan_words
    from zi_workflow.usecases import round_plans
    from zi_workflow.usecases.round_plans import ProposeRounds

    with places(), open_desk() as desk:
        commands = [ProposeRounds(each, desk.actor(by), working_day) for each in _ids(desk, codes)]
        if yes:
            found = [desk.do(round_plans.propose, each) for each in commands]
        else:
            found = [desk.read(round_plans.proposed, each, desk.now) for each in commands]
    if json:
        show_json([round_plan_words.proposal_json(each, done=yes) for each in found])
    else:
        print("\n".join(round_plan_words.proposal_lines(found, done=yes)))


def _ids(desk: Desk, codes: list[str] | None) -> list[str]:
    from zi_workflow.usecases.round_plans import active

    if not codes:
        return list(desk.read(active, None, desk.now))
    read = Gathering()
    found = read.each(desk.programme, codes)
    read.settle()
    return [each.id for each in found]


def move(
    code: ProgrammeCode, quarter: QuarterOf, to: To, yes: Yes = False, by: By = None, json: Json = False
) -> None:
    """Plan a round for another day."""
    from zi_workflow.cli import round_plan_words
    from zi_workflow.domain.people import Role
    from zi_workflow.usecases import round_plans
    from zi_workflow.usecases.round_plans import MoveRound

    with places(), open_desk() as desk:
        read = Gathering()
        day: Any = read.read(None, day_option, to, "--date")
        facts, common = addressed(desk, read, (code, quarter), by, Role.INSPECTORATE)
        read.settle()
        command = MoveRound(**common, form=call_on(desk, facts.id, common["quarter"]), to=day)
        shown = desk.read(round_plans.look_at, command, desk.now)
        if yes:
            desk.do(round_plans.move, command)
    if json:
        show_json({"moved": yes, "to": shown.to, "people": shown.people, "rounds": shown.rounds})
    else:
        print("\n".join(round_plan_words.move_lines(shown, done=yes)))


def add_to(app: typer.Typer) -> None:
    """The commands of this module."""
    app.command(help=_("Propose the rounds that programmes lack for the year ahead; --yes keeps them."))(
        propose
    )
    app.command(help=_("Plan a round that is not opened for another day; --yes does it."))(move)
