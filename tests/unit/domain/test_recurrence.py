"""From template to dated tasks: codes, periods, dependencies, due dates."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.frameworks import dated, framework, template, waits_for, weekdays
from zi_workflow.domain.analysis import analyse
from zi_workflow.domain.errors import InputError
from zi_workflow.domain.frameworks import Link, Milestone, Recurrence, YearDay
from zi_workflow.domain.recurrence import horizon, instances, plan_of

START = date(2025, 1, 2)
MONTHLY = {"recur": Recurrence.MONTHLY, "due_after": 0, "days": 2}
QUARTERLY = {"recur": Recurrence.QUARTERLY, "due_after": 5, "days": 3}


def test_one_off_work_keeps_its_code_and_starts_as_early_as_it_may() -> None:
    """A task of the first quarter starts with the programme, one of the second not before April."""
    tasks = dated(framework(template("A"), template("B", "A", quarter=2)), START)
    assert list(tasks) == ["A", "B"]
    assert tasks["A"].baseline.start == START
    assert tasks["A"].not_before is None
    assert tasks["B"].baseline.start == tasks["B"].not_before == date(2025, 4, 1)


@pytest.mark.parametrize(
    ("recurrence", "code", "times"),
    [
        (Recurrence.MONTHLY, "R.2025-01", 15),
        (Recurrence.QUARTERLY, "R.2025-Q1", 5),
        (Recurrence.SEMESTER, "R.2025-S1", 2),
        (Recurrence.ANNUAL, "R.2025", 1),
    ],
)
def test_recurring_work_has_its_period_in_its_code(recurrence: Recurrence, code: str, times: int) -> None:
    """Periods that end by the end of the fifth quarter, each with the number of its occurrence."""
    tasks = dated(framework(template("R", recur=recurrence, due_after=3)), START)
    assert len(tasks) == times
    assert tasks[code].occurrence == 1
    assert [task.occurrence for task in tasks.values()] == list(range(1, times + 1))


def test_recurring_work_ends_on_the_nth_working_day_after_its_period() -> None:
    """Due 0 is the last working day of the period, due 5 the fifth after it; work begins just in time."""
    tasks = dated(framework(template("M", **MONTHLY), template("Q", **QUARTERLY)), START)
    assert tasks["M.2025-05"].baseline.finish == date(2025, 5, 30)
    assert tasks["Q.2025-Q1"].baseline.finish == date(2025, 4, 7)
    assert tasks["Q.2025-Q1"].not_before == date(2025, 4, 3)
    assert tasks["Q.2025-Q1"].due_date == date(2025, 4, 7)


def test_work_of_one_period_waits_for_its_own_period() -> None:
    """Two quarterly tasks are tied quarter by quarter."""
    later = QUARTERLY | {"due_after": 10}
    tasks = dated(framework(template("A", **QUARTERLY), template("B", "A", **later)), START)
    assert waits_for(tasks["B.2025-Q3"]) == ["A.2025-Q3"]


def test_longer_periods_wait_for_the_last_shorter_one_inside() -> None:
    """A quarter's task waits for the month that ends with it."""
    tasks = dated(framework(template("M", **MONTHLY), template("Q", "M", **QUARTERLY)), START)
    assert waits_for(tasks["Q.2025-Q2"]) == ["M.2025-06"]


def test_shorter_periods_and_one_off_work_wait_for_the_first_occurrence() -> None:
    """A month's task and a single one wait for the first quarter's."""
    parts = framework(template("Q", **QUARTERLY), template("M", "Q", **MONTHLY), template("A", "Q"))
    tasks = dated(parts, START)
    assert waits_for(tasks["M.2026-03"]) == ["Q.2025-Q1"]
    assert waits_for(tasks["A"]) == ["Q.2025-Q1"]


def test_an_occurrence_that_does_not_exist_means_the_nearest() -> None:
    """`#2` is the second quarter, `#9` the last there is."""
    parts = framework(template("Q", **QUARTERLY), template("A", "Q#2"), template("B", "Q#9"))
    tasks = dated(parts, START)
    assert waits_for(tasks["A"]) == ["Q.2025-Q2"]
    assert waits_for(tasks["B"]) == ["Q.2026-Q1"]


def test_work_of_each_area_has_the_area_in_its_code_and_all_of_it_is_waited_for() -> None:
    """The fan-out belongs to the areas themselves; what follows waits for every one."""
    later = QUARTERLY | {"due_after": 10}
    parts = framework(template("E", per_area=True, **QUARTERLY), template("F", "E", **later))
    tasks = dated(parts, START)
    assert {code: tasks[code].area for code in ("E.mp.2025-Q1", "E.tl.2025-Q1")} == {
        "E.mp.2025-Q1": "mp",
        "E.tl.2025-Q1": "tl",
    }
    assert waits_for(tasks["F.2025-Q1"]) == ["E.mp.2025-Q1", "E.tl.2025-Q1"]


def test_a_fixed_due_date_on_a_day_off_moves_to_the_working_day_before() -> None:
    """31 May 2026 is a Sunday; with that Friday off too the proposal is due on Thursday."""
    due = YearDay(5, 31, 1)
    tasks = dated(framework(template("P", quarter=5, due=due)), START, date(2026, 5, 29))
    assert tasks["P"].due == tasks["P"].due_date == date(2026, 5, 28)


