"""Scoring the sheet and comparing it with what a predicate asks for."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.frameworks import SECTIONS, framework
from zi_workflow.domain.errors import InputError
from zi_workflow.domain.frameworks import Answer, Item
from zi_workflow.domain.scores import OPTIONS, failures, item_value, ratio, rounded, score

SMALL = framework()
ITEMS = {item.code: item for section in SECTIONS for item in section.items}
FULL: dict[str, Any] = {
    "A.I.1.i.a": "Ya",
    "A.I.1.i.b": "A",
    "A.I.1.i.c": "A",
    "A.II.1.i.a": 1,
    "A.I.2.i.a": "A",
    "A.II.2.i.a": 1,
    "B.I.a": Decimal("4"),
    "B.I.b": "A",
    "B.II.a": 4,
}


def item(answer: Answer) -> Item:
    """An item of the small sheet with this type of answer."""
    return next(item for item in ITEMS.values() if item.answer is answer)


def failing(changes: dict[str, Any], predicate: str = "wbk", held: tuple[str, ...] = ()) -> list[str]:
    """What fails for a full sheet with these answers changed."""
    found = failures(SMALL, score(SMALL, FULL | changes), predicate, held)
    return [f.requirement if f.area is None else f"{f.requirement} {f.area}" for f in found]


@pytest.mark.parametrize(
    ("answer", "given_as", "worth"),
    [
        (Answer.YES_NO, "Ya", "1"),
        (Answer.YES_NO, "Tidak", "0"),
        (Answer.ABC, "B", "0.5"),
        (Answer.ABCD, "B", "0.67"),
        (Answer.ABCD, "C", "0.33"),
        (Answer.ABCDE, "D", "0.25"),
        (Answer.PERCENT, Decimal("0.8"), "0.8"),
        (Answer.PERCENT, Decimal("1.2"), "1"),
        (Answer.INDEX, Decimal("3.6"), "0.9"),
    ],
)
def test_an_answer_is_worth_what_practice_gives_it(answer: Answer, given_as: Any, worth: str) -> None:
    """Options have fixed scores, shares are capped at the whole, an index counts of four."""
    assert item_value(item(answer), given_as) == Fraction(worth)


@pytest.mark.parametrize(
    ("answer", "given_as"),
    [
        (Answer.ABC, "D"),
        (Answer.YES_NO, "ya"),
        (Answer.ABCD, 1),
        (Answer.PERCENT, -1),
        (Answer.PERCENT, "A"),
        (Answer.PERCENT, Decimal("NaN")),
        (Answer.PERCENT, True),
        (Answer.INDEX, Decimal("4.01")),
    ],
)
def test_an_answer_of_another_kind_is_refused(answer: Answer, given_as: Any) -> None:
    """Nothing is guessed from an answer that the item does not know."""
    with pytest.raises(InputError):
        item_value(item(answer), given_as)


def test_a_full_sheet_has_a_hundred_points() -> None:
    """Best answers everywhere reach all weights, half by half."""
    sheet = score(SMALL, FULL)
    assert (sheet.total, sheet.lever, sheet.clean, sheet.ipkp) == (
        100,
        60,
        Fraction("22.5"),
        Fraction("17.5"),
    )
    assert [(a.area, a.fulfilment, a.reform, a.percent) for a in sheet.areas] == [
        ("mp", 10, 10, 100),
        ("tl", 20, 20, 100),
    ]
    assert sheet.unanswered == ()


def test_a_sub_section_is_its_weight_times_the_mean_of_its_items() -> None:
    """Ya, B and C of three items give 10 x (1 + 0.5 + 0.33) / 3."""
    sheet = score(SMALL, FULL | {"A.I.1.i.b": "B", "A.I.1.i.c": "C"})
    assert sheet.subsections["A.I.1.i"] == Fraction(1830, 300)
    assert sheet.areas[0].points == 10 + Fraction(1830, 300)


def test_results_count_by_their_own_weights() -> None:
    """An index of 3.60 is 15.75 of 17.5 points, grade B of performance 3.75 of 5."""
    sheet = score(SMALL, FULL | {"B.I.a": Decimal("3.60"), "B.I.b": "B"})
    assert (sheet.ipak, sheet.achievement) == (Fraction("15.75"), Fraction("3.75"))
    assert sheet.clean == sheet.subsections["B.I"] == Fraction("19.5")


def test_unanswered_items_count_nothing_and_are_named() -> None:
    """Two answers left out are two items named, with no points."""
    some = {code: answer for code, answer in FULL.items() if code not in ("A.I.2.i.a", "B.II.a")}
    sheet = score(SMALL, some)
    assert sheet.unanswered == ("A.I.2.i.a", "B.II.a")
    assert sheet.total == 100 - 20 - Fraction("17.5")


def test_every_bad_answer_is_named_at_once() -> None:
    """A wrong letter, an index above four and an item that does not exist: three problems."""
    with pytest.raises(InputError) as caught:
        score(SMALL, FULL | {"A.I.1.i.b": "Z", "B.I.a": 5, "A.I.9.i.a": "A"})
    assert {problem.where for problem in caught.value.problems} == {"A.I.1.i.b", "B.I.a", "A.I.9.i.a"}


def test_a_ratio_is_a_part_of_a_whole_or_a_decrease() -> None:
    """Capped at one, never below zero, and undecided when there is nothing to divide by."""
    share, decrease = ITEMS["A.II.1.i.a"], ITEMS["A.II.2.i.a"]
    assert ratio(share, 3, 4) == Fraction(3, 4)
    assert ratio(share, 5, 4) == 1
    assert ratio(share, 0, 0) is None
    assert ratio(decrease, 4, 1) == Fraction(3, 4)
    assert ratio(decrease, 1, 4) == 0
    assert ratio(decrease, 0, 2) is None


def test_all_failing_requirements_are_reported_together() -> None:
    """One weak area pulls total and levers down with it; each is named with what is wanted and what is there."""
    assert failing({}) == []
    weak = {"A.I.2.i.a": "E", "A.II.2.i.a": 0, "B.I.a": Decimal("3.5"), "B.II.a": Decimal("3.1")}
    assert failing(weak) == ["total", "lever", "area tl", "ipak", "ipkp"]
    found = failures(SMALL, score(SMALL, FULL | weak), "wbk")
    area = next(f for f in found if f.requirement == "area")
    assert (area.area, area.wanted, area.got) == ("tl", Decimal("60.00"), Decimal("0.00"))


def test_the_floor_is_on_the_area_as_a_whole() -> None:
    """A half at a third is fine as long as both halves together reach sixty percent."""
    assert failing({"A.I.1.i.a": "Tidak", "A.I.1.i.b": "C"}) == []
    assert failing({"A.I.1.i.a": "Tidak", "A.I.1.i.b": "C", "A.II.1.i.a": Decimal("0.8")}) == ["area mp"]


def test_wbbm_asks_for_wbk_and_for_more() -> None:
    """Good enough for WBK is not for WBBM, and without WBK nothing is."""
    assert failing({}, "wbbm", ("wbk",)) == []
    assert failing({}, "wbbm") == ["requires"]
    good = {"B.II.a": Decimal("3.2"), "B.I.b": "C"}
    assert failing(good) == []
    assert failing(good, "wbbm", ("wbk",)) == ["achievement", "ipkp"]


def test_scores_are_compared_with_two_decimals_half_up() -> None:
    """An index of 3.599 is 15.745..., shown and compared as 15.75; one of 3.598 falls short."""
    assert failing({"B.I.a": Decimal("3.599")}) == []
    assert failing({"B.I.a": Decimal("3.598")}) == ["ipak"]


def test_halves_of_a_cent_go_up() -> None:
    """1.005 is 1.01 although no binary float can say so, and thirds are cut where they should."""
    assert rounded(Fraction("1.005")) == Decimal("1.01")
    assert rounded(Fraction(1, 3)) == Decimal("0.33")
    assert rounded(Fraction(2, 3)) == Decimal("0.67")
    assert str(rounded(14)) == "14.00"


@given(st.data())
def test_a_better_answer_never_costs_points(data: st.DataObject) -> None:
    """Replacing one letter by a better one raises the total or leaves it."""
    code = data.draw(st.sampled_from([c for c, i in ITEMS.items() if i.answer in OPTIONS]))
    letters = list(OPTIONS[ITEMS[code].answer])
    better, worse = sorted(data.draw(st.tuples(*[st.integers(0, len(letters) - 1)] * 2)))
    with_better = score(SMALL, FULL | {code: letters[better]})
    with_worse = score(SMALL, FULL | {code: letters[worse]})
    assert with_better.total >= with_worse.total
