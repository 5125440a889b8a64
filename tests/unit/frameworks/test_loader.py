"""The shipped framework: facts of the regulation, and what the loader promises."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from zi_workflow.domain.errors import NotFoundError
from zi_workflow.domain.frameworks import Answer, Aspect
from zi_workflow.domain.people import Role
from zi_workflow.frameworks import loader

FRAMEWORK = loader.load()


def test_the_sheet_has_the_weights_of_the_regulation() -> None:
    """Sixty points of levers over six areas, forty of results."""
    weights = {area.key: area.weight for area in FRAMEWORK.areas if area.weight}
    assert weights == {"mp": 8, "tl": 7, "sdm": 10, "ak": 10, "pw": 15, "pp": 10}
    assert {c.key: c.weight for c in FRAMEWORK.components} == {"lever": 60, "result": 40}


def test_the_sheet_has_a_hundred_and_ten_items_and_three_results() -> None:
    """The answer types are those of the annex."""
    halves = Counter(s.aspect for s in FRAMEWORK.subsections for _ in s.items)
    assert halves == {Aspect.FULFILMENT: 87, Aspect.REFORM: 23, Aspect.RESULT: 3}
    assert Counter(item.answer for item in FRAMEWORK.items) == {
        Answer.YES_NO: 17,
        Answer.ABC: 36,
        Answer.ABCD: 33,
        Answer.ABCDE: 17,
        Answer.PERCENT: 8,
        Answer.INDEX: 2,
    }


@pytest.mark.parametrize(
    ("code", "weight", "items"),
    [("A.I.1.i", "0.5", 2), ("A.I.3.iii", "1.25", 6), ("A.I.4.ii", "2.5", 8), ("A.II.5.iii", "2", 2)],
)
def test_sub_sections_have_their_weight_and_items(code: str, weight: str, items: int) -> None:
    """Spot checks against the annex."""
    section = next(s for s in FRAMEWORK.subsections if s.code == code)
    assert (section.weight, len(section.items)) == (Decimal(weight), items)


def test_labels_are_short_and_differ() -> None:
    """Every item has a label of three to eight words of its own."""
    labels = [item.label for item in FRAMEWORK.items]
    assert len(set(labels)) == len(labels)
    assert all(3 <= len(label.split()) <= 8 for label in labels)


def test_wbk_and_wbbm_have_the_minimums_of_table_six() -> None:
    """Totals of 75 and 85, areas at 60 and 75 percent; WBBM needs WBK."""
    wbk, wbbm = FRAMEWORK.threshold("wbk"), FRAMEWORK.threshold("wbbm")
    assert (wbk.total, wbk.lever, wbk.area_percent, wbk.requires) == (75, 40, 60, None)
    assert (wbbm.total, wbbm.lever, wbbm.area_percent, wbbm.requires) == (85, 48, 75, "wbk")
    assert (wbk.clean, wbbm.clean) == (Decimal("18.25"), Decimal("19.5"))


def test_the_template_has_ninety_tasks_and_eight_milestones() -> None:
    """Fifty-eight happen once, thirty-two come back."""
    recurring = Counter(task.recur for task in FRAMEWORK.tasks if task.recur)
    assert (len(FRAMEWORK.tasks), recurring.total(), len(FRAMEWORK.milestones)) == (90, 32, 8)
    assert recurring == {"monthly": 5, "quarterly": 20, "semester": 5, "annual": 2}


def test_work_of_outside_parties_is_an_area_of_its_own() -> None:
    """The unit is not charged with what the bureau, the Inspektorat, TPI or the governor do."""
    outside = {task.code: task.serves for task in FRAMEWORK.tasks if task.area == "ext"}
    assert outside == {
        "UM-01": "um",
        "ME-04": "mp",
        "EV-03": "um",
        "EV-05": "um",
        "EV-06": "um",
        "EV-07": "um",
    }


def test_everybody_named_by_the_template_is_a_role_and_reviews_the_work_of_others() -> None:
    """Responsible, verifier and approver are three different known roles."""
    roles = {str(role) for role in Role}
    for task in FRAMEWORK.tasks:
        named = [role for role in (task.responsible, task.verifier, task.approver) if role]
        assert set(named) <= roles, task.code
        assert len(set(named)) == len(named), task.code


def test_the_ladder_is_that_of_the_design() -> None:
    """Five levels, earlier ones while another area is held."""
    ladder = FRAMEWORK.ladder
    assert (ladder.rungs, ladder.thresholds) == ((7, 3, 1, 0), (1, 3, 7, 12, 17))
    assert ladder.thresholds_holding == (1, 1, 3, 7, 12)
    assert ladder.receivers == ("responsible", "coordinator", "team_lead", "head", "assistance_team")
    assert (ladder.review_days, ladder.separate_from) == (3, 3)


def test_versions_change_with_the_content() -> None:
    """What a programme pins names the edition and the last decree, with a mark of the content."""
    assert loader.framework_version().startswith(f"{FRAMEWORK.edition.version}+")
    assert loader.calendar_version().startswith(f"{loader.decrees()[-1].signed}+")
    assert max(len(loader.framework_version()), len(loader.calendar_version())) <= 40


def test_a_framework_that_is_not_shipped_is_not_found() -> None:
    """The answer names those that are."""
    with pytest.raises(NotFoundError, match="permenpanrb-90-2021"):
        loader.load("permenpanrb-52-2014")
    assert loader.names() == ("permenpanrb-90-2021",)