def test_a_fixed_due_date_that_cannot_be_met_rolls_to_the_next_year() -> None:
    """Ten days of work that begin on 25 March are due on 31 March of the next year."""
    parts = framework(template("A", days=10, due=YearDay(3, 31)))
    assert dated(parts, date(2025, 3, 3))["A"].due == date(2025, 3, 31)
    assert dated(parts, date(2025, 3, 25))["A"].due == date(2026, 3, 31)


def test_a_fixed_due_date_is_met_by_work_that_ends_on_it() -> None:
    """Ten days from 18 March end on 31 March; a day later it is next year's."""
    parts = framework(template("A", days=10, due=YearDay(3, 31)))
    assert dated(parts, date(2025, 3, 18))["A"].due == date(2025, 3, 31)
    assert dated(parts, date(2025, 3, 19))["A"].due == date(2026, 3, 31)


def test_a_yearly_report_is_due_this_year_when_its_days_just_fit() -> None:
    """Five days from Monday 24 February end on the 28th; from Tuesday on they do not."""
    report = template("R", recur=Recurrence.ANNUAL, due=YearDay(2, 28))
    assert list(dated(framework(report), date(2025, 2, 24))) == ["R.2025", "R.2026"]
    assert list(dated(framework(report), date(2025, 2, 25))) == ["R.2026"]


def test_yearly_work_with_a_fixed_date_skips_the_dates_that_are_past() -> None:
    """Started in March, the report due each February comes once within five quarters, next year."""
    report = template("R", recur=Recurrence.ANNUAL, due=YearDay(2, 28))
    assert list(dated(framework(report), START)) == ["R.2025", "R.2026"]
    assert list(dated(framework(report), date(2025, 3, 3))) == ["R.2026"]


def test_periods_before_the_work_they_rest_on_are_left_out_with_all_that_follows() -> None:
    """With a foundation that ends in May there is nothing to monitor in the first quarter."""
    later = QUARTERLY | {"due_after": 10}
    parts = framework(
        template("A", days=90),
        template("Q", "A", **QUARTERLY),
        template("R", "Q", **later),
    )
    tasks = dated(parts, START)
    assert "Q.2025-Q1" not in tasks
    assert "R.2025-Q1" not in tasks
    assert tasks["Q.2025-Q2"].occurrence == tasks["R.2025-Q2"].occurrence == 1


def test_a_period_counts_whose_work_just_fits_behind_its_foundation() -> None:
    """The first quarter's three days are due on 7 April: a foundation may end on the 2nd, not on the 3rd."""
    first = {
        days: list(dated(framework(template("A", days=days), template("Q", "A", **QUARTERLY)), START))[1]
        for days in (65, 66)
    }
    assert first == {65: "Q.2025-Q1", 66: "Q.2025-Q2"}


def test_the_last_occurrence_stays_even_when_it_comes_late() -> None:
    """A foundation longer than the programme leaves one occurrence, pushed behind it."""
    parts = framework(template("A", days=500), template("Q", "A", **QUARTERLY))
    tasks = dated(parts, START)
    assert list(tasks) == ["A", "Q.2026-Q1"]
    assert tasks["Q.2026-Q1"].baseline.start > tasks["A"].baseline.finish


def test_recurrence_can_end_earlier_than_the_programme() -> None:
    """`recur_until` counts quarters of the programme."""
    tasks = dated(framework(template("Q", recur_until=2, **QUARTERLY)), START)
    assert list(tasks) == ["Q.2025-Q1", "Q.2025-Q2"]


def test_milestones_open_in_the_year_of_the_proposal() -> None:
    """A window of June opens in June of the year in which the proposal is due."""
    screening = Milestone(
        code="X",
        stage="foundation",
        title="Seleksi",
        days=3,
        opens=YearDay(6, 1),
        responsible="national_assessor",
        verifier="secretary",
        evidence=("Pengumuman",),
        after=(Link("P"),),
    )
    parts = framework(template("P", due=YearDay(5, 31, 1)), milestones=(screening,))
    made = dated(parts, START)["X"]
    assert (made.area, made.external, made.milestone) == ("ext", True, True)
    assert made.baseline.start == date(2026, 6, 1)
    assert waits_for(made) == ["P"]


def test_the_baseline_is_the_plan_that_the_engine_computes() -> None:
    """The dates of the instances are those of the planning engine on the same calendar."""
    parts = framework(
        template("A", days=7),
        template("M", "A", **MONTHLY),
        template("Q", "M", **QUARTERLY),
        template("B", "Q#2", "A"),
        template("P", "B", due=YearDay(5, 31, 1)),
    )
    made = instances(parts, START, weekdays(START))
    plan = plan_of(made, START)
    assert [(t.id, t.area, t.days) for t in plan.tasks] == [(t.code, t.area, t.days) for t in made]
    assert {r.id: r.planned for r in analyse(plan, START).tasks} == {t.code: t.baseline for t in made}


def test_two_ways_to_the_same_occurrence_are_one_dependency() -> None:
    """Where the second occurrence does not exist, both mean the first, once."""
    parts = framework(template("R", recur=Recurrence.ANNUAL, due_after=3), template("A", "R#1", "R#2"))
    assert waits_for(dated(parts, START)["A"]) == ["R.2025"]


@pytest.mark.parametrize("start", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_start_in_another_age_is_refused(start: date) -> None:
    """A mistyped year is a sentence, not an overflow."""
    with pytest.raises(InputError, match="A programme starts between"):
        horizon(start)
