"""What somebody saw and what it is now, side by side: whatever differs can be read."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from zi_workflow.usecases.foresight import Line
from zi_workflow.web.views.consequences import Named
from zi_workflow.web.views.differences import differences

DAYS = st.dates(date(2025, 1, 1), date(2025, 12, 31)).map(date.isoformat)
NAMED = Named({"TL-02": "Peta proses"})


def lines(*kinds: tuple[tuple[str, ...], int]) -> st.SearchStrategy[list[Line]]:
    """Of each kind one line, with as many days as it has."""
    made = [st.tuples(*map(st.just, about), *[DAYS] * days) for about, days in kinds]
    return st.tuples(*made).map(list)


PLAN = lines((("move", "TL-02"), 4), (("moved", "ZI-A", "TL-02"), 4), (("finish",), 4), (("ends", "ZI-A"), 2))


@given(PLAN, PLAN)
def test_what_differs_never_reads_the_same(seen: list[Line], now: list[Line]) -> None:
    """Also where two editors arrive at the same new days from other old ones."""
    found = differences(seen, now, NAMED, {})
    assert bool(found) == (seen != now)
    assert all(each.seen != each.now for each in found)


def test_old_and_new_days_stand_on_both_sides() -> None:
    """The same new span of a task that meanwhile had another old one."""
    seen = [("move", "TL-02", "2025-04-01", "2025-05-16", "2025-04-08", "2025-05-23")]
    now = [("move", "TL-02", "2025-04-08", "2025-05-20", "2025-04-08", "2025-05-23")]
    (found,) = differences(seen, now, NAMED, {})
    assert found.what == "Peta proses (TL-02)"
    assert found.seen == "Sel, 1 Apr 2025 – Jum, 16 Mei 2025 → Sel, 8 Apr 2025 – Jum, 23 Mei 2025"
    assert found.now == "Sel, 8 Apr 2025 – Sel, 20 Mei 2025 → Sel, 8 Apr 2025 – Jum, 23 Mei 2025"
