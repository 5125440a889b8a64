"""Events are said in one way and sealed one to the other."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_workflow.domain.events import GENESIS, canonical, chain_hash, plain

WIB = timezone(timedelta(hours=7))
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.dates()
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
        | st.dictionaries(st.integers(), inner, max_size=3)
    ),
    max_leaves=10,
)


def test_one_value_has_one_text() -> None:
    """Keys are sorted, nothing is padded, dates are ISO and everything is ASCII."""
    said = canonical({"b": date(2025, 3, 31), "a": [1, None, True], "c": "Zona Integritas – Ayu"})
    assert said == '{"a":[1,null,true],"b":"2025-03-31","c":"Zona Integritas \\u2013 Ayu"}'


def test_an_instant_has_one_text_in_every_zone() -> None:
    """Seven in the morning in Jakarta is midnight in UTC, with microseconds always written."""
    jakarta = datetime(2025, 1, 2, 7, 0, tzinfo=WIB)
    assert canonical(jakarta) == '"2025-01-02T00:00:00.000000+00:00"'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), datetime(2025, 1, 2, 7, 0)])  # noqa: DTZ001
def test_values_that_mean_nothing_certain_are_refused(value: Any) -> None:
    """NaN, infinity and an instant without its zone would be read back as something else."""
    with pytest.raises(ValueError, match=r".+"):
        canonical({"value": value})


@pytest.mark.parametrize("value", [{1, 2}, Decimal("1.5"), object(), b"bytes"])
def test_values_that_json_cannot_say_are_refused(value: Any) -> None:
    """Nothing is turned into a string on the way."""
    with pytest.raises(TypeError):
        canonical({"value": value})


@given(VALUES)
def test_what_was_read_back_is_sealed_like_what_was_written(value: Any) -> None:
    """The plain form of a value is its own plain form, also for numbers as keys."""
    once = plain(value)
    assert plain(once) == once
    assert canonical(plain(once)) == canonical(once)


def test_a_seal_is_the_sha256_of_the_seal_before_and_the_text() -> None:
    """Anybody can recompute the chain with ten lines of their own."""
    text = f'{GENESIS}\n{{"number":1,"on":"2025-01-02"}}'
    expected = hashlib.sha256(text.encode()).hexdigest()
    assert chain_hash(GENESIS, {"on": date(2025, 1, 2), "number": 1}) == expected


@given(VALUES, VALUES)
def test_another_value_has_another_seal(one: Any, other: Any) -> None:
    """Two fields give the same seal only if they say the same."""
    same = canonical(one) == canonical(other)
    assert (chain_hash(GENESIS, {"value": one}) == chain_hash(GENESIS, {"value": other})) == same


def test_the_same_event_after_another_one_has_another_seal() -> None:
    """An event cannot be moved to another place of the chain."""
    first = chain_hash(GENESIS, {"number": 1})
    assert chain_hash(first, {"number": 1}) != first
