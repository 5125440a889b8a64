"""Changes how an opened round meets: day, hours, place, cutoff, team, documents, letter; all of a joint session."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, ForbiddenError, InputError, NotFoundError, Problem, RefusedError
from zi_workflow.domain.events import canonical
from zi_workflow.domain.invitations import of_itself, tidy
from zi_workflow.domain.messages import PLAIN, Letterhead
from zi_workflow.domain.round_openings import Opening, problems
from zi_workflow.domain.round_states import RoundState
from zi_workflow.domain.scopes import Viewer
from zi_workflow.storage.queries.monev import RoundFacts
from zi_workflow.storage.tables import MonevSession, MonevTeamMember, Round
from zi_workflow.usecases import invitations, round_teams
from zi_workflow.usecases.conducting import Conduct, Conducted, as_seen, begin, changed_since, look, record
from zi_workflow.usecases.invitation_commands import TOKEN_LENGTH, Change, Plan
from zi_workflow.usecases.invitation_plans import planned
from zi_workflow.usecases.round_sessions import change_of, rounds_of, shares

_ONLY_PREPARED = N_("Only a round under preparation is changed like this.")
_Step = tuple[Conducted, Change | None, tuple[Problem, ...]]
"""A round, the change of its invitation, and what is to be known about the team there."""


@dataclass(frozen=True, kw_only=True)
class Rearrange(Conduct):
    """Meet otherwise, for a reason that whoever is told reads; `seen` names what was shown of it, None: nothing."""

    opening: Opening
    reason: str = ""
    seen: str | None = None
    letterhead: Letterhead = PLAIN


@dataclass(frozen=True)
class Rearranged:
    """One of the session's rounds, and the mails about it; None: its hours went by and stay, nobody is told."""

    found: Conducted
    plan: Plan | None
    warnings: tuple[Problem, ...]


def look_at(session: Session, command: Rearrange, now: datetime) -> list[Rearranged]:
    """What it does round by round; writes nothing.

    InputError with everything that is wrong, RefusedError when it is not under preparation, its figures are frozen, or
    the team cannot come to one of the units; ConflictError when it changed, ForbiddenError as `together`.
    """
    found = look(session, command.viewer, command.programme_id, command.quarter, now)
    as_seen(command, found)
    wrong, shown = _wrong(command, found), list[Rearranged]()
    try:
        shown = _shown(session, list(_steps(session, command, found, now)), now)
    except InputError as error:
        wrong += [each for each in error.problems if each not in wrong]
    if wrong:
        raise InputError(wrong)
    return shown


def token(command: Rearrange, shown: Sequence[Rearranged]) -> str:
    """Names exactly this: how they would meet and why, the rounds as they were seen, and what everybody would be told."""
    rounds = [
        [each.found.round.id, each.found.round.version, each.plan.token if each.plan else ""]
        for each in shown
    ]
    opening = command.opening
    said = [tidy(opening.meeting).to_json(), opening.cutoff, sorted(opening.team), opening.documents,
            opening.letter_number, opening.letter_date, command.reason, rounds]  # fmt: skip
    return hashlib.sha256(canonical(said).encode()).hexdigest()[:TOKEN_LENGTH]


def as_it_stands(seen: RoundFacts) -> Opening:
    """How a round meets before anything is changed; RefusedError for one that nobody has opened."""
    held = seen.session
    if held is None or seen.cutoff is None:
        raise RefusedError(Problem(_ONLY_PREPARED, where=seen.quarter))
    team = tuple((each.person_id, str(each.duty)) for each in held.team)
    return Opening(
        held.meeting, seen.cutoff, team, held.documents, held.letter_number, held.letter_date, held.joint
    )


def together(session: Session, viewer: Viewer, found: Conducted, now: datetime) -> list[Conducted]:
    """The rounds that are changed at once with this one: all of its session that are under preparation.

    RefusedError where it is not under preparation, ForbiddenError for who does not conduct all of them.
    """
    row = found.round
    if row.state != RoundState.PREPARING or row.session_id is None:
        raise RefusedError(Problem(_ONLY_PREPARED, where=found.place))
    return [_conducted(session, viewer, found, each, now) for each in rounds_of(session, row.session_id)]


