"""The `zi people` commands: import a list, show who is who; holds no rule of a role."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow.cli.desk import By, Desk, Json, On, open_desk, show_json
from zi_workflow.i18n import _, ngettext, sentence

if TYPE_CHECKING:
    from zi_workflow.storage.tables import Unit
    from zi_workflow.usecases.people import ImportResult

app = typer.Typer(
    help=_("Import and list the people of a unit."),
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)

Where = Annotated[
    str, typer.Argument(metavar=_("UNIT"), help=_("Code of the unit, or of a programme of it."))
]

Who = Annotated[str, typer.Argument(metavar=_("PERSON"), help=_("Address or name."))]


@app.command("import", help=_("Take a list of people (CSV or XLSX) into a unit; all lines or none."))
def import_(
    unit: Where,
    file: Annotated[
        str,
        typer.Argument(
            metavar=_("FILE"),
            help=_("Columns name, office, email, phone, role, area, from, to; - is standard input."),
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only show what would change."))] = False,
    complete: Annotated[
        bool, typer.Option("--complete", help=_("The list is the whole unit: the roles of all others end."))
    ] = False,
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Import people."""
    from zi_workflow.cli.inputs import read_bytes
    from zi_workflow.domain.people_sheets import MOST_BYTES
    from zi_workflow.storage.people_files import read_list
    from zi_workflow.usecases.people import ImportPeople, import_people

    with open_desk() as desk:
        found = _unit(desk, unit)
        command = ImportPeople(
            unit_id=found.id,
            rows=read_list(read_bytes(file, MOST_BYTES)),
            actor=desk.actor(by),
            on=desk.day(on, found.zone),
            dry_run=dry_run,
            complete=complete,
        )
        result = desk.do(import_people, command)
    if json:
        warnings = [sentence(problem) for problem in result.warnings]
        show_json({"applied": not dry_run, **_result(result), "warnings": warnings})
    else:
        print("\n".join(_lines(result, dry_run, complete)))


@app.command("list", help=_("Show who holds which role in a unit on a day."))
def list_(unit: Where, on: On = None, json: Json = False) -> None:
    """List people."""
    from zi_workflow.storage.queries.people import directory
    from zi_workflow.web.views import words

    with open_desk() as desk:
        found = _unit(desk, unit)
        here = desk.read(directory, found.id, desk.day(on, found.zone))
    rows = [
        {
            "id": held.person_id,
            "name": here.people[held.person_id].name,
            "office": here.people[held.person_id].office,
            "email": here.people[held.person_id].email,
            "role": held.role,
            "area": held.area,
            "away": here.is_away(held.person_id),
        }
        for held in here.holdings
    ]
    if json:
        show_json(rows)
        return
    nowhere = _("no address")
    for row in rows:
        area = f" {words.area(str(row['area']))}" if row["area"] else ""
        print(f"{row['name']}: {words.role(str(row['role']))}{area}, {row['email'] or nowhere}")
    if not rows:
        print(_("Nobody has a role in this unit on that day."))


