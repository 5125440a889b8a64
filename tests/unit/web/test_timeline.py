"""Where a task lies on the timeline, from rows made up here."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.support.task_rows import HELD, LATE, PEOPLE, TODAY, row
from zi_workflow.domain.plans import Kind
from zi_workflow.storage.queries.pages import TaskRow
from zi_workflow.storage.queries.timelines import Tie
from zi_workflow.web.views.tasks import TaskViews
from zi_workflow.web.views.timeline import HEAD, ROW, Chart, Frame, Row, Scale, chart, off_days

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


def _drawn(*tasks: TaskRow, chosen: str | None = None, ties: tuple[Tie, ...] = ()) -> Chart:
    found = chart(tasks, TaskViews(list(tasks), PEOPLE, TODAY), Frame(TODAY, chosen), {"PP-02"}, ties)
    assert found is not None
    return found


def _rows(drawn: Chart) -> dict[str, Row]:
    return {each.code: each for group in drawn.groups for each in group.rows}


@given(DAYS, DAYS, DAYS)
def test_a_later_day_lies_further_right_and_every_day_inside(first: date, day: date, last: date) -> None:
    """Whatever the year, days keep their order and none falls off the sheet."""
    first, day, last = sorted((first, day, last))
    scale = Scale(first, last, 0)
    assert 0 < scale.x(first) <= scale.x(day) <= scale.x(last)
    assert scale.bar(last, last).to < scale.width
    assert scale.x(day + timedelta(days=1)) > scale.x(day)


def test_rows_stand_below_their_area_and_do_not_overlap() -> None:
    """One row's height each, the areas' own lines between them."""
    drawn = _drawn(row(forecast=LATE), row("PP-02", "pp", HELD), row("PP-03", "pp"))
    assert [group.key for group in drawn.groups] == ["tl", "pp"]
    tops = [group.y for group in drawn.groups] + [each.y for each in _rows(drawn).values()]
    assert sorted(tops) == [HEAD + ROW * place for place in range(5)]
    assert drawn.height == HEAD + ROW * 5


def test_a_late_task_has_its_forecast_right_of_its_plan() -> None:
    """The outline is the plan, the filled bar what is expected; a task of a gate is marked."""
    slow = LATE._replace(forecast_finish=date(2025, 5, 15))
    rows = _rows(_drawn(row(forecast=slow), row("PP-02", "pp", HELD)))
    late = rows[row().code]
    assert late.plan is not None
    assert late.now is not None
    assert late.now.to > late.plan.to
    assert late.tone == "late"
    assert (late.gate, rows["PP-02"].gate) == (False, True)


def test_an_arrow_leaves_where_the_bond_holds() -> None:
    """From the end for what waits for the end, from the beginning for what waits for the beginning."""
    first, second = row(forecast=LATE), row("PP-02", "pp", HELD)
    for kind in Kind:
        ties = (Tie("PP-02", first.code, kind), Tie("PP-03", "PP-02", Kind.FS))
        drawn = _drawn(first, second, chosen="PP-02", ties=ties)
        (arrow,) = drawn.arrows
        begins = _rows(drawn)[first.code].now
        assert begins is not None
        x = begins.x if kind in (Kind.SS, Kind.SF) else begins.to
        assert arrow.line.startswith(f"M{x:g} ")
        assert arrow.across
    assert _drawn(first, second, ties=ties).arrows == []


def test_days_that_are_off_together_are_one_stretch() -> None:
    """A weekend is one piece of the path, a holiday beside it belongs to it."""
    monday = date(2025, 4, 28)
    tasks = [row(forecast=None, planned_start=monday, planned_finish=monday)]
    views = TaskViews(tasks, PEOPLE, TODAY)
    week = ("mon", "tue", "wed", "thu", "fri")
    plain = chart(tasks, views, Frame(TODAY), (), is_off=off_days(week, ()))
    longer = chart(tasks, views, Frame(TODAY), (), is_off=off_days(week, {monday}))
    assert plain is not None
    assert longer is not None
    assert plain.off.count("M") == longer.off.count("M") == 2
    assert plain.off != longer.off


def test_without_a_date_there_is_nothing_to_draw() -> None:
    """No axis is invented."""
    bare = row(forecast=None, planned_start=None, planned_finish=None)
    assert chart([bare], TaskViews([bare], PEOPLE, TODAY), Frame(TODAY), ()) is None
