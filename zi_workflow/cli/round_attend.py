"""`zi round attend`: who is there in a monev meeting; holds no rule of its list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow.cli.desk import By, Json, open_desk, show_json
from zi_workflow.cli.inputs import Gathering
from zi_workflow.cli.quarters import ProgrammeCode, QuarterOf
from zi_workflow.cli.round_meeting import common
from zi_workflow.cli.round_options import places
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.cli.desk import Desk
    from zi_workflow.storage.queries.meetings import Seat

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
    typer.Option(
        "--guest", metavar=_("TEXT"), help=_("A guest on the unit's side: 'name' or 'name; office'.")
    ),
]
TeamGuest = Annotated[
    list[str] | None,
    typer.Option("--team-guest", metavar=_("TEXT"), help=_("A guest on the team's side, written alike.")),
]


def attend(
    code: ProgrammeCode, quarter: QuarterOf, present: Present = None, absent: Absent = None,
    guest: Guest = None, team_guest: TeamGuest = None, by: By = None, json: Json = False,
) -> None:  # fmt: skip
    """Who is there."""
    with places(), open_desk() as desk:
        read = Gathering()
        guests = [
            *read.each(_guest, guest or (), "--guest"),
            *read.each(_guest, team_guest or (), "--team-guest"),
        ]
        facts, same = common(desk, read, code, quarter, by)
        version, rows = _list(desk, same)
        seated = (desk, rows, facts.unit_id)
        come = read.each(_key, present or (), "--present", seated)
        gone = read.each(_key, absent or (), "--absent", seated)
        read.problems += _both(rows, {*come} & {*gone})
        read.settle()
        _note(desk, {**same, "seen": version}, (tuple(come), tuple(gone)), guests)
        _version, rows = _list(desk, same)
    if json:
        show_json([{"name": row.name, "office": row.office, "present": row.present} for row in rows])
        return
    for row in rows:
        there = _("present") if row.present else _("not present")
        print(f"{row.name}{f', {row.office}' if row.office else ''}: {there}")


def add_to(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("attend", help=_("Show a meeting's attendance list, note who is there, add guests."))(attend)


def _note(
    desk: Desk,
    same: dict[str, Any],
    moved: tuple[tuple[str, ...], tuple[str, ...]],
    guests: list[dict[str, Any]],
) -> None:
    from zi_workflow.usecases import attendance
    from zi_workflow.usecases.attendance import AddGuest, NoteAttendance

    come, gone = moved
    if come or gone:
        desk.do(attendance.note, NoteAttendance(**same, present=come, was=gone))
    for number, each in enumerate(guests, same["seen"] + 1):
        desk.do(attendance.add_guest, AddGuest(**{**same, **each, "seen": number}))


def _guest(text: str, option: str) -> dict[str, Any]:
    """Name, office and side of a guest; InputError at the option."""
    from zi_workflow.usecases.attendance import guest_named

    name, _semicolon, office = text.partition(";")
    try:
        name, office = guest_named(name, office)
    except InputError as error:
        raise InputError(replace(each, where=option) for each in error.problems) from None
    return {"name": name, "office": office, "of_unit": option == "--guest"}


def _list(desk: Desk, same: dict[str, Any]) -> tuple[int, list[Seat]]:
    """The session's version and its attendance list; nothing where nobody opened the round."""
    from zi_workflow.storage.queries.meetings import seats
    from zi_workflow.storage.queries.monev import round_facts

    found = desk.read(round_facts, same["programme_id"], same["quarter"]).session
    return (found.version, desk.read(seats, found)) if found else (0, [])


def _key(name: str, option: str, seated: tuple[Desk, list[Seat], str]) -> str:
    """The key of somebody on the list, by id, name or address; InputError for who is not on it, NotFoundError."""
    from zi_workflow.storage.queries.meetings import PERSON

    desk, rows, unit_id = seated
    by_name = {row.name.casefold(): row.key for row in rows}
    key = by_name.get(name.casefold()) or f"{PERSON}-{desk.person(name, option, unit_id)}"
    if key not in {row.key for row in rows}:
        raise InputError(Problem(N_("There is nobody like that on the attendance list."), where=name))
    return key


def _both(rows: list[Seat], keys: set[str]) -> list[Problem]:
    """That somebody cannot be there and not be there."""
    message = N_("Please say of nobody both that they are present and that they are not.")
    return [Problem(message, where=row.name) for row in rows if row.key in keys]
