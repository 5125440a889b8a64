"""Who is told what on which day, through the command line: tables worked out by hand, and drawn plans."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.support.ladder_plans import Case, Mail, drawn_case, mails_of, rows_of
from tests.support.ladder_reference import Absence, Post, Script
from tests.support.plan_reference import Days
from tests.support.plans import plan, task
from zi_workflow.cli.main import main
from zi_workflow.domain.plans import Plan

SEEDS = range(8)


def march(day: int) -> date:
    """A day of March 2025; the 3rd is a Monday."""
    return date(2025, 3, day)


FROZEN = Script(frozen_from=march(3))


def rehearsed(folder: Path, case: Case) -> list[Mail]:
    """The mails that the command writes."""
    assert main(case.command(folder)) == 0
    return mails_of(folder)


def table(folder: Path, of: Plan, script: Script = FROZEN, until: int = 28, start: int = 3) -> list[str]:
    """What is told for the first time, a line each: day of March, role, kind with level or rung, task."""
    rows = rows_of(rehearsed(folder, Case(of, march(start), march(until), script)))
    news = [row for row in rows if not row.repeat and row.kind != "assigned"]
    return [
        f"{row.on[-2:]} {row.role} {row.kind}{'' if number is None else f' {number}'} {row.task}"
        for row in news
        for number in [row.level if row.rung is None else row.rung]
    ]


def test_a_frozen_task_climbs_to_the_assistance_team(tmp_path: Path) -> None:
    """Three days of work from Monday: the clock is the 5th, levels come 1, 3, 7, 12 and 17 working days after."""
    assert table(tmp_path, plan(task("tl-1", 3))) == [
        "03 member ready tl-1",
        "03 member reminder 3 tl-1",
        "04 member reminder 1 tl-1",
        "05 member reminder 0 tl-1",
        "06 member overdue 1 tl-1",
        "10 coordinator escalation 2 tl-1",
        "14 team_lead escalation 3 tl-1",
        "21 head escalation 4 tl-1",
        "28 assistance_team escalation 5 tl-1",
    ]


def test_a_frozen_task_that_holds_another_area_climbs_faster(tmp_path: Path) -> None:
    """pp should have begun on the 6th: from the 7th on levels come at 1, 1, 3, 7 and 12, and pp is only told."""
    assert table(tmp_path, plan(task("tl-1", 3), task("pp-1", 2, "tl-1"))) == [
        "03 member ready tl-1",
        "03 member reminder 3 tl-1",
        "04 member reminder 1 tl-1",
        "05 member reminder 0 tl-1",
        "06 member overdue 1 tl-1",
        "07 coordinator escalation 2 tl-1",
        "07 member waiting pp-1",
        "10 team_lead escalation 3 tl-1",
        "14 head escalation 4 tl-1",
        "21 assistance_team escalation 5 tl-1",
    ]


def test_the_clock_waits_for_what_held_the_task_back(tmp_path: Path) -> None:
    """tl finishes a week late; pp, planned for the 10th to 12th, has until the 19th and then climbs by itself."""
    script = Script(tasks={"tl-1": (march(3), march(14)), "pp-1": (date(2025, 5, 5), None)})
    told = table(tmp_path, plan(task("tl-1", 5), task("pp-1", 3, "tl-1")), script, until=24)
    assert told == [
        "03 member ready tl-1",
        "03 member reminder 7 tl-1",
        "04 member reminder 3 tl-1",
        "06 member reminder 1 tl-1",
        "07 member reminder 0 tl-1",
        "10 member overdue 1 tl-1",
        "11 coordinator escalation 2 tl-1",
        "11 member waiting pp-1",
        "12 team_lead escalation 3 tl-1",
        "17 coordinator solved tl-1",
        "17 member ready pp-1",
        "17 member reminder 3 pp-1",
        "17 team_lead solved tl-1",
        "18 member reminder 1 pp-1",
        "19 member reminder 0 pp-1",
        "20 member overdue 1 pp-1",
        "24 coordinator escalation 2 pp-1",
    ]


def test_an_overdue_programme_that_is_taken_over_climbs_a_level_a_day(tmp_path: Path) -> None:
    """Months late on the first morning, and still nobody is passed by; a task done before is not spoken of."""
    old = plan(
        task("tl-1", 3, finished=date(2024, 10, 1)),
        task("tl-2", 3, "tl-1", started=date(2024, 10, 7)),
        start=date(2024, 9, 2),
    )
    assert table(tmp_path, old, until=14) == [
        "03 member overdue 1 tl-2",
        "04 coordinator escalation 2 tl-2",
        "05 team_lead escalation 3 tl-2",
        "06 head escalation 4 tl-2",
        "07 assistance_team escalation 5 tl-2",
    ]


def test_after_an_outage_the_nearest_rung_or_the_next_level_is_told(tmp_path: Path) -> None:
    """Down from the 5th to the 18th: tl-2 skips two reminders, tl-1 takes one level a day."""
    script = Script(frozen_from=march(3), outage=((march(5), march(18)),))
    assert table(tmp_path, plan(task("tl-1", 3), task("tl-2", 14)), script, until=21) == [
        "03 member ready tl-1",
        "03 member reminder 3 tl-1",
        "03 member ready tl-2",
        "04 member reminder 1 tl-1",
        "19 member overdue 1 tl-1",
        "19 member reminder 1 tl-2",
        "20 coordinator escalation 2 tl-1",
        "20 member reminder 0 tl-2",
        "21 member overdue 1 tl-2",
        "21 team_lead escalation 3 tl-1",
    ]


def test_a_six_day_week_and_a_day_off_count_as_they_are(tmp_path: Path) -> None:
    """Two days from Thursday the 6th with Friday off end on Saturday; Sunday and the day off bring no mail."""
    week = ("mon", "tue", "wed", "thu", "fri", "sat")
    six = plan(task("tl-1", 2), start=march(6), week=week, days_off=frozenset({march(7)}))
    assert table(tmp_path, six, until=12, start=6) == [
        "06 member ready tl-1",
        "06 member reminder 1 tl-1",
        "08 member reminder 0 tl-1",
        "10 member overdue 1 tl-1",
        "12 coordinator escalation 2 tl-1",
    ]


def test_a_substitute_writes_nobody_off_and_an_empty_office_goes_one_higher(tmp_path: Path) -> None:
    """The coordinator is away without, the team lead with a substitute; level 2 keeps its number."""
    away = (
        Absence(Post("coordinator", "tl"), march(10), march(12)),
        Absence(Post("team_lead"), march(7), march(28), "Dewi"),
    )
    script = Script(frozen_from=march(3), absent=away)
    mails = rehearsed(tmp_path, Case(plan(task("tl-1", 3)), march(6), march(14), script))
    above = [mail for mail in mails if mail["role"] != "member"]
    assert [
        (m["on"][-2:], m["to"].partition("@")[0], m["role"], m["notices"][0]["level"]) for m in above
    ] == [
        ("10", "dewi", "team_lead", 2),
        ("14", "dewi", "team_lead", 3),
    ]


def test_an_outside_partys_work_reminds_nobody(tmp_path: Path) -> None:
    """Whoever waits for it is told once, and nobody climbs."""
    assert table(tmp_path, plan(task("ext-1", 3), task("pp-1", 2, "ext-1"))) == ["07 member waiting pp-1"]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_line_of_every_mail_is_the_references(seed: int, tmp_path: Path) -> None:
    """All kinds of dependencies, actuals, absences and outages: the same people, days, levels, rungs and repeats."""
    case = drawn_case(seed)
    mails = rehearsed(tmp_path, case)
    assert rows_of(mails) == case.expected()
    _in_good_order(case, mails)


def _in_good_order(case: Case, mails: list[Mail]) -> None:
    """Working days only, one digest and one mail of escalations a person and day, levels from 3 on apart."""
    days = Days(case.plan)
    assert all(days.works(date.fromisoformat(mail["on"])) for mail in mails)
    assert len({(mail["on"], mail["to"], mail["kind"]) for mail in mails}) == len(mails)
    for mail in mails:
        apart = {(n["level"] or 0) >= 3 and not n["repeat"] for n in mail["notices"]}
        assert apart == {mail["kind"] == "escalation"}
