"""`zi round hold|check|finding|recommend`: what is done in a monev meeting; holds no rule of a round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow.cli.desk import By, Json, open_desk, show_json
from zi_workflow.cli.inputs import Gathering, day_option
from zi_workflow.cli.quarters import ProgrammeCode, QuarterOf, quarter_key
from zi_workflow.cli.round_options import addressed, call_on, places
from zi_workflow.domain.errors import N_
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.cli.desk import Desk
    from zi_workflow.storage.queries.programmes import ProgrammeFacts

Yes = Annotated[bool, typer.Option("--yes", help=_("Do it; else only a preview is shown."))]
HeldOn = Annotated[
    str | None,
    typer.Option("--on", metavar="YYYY-MM-DD", help=_("Day of the meeting; today when left out.")),
]
Early = Annotated[
    bool, typer.Option("--early", help=_("It took place before the day people were asked for."))
]
Target = Annotated[str, typer.Argument(metavar=_("TASK"), help=_("Code of a task or of an item."))]
Said = Annotated[str, typer.Argument(metavar=_("VERDICT"), help=_("fits, incomplete or missing."))]
Note = Annotated[str, typer.Option("--note", metavar=_("TEXT"), help=_("A note."))]
Number = Annotated[
    int | None, typer.Option("--number", min=1, help=_("Change the one with this number; else a new one."))
]
Withdraw = Annotated[bool, typer.Option("--withdraw", help=_("Take back the one with the number."))]
Area = Annotated[str, typer.Option("--area", metavar=_("AREA"), help=_("Area of the finding, e.g. tl."))]
Words = Annotated[str, typer.Option("--words", metavar=_("TEXT"), help=_("What it says."))]
FindingOf = Annotated[
    int | None, typer.Option("--finding", min=1, help=_("Number of the finding because of which."))
]
Responsible = Annotated[
    str | None,
    typer.Option("--role", metavar=_("ROLE"), help=_("Who of the unit is responsible, e.g. head.")),
]
Office = Annotated[str | None, typer.Option("--office", metavar=_("TEXT"), help=_("The responsible office."))]
After = Annotated[
    str | None,
    typer.Option(
        "--after", metavar=_("TEXT"), help=_("Codes of tasks that it waits for, with commas between.")
    ),
]
Before = Annotated[
    str | None,
    typer.Option(
        "--before", metavar=_("TEXT"), help=_("Codes of tasks that wait for it, with commas between.")
    ),
]
Days = Annotated[
    int | None, typer.Option("--days", help=_("Deadline in working days after the meeting, 10 to 30."))
]


INVITATIONS_END = N_(
    "Invitations that still wait are not sent; whoever expects the meeting on a later day is told that it took place."
)


def hold(
    code: ProgrammeCode, quarter: QuarterOf, on: HeldOn = None, early: Early = False, yes: Yes = False,
    by: By = None, json: Json = False,
) -> None:  # fmt: skip
    """The meeting took place."""
    from zi_workflow import settings, wording
    from zi_workflow.cli.wiring import letterhead_of
    from zi_workflow.i18n import language
    from zi_workflow.usecases import meetings
    from zi_workflow.usecases.meetings import Hold

    with places(), open_desk() as desk:
        read = Gathering()
        typed = None if on is None else read.read(None, day_option, on, "--on")
        facts, same = common(desk, read, code, quarter, by)
        read.settle()
        day = typed or desk.today(facts.zone)
        command = Hold(**same, on=day, early=early, letterhead=letterhead_of(settings.load()))
        freezes = desk.read(meetings.foresee, command, desk.now)
        if yes:
            desk.do(meetings.hold, command)
    if json:
        show_json({"held": yes, "on": day, "freezes": freezes})
        return
    message = N_("The meeting is noted as held on {day}.") if yes else N_("Preview: held on {day}.")
    print(_(message, day=wording.full_date(day, language())))
    if freezes is not None:
        print(_("Its figures are frozen as of {day}.", day=wording.full_date(freezes, language())))
    print(_(INVITATIONS_END))
    if not yes:
        print(_("Nothing was changed; --yes does it."))


def check(
    code: ProgrammeCode, quarter: QuarterOf, target: Target, verdict: Said, note: Note = "", by: By = None,
    json: Json = False,
) -> None:  # fmt: skip
    """The team's word on a task or an item."""
    from zi_workflow.domain.meetings import VERDICT_NAMES, verdict_named
    from zi_workflow.storage.queries.meetings import checks
    from zi_workflow.usecases import meetings
    from zi_workflow.usecases.meetings import NoteCheck, kind_of

    with places(), open_desk() as desk:
        facts, same = common(desk, Gathering(), code, quarter, by)
        kind = kind_of(facts.framework, target)
        before = desk.read(checks, _home(desk, facts, quarter)).get((kind, target))
        command = NoteCheck(
            **same, kind=kind, target=target, verdict=verdict_named(verdict),
            note=note, seen=before.version if before else 0,
        )  # fmt: skip
        version = desk.do(meetings.note_check, command)
    if json:
        show_json({"kind": kind, "target": target, "verdict": command.verdict, "version": version})
    else:
        print(f"{target}: {_(VERDICT_NAMES[command.verdict])}")


