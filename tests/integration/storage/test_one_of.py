"""Many keys are asked for with one parameter, and found as `in_` finds them."""

from __future__ import annotations

import pytest
from sqlalchemy import literal, select, union_all

from zi_workflow.bootstrap import Store
from zi_workflow.storage.one_of import one_of

TEXTS = ("a", "b'", 'c"', "[", "é", "")
GIVEN = union_all(*(select(literal(text).label("text")) for text in TEXTS)).subquery()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ((), set()),
        (("a",), {"a"}),
        (("b'", 'c"', "[", "é", ""), {"b'", 'c"', "[", "é", ""}),
        (("A", "nothing", "a,b'"), set()),
        ({"a", "["}, {"a", "["}),
    ],
)
def test_rows_with_one_of_the_texts_are_found(store: Store, asked: object, found: set[str]) -> None:
    """Whatever stands in a text; any collection will do."""
    with store.reading() as session:
        query = select(GIVEN.c.text).where(one_of(GIVEN.c.text, "texts"))
        assert set(session.scalars(query, {"texts": asked})) == found


def test_it_can_be_turned_round_and_joined_with_other_conditions(store: Store) -> None:
    """`not`, `and` and `or` take it as they take any other condition."""
    query = select(GIVEN.c.text).where(
        ~one_of(GIVEN.c.text, "texts") & (GIVEN.c.text != "") | (GIVEN.c.text == "a")
    )
    with store.reading() as session:
        assert set(session.scalars(query, {"texts": ["a", "é"]})) == {"a", "b'", 'c"', "["}
