"""Counts, shares, codes and days of recommendations."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_workflow.domain.calendars import FIVE_DAYS, working_calendar
from zi_workflow.domain.follow_up import (
    FOLLOWS,
    MOST_TITLE,
    Followed,
    counts_of,
    days_late,
    grade,
    share,
    task_code,
    title_of,
)
from zi_workflow.domain.recommendations import RECOMMENDATION_NEXT, RecommendationState
from zi_workflow.domain.tasks import MOVES, State, Verb

ROUNDS = ("a", "b", "c", "d")
DAYS = working_calendar(FIVE_DAYS, (date(2025, 5, 29),), date(2025, 1, 1), date(2025, 12, 31))


@st.composite
def followed(draw: st.DrawFn) -> Followed:
    """Recommendations of any round, carried over any number of times in a row."""
    first = draw(st.integers(0, len(ROUNDS) - 1))
    last = draw(st.integers(first, len(ROUNDS) - 1))
    return Followed(ROUNDS[first : last + 1], draw(st.booleans()))


@given(st.lists(followed()))
def test_carried_and_new_are_closed_and_open_in_every_round(them: list[Followed]) -> None:
    """P25; and what one round leaves open is what the others have carried."""
    counts = [counts_of(each, them) for each in ROUNDS]
    for each in counts:
        assert each.carried + each.new == each.closed + each.still_open == each.total
        assert min(each.carried, each.new, each.closed, each.still_open) >= 0
    assert sum(each.new for each in counts) == len(them)
    assert sum(each.closed for each in counts) == sum(each.closed for each in them)
    assert sum(each.still_open for each in counts) - sum(each.carried for each in counts) == sum(
        not each.closed for each in them
    )


@given(st.lists(followed()), st.data())
def test_what_happens_after_a_round_never_changes_its_counts(
    them: list[Followed], data: st.DataObject
) -> None:
    """A recommendation that was carried out of it is open in it for ever, also once it is closed."""
    later = [
        Followed(each.rounds, data.draw(st.booleans()) if len(each.rounds) > 1 else each.closed)
        for each in them
    ]
    settled = [each.rounds[-1] for each in them if len(each.rounds) > 1]
    for each in ROUNDS:
        if each not in settled:
            assert counts_of(each, them) == counts_of(each, later)


@given(st.integers(1, 60), st.data())
def test_the_share_grows_with_what_is_closed_and_the_grade_never_falls(
    total: int, data: st.DataObject
) -> None:
    """A is all, D is none, and between them more never means a worse answer."""
    closed = data.draw(st.integers(0, total - 1))
    assert share(closed, total) == Fraction(closed, total) < Fraction(closed + 1, total)
    assert (grade(total, total), grade(0, total)) == ("A", "D")
    before, after = grade(closed, total), grade(closed + 1, total)
    assert before is not None
    assert after is not None
    assert after <= before


@pytest.mark.parametrize(
    ("closed", "total", "answer"), [(5, 5, "A"), (3, 5, "B"), (2, 4, "C"), (1, 5, "C"), (0, 0, None)]
)
def test_most_is_more_than_half(closed: int, total: int, answer: str | None) -> None:
    """Half of them is few; without recommendations there is no answer."""
    assert grade(closed, total) == answer


def test_every_move_of_the_task_is_a_move_of_the_recommendation() -> None:
    """Whatever a task may do, except to be set aside or taken up again, keeps its recommendation on its legal ways."""
    for verb, (sources, to) in MOVES.items():
        if verb in (Verb.WAIVE, Verb.REOPEN, Verb.OUTCOME):
            continue
        for source in sources:
            was, becomes = FOLLOWS[source], FOLLOWS[to if to is not None else source]
            assert was == becomes or becomes in RECOMMENDATION_NEXT[was], (verb, source)
    assert set(FOLLOWS) == set(State) - {State.NOT_APPLICABLE}


def test_codes_are_readable_and_unique() -> None:
    """The quarter and the number; a letter where somebody has that code already."""
    assert task_code("2025-Q1", 1, set()) == "REK-2025Q1-01"
    assert task_code("2025-Q1", 12, {"REK-2025Q1-12"}) == "REK-2025Q1-12-B"


@given(st.text())
def test_a_title_is_one_line_and_short_enough(words: str) -> None:
    """Never longer than a list can show, and made of the first words."""
    title = title_of(words)
    assert len(title) <= MOST_TITLE
    assert len(title.splitlines()) <= 1
    assert title.rstrip("…") in words


@pytest.mark.parametrize(
    ("state", "answered", "late"),
    [
        (RecommendationState.RESPONDED, date(2025, 5, 23), 0),
        (RecommendationState.CLOSED, date(2025, 5, 28), 3),
        (RecommendationState.REJECTED, date(2025, 5, 23), 5),  # the days go on; 29 May is off
        (RecommendationState.OPEN, None, 5),
    ],
)
def test_days_late_are_working_days_after_the_deadline(
    state: RecommendationState, answered: date | None, late: int
) -> None:
    """Until the answer that stands, else until today."""
    assert days_late(state, date(2025, 5, 23), answered, date(2025, 6, 2), DAYS) == late
