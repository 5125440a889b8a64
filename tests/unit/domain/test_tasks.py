"""The table of a task's moves."""

from __future__ import annotations

from datetime import date

import pytest

from zi_workflow.domain.errors import RefusedError
from zi_workflow.domain.permissions import ALLOWED
from zi_workflow.domain.tasks import (
    FINISHED,
    IN_HANDS,
    IN_REVIEW,
    MOVES,
    NOT_STARTED,
    STATE_MEANINGS,
    Standing,
    State,
    Verb,
    day_of,
    latest_promise,
    possible,
    target,
)

TODAY = date(2025, 3, 3)
START = date(2025, 1, 2)


def test_every_state_has_its_sentence() -> None:
    """A state nobody can explain is no state."""
    assert set(STATE_MEANINGS) == set(State)


def test_every_verb_is_in_both_tables() -> None:
    """Each verb says from where it is legal and who may do it."""
    assert set(MOVES) == set(Verb) == set(ALLOWED)


def test_every_state_belongs_to_one_phase() -> None:
    """The phases share no state and leave none out."""
    phases = [NOT_STARTED, IN_HANDS, IN_REVIEW, FINISHED]
    assert sorted(state for phase in phases for state in phase) == sorted(State)


def test_every_state_can_be_reached_and_left() -> None:
    """No state is a trap, and none is only decoration."""
    reached = {to for _sources, to in MOVES.values() if to} | {State.PLANNED, State.VERIFIED}
    assert reached == set(State)
    assert all(possible(state) for state in State)


@pytest.mark.parametrize("state", State)
def test_an_illegal_move_is_refused_with_what_is_possible(state: State) -> None:
    """The refusal names the verb and every legal one."""
    for verb in set(Verb) - set(possible(state, external=True)):
        with pytest.raises(RefusedError) as refused:
            target("TL-01", state, verb, external=True)
        (problem,) = refused.value.problems
        assert problem.where == "TL-01"
        assert str(verb) in str(problem.params["verb"])
        assert problem.params["possible"] == ", ".join(possible(state, external=True))


def test_an_outcome_is_recorded_only_for_outside_work() -> None:
    """The unit's own work is handed in and verified."""
    assert target("EX-01", State.PLANNED, Verb.OUTCOME, external=True) is State.DONE
    with pytest.raises(RefusedError):
        target("TL-01", State.PLANNED, Verb.OUTCOME)


def test_reports_and_promises_leave_the_state() -> None:
    """They say something about the work and move nothing."""
    assert target("TL-01", State.RETURNED, Verb.REPORT) is State.RETURNED
    assert target("TL-01", State.PLANNED, Verb.PROMISE) is State.PLANNED


@pytest.mark.parametrize(
    ("deadline", "latest"),
    [
        (None, date(2025, 6, 3)),
        (date(2025, 5, 1), date(2025, 6, 3)),
        (date(2024, 12, 31), date(2025, 6, 3)),
        (date(2026, 5, 29), date(2026, 5, 29)),
    ],
)
def test_a_promise_reaches_to_the_deadline_or_a_quarter_ahead(deadline: date | None, latest: date) -> None:
    """A programme that is late beyond its deadline can still be promised something."""
    assert latest_promise(TODAY, deadline) == latest


def test_a_day_in_the_past_may_be_claimed() -> None:
    """People tell later what happened earlier."""
    assert day_of("TL-01", Standing(), date(2025, 2, 3), TODAY, START) == date(2025, 2, 3)


def test_a_day_in_the_future_may_not() -> None:
    """Nothing has happened tomorrow."""
    with pytest.raises(RefusedError, match="future"):
        day_of("TL-01", Standing(), date(2025, 3, 4), TODAY, START)


@pytest.mark.parametrize(
    ("standing", "on"),
    [
        (Standing(), date(2025, 1, 1)),
        (Standing(started=date(2025, 2, 3)), date(2025, 2, 2)),
        (Standing(started=date(2025, 2, 3), submitted=date(2025, 2, 10)), date(2025, 2, 7)),
        (Standing(submitted=date(2025, 2, 3), verified=date(2025, 2, 10)), date(2025, 2, 7)),
        (Standing(finished=date(2025, 2, 10)), date(2025, 2, 7)),
    ],
)
def test_nothing_happens_before_the_work_it_continues(standing: Standing, on: date) -> None:
    """Neither before the programme nor before the last step of the task."""
    with pytest.raises(RefusedError, match="before"):
        day_of("TL-01", standing, on, TODAY, START)
