"""Looking things up in a framework."""

from __future__ import annotations

import pytest

from tests.support.frameworks import framework, template

PARTS = framework(template("A"), template("B", "A", "R#2"))


def test_change_areas_are_those_with_points() -> None:
    """The unit's own area and the outside one are not among them."""
    assert PARTS.change_areas == ("mp", "tl")


def test_parts_are_found_by_their_keys() -> None:
    """Areas, tasks and predicates have one each; an unknown key is a programming error."""
    assert PARTS.area("um").title == "Umum"
    assert PARTS.task("B").code == "B"
    assert PARTS.threshold("wbbm").requires == "wbk"
    with pytest.raises(KeyError):
        PARTS.task("Z")


def test_edges_are_told_as_they_are_written() -> None:
    """A dependency on the second occurrence keeps its number."""
    assert [(code, str(link)) for code, link in PARTS.edges()] == [("B", "A"), ("B", "R#2")]


def test_items_stand_in_the_order_of_the_sheet() -> None:
    """Levers first, then results."""
    assert [item.code for item in PARTS.items][:3] == ["A.I.1.i.a", "A.I.1.i.b", "A.I.1.i.c"]
    assert PARTS.items[-1].code == "B.II.a"
