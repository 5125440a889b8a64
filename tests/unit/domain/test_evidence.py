"""What is lost with a piece of evidence, and until when one is valid."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_workflow.domain.evidence import Effect, Need, Use, UseKind, expired, losses, quarters_around
from zi_workflow.domain.tasks import IN_REVIEW, State

TASKS = ("TL-01", "TL-02", "PP-01")
USES = st.frozensets(
    st.one_of(
        st.tuples(st.just(UseKind.TASK), st.sampled_from(TASKS)),
        st.tuples(st.just(UseKind.ITEM), st.sampled_from(("A.I.1", "A.I.2"))),
    )
)
NEEDS = st.fixed_dictionaries(
    {code: st.builds(Need, st.sampled_from(State), st.booleans()) for code in TASKS}
)


@given(st.dictionaries(st.sampled_from("abcd"), USES), NEEDS, st.sampled_from("abcd"), USES)
def test_only_what_has_nothing_left_moves(
    serving: dict[str, frozenset[Use]], needs: dict[str, Need], piece: str, lost: frozenset[Use]
) -> None:
    """Everything it served is named once, and what keeps another piece, or wanted none, stays as it is."""
    found = losses(piece, serving, needs, lost)
    assert {(loss.kind, loss.target) for loss in found} == lost
    assert len(found) == len(lost)
    for loss in found:
        others = [uses for other, uses in serving.items() if other != piece]
        assert loss.left == sum((loss.kind, loss.target) in uses for uses in others)
        assert (loss.effect is Effect.KEEPS) is (loss.left > 0)
        if loss.effect in (Effect.RETURNED, Effect.REOPENED):
            need = needs[loss.target]
            assert loss.kind is UseKind.TASK
            assert need.wanted
            assert piece in serving
            assert (need.state in IN_REVIEW) is (loss.effect is Effect.RETURNED)
            assert (need.state is State.DONE) is (loss.effect is Effect.REOPENED)


@given(USES, NEEDS)
def test_the_last_piece_of_a_task_that_wants_one_moves_it(
    lost: frozenset[Use], needs: dict[str, Need]
) -> None:
    """In review it goes back, done it is opened again; no state in which a done task shows nothing is left."""
    for loss in losses("a", {"a": lost}, needs, lost):
        if loss.kind is UseKind.TASK and needs[loss.target].wanted:
            state = needs[loss.target].state
            wanted = Effect.REOPENED if state is State.DONE else Effect.RETURNED
            assert (loss.effect is wanted) is (state in IN_REVIEW | {State.DONE})


@pytest.mark.parametrize(
    ("on", "over"), [(date(2025, 3, 31), False), (date(2025, 6, 30), False), (date(2025, 7, 1), True)]
)
def test_evidence_of_a_quarter_holds_until_its_successor_has_to_be_there(on: date, over: bool) -> None:
    """The first quarter's until the end of the second; without a quarter for ever."""
    assert expired("2025-Q1", on) is over
    assert not expired(None, on)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_quarters_to_choose_from_lie_around_the_day(on: date) -> None:
    """Five different ones, with the one of the day and of the day three months ago."""
    found = quarters_around(on)
    assert len(set(found)) == len(found) == 5
    ago = on - timedelta(days=92)
    assert {f"{each.year}-Q{(each.month + 2) // 3}" for each in (on, ago)} <= set(found)
