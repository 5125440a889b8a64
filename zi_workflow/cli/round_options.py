"""The options of commands about a round's meeting, and what is wrong at which of them; knows no round."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow.cli.inputs import Gathering, day_option
from zi_workflow.domain.errors import N_, InputError, Problem, ZiError
from zi_workflow.domain.times_of_day import read_time
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.domain.invitations import Meeting

_PLACES = {
    "date": N_("Date of the meeting"),
    "from": N_("Begin"),
    "until": N_("End"),
    "place": N_("Place"),
    "link": N_("Link"),
    "agenda": N_("Agenda"),
    "with": N_("People to invite too"),
    "without": N_("People not to invite"),
    "reason": N_("Reason"),
    "cutoff": N_("Cutoff"),
    "chair": N_("Chair of the team"),
    "deputy": N_("Named deputies of the chair"),
    "team": N_("Assistance team"),
    "documents": N_("Documents to prepare"),
    "letter": N_("Number of the letter of assignment"),
    "letter-date": N_("Date of the letter of assignment"),
}
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
    option = where.removeprefix("--")
    return f"{_(_PLACES[option])} (--{option})" if option in _PLACES else where


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
