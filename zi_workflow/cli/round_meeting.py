"""`zi round hold|attend|check|finding|recommend`: what is done in a monev meeting; holds no rule of a round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow.cli.desk import By, Json, open_desk, show_json
from zi_workflow.cli.inputs import day_option
from zi_workflow.cli.quarters import ProgrammeCode, QuarterOf, quarter_key
from zi_workflow.cli.round_options import OF_GUESTS, call_on, places
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

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
Present = Annotated[
    list[str] | None,
    typer.Option("--present", metavar=_("PERSON"), help=_("Somebody on the list is there: address or name.")),
]
Absent = Annotated[
    list[str] | None,
    typer.Option("--absent", metavar=_("PERSON"), help=_("Somebody on the list is not there after all.")),
]
Guest = Annotated[
    list[str] | None,
    typer.Option("--guest", metavar=_("TEXT"), help=_("A guest's name, or 'name; office'.")),
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
        facts = desk.programme(code)
        day = desk.today(facts.zone) if on is None else day_option(on, "--on")
        letterhead = letterhead_of(settings.load())
        command = Hold(**common(desk, facts, quarter, by), on=day, early=early, letterhead=letterhead)
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


def attend(
    code: ProgrammeCode, quarter: QuarterOf, present: Present = None, absent: Absent = None,
    guest: Guest = None, by: By = None, json: Json = False,
) -> None:  # fmt: skip
    """Who is there."""
    from zi_workflow.usecases import attendance
    from zi_workflow.usecases.attendance import AddGuest, NoteAttendance

    with places(OF_GUESTS), open_desk() as desk:
        facts = desk.programme(code)
        same = common(desk, facts, quarter, by)
        version, _rows = _list(desk, facts, quarter)
        come, gone = (_keys(desk, facts, quarter, names) for names in (present or (), absent or ()))
        if come or gone:
            desk.do(attendance.note, NoteAttendance(**same, present=come, was=gone, seen=version))
        for number, text in enumerate(guest or ()):
            name, _semicolon, office = text.partition(";")
            desk.do(
                attendance.add_guest, AddGuest(**same, name=name, office=office, seen=version + number + 1)
            )
        _version, rows = _list(desk, facts, quarter)
    if json:
        show_json([{"name": row.name, "office": row.office, "present": row.present} for row in rows])
        return
    for row in rows:
        there = _("present") if row.present else _("not present")
        print(f"{row.name}{f', {row.office}' if row.office else ''}: {there}")


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
        facts = desk.programme(code)
        kind = kind_of(facts.framework, target)
        before = desk.read(checks, _home(desk, facts, quarter)).get((kind, target))
        command = NoteCheck(
            **common(desk, facts, quarter, by), kind=kind, target=target, verdict=verdict_named(verdict),
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
        facts = desk.programme(code)
        same = common(desk, facts, quarter, by)
        same["form"] = call_on(desk, facts.id, same["quarter"])
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
    from zi_workflow.usecases import recommending
    from zi_workflow.usecases.recommending import ChangeRecommendation, Recommend, WithdrawRecommendation

    with places(), open_desk() as desk:
        facts = desk.programme(code)
        same = common(desk, facts, quarter, by)
        same["form"] = call_on(desk, facts.id, same["quarter"])
        if withdraw:
            command = WithdrawRecommendation(**same, number=needed(number, "--number"))
            desk.do(recommending.withdraw_recommendation, command)
        elif number is not None or finding is not None or words:
            stands = None if number is None else standing(desk, _home(desk, facts, quarter), number)
            said = recommended(stands, finding=finding, words=words, responsible=responsible, office=office,
                                after=after, before=before)  # fmt: skip
            if days is not None or stands is None:
                within = 20 if days is None else days
                said["deadline"] = desk.read(recommending.deadline_after, facts, same["quarter"], within)
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
    app.command("attend", help=_("Show a meeting's attendance list, note who is there, add guests."))(attend)
    app.command("check", help=_("Note whether a task or an item fits, is incomplete or missing."))(check)
    app.command("finding", help=_("List a round's findings; add, change or withdraw one."))(finding)
    app.command(
        "recommend", help=_("List a round's recommendations; add one to a finding, change or withdraw one.")
    )(recommend)


def common(desk: Desk, facts: ProgrammeFacts, quarter: str, by: str | None) -> dict[str, Any]:
    """What every command about a round has."""
    from zi_workflow.domain.people import Role

    viewer = desk.viewer(by, Role.ASSISTANCE_TEAM, facts.unit_id, facts.agency)
    return {"viewer": viewer, "programme_id": facts.id, "quarter": quarter_key(quarter)}


def _list(desk: Desk, facts: ProgrammeFacts, quarter: str) -> tuple[int, list[Any]]:
    """The session's version and its attendance list; nothing where nobody opened the round."""
    from zi_workflow.storage.queries.meetings import seats
    from zi_workflow.storage.queries.monev import round_facts

    found = desk.read(round_facts, facts.id, quarter_key(quarter)).session
    return (found.version, desk.read(seats, found)) if found else (0, [])


def _keys(desk: Desk, facts: ProgrammeFacts, quarter: str, names: Sequence[str]) -> tuple[str, ...]:
    """The keys of people on the list, by id, name or address; InputError with everybody who is not on it."""
    from zi_workflow.storage.queries.meetings import PERSON

    _version, rows = _list(desk, facts, quarter)
    by_name = {row.name.casefold(): row.key for row in rows}
    by_key = {row.key for row in rows}
    found, problems = [], []
    for name in names:
        key = by_name.get(name.casefold()) or f"{PERSON}-{desk.person(name, '--present', facts.unit_id)}"
        found.append(key)
        if key not in by_key:
            message = N_("There is nobody like that on the attendance list.")
            problems.append(Problem(message, where=name))
    if problems:
        raise InputError(problems)
    return tuple(found)


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