@app.command(help=_("Let a person leave a unit: all their roles end on that day."))
def leave(
    unit: Where,
    person: Who,
    last: Annotated[str, typer.Option("--last", metavar="YYYY-MM-DD", help=_("The last day, included."))],
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """End a membership."""
    from zi_workflow.cli.inputs import Gathering, day_option
    from zi_workflow.usecases.people import EndMembership, end_membership

    with open_desk() as desk:
        found, given = _unit(desk, unit), Gathering()
        command = EndMembership(
            unit_id=found.id,
            person_id=given.read("", desk.person, person, _("PERSON"), found.id),
            last=given.read(date.max, day_option, last, "--last"),
            actor=given.read("", desk.actor, by, found.id),
            on=given.read(date.min, desk.day, on, found.zone),
        )
        given.settle()
        count = desk.do(end_membership, command)
    if json:
        show_json({"person": command.person_id, "last": command.last, "roles": count})
    else:
        print(ngettext("{n} role ended.", "{n} roles ended.", count))


@app.command(help=_("Note that a person is away, and who acts for them."))
def away(
    unit: Where,
    person: Who,
    first: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help=_("First day, included."))],
    last: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD", help=_("Last day, included."))],
    substitute: Annotated[
        str | None,
        typer.Option("--substitute", metavar=_("PERSON"), help=_("Who acts for them (Plt. or Plh.).")),
    ] = None,
    on: On = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Record an absence."""
    from zi_workflow.cli.inputs import Gathering, day_option
    from zi_workflow.usecases.absences import RecordAbsence, absence_problems, record_absence

    with open_desk() as desk:
        found, given = _unit(desk, unit), Gathering()
        today = desk.today(found.zone)
        begins = given.read(None, day_option, first, "--from")
        ends = given.read(None, day_option, last, "--to")
        command = RecordAbsence(
            person_id=given.read("", desk.person, person, _("PERSON"), found.id),
            first=begins or ends or today,  # a day that cannot be read makes nothing else wrong
            last=ends or begins or today,
            substitute_id=(
                given.read(None, desk.person, substitute, "--substitute", found.id) if substitute else None
            ),
            actor=given.read("", desk.actor, by, found.id),
            on=given.read(today, desk.day, on, found.zone),
        )
        given.problems += absence_problems(command) if given.problems else ()
        given.settle()
        absence = desk.do(record_absence, command)
    if json:
        show_json({"absence": absence, "first": command.first, "last": command.last})
    else:
        print(_("Saved."))


@app.command(help=_("Note that a person is back before the noted day, or is not away after all."))
def back(unit: Where, person: Who, on: On = None, by: By = None, json: Json = False) -> None:
    """End the absence that runs, or take back the next one."""
    from zi_workflow.cli.inputs import Gathering
    from zi_workflow.storage.queries.absences import absences
    from zi_workflow.usecases.absences import EndAbsence, end_absence

    with open_desk() as desk:
        found, given = _unit(desk, unit), Gathering()
        who = given.read("", desk.person, person, _("PERSON"), found.id)
        actor, day = given.read("", desk.actor, by, found.id), given.read(date.min, desk.day, on, found.zone)
        given.settle()
        with desk.store.reading() as session:
            away = [each.id for each in absences(session, found.id, day) if each.person_id == who]
        ended = away[0] if away else ""
        desk.do(end_absence, EndAbsence(absence_id=ended, unit_id=found.id, actor=actor, on=day))
    if json:
        show_json({"absence": ended, "person": who, "on": day})
    else:
        print(_("Saved."))


def _unit(desk: Desk, code: str) -> Unit:
    """The unit with this code, or of the programme with this code; NotFoundError."""
    from zi_workflow.storage.queries.programmes import unit_by_code
    from zi_workflow.usecases.units import unit_of

    with desk.store.reading() as session:
        known = unit_by_code(session, code)
        if known is not None:
            session.expunge(known)
            return known
    facts = desk.programme(code)
    with desk.store.reading() as session:
        unit = unit_of(session, facts.unit_id)
        session.expunge(unit)
        return unit


def _result(result: ImportResult) -> dict[str, Any]:
    return {
        "added": result.added,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "left": result.left,
    }


def _lines(result: ImportResult, dry_run: bool, complete: bool) -> list[str]:
    from zi_workflow.cli import people_words

    found = [_("new: {name}", name=name) for name in result.added]
    found += [
        _(
            "changed: {name}, {what}{role}: {before} becomes {after}",
            name=change.name,
            what=people_words.what(change),
            role=people_words.where(change),
            before=people_words.value(change, change.before),
            after=people_words.value(change, change.after),
        )
        for change in result.changed
    ]
    gone = _("leaves: {name}") if complete else _("not in the list, stays: {name}")
    found += [gone.format(name=name) for name in result.left]
    found += [sentence(problem) for problem in result.warnings]
    found.append(ngettext("{n} person unchanged.", "{n} people unchanged.", len(result.unchanged)))
    return [*found, _("Nothing was saved.") if dry_run else _("Saved.")]
