"""What is said about a task, before it is put into any language."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.plans import MONDAY, plan, task
from zi_workflow.domain.analysis import analyse
from zi_workflow.domain.plans import Plan
from zi_workflow.domain.sentences import Area, Days, Parts, Task, explain, largest_first, rounded

FRIDAY = date(2025, 3, 7)


def said(one: Plan, on: date, id: str) -> str:
    """All message ids said about a task, in one line."""
    return " ".join(sentence.message for sentence in explain(analyse(one, on), id))


@given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(-999, 999), max_size=7), st.integers(0, 3))
def test_rounding_keeps_the_sum(sixths: dict[str, int], decimals: int) -> None:
    """Rounded parts add up to the rounded sum, and none is off by a whole unit."""
    parts = {name: number / 6 for name, number in sixths.items()}
    shown = rounded(parts, decimals)
    unit = Fraction(1, 10**decimals)
    whole = sum(Fraction(number, 6) for number in sixths.values())
    assert abs(Fraction(sum(shown.values())).limit_denominator(10**decimals) - whole) <= unit / 2 + Fraction(
        1, 10**6
    )
    assert all(abs(shown[name] - parts[name]) < float(unit) for name in parts)


def test_thirds_round_to_a_whole_sum() -> None:
    """Three equal thirds of ten days show 3.4, 3.3 and 3.3."""
    assert rounded(dict.fromkeys("abc", 10 / 3)) == {"a": 3.4, "b": 3.3, "c": 3.3}


def test_the_largest_part_is_named_first_and_nothing_is_not_named() -> None:
    """Who caused most stands first; a part that rounds to nothing is left out."""
    assert largest_first({"ak": 1.0, "tl": 2.0, "mp": 0.01, "pw": -1.0}).parts == (
        ("tl", 2.0),
        ("ak", 1.0),
        ("pw", -1.0),
    )


def test_a_waiting_task_names_whom_it_waits_for_and_what_a_week_costs() -> None:
    """Ayu's task waits for Budi's, which is under way: Budi can act."""
    one = plan(task("mp-1", 3, started=MONDAY), task("tl-1", 2, "mp-1"))
    sentences = explain(analyse(one, FRIDAY), "tl-1")
    facts = {name: fact for sentence in sentences for name, fact in sentence.facts.items()}
    assert sentences[0].facts["task"] == Task("tl-1")
    assert sentences[2].facts["parts"] == Parts((("mp", 2.0),))
    assert (facts["who"], facts["finish"], facts["others"]) == (Area("mp"), Days(5), Days(5))
    assert facts["tasks"] == (Task("tl-1"),)
    assert "cannot begin" in sentences[0].message
    assert "under way" in sentences[4].message


@pytest.mark.parametrize(
    ("finished", "words"),
    [(FRIDAY, "after the plan"), (MONDAY, "before the plan"), (date(2025, 3, 4), "as planned")],
)
def test_a_finished_task_is_compared_with_its_plan(finished: date, words: str) -> None:
    """Late, early or on the day."""
    one = plan(task("mp-1", 2, started=MONDAY, finished=finished))
    text = said(one, FRIDAY, "mp-1")
    assert "is finished" in text
    assert words in text
    assert "week" not in text


def test_a_ready_task_can_act_itself() -> None:
    """Nobody holds it back, so its own area can act; on time it is said to be as planned."""
    one = plan(task("mp-1", 2), task("mp-2", 9))
    text = said(one, MONDAY, "mp-1")
    assert "can act now" in text
    assert "as planned" in text
    assert "can lose {days} more" in text
    assert "moves nothing else" in text
    assert "no other task" in said(one, MONDAY, "mp-2")


def test_missing_days_are_said_to_be_won_back() -> None:
    """Past the deadline the paragraph says how much is missing; on it, that every day counts."""
    late = plan(task("mp-1", 5), deadline=date(2025, 3, 5))
    assert "have to be won back" in said(late, MONDAY, "mp-1")
    assert "every further day" in said(plan(task("mp-1", 5)), MONDAY, "mp-1")


def test_an_early_task_and_one_that_waits_for_a_ready_task() -> None:
    """A task that is ahead says so; a holder that has not begun is said to be free to begin."""
    early = plan(task("mp-1", 8, started=MONDAY, finished=MONDAY), task("tl-1", 2, "mp-1"))
    assert "early" in said(early, date(2025, 3, 4), "tl-1")
    assert "which can begin" in said(plan(task("mp-1"), task("tl-1", 2, "mp-1")), MONDAY, "tl-1")


def test_an_unknown_task_is_a_key_error() -> None:
    """The caller asks for tasks of the plan only."""
    with pytest.raises(KeyError):
        explain(analyse(plan(task("mp-1")), MONDAY), "mp-2")
