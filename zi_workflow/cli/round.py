"""`zi round`: lists monev rounds, invites, changes and cancels, after a preview; holds no rule of an invitation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow.cli.desk import By, Desk, Json, open_desk, show_json
from zi_workflow.cli.inputs import Gathering, day_option
from zi_workflow.domain.errors import N_, InputError, Problem, RefusedError, ZiError
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from datetime import date

    from zi_workflow.domain.invitations import Meeting
    from zi_workflow.storage.queries.programmes import ProgrammeFacts
    from zi_workflow.usecases.invitation_commands import Plan, RoundCommand

app = typer.Typer(
    help=_("List monitoring rounds; invite to them, change and cancel them."),
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])")
_BY_NUMBER = re.compile(r"([0-9]{4})-?Q?([1-4])")
_BY_ROMAN = re.compile(r"(?:TW|TRIWULAN|QUARTER)?\s*(I{1,3}|IV)[\s-]+([0-9]{4})")
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
}
_ROMAN = ("I", "II", "III", "IV")

Programme = Annotated[str, typer.Argument(metavar=_("PROGRAMME"), help=_("Code of the programme."))]
QuarterOf = Annotated[
    str, typer.Argument(metavar=_("QUARTER"), help=_("Which round, e.g. 2025-Q1 or 'I 2025'."))
]
Day = Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help=_("Day of the meeting."))]
Begin = Annotated[str | None, typer.Option("--from", metavar="HH.MM", help=_("When it begins, e.g. 09.00."))]
End = Annotated[str | None, typer.Option("--until", metavar="HH.MM", help=_("When it ends, e.g. 12.00."))]
Place = Annotated[str | None, typer.Option("--place", metavar=_("TEXT"), help=_("Where it takes place."))]
Link = Annotated[str | None, typer.Option("--link", metavar="URL", help=_("Where to meet online."))]
Agenda = Annotated[str | None, typer.Option("--agenda", metavar=_("TEXT"), help=_("What it is about."))]
With = Annotated[
    list[str] | None,
    typer.Option("--with", metavar=_("PERSON"), help=_("Invite this person too: address or name.")),
]
Without = Annotated[
    list[str] | None,
    typer.Option("--without", metavar=_("PERSON"), help=_("Do not invite this person: address or name.")),
]
Usual = Annotated[
    bool, typer.Option("--usual", help=_("Begin anew with the people whom a round usually needs."))
]
Reason = Annotated[str, typer.Option("--reason", metavar=_("TEXT"), help=_("Why; everybody reads it."))]
Yes = Annotated[bool, typer.Option("--yes", help=_("Do it; else only a preview is shown."))]
Token = Annotated[
    str | None, typer.Option("--token", help=_("The preview's token: do exactly that, or nothing."))
]


@app.callback()
def round_() -> None:
    """Group of commands on monev rounds."""


@app.command("list", help=_("List the rounds of a programme, who is invited, and how far the mails got."))
def list_rounds(code: Programme, json: Json = False) -> None:
    """The rounds in order of date."""
    from zi_workflow.cli import round_words

    with open_desk() as desk:
        facts = desk.programme(code)
        found = desk.read(round_words.overview, facts.id)
    if json:
        show_json([round_words.overview_json(each) for each in found])
    else:
        print("\n".join(round_words.overview_lines(facts, found)))


@app.command(
    help=_("Invite to a round: shows who would get which mail; --yes or --token sends exactly that.")
)
def invite(
    code: Programme,
    quarter: QuarterOf,
    date: Day = None,
    begins: Begin = "09.00",
    ends: End = "12.00",
    place: Place = "",
    link: Link = "",
    agenda: Agenda = "",
    add: With = None,
    drop: Without = None,
    yes: Yes = False,
    token: Token = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Ask people to a meeting."""
    from zi_workflow.usecases import invitations
    from zi_workflow.usecases.invitation_commands import Invite

    given = {"date": date, "from": begins, "until": ends, "place": place, "link": link, "agenda": agenda}
    with _places(), open_desk() as desk:
        facts = desk.programme(code)
        if date is None:
            raise InputError(Problem(N_("A round needs a date."), where="--date"))
        command = Invite(
            **_common(desk, facts, quarter, by, token),
            meeting=_meeting(None, given),
            add=_people(desk, facts, add, "--with"),
            drop=_people(desk, facts, drop, "--without"),
        )
        _go(desk, invitations.invite, command, yes, json)


