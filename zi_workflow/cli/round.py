"""`zi round`: lists monev rounds, invites, changes and cancels, after a preview; holds no rule of an invitation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow.cli import (
    round_attend,
    round_follow_up,
    round_freeze,
    round_matrix,
    round_meeting,
    round_open,
    round_papers,
    round_propose,
    round_signing,
    round_stop,
)
from zi_workflow.cli.desk import By, Desk, Json, open_desk, show_json
from zi_workflow.cli.inputs import Gathering
from zi_workflow.cli.quarters import ProgrammeCode, QuarterOf, quarter_key
from zi_workflow.cli.round_options import (
    Agenda,
    Begin,
    Day,
    End,
    Link,
    Place,
    Reason,
    Token,
    Yes,
    meeting_of,
    places,
)  # fmt: skip
from zi_workflow.domain.errors import N_, Problem, RefusedError
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.storage.queries.programmes import ProgrammeFacts
    from zi_workflow.usecases.invitation_commands import Plan, RoundCommand

app = typer.Typer(
    help=_("List monitoring rounds; invite to them, change and cancel them."),
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
_PARTS = (
    round_propose,
    round_open,
    round_stop,
    round_matrix,
    round_freeze,
    round_meeting,
    round_attend,
    round_papers,
    round_signing,
    round_follow_up,
)
for part in _PARTS:
    part.add_to(app)
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


@app.callback()
def round_() -> None:
    """Group of commands on monev rounds."""


@app.command("list", help=_("List the rounds of a programme, who is invited, and how far the mails got."))
def list_rounds(code: ProgrammeCode, json: Json = False) -> None:
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
    help=_("Says with which command people are invited: rounds are opened, with team, cutoff and documents."),
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
def invite(code: ProgrammeCode, quarter: QuarterOf) -> None:
    """RefusedError, whatever else is said: an invitation without team and cutoff would stand beside an opened round."""
    key = quarter_key(quarter)
    command = f"zi round open {code} --quarter {key} --date ... --cutoff ... --chair ..."
    raise RefusedError(Problem(N_("Rounds are opened with: {command}"), {"command": command}, where=key))


@app.command(help=_("Change the date, place or people of an invitation; what is not given stays."))
def change(
    code: ProgrammeCode,
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
    with places(), open_desk() as desk:
        facts = desk.programme(code)
        common = _common(desk, facts, quarter, by, token)
        _not_opened(desk, facts, common["quarter"], "zi round rearrange")
        seen = desk.read(find, facts.id, common["quarter"])
        if seen.meeting is None:
            raise RefusedError(Problem(N_("Nobody is invited to this round."), where=seen.quarter))
        command = Change(
            **common,
            version=seen.version,
            reason=reason,
            meeting=meeting_of(seen.meeting, given),
            add=_people(desk, facts, add, "--with"),
            drop=_people(desk, facts, drop, "--without"),
            usual=usual,
        )
        _go(desk, invitations.change, command, yes, json)


@app.command(help=_("Cancel a round; everybody whom the invitation reached is told why."))
def cancel(
    code: ProgrammeCode,
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

    with places(), open_desk() as desk:
        facts = desk.programme(code)
        command = Cancel(**_common(desk, facts, quarter, by, token), reason=reason)
        _not_opened(desk, facts, command.quarter, "zi round calloff")
        _go(desk, invitations.cancel, command, yes, json)


def _not_opened(desk: Desk, facts: ProgrammeFacts, quarter: str, command: str) -> None:
    """RefusedError for a round with a session: its team, cutoff and other units have to follow."""
    from zi_workflow.storage.queries.monev import round_facts

    if desk.read(round_facts, facts.id, quarter).session is not None:
        message = N_("This round was opened; use: {command}")
        raise RefusedError(Problem(message, {"command": command}, where=quarter))


def _common(
    desk: Desk, facts: ProgrammeFacts, quarter: str, by: str | None, token: str | None
) -> dict[str, Any]:
    from zi_workflow import settings
    from zi_workflow.cli.wiring import letterhead_of

    return {
        "programme_id": facts.id,
        "quarter": quarter_key(quarter),
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


def _people(desk: Desk, facts: ProgrammeFacts, names: list[str] | None, option: str) -> tuple[str, ...]:
    """The ids of all of them; InputError with everybody who is not known."""
    read = Gathering()
    found = read.each(desk.person, names or (), option, facts.unit_id)
    read.settle()
    return tuple(found)