def finding(
    code: ProgrammeCode, quarter: QuarterOf, area: Area = "", words: Words = "", number: Number = None,
    withdraw: Withdraw = False, by: By = None, json: Json = False,
) -> None:  # fmt: skip
    """Something that was found."""
    from zi_workflow.cli.recommended import needed
    from zi_workflow.usecases import findings
    from zi_workflow.usecases.findings import AddFinding, ChangeFinding, WithdrawFinding

    with places(), open_desk() as desk:
        facts, same = common(desk, Gathering(), code, quarter, by)
        if withdraw:
            desk.do(findings.withdraw, WithdrawFinding(**same, number=needed(number, "--number")))
        elif number is not None:
            desk.do(findings.change, ChangeFinding(**same, number=number, area=area, words=words))
        elif area or words:
            desk.do(findings.add, AddFinding(**same, area=area, words=words))
        _show(desk, facts, quarter, json)


def recommend(
    code: ProgrammeCode, quarter: QuarterOf, finding: FindingOf = None, words: Words = "",
    responsible: Responsible = None, office: Office = None, days: Days = None, after: After = None,
    before: Before = None, number: Number = None,
    withdraw: Withdraw = False, by: By = None, json: Json = False,
) -> None:  # fmt: skip
    """Something that is recommended because of a finding."""
    from zi_workflow.cli.recommended import needed, recommended, standing
    from zi_workflow.domain.meetings import USUAL_DAYS
    from zi_workflow.usecases import recommending
    from zi_workflow.usecases.recommending import ChangeRecommendation, Recommend, WithdrawRecommendation

    with places(), open_desk() as desk:
        facts, same = common(desk, Gathering(), code, quarter, by)
        if withdraw:
            command = WithdrawRecommendation(**same, number=needed(number, "--number"))
            desk.do(recommending.withdraw_recommendation, command)
        elif number is not None or finding is not None or words:
            stands = None if number is None else standing(desk, _home(desk, facts, quarter), number)
            said = recommended(stands, finding=finding, words=words, responsible=responsible, office=office,
                                after=after, before=before)  # fmt: skip
            if days is not None or stands is None:
                said["deadline"] = USUAL_DAYS if days is None else days
            if number is None:
                desk.do(recommending.recommend, Recommend(**same, **said))
            else:
                desk.do(
                    recommending.change_recommendation, ChangeRecommendation(**same, number=number, **said)
                )
        _show(desk, facts, quarter, json)


def add_to(app: typer.Typer) -> None:
    """Put the commands into the group."""
    app.command("hold", help=_("Note that a round's meeting was held; freezes its figures. --yes does it."))(
        hold
    )
    app.command("check", help=_("Note whether a task or an item fits, is incomplete or missing."))(check)
    app.command("finding", help=_("List a round's findings; add, change or withdraw one."))(finding)
    app.command(
        "recommend", help=_("List a round's recommendations; add one to a finding, change or withdraw one.")
    )(recommend)


def common(
    desk: Desk, read: Gathering, code: str, quarter: str, by: str | None
) -> tuple[ProgrammeFacts, dict[str, Any]]:
    """The programme, and what every command about a round's meeting has; each call is an act of its own.

    Raises as `addressed`, also where there is no such round.
    """
    from zi_workflow.domain.people import Role

    facts, same = addressed(desk, read, (code, quarter), by, Role.ASSISTANCE_TEAM)
    form = read.read("", call_on, desk, facts.id, same["quarter"])
    if not form:
        read.settle()
    return facts, {**same, "form": form}


def _home(desk: Desk, facts: ProgrammeFacts, quarter: str) -> str:
    from zi_workflow.storage.queries.monev import round_facts

    return desk.read(round_facts, facts.id, quarter_key(quarter)).id


def _show(desk: Desk, facts: ProgrammeFacts, quarter: str, json: bool) -> None:
    """The findings of the round with their recommendations, as they stand now."""
    from dataclasses import asdict

    from zi_workflow.cli import meeting_words
    from zi_workflow.storage.queries.findings import carried_into, findings

    home = _home(desk, facts, quarter)
    rows, carried = desk.read(findings, home), desk.read(carried_into, home)
    if json:
        show_json({"findings": [asdict(row) for row in rows], "carried": [asdict(row) for row in carried]})
    else:
        print("\n".join(meeting_words.found(rows, carried)))
