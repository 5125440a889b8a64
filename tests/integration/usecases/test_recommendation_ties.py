"""Which tasks a recommendation waits for and which wait for it: what is kept, and what is refused when it is written."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support.meetings import DEADLINE, Meeting, meeting
from zi_workflow.bootstrap import Store
from zi_workflow.domain.errors import InputError
from zi_workflow.usecases import recommending
from zi_workflow.usecases.plans import load_plan
from zi_workflow.usecases.recommending import ChangeRecommendation


@pytest.fixture
def round_(sqlite_store: Store) -> Meeting:
    """A meeting with one finding; TL-02 waits for TL-01, PP-01 for TL-02, PP-02 for nothing."""
    made = meeting(sqlite_store)
    made.finds()
    return made


def changes(round_: Meeting, **more: Any) -> None:
    """The first recommendation says something else."""
    said = {"number": 1, "finding": 1, "words": "Tetapkan SOP.", "responsible": "coordinator", **more}
    round_.does(recommending.change_recommendation, ChangeRecommendation, **{"deadline": DEADLINE, **said})


def said_of(round_: Meeting, **more: Any) -> list[tuple[str, str]]:
    """Place and codes or tasks of what is wrong with a recommendation."""
    with pytest.raises(InputError) as refused:
        round_.recommends(1, **more)
    return [
        (each.where, str(each.params.get("codes") or each.params.get("path")))
        for each in refused.value.problems
    ]


def test_ties_are_kept_and_hold_in_the_plan_once_the_minutes_are_signed(round_: Meeting) -> None:
    """As the plan spells the codes, each once."""
    round_.recommends(1, after=("tl-01", "TL-01"), before=("PP-02",))
    row = round_.recommended()[0]
    assert (row.after, row.before) == (["TL-01"], ["PP-02"])
    round_.holds()
    round_.signs()
    with round_.store.reading() as session:
        plan = {task.id: task for task in load_plan(session, round_.unit.programme_id).tasks}
    assert [str(link) for link in plan["REK-2025Q1-01"].after] == ["TL-01"]
    assert [str(link) for link in plan["PP-02"].after] == ["REK-2025Q1-01"]


def test_everything_that_is_wrong_with_ties_is_said_at_once_at_its_side(round_: Meeting) -> None:
    """Unknown codes together, finished ones, and the same on both sides."""
    round_.unit.office.finishes("TL-01", date(2025, 3, 3), date(2025, 3, 7))
    wrong = said_of(round_, words="", after=("XX-1", "XX-2", "TL-01", "PP-02"), before=("PP-02", "YY-1"))
    assert wrong == [
        ("words", "None"), ("after", "XX-1, XX-2"), ("after", "TL-01"), ("before", "YY-1"), ("before", "PP-02"),
    ]  # fmt: skip
    assert round_.recommended() == []


def test_a_circle_is_refused_with_its_tasks_when_it_is_written(round_: Meeting) -> None:
    """Not weeks later when the minutes are signed."""
    assert said_of(round_, after=("PP-01",), before=("TL-02",)) == [
        ("before", "TL-02 -> PP-01 -> REK-2025Q1-01 -> TL-02")
    ]


def test_a_circle_over_two_recommendations_is_refused_too(round_: Meeting) -> None:
    """Each alone is none."""
    round_.recommends(1, after=("PP-02",), before=("TL-01",))
    assert said_of(round_, after=("TL-01",), before=("PP-02",)) == [
        ("before", "TL-01 -> REK-2025Q1-02 -> PP-02 -> REK-2025Q1-01 -> TL-01")
    ]
    round_.recommends(1, after=("PP-02",))


def test_a_change_that_says_nothing_of_ties_keeps_them(round_: Meeting) -> None:
    """Also those that were finished since; no codes at all take them away."""
    round_.recommends(1, after=("TL-01",), before=("PP-02",))
    round_.unit.office.finishes("TL-01", date(2025, 3, 3), date(2025, 3, 7))
    changes(round_)
    assert (round_.recommended()[0].after, round_.recommended()[0].before) == (["TL-01"], ["PP-02"])
    changes(round_, before=())
    assert (round_.recommended()[0].after, round_.recommended()[0].before) == (["TL-01"], [])
