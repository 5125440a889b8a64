"""Proposed, planned and opened rounds as commands say them; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from zi_workflow import wording
from zi_workflow.domain.errors import Problem
from zi_workflow.domain.round_orders import UNIT_STATE_NAMES
from zi_workflow.i18n import _, language, sentence
from zi_workflow.web.views import round_clashes, words
from zi_workflow.web.views.round_terms import terms

if TYPE_CHECKING:
    from zi_workflow.storage.queries.round_orders import OrderFacts
    from zi_workflow.usecases.round_plans import DayShown, Proposal
    from zi_workflow.usecases.round_triggers import OrderShown


def proposal_json(found: Proposal, *, done: bool) -> dict[str, Any]:
    """A programme's lacking rounds for programs."""
    from zi_workflow.usecases.round_plans import key_of

    rounds = [{"quarter": key_of(each), "on": each.on} for each in found.rounds]
    return {"programme": found.code, "working_day": found.working_day, "rounds": rounds, "saved": done}


def proposal_lines(found: Sequence[Proposal], *, done: bool) -> Iterator[str]:
    """A paragraph a programme that lacks some."""
    from zi_workflow.usecases.round_plans import key_of

    lacking = [each for each in found if each.rounds]
    for each in lacking:
        yield f"{each.code}, {each.unit}"
        for one in each.rounds:
            yield f"  {words.quarter(key_of(one))}: {wording.full_date(one.on, language())}"
    if not lacking:
        yield _("No round is lacking for the year ahead.")
    elif done:
        yield _("Saved.")
    else:
        yield _("Nothing was saved; --yes keeps these rounds.")


def move_lines(shown: DayShown, *, done: bool) -> Iterator[str]:
    """What the new day meets."""
    from zi_workflow.web.views.round_stops import moved

    yield from moved(shown)
    yield _("Saved.") if done else _("Nothing was saved.")


def order_json(shown: OrderShown, token: str, order: str) -> dict[str, Any]:
    """What an order would do or does, for programs."""
    return {
        "applied": bool(order),
        "order": order,
        "token": token,
        "mails": shown.mails,
        "most_a_day": shown.most_a_day,
        "clashes": round_clashes.lines(shown.doubled),
        "terms": {each.label: list(each.said) for each in terms(shown.opening, shown.names)},
        "units": [
            {
                "programme": each.code,
                "problems": [_bare(p) for p in each.problems],
                "warnings": [_bare(p) for p in each.opening.warnings] if each.opening else [],
                "mails": [
                    {"name": letter.person.name, "address": letter.address}
                    for letter in (each.opening.plan.letters if each.opening else ())
                ],
            }
            for each in shown.units
        ],
    }


def order_lines(shown: OrderShown) -> Iterator[str]:
    """What an order does: what all are opened with, then unit by unit."""
    for term in terms(shown.opening, shown.names):
        yield f"{term.label}: {'; '.join(term.said)}"
    for each in shown.units:
        yield f"{each.code}, {each.unit}"
        yield from (f"  ! {_bare(problem)}" for problem in each.problems)
        if each.opening is None:
            continue
        plan = each.opening.plan
        meeting = plan.meeting
        hours = wording.hours(meeting.begins, meeting.ends, each.zone, language())
        yield f"  {wording.full_date(meeting.on, language())}, {hours}"
        yield from (f"  * {_bare(warning)}" for warning in each.opening.warnings)
        for letter in plan.letters:
            yield f"  {letter.person.name} <{letter.address or '-'}> - {words.role(letter.seat.guest.role)}"
    yield _(
        "{n} of {total} units are opened; {mails} invitations are sent.",
        n=len(shown.openable),
        total=len(shown.units),
        mails=shown.mails,
    )
    yield from (_("Note: {doubt}", doubt=each) for each in round_clashes.lines(shown.doubled))


def _bare(problem: Problem) -> str:
    """Without its place, which is a field of a form: each stands below its unit."""
    return sentence(replace(problem, where=""))


def done_lines(order: OrderFacts) -> Iterator[str]:
    """What became of an order."""
    for each in order.units:
        yield f"{each.code}: {_(UNIT_STATE_NAMES[each.state])}{f' - {each.reason}' if each.reason else ''}"
