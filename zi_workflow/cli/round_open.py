"""`zi round open`: opens the rounds of one or many units after a preview, and goes on with what was interrupted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow.cli.desk import By, Json, open_desk, show_json
from zi_workflow.cli.inputs import Gathering, day_option
from zi_workflow.cli.quarters import quarter_key
from zi_workflow.cli.round_options import Agenda, Begin, Day, End, Link, Place, Token, Yes, meeting_of, places
from zi_workflow.domain.errors import N_, ConflictError, InputError, Problem, RefusedError
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.cli.desk import Desk
    from zi_workflow.domain.round_openings import Opening
    from zi_workflow.usecases.round_triggers import OrderShown, PlaceOrder

Codes = Annotated[
    list[str] | None,
    typer.Argument(metavar=_("PROGRAMME"), help=_("Codes of the programmes whose round is opened.")),
]
Quarter = Annotated[
    str, typer.Option("--quarter", metavar=_("QUARTER"), help=_("Which round, e.g. 2025-Q1 or 'I 2025'."))
]
Cutoff = Annotated[
    str | None, typer.Option("--cutoff", metavar="YYYY-MM-DD", help=_("The last day that counts."))
]
Chair = Annotated[
    str | None, typer.Option("--chair", metavar=_("PERSON"), help=_("Chair of the assistance team."))
]
Deputy = Annotated[
    list[str] | None, typer.Option("--deputy", metavar=_("PERSON"), help=_("Named deputy of the chair."))
]
Member = Annotated[
    list[str] | None, typer.Option("--member", metavar=_("PERSON"), help=_("Member of the assistance team."))
]
Document = Annotated[
    list[str] | None, typer.Option("--document", metavar=_("TEXT"), help=_("A document to prepare."))
]
Letter = Annotated[
    str | None, typer.Option("--letter", metavar=_("TEXT"), help=_("Number of the letter of assignment."))
]
LetterDate = Annotated[
    str | None,
    typer.Option("--letter-date", metavar="YYYY-MM-DD", help=_("Date of the letter of assignment.")),
]
Joint = Annotated[bool, typer.Option("--joint", help=_("All together in one ekspose."))]
Resume = Annotated[
    bool, typer.Option("--resume", help=_("Go on with what was interrupted, and nothing else."))
]


@dataclass(frozen=True)
class Given:
    """The options about team, cutoff, documents and letter, as they were typed; None: not given."""

    cutoff: str | None = None
    chair: str | None = None
    deputies: list[str] | None = None
    members: list[str] | None = None
    documents: list[str] | None = None
    letter: str | None = None
    letter_date: str | None = None


def open_rounds(
    ctx: typer.Context,
    codes: Codes = None, quarter: Quarter = "", date: Day = None, begins: Begin = "09.00", ends: End = "12.00",
    place: Place = "", link: Link = "", agenda: Agenda = "", cutoff: Cutoff = None, chair: Chair = None,
    deputy: Deputy = None, member: Member = None, document: Document = None, letter: Letter = None,
    letter_date: LetterDate = None, joint: Joint = False, resume: Resume = False, yes: Yes = False,
    token: Token = None, by: By = None, json: Json = False,
) -> None:  # fmt: skip
    """Open rounds, each unit in a transaction of its own."""
    meeting = {"date": date, "from": begins, "until": ends, "place": place, "link": link, "agenda": agenda}
    given = Given(cutoff, chair, deputy, member, document, letter, letter_date)
    with places(), open_desk() as desk:
        if resume:
            _alone(ctx)
            _resume(desk, json)
            return
        command = _command(desk, codes or [], quarter, meeting, given, joint=joint, by=by)
        _go(desk, command, yes=yes, token=token, json=json)


def _command(
    desk: Desk, codes: list[str], quarter: str, meeting: dict[str, str | None], given: Given, *, joint: bool,
    by: str | None,
) -> PlaceOrder:  # fmt: skip
    from zi_workflow import settings
    from zi_workflow.cli.wiring import letterhead_of
    from zi_workflow.domain.people import Role
    from zi_workflow.usecases.round_triggers import PlaceOrder, UnitAsked

    read = Gathering()
    found = read.each(desk.programme, codes)
    key = read.read("", quarter_key, quarter) if quarter else ""
    if found and key and not (given.cutoff or read.problems):
        given = replace(given, cutoff=_frozen(desk, {each.id for each in found}, key))
    read.read(None, _complete, codes, quarter, meeting, given)
    opening: Any = read.read(None, partial(opening_of, joint=joint), desk, meeting, given)
    viewer: Any = None
    if found:
        viewer = read.read(None, desk.viewer, by, Role.INSPECTORATE, found[0].unit_id, found[0].agency)
    elif by is not None:
        read.read("", desk.person, by, "--by")
    read.settle()
    return PlaceOrder(
        viewer=viewer,
        quarter=key,
        opening=opening,
        units=tuple(UnitAsked(programme_id=each.id) for each in found),
        letterhead=letterhead_of(settings.load()),
    )


def _frozen(desk: Desk, ids: set[str], quarter: str) -> str | None:
    """The cutoff of rounds that were frozen before, where it is one: no other one can be meant."""
    from zi_workflow.storage.queries.snapshots import frozen_days

    known = desk.read(frozen_days, ids, quarter)
    days = {day.isoformat() for day in known.values()}
    return days.pop() if known.keys() == ids and len(days) == 1 else None


def _complete(codes: list[str], quarter: str, meeting: dict[str, str | None], given: Given) -> None:
    """InputError with every option that is missing."""
    missing = {
        "units": not codes, "--quarter": not quarter, "--date": not meeting["date"], "--cutoff": not given.cutoff,
        "--chair": not given.chair,
    }  # fmt: skip
    wrong = [
        Problem(N_("This is needed to open a round."), where=option) for option, is_ in missing.items() if is_
    ]
    if wrong:
        raise InputError(wrong)


def opening_of(
    desk: Desk, meeting: dict[str, str | None], given: Given, known: Opening | None = None, *, joint: bool
) -> Opening:
    """What the options say; what is not given stays as `known` has it. InputError with all that cannot be read."""
    from zi_workflow.domain.round_openings import Opening

    read = Gathering()
    met: Any = read.read(None, meeting_of, known.meeting if known else None, meeting)
    documents = given.documents if given.documents is not None else (known.documents if known else ())
    cutoff: Any = known.cutoff if known else None
    if given.cutoff:
        cutoff = read.read(None, day_option, given.cutoff, "--cutoff")
    letter_date = (
        read.read(None, day_option, given.letter_date, "--letter-date") if given.letter_date else None
    )
    team = _team(desk, read, given, known)
    read.settle()
    return Opening(
        met,
        cutoff,
        team,
        tuple(" ".join(each.split()) for each in documents),
        given.letter if given.letter is not None else (known.letter_number if known else ""),
        letter_date or (known.letter_date if known else None),
        joint,
    )


def _team(desk: Desk, read: Gathering, given: Given, known: Opening | None) -> tuple[tuple[str, str], ...]:
    from zi_workflow.domain.teams import Duty

    said = {
        Duty.CHAIR: [given.chair] if given.chair else None,
        Duty.DEPUTY: given.deputies,
        Duty.MEMBER: given.members,
    }
    found: list[tuple[str, str]] = []
    for duty, names in said.items():
        if names is None:
            found += [each for each in (known.team if known else ()) if each[1] == duty]
        else:
            found += [(each, duty) for each in read.each(desk.person, names, f"--{duty}")]
    return tuple(found)


def _go(desk: Desk, command: PlaceOrder, *, yes: bool, token: str | None, json: bool) -> None:
    from zi_workflow.cli import round_plan_words
    from zi_workflow.usecases import round_triggers

    shown = desk.read(round_triggers.preview, command, desk.now)
    seen = _token(shown) if shown.openable else ""
    if (yes or token is not None) and not shown.openable:
        raise RefusedError(replace(p, where=each.code) for each in shown.units for p in each.problems)
    if token not in (None, seen):
        message = N_("This has changed since that preview; look at it again.")
        raise ConflictError(Problem(message, where="--token"))
    order = _place(desk, command, shown) if yes or token else ""
    if json:
        show_json(round_plan_words.order_json(shown, seen, order))
        return
    print("\n".join(round_plan_words.order_lines(shown)))
    if order:
        _said(desk, order)
    else:
        print(_("Nothing was saved."))
    if seen and not order:
        print(_("To do exactly this, repeat the command with: {option}", option=f"--token {seen}"))


def _token(shown: OrderShown) -> str:
    said = [(each.code, each.opening.seen if each.opening else "") for each in shown.units]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _place(desk: Desk, command: PlaceOrder, shown: OrderShown) -> str:
    from zi_workflow.bootstrap import do
    from zi_workflow.usecases import round_orders, round_triggers
    from zi_workflow.usecases.round_triggers import UnitAsked

    units = tuple(
        UnitAsked(programme_id=each.programme_id, seen=each.opening.seen)
        for each in shown.units
        if each.opening is not None
    )
    order = desk.do(round_triggers.place, replace(command, units=units))
    run: Any = partial(do, desk.store)
    round_orders.continue_order(run, order, command.letterhead, lambda: desk.now)
    return order


def _said(desk: Desk, order: str) -> None:
    from zi_workflow.cli import round_plan_words
    from zi_workflow.domain.scopes import EVERYWHERE
    from zi_workflow.storage.queries.round_orders import order_facts

    found = desk.read(order_facts, order, EVERYWHERE)
    print("\n".join(round_plan_words.done_lines(found)) if found else "")


def _alone(ctx: typer.Context) -> None:
    """InputError with everything that was said beside --resume and would be ignored."""
    wrong = [
        Problem(
            N_("Please leave this out: --resume goes on with what was interrupted, and with nothing else."),
            where=each.opts[0] if each.opts[0].startswith("--") else "units",
        )
        for each in ctx.command.params
        if each.name not in ("resume", "yes", "json") and _typed(ctx, each.name)
    ]
    if wrong:
        raise InputError(wrong)


def _typed(ctx: typer.Context, name: str | None) -> bool:
    source = ctx.get_parameter_source(name or "")
    return source is not None and source.name == "COMMANDLINE"


def _resume(desk: Desk, json: bool) -> None:
    """Whatever waits in any order, also after a kill."""
    from zi_workflow import settings
    from zi_workflow.bootstrap import do
    from zi_workflow.cli.wiring import letterhead_of
    from zi_workflow.usecases import round_orders

    run: Any = partial(do, desk.store)
    done = round_orders.continue_orders(run, letterhead_of(settings.load()), lambda: desk.now)
    if json:
        show_json({"units": done})
    else:
        print(_("{n} units were done.", n=done))


def add_to(app: typer.Typer) -> None:
    """The command of this module."""
    app.command(
        "open", help=_("Open rounds: shows who gets which mail; --yes or --token does exactly that.")
    )(open_rounds)