def rearrange(session: Session, command: Rearrange, now: datetime) -> bool:
    """Do it, for all rounds of the session at once; False when this very form came before. Raises as `look_at` does."""
    found = begin(session, command, now)
    if found is None:
        return False
    steps = list(_steps(session, command, found, now))
    if wrong := _wrong(command, found):
        raise InputError(wrong)
    if command.seen is not None:
        steps = _as_shown(session, command, steps, now)
    held = session.get_one(MonevSession, found.round.session_id, with_for_update=True)
    opening = command.opening
    before: dict[str, object] = {"meeting": dict(held.meeting), "cutoff": found.round.cutoff}
    held.meeting, held.documents = tidy(opening.meeting).to_json(), list(opening.documents)
    held.letter_number, held.letter_date, held.version = (
        opening.letter_number,
        opening.letter_date,
        held.version + 1,
    )
    session.add(held)
    session.execute(delete(MonevTeamMember).where(col(MonevTeamMember.session_id) == held.id))
    round_teams.save(session, held.id, opening.team)
    for each, change, _warnings in steps:
        _tell(session, command, each, change, before, now)
    return True


def _tell(
    session: Session,
    command: Rearrange,
    found: Conducted,
    change: Change | None,
    before: dict[str, object],
    now: datetime,
) -> None:
    plan = invitations.change(session, change, now) if change else None
    opening, row = command.opening, found.round
    row.cutoff, row.planned_on = opening.cutoff, opening.meeting.on
    said = {
        "before": before,
        "meeting": tidy(opening.meeting).to_json(),
        "cutoff": opening.cutoff,
        "team": [{"person": person, "duty": str(duty)} for person, duty in opening.team],
        "documents": list(opening.documents),
        "letter": [opening.letter_number, opening.letter_date],
        "reason": command.reason,
        "mails": len(plan.letters) if plan else 0,
    }
    record(session, "round.rearranged", command, found, said, now)


def _shown(session: Session, steps: Sequence[_Step], now: datetime) -> list[Rearranged]:
    return [
        Rearranged(each, planned(session, change, now) if change else None, warnings)
        for each, change, warnings in steps
    ]


def _as_shown(session: Session, command: Rearrange, steps: Sequence[_Step], now: datetime) -> list[_Step]:
    """The steps, each of which does what its plan says now or nothing; ConflictError when another one was shown."""
    shown = _shown(session, steps, now)
    if token(command, shown) != command.seen:
        raise changed_since(shown[0].found.place)
    return [
        (each, replace(change, token=told.plan.token) if change and told.plan else change, warnings)
        for (each, change, warnings), told in zip(steps, shown, strict=True)
    ]


def _steps(session: Session, command: Rearrange, found: Conducted, now: datetime) -> Iterator[_Step]:
    """Every round of the session, the change of its invitation, and what is to be known about the team there."""
    rounds = together(session, command.viewer, found, now)
    rows = [each.round for each in rounds]
    team = round_teams.viewers(session, command.opening.team, now)
    share = shares(session, rows, team)
    for each in rounds:
        row = each.round
        if row.frozen_at is not None and row.cutoff != command.opening.cutoff:
            message = N_("The figures are frozen; the cutoff stays as it was.")
            raise RefusedError(Problem(message, where=each.place))
        judged = round_teams.judged(command.opening.team, team, each.programme)
        if judged.problems:
            raise RefusedError(judged.problems)
        change = change_of(session, command, row, command.opening.meeting, share[row.id], now)
        yield each, change, judged.warnings


def _wrong(command: Rearrange, found: Conducted) -> list[Problem]:
    """What is wrong with it on any unit's day; a cutoff that stays as it was may have passed."""
    opening = command.opening
    today = opening.cutoff if opening.cutoff == found.round.cutoff else found.on
    return [*of_itself(tidy(opening.meeting)), *problems(opening, today)]


def _conducted(session: Session, viewer: Viewer, found: Conducted, row: Round, now: datetime) -> Conducted:
    """Each round of a joint session is asked for by itself: whoever may not conduct one of them changes none."""
    if row.id == found.round.id:
        return found
    try:
        other = look(session, viewer, row.programme_id, row.quarter, now)
    except (NotFoundError, ForbiddenError):
        message = N_(
            "This round meets together with units whose rounds you do not conduct; only those who conduct all of "
            "them change it."
        )
        raise ForbiddenError(Problem(message)) from None
    return Conducted(other.programme, other.round, other.on, found.via)
