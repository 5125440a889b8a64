"""What is said about a task, before it is put into any language."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.plans import MONDAY, drawn_plans, plan, task
from zi_workflow.domain.analysis import PlanState, analyse
from zi_workflow.domain.holds import Holds
from zi_workflow.domain.plans import Plan
from zi_workflow.domain.sentences import Area, Days, Parts, Task, explain, largest_first, rounded

FRIDAY = date(2025, 3, 7)


def said(one: Plan, on: date, id: str) -> str:
    """All message ids said about a task, in one line."""
    return " ".join(sentence.message for sentence in explain(one, analyse(one, on), id))


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
    sentences = explain(one, analyse(one, FRIDAY), "tl-1")
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
    exact = plan(task("mp-1", 5), deadline=FRIDAY)
    assert "every further day moves the target" in said(exact, MONDAY, "mp-1")


def test_without_a_deadline_nothing_is_said_of_a_target() -> None:
    """The programme's own finish is what moves."""
    one = plan(task("mp-1", 5), task("mp-2", 2))
    assert "every further day moves the finish of the programme" in said(one, MONDAY, "mp-1")
    assert "before the finish of the programme moves" in said(one, MONDAY, "mp-2")
    assert "target" not in said(one, MONDAY, "mp-1") + said(one, MONDAY, "mp-2")


NEXT_MONDAY = date(2025, 3, 10)
GATED = plan(task("mp-1", 2, not_before=NEXT_MONDAY), task("tl-1", 2, "mp-1"), task("pw-1", 1, "tl-1"))
LAGGED = plan(task("mp-1", 1, started=MONDAY, finished=MONDAY), task("mp-2", 1, "mp-1 +4"))

FINISH_LAGGED = plan(
    task("mp-1", 1, started=MONDAY, finished=MONDAY),
    task("mp-2", 3, "mp-1 FF+7"),
    task("tl-1", 0, "mp-1 FF+5"),
)


@pytest.mark.parametrize(
    ("one", "id"),
    [(GATED, "mp-1"), (LAGGED, "mp-2"), (FINISH_LAGGED, "mp-2"), (FINISH_LAGGED, "tl-1")],
)
def test_a_task_that_may_begin_later_says_from_when(one: Plan, id: str) -> None:
    """A first day of its own or a lag after a finished task, also up to its own finish, lies ahead."""
    analysis = analyse(one, date(2025, 3, 4))
    standing, *others = explain(one, analysis, id)
    free = next(sentence for sentence in others if "nobody" in sentence.message)
    assert "can begin from" in standing.message
    assert (free.message, free.facts["start"]) == (
        "It waits for nobody: {area} can act from {start}.",
        NEXT_MONDAY,
    )
    assert "act now" in said(one, NEXT_MONDAY, id)


def test_a_chain_names_its_next_task_and_the_one_that_can_act() -> None:
    """pw-1 waits for tl-1, which waits for mp-1, which may begin a week from now."""
    sentences = explain(GATED, analyse(GATED, MONDAY), "pw-1")
    direct, end = next((a, b) for a, b in pairwise(sentences) if "waits for" in a.message)
    assert (direct.facts["task"], direct.facts["area"]) == (Task("tl-1"), Area("tl"))
    assert (end.facts["task"], end.facts["start"], end.facts["who"]) == (
        Task("mp-1"),
        NEXT_MONDAY,
        Area("mp"),
    )
    assert "from {start}" in said(GATED, MONDAY, "tl-1")
    assert "which can begin and" in said(GATED, NEXT_MONDAY, "pw-1")


@pytest.mark.parametrize(
    ("link", "end", "day"), [("FF", "finish", date(2025, 3, 14)), ("SF+4", "start", NEXT_MONDAY)]
)
@pytest.mark.parametrize("started", [MONDAY, None])
def test_a_finish_that_follows_another_task_names_it(
    link: str, end: str, day: date, started: date | None
) -> None:
    """tl-1 could be done soon, but its finish waits for an end of mp-2, which waits for mp-1."""
    one = plan(
        task("mp-1", 5, started=MONDAY),
        task("mp-2", 5, "mp-1"),
        task("tl-1", 2, f"mp-2 {link}", started=started),
    )
    sentences = explain(one, analyse(one, MONDAY), "tl-1")
    follows, chain = next((a, b) for a, b in pairwise(sentences) if "finish follows" in a.message)
    assert f"the {end} of" in follows.message
    assert (follows.facts["task"], follows.facts["day"]) == (Task("mp-2"), day)
    assert chain.facts["who"] == Area("mp")
    assert not any("nobody" in sentence.message for sentence in sentences)


def test_a_finish_that_nothing_holds_up_follows_nobody() -> None:
    """A predecessor that ends early, or has ended, is not named."""
    done = task("mp-1", 5, started=MONDAY, finished=FRIDAY)
    assert "nobody" in said(plan(done, task("tl-1", 1, "mp-1 FF")), FRIDAY, "tl-1")
    assert "nobody" in said(plan(task("mp-1"), task("tl-1", 5, "mp-1 FF")), MONDAY, "tl-1")


@given(drawn_plans())
@example((plan(task("mp-1", finished=MONDAY), task("mp-2", 0, "mp-1 FF+1")), MONDAY))
def test_what_is_said_agrees_with_the_forecast(drawn: tuple[Plan, date]) -> None:
    """A task that opens later or follows another is never expected before; a chain has a next link."""
    one, on = drawn
    analysis = analyse(one, on)
    holds = Holds(one, analysis)
    for result in analysis.tasks:
        opens, followed = holds.opens(result.id), holds.followed(result.id)
        assert opens is None or on < opens <= result.forecast.start
        assert (holds.direct(result.id) is None) == (result.blocked_by is None)
        if followed is not None:
            assert result.state is not PlanState.DONE
            assert analysis.task(followed.id).state is not PlanState.DONE
        elif opens is None and result.state is PlanState.READY:
            assert result.forecast.start <= analysis.calendar.add(on, 0)


def test_an_early_task_and_one_that_waits_for_a_ready_task() -> None:
    """A task that is ahead says so; a holder that has not begun is said to be free to begin."""
    early = plan(task("mp-1", 8, started=MONDAY, finished=MONDAY), task("tl-1", 2, "mp-1"))
    assert "early" in said(early, date(2025, 3, 4), "tl-1")
    assert "which can begin" in said(plan(task("mp-1"), task("tl-1", 2, "mp-1")), MONDAY, "tl-1")


def test_an_unknown_task_is_a_key_error() -> None:
    """The caller asks for tasks of the plan only."""
    one = plan(task("mp-1"))
    with pytest.raises(KeyError):
        explain(one, analyse(one, MONDAY), "mp-2")
