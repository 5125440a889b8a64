"""`zi round postpone|calloff|rearrange`: what becomes of an opened round before it is held, after a preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import typer

from zi_workflow.cli.desk import By, Json, open_desk, show_json
from zi_workflow.cli.inputs import Gathering
from zi_workflow.cli.quarters import ProgrammeCode, QuarterOf
from zi_workflow.cli.round_open import (
    Chair,
    Cutoff,
    Deputy,
    Document,
    Given,
    Letter,
    LetterDate,
    Member,
    opening_of,
)  # fmt: skip
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
    addressed,
    places,
)  # fmt: skip
from zi_workflow.domain.errors import N_, ConflictError, Problem
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.cli.desk import Desk
    from zi_workflow.storage.queries.monev import RoundFacts
    from zi_workflow.usecases.invitation_commands import Plan


def postpone(
    code: ProgrammeCode, quarter: QuarterOf, reason: Reason = "", yes: Yes = False, token: Token = None,
    by: By = None, json: Json = False,
) -> None:  # fmt: skip
    """Put a round off."""
    from zi_workflow.usecases.round_stops import Postpone

    _stop(Postpone, code, quarter, reason, yes, token, by, json)


def call_off(
    code: ProgrammeCode, quarter: QuarterOf, reason: Reason = "", yes: Yes = False, token: Token = None,
    by: By = None, json: Json = False,
) -> None:  # fmt: skip
    """Call a round off."""
    from zi_workflow.usecases.round_stops import CallOff

    _stop(CallOff, code, quarter, reason, yes, token, by, json)


def _stop(
    kind: Any, code: str, quarter: str, reason: str, yes: bool, token: str | None, by: str | None, json: bool
) -> None:
    from zi_workflow.usecases import round_stops

    with places(), open_desk() as desk:
        common, _seen = _common(desk, code, quarter, by)
        command = kind(**common, reason=reason)
        shown = desk.read(round_stops.look_at, command, desk.now)
        mark = round_stops.token(command, shown)
        done = _agreed(mark, token, yes=yes)
        if done:
            desk.do(round_stops.stop, replace(command, seen=mark))
        _show(desk, shown.plans, mark, done=done, json=json)


def rearrange(
    code: ProgrammeCode, quarter: QuarterOf, date: Day = None, begins: Begin = None, ends: End = None,
    place: Place = None, link: Link = None, agenda: Agenda = None, cutoff: Cutoff = None, chair: Chair = None,
    deputy: Deputy = None, member: Member = None, document: Document = None, letter: Letter = None,
    letter_date: LetterDate = None, reason: Reason = "", yes: Yes = False, token: Token = None, by: By = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Meet otherwise; what is not given stays."""
    from zi_workflow.usecases import round_rearranging
    from zi_workflow.usecases.round_rearranging import Rearrange

    meeting = {"date": date, "from": begins, "until": ends, "place": place, "link": link, "agenda": agenda}
    given = Given(cutoff, chair, deputy, member, document, letter, letter_date)
    with places(), open_desk() as desk:
        common, seen = _common(desk, code, quarter, by)
        known = round_rearranging.as_it_stands(seen)
        opening = opening_of(desk, meeting, given, known, joint=known.joint)
        command = Rearrange(**common, opening=opening, reason=reason)
        shown = desk.read(round_rearranging.look_at, command, desk.now)
        mark = round_rearranging.token(command, shown)
        done = _agreed(mark, token, yes=yes)
        if done:
            desk.do(round_rearranging.rearrange, replace(command, seen=mark))
        _show(desk, [each.plan for each in shown], mark, done=done, json=json)


def _common(desk: Desk, code: str, quarter: str, by: str | None) -> tuple[dict[str, Any], RoundFacts]:
    from zi_workflow import settings
    from zi_workflow.cli.wiring import letterhead_of
    from zi_workflow.domain.people import Role
    from zi_workflow.storage.queries.monev import round_facts

    facts, common = addressed(desk, Gathering(), (code, quarter), by, Role.INSPECTORATE)
    seen = desk.read(round_facts, facts.id, common["quarter"])
    return {
        **common,
        "version": seen.version,
        "letterhead": letterhead_of(settings.load()),
    }, seen


def _agreed(mark: str, token: str | None, *, yes: bool) -> bool:
    """Whether to do it; ConflictError for the token of another preview."""
    if token not in (None, mark):
        message = N_("This has changed since that preview; look at it again.")
        raise ConflictError(Problem(message, where="--token"))
    return yes or token is not None


def _show(desk: Desk, plans: Sequence[Plan | None], mark: str, *, done: bool, json: bool) -> None:
    from zi_workflow.cli import round_words
    from zi_workflow.usecases.round_sessions import NOBODY_TOLD

    told = [each for each in plans if each is not None]
    if json:
        show_json(
            {
                "applied": done,
                "token": mark,
                "rounds": [round_words.plan_json(each, done) for each in told],
            }
        )
        return
    for each in told:
        print("\n".join(round_words.mail_lines(each, desk.now)))
    if not told:
        print(_(NOBODY_TOLD))
    if done:
        print(_("Saved."))
    else:
        print(_("Nothing was saved."))
        print(_("To do exactly this, repeat the command with: {option}", option=f"--token {mark}"))


def add_to(app: typer.Typer) -> None:
    """The commands of this module."""
    app.command(help=_("Put a round off; it is opened again with a new date."))(postpone)
    app.command("calloff", help=_("Call an opened round off; everybody who was invited is told why."))(
        call_off
    )
    app.command(
        help=_("Change an opened round's date, place, cutoff, team or papers; what is not given stays.")
    )(rearrange)
