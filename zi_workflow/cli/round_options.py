"""The options of commands about rounds, which round they name, and what is wrong at which of them; holds no rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow.cli.inputs import Gathering, day_option
from zi_workflow.cli.quarters import quarter_key
from zi_workflow.domain.errors import N_, InputError, Problem, ZiError
from zi_workflow.domain.times_of_day import read_time
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.cli.desk import Desk
    from zi_workflow.domain.invitations import Meeting
    from zi_workflow.domain.people import Role
    from zi_workflow.storage.queries.programmes import ProgrammeFacts

_SIGNED, _GUEST = N_("Signed file"), N_("Guest")
_PLACES: Mapping[str, tuple[str, str]] = {
    "date": ("--date", N_("Date of the meeting")),
    "from": ("--from", N_("Begin")),
    "until": ("--until", N_("End")),
    "place": ("--place", N_("Place")),
    "link": ("--link", N_("Link")),
    "agenda": ("--agenda", N_("Agenda")),
    "with": ("--with", N_("People to invite too")),
    "without": ("--without", N_("People not to invite")),
    "reason": ("--reason", N_("Reason")),
    "quarter": ("--quarter", N_("Quarter")),
    "cutoff": ("--cutoff", N_("Cutoff")),
    "chair": ("--chair", N_("Chair of the team")),
    "deputy": ("--deputy", N_("Named deputies of the chair")),
    "member": ("--member", N_("Members of the team")),
    "team": ("--chair, --deputy, --member", N_("Assistance team")),
    "documents": ("--document", N_("Documents to prepare")),
    "letter_number": ("--letter", N_("Number of the letter")),
    "letter_date": ("--letter-date", N_("Date of the letter of assignment")),
    "dated": ("--dated", N_("Date of the letter")),
    "signed_by": ("--signed-by", N_("Who of the team signed")),
    "files": ("--file", _SIGNED),
    "file": ("--file", _SIGNED),
    "area": ("--area", N_("Area")),
    "words": ("--words", N_("Words of it")),
    "responsible": ("--role", N_("Responsible in the unit")),
    "office": ("--office", N_("Office")),
    "deadline": ("--days", N_("Deadline")),
    "after": ("--after", N_("Tasks that it waits for")),
    "before": ("--before", N_("Tasks that wait for it")),
    "guest": ("--guest", _GUEST),
    "team_guest": ("--team-guest", _GUEST),
    **{
        f"{side}_{field}": (f"--{side} {key}=", label)
        for side in ("team", "unit")
        for field, key, label in (
            ("name", "name", N_("Name with academic titles")),
            ("number", "nip", N_("NIP")),
            ("title", "title", N_("Title at that time")),
            ("capacity", "as", N_("Signed as")),
        )
    },
}
"""By the field at which something is wrong the option that says it, and its name in words."""
Day = Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help=_("Day of the meeting."))]
Begin = Annotated[str | None, typer.Option("--from", metavar="HH.MM", help=_("When it begins, e.g. 09.00."))]
End = Annotated[str | None, typer.Option("--until", metavar="HH.MM", help=_("When it ends, e.g. 12.00."))]
Place = Annotated[str | None, typer.Option("--place", metavar=_("TEXT"), help=_("Where it takes place."))]
Link = Annotated[str | None, typer.Option("--link", metavar="URL", help=_("Where to meet online."))]
Agenda = Annotated[str | None, typer.Option("--agenda", metavar=_("TEXT"), help=_("What it is about."))]
Reason = Annotated[str, typer.Option("--reason", metavar=_("TEXT"), help=_("Why; everybody reads it."))]
Yes = Annotated[bool, typer.Option("--yes", help=_("Do it; else only a preview is shown."))]
Token = Annotated[
    str | None, typer.Option("--token", help=_("The preview's token: do exactly that, or nothing."))
]


@contextmanager
def places() -> Iterator[None]:
    """Every problem of the block stands at its option, by its name in words too."""
    try:
        yield
    except ZiError as error:
        raise type(error)([replace(p, where=_place(p.where)) for p in error.problems]) from None


def _place(where: str) -> str:
    if where == "units":
        return _("PROGRAMME")
    if where.startswith("--"):  # an option's own name; that of the signers is no field of the team
        option, label = _PLACES.get(where[2:].replace("-", "_"), ("", ""))
        return f"{_(label)} ({where})" if option == where else where
    option, label = _PLACES.get(where, ("", ""))
    return f"{_(label)} ({option})" if option else where


def addressed(
    desk: Desk, read: Gathering, at: tuple[str, str], by: str | None, role: Role
) -> tuple[ProgrammeFacts, dict[str, Any]]:
    """The programme of a round, `at` its code and quarter, and what every command about it has.

    InputError, with what was gathered before, where programme, quarter or person are not known.
    """
    code, quarter = at
    here = Gathering()
    facts: Any = here.read(None, desk.programme, code)
    key = here.read("", quarter_key, quarter)
    viewer: Any = None
    if facts is not None:
        viewer = here.read(None, desk.viewer, by, role, facts.unit_id, facts.agency)
    elif by is not None:
        here.read("", desk.person, by, "--by")
    if here.problems:
        read.problems += here.problems
        read.settle()
    return facts, {"viewer": viewer, "programme_id": facts.id, "quarter": key}


def call_on(desk: Desk, programme_id: str, quarter: str) -> str:
    """What tells this call from an earlier one with the same words: how often the round has changed until now."""
    from zi_workflow.storage.queries.monev import round_facts

    return str(desk.read(round_facts, programme_id, quarter).version)


def meeting_of(known: Meeting | None, given: dict[str, str | None]) -> Meeting:
    """The meeting of the options over the known one; InputError with everything that cannot be read."""
    from zi_workflow.domain.invitations import Meeting

    read = Gathering()
    start = known or Meeting(date.min, time.min, time.min)
    changes: dict[str, Any] = {
        name: given[name] for name in ("place", "link", "agenda") if given[name] is not None
    }
    for name, field in (("date", "on"), ("from", "begins"), ("until", "ends")):
        text = given[name]
        if text is not None:
            reader: Callable[[str, str], date | time] = day_option if name == "date" else _time
            changes[field] = read.read(getattr(start, field), reader, text, f"--{name}")
    read.settle()
    return replace(start, **changes)


def _time(text: str, option: str) -> time:
    found = read_time(text)
    if found is None:
        message = N_("{text!r} is no time of day; write HH.MM.")
        raise InputError(Problem(message, {"text": text[:40]}, where=option))
    return found
