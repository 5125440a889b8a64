"""The states of a task and its legal moves, as tables; knows neither people nor dates of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zi_workflow.domain.errors import N_, Problem, RefusedError


class State(StrEnum):
    """How far a task has come; STATE_MEANINGS has a sentence for each."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VERIFIED = "verified"
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"


STATE_MEANINGS: Mapping[State, str] = {
    State.PLANNED: N_("It has not started; whether it can is computed from the plan."),
    State.IN_PROGRESS: N_("Somebody works on it."),
    State.SUBMITTED: N_("The work is handed in and waits for its review."),
    State.RETURNED: N_("The review sent it back with a note; it has to be handed in again."),
    State.VERIFIED: N_("The review accepted it; the approver has yet to decide."),
    State.DONE: N_("It is finished and accepted."),
    State.NOT_APPLICABLE: N_("It does not apply to this unit, for a reason on record; counts as finished."),
}


class Verb(StrEnum):
    """What can be done to a task."""

    START = "start"
    REPORT = "report"
    SUBMIT = "submit"
    VERIFY = "verify"
    RETURN = "return"
    OUTCOME = "outcome"
    WAIVE = "waive"
    REOPEN = "reopen"
    PROMISE = "promise"
    ACCEPT = "accept"
    ASSIGN = "assign"


PROMISE_DAYS = 92
"""Days of the calendar, about a quarter: where the deadline is near or past, the next monev has to see the task."""

NOT_STARTED = frozenset({State.PLANNED})
IN_HANDS = frozenset({State.IN_PROGRESS, State.RETURNED})
IN_REVIEW = frozenset({State.SUBMITTED, State.VERIFIED})
FINISHED = frozenset({State.DONE, State.NOT_APPLICABLE})
OPEN_WORK = NOT_STARTED | IN_HANDS

# From which states a verb is legal, and where it leads; None: the state stays.
# VERIFY leads to VERIFIED when an approver has yet to decide, REOPEN to PLANNED when the work had never begun.
MOVES: Mapping[Verb, tuple[frozenset[State], State | None]] = {
    Verb.START: (NOT_STARTED, State.IN_PROGRESS),
    Verb.REPORT: (IN_HANDS, None),
    Verb.SUBMIT: (IN_HANDS, State.SUBMITTED),
    Verb.VERIFY: (IN_REVIEW, State.DONE),
    Verb.RETURN: (IN_REVIEW, State.RETURNED),
    Verb.OUTCOME: (OPEN_WORK | {State.SUBMITTED}, State.DONE),
    Verb.WAIVE: (OPEN_WORK | IN_REVIEW, State.NOT_APPLICABLE),
    Verb.REOPEN: (FINISHED, State.IN_PROGRESS),
    Verb.PROMISE: (OPEN_WORK, None),
    Verb.ACCEPT: (OPEN_WORK, None),
    Verb.ASSIGN: (OPEN_WORK | IN_REVIEW, None),
}

_REFUSALS: Mapping[State, str] = {
    State.PLANNED: N_("The task has not started: {verb!r} is not possible, only {possible}."),
    State.IN_PROGRESS: N_("The task is being worked on: {verb!r} is not possible, only {possible}."),
    State.SUBMITTED: N_("The task waits for its review: {verb!r} is not possible, only {possible}."),
    State.RETURNED: N_("The task was sent back for more work: {verb!r} is not possible, only {possible}."),
    State.VERIFIED: N_("The task waits for its approver: {verb!r} is not possible, only {possible}."),
    State.DONE: N_("The task is done: {verb!r} is not possible, only {possible}."),
    State.NOT_APPLICABLE: N_("The task was waived: {verb!r} is not possible, only {possible}."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What happened to a task so far; `finished` is the day it became done or was waived.

    `moved_on` is the claimed day of the last move: the moves of a task never go back in days, so that its events
    tell its state on any past day.
    """

    state: State = State.PLANNED
    started: date | None = None
    progress: int = 0
    note: str | None = None
    obstacle: str | None = None
    submitted: date | None = None
    submitted_by: str | None = None
    verified: date | None = None
    finished: date | None = None
    promised: date | None = None
    promise_reason: str | None = None
    promise_accepted: bool = False
    cycle: int = 1
    moved_on: date | None = None


def possible(state: State, external: bool = False) -> tuple[Verb, ...]:
    """The verbs that are legal in a state, in the order of a task's life; OUTCOME only for an outside party's work."""
    legal = (verb for verb, (sources, _) in MOVES.items() if state in sources)
    return tuple(verb for verb in legal if external or verb is not Verb.OUTCOME)


def target(task: str, state: State, verb: Verb, external: bool = False) -> State:
    """Where `verb` leads from `state`; RefusedError names the state and what is possible instead."""
    sources, to = MOVES[verb]
    if state not in sources or (verb is Verb.OUTCOME and not external):
        verbs = ", ".join(possible(state, external))
        raise RefusedError(Problem(_REFUSALS[state], {"verb": str(verb), "possible": verbs}, where=task))
    return state if to is None else to


def day_of(task: str, standing: Standing, on: date, today: date, begins: date) -> date:
    """`on`, if something may be recorded for it: not after `today`, not before the work it continues.

    `begins` is the first day on which anything of the programme can happen.
    """
    if on > today:
        message = N_("{on} lies in the future; today is {today}.")
        raise RefusedError(Problem(message, {"on": on, "today": today}, where=task))
    known = (
        begins,
        standing.started,
        standing.submitted,
        standing.verified,
        standing.finished,
        standing.moved_on,
    )
    earliest = max(day for day in known if day is not None)
    if on < earliest:
        message = N_("{on} lies before {earliest}, when the last step of this task was taken.")
        raise RefusedError(Problem(message, {"on": on, "earliest": earliest}, where=task))
    return on


def latest_promise(on: date, deadline: date | None) -> date:
    """The last day that may be promised on a day: the programme's deadline, but at least `PROMISE_DAYS` ahead.

    An accepted promise silences the ladder until its date; one without end would silence it for good.
    """
    ahead = on + timedelta(days=PROMISE_DAYS)
    return ahead if deadline is None else max(ahead, deadline)