@app.command(help=_("Change the date, place or people of an invitation; what is not given stays."))
def change(
    code: Programme,
    quarter: QuarterOf,
    date: Day = None,
    begins: Begin = None,
    ends: End = None,
    place: Place = None,
    link: Link = None,
    agenda: Agenda = None,
    add: With = None,
    drop: Without = None,
    usual: Usual = False,
    reason: Reason = "",
    yes: Yes = False,
    token: Token = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Tell whoever is concerned."""
    from zi_workflow.storage.queries.invitations import find
    from zi_workflow.usecases import invitations
    from zi_workflow.usecases.invitation_commands import Change

    given = {"date": date, "from": begins, "until": ends, "place": place, "link": link, "agenda": agenda}
    with _places(), open_desk() as desk:
        facts = desk.programme(code)
        common = _common(desk, facts, quarter, by, token)
        seen = desk.read(find, facts.id, common["quarter"])
        if seen.meeting is None:
            raise RefusedError(Problem(N_("Nobody is invited to this round."), where=seen.quarter))
        command = Change(
            **common,
            version=seen.version,
            reason=reason,
            meeting=_meeting(seen.meeting, given),
            add=_people(desk, facts, add, "--with"),
            drop=_people(desk, facts, drop, "--without"),
            usual=usual,
        )
        _go(desk, invitations.change, command, yes, json)


@app.command(help=_("Cancel a round; everybody whom the invitation reached is told why."))
def cancel(
    code: Programme,
    quarter: QuarterOf,
    reason: Reason = "",
    yes: Yes = False,
    token: Token = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Take an invitation back."""
    from zi_workflow.usecases import invitations
    from zi_workflow.usecases.invitation_commands import Cancel

    with _places(), open_desk() as desk:
        facts = desk.programme(code)
        command = Cancel(**_common(desk, facts, quarter, by, token), reason=reason)
        _go(desk, invitations.cancel, command, yes, json)


@contextmanager
def _places() -> Iterator[None]:
    """Every problem of the block stands at its option, by its name in words too."""
    try:
        yield
    except ZiError as error:
        raise type(error)([replace(p, where=_place(p.where)) for p in error.problems]) from None


def _place(where: str) -> str:
    option = where.removeprefix("--")
    return f"{_(_PLACES[option])} (--{option})" if option in _PLACES else where


def _common(
    desk: Desk, facts: ProgrammeFacts, quarter: str, by: str | None, token: str | None
) -> dict[str, Any]:
    from zi_workflow import settings
    from zi_workflow.cli.wiring import letterhead_of

    return {
        "programme_id": facts.id,
        "quarter": _quarter(quarter),
        "actor": desk.actor(by, facts.unit_id),
        "on": desk.today(facts.zone),
        "token": token,
        "letterhead": letterhead_of(settings.load()),
    }


def _go(desk: Desk, usecase: Callable[..., Plan], command: RoundCommand, yes: bool, json: bool) -> None:
    """Shows the plan, and carries it out when it was asked for."""
    from zi_workflow.cli import round_words
    from zi_workflow.usecases import invitations

    done = yes or command.token is not None
    plan = desk.do(usecase, command) if done else desk.read(invitations.preview, command, desk.now)
    if json:
        show_json(round_words.plan_json(plan, done))
    else:
        print("\n".join(round_words.plan_lines(plan, done, desk.now)))


def _meeting(known: Meeting | None, given: dict[str, str | None]) -> Meeting:
    """The meeting of the options over the known one; InputError with everything that cannot be read."""
    from datetime import date

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
    found = _TIME.fullmatch(text.strip())
    if found is None:
        message = N_("{text!r} is no time of day; write HH.MM.")
        raise InputError(Problem(message, {"text": text[:40]}, where=option))
    return time(int(found[1]), int(found[2]))


def _quarter(text: str) -> str:
    """The key of a round: `2025-Q1`."""
    words = " ".join(text.upper().split())
    if found := _BY_NUMBER.fullmatch(words):
        return f"{found[1]}-Q{found[2]}"
    if found := _BY_ROMAN.fullmatch(words):
        return f"{found[2]}-Q{_ROMAN.index(found[1]) + 1}"
    message = N_("{text!r} is no quarter; write 2025-Q1 or 'I 2025'.")
    raise InputError(Problem(message, {"text": text[:40]}))


def _people(desk: Desk, facts: ProgrammeFacts, names: list[str] | None, option: str) -> tuple[str, ...]:
    """The ids of all of them; InputError with everybody who is not known."""
    read = Gathering()
    found = [read.read("", desk.person, name, option, facts.unit_id) for name in names or ()]
    read.settle()
    return tuple(found)
