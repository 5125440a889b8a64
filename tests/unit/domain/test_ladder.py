"""The ladder's rules on small plans, one claim each; weeks start on Monday 3 March 2025."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.ladders import Mornings, Offices, alone, by_day, chain, march, weekdays
from tests.support.plans import plan, task
from zi_workflow.domain.analysis import analyse
from zi_workflow.domain.ladder import holding_other_areas
from zi_workflow.domain.notices import NoticeKind, NoticeState, Reason
from zi_workflow.domain.offices import Charge
from zi_workflow.domain.plans import Span
from zi_workflow.domain.situations import WorkState


def test_reminders_count_down_and_levels_climb_after_the_clock() -> None:
    """Seven, three, one and no working days before; then after 1, 3, 7, 12 and 17."""
    assert by_day(alone(8), 3, 31) == {
        3: ["reminder 7 tl-1 to member-tl"],
        7: ["reminder 3 tl-1 to member-tl"],
        11: ["reminder 1 tl-1 to member-tl"],
        12: ["reminder 0 tl-1 to member-tl"],
        13: ["overdue 1 tl-1 to member-tl"],
        17: ["escalation 2 tl-1 to ayu"],
        21: ["escalation 3 tl-1 to citra"],
        28: ["escalation 4 tl-1 to head"],
    }


def test_holding_another_area_climbs_faster() -> None:
    """Levels come at 1, 1, 3, 7 and 12 once pp's planned start has passed, still one a day."""
    assert by_day(chain(), 6, 21) == {
        6: ["overdue 1 tl-1 to member-tl"],
        7: ["escalation 2 tl-1 to ayu"],
        10: ["escalation 3 tl-1 to citra"],
        14: ["escalation 4 tl-1 to head"],
        21: ["escalation 5 tl-1 to team"],
    }


def test_holding_begins_the_day_after_the_other_areas_planned_start() -> None:
    """On the planned start itself nobody has lost a day yet; one's own area never counts."""
    waiting = plan(task("tl-1", 3), task("pp-1", 2, "tl-1"), task("tl-2", 2, "tl-1"))
    assert holding_other_areas(analyse(waiting, march(6)), march(6)) == frozenset()
    assert holding_other_areas(analyse(waiting, march(7)), march(7)) == {"tl-1"}


def test_who_holds_up_only_their_own_area_keeps_the_slow_thresholds() -> None:
    """The same delay inside one area: level 2 comes after three working days, not on the second morning."""
    waiting = plan(task("tl-1", 3), task("tl-2", 2, "tl-1"))
    assert holding_other_areas(analyse(waiting, march(14)), march(14)) == frozenset()
    assert by_day(Mornings(waiting), 6, 10) == {
        6: ["overdue 1 tl-1 to member-tl"],
        10: ["escalation 2 tl-1 to ayu"],
    }


def test_the_slow_thresholds_do_not_take_a_level_back() -> None:
    """When the other area no longer waits, the level stays and waits for its own threshold."""
    mornings = chain()
    by_day(mornings, 6, 10)
    mornings.replan("pp-1", started=march(10), finished=march(10))
    assert by_day(mornings, 11, 21) == {21: ["escalation 4 tl-1 to head"]}


def test_an_old_lateness_climbs_one_level_a_day() -> None:
    """After an import nobody is escalated over the head of someone who was never told."""
    mornings = Mornings(plan(task("tl-1", 3), start=date(2024, 9, 2)))
    assert by_day(mornings, 3, 12) == {
        3: ["overdue 1 tl-1 to member-tl"],
        4: ["escalation 2 tl-1 to ayu"],
        5: ["escalation 3 tl-1 to citra"],
        6: ["escalation 4 tl-1 to head"],
        7: ["escalation 5 tl-1 to team"],
    }


@pytest.mark.parametrize(
    "ends", [NoticeState.DUE, NoticeState.COLLECTED, NoticeState.FAILED, NoticeState.CANCELLED]
)
def test_who_was_not_told_is_not_passed_by(ends: NoticeState) -> None:
    """Held, failed or cancelled is not told: the same level stays due, with the same key."""
    mornings = alone()
    days = weekdays(6, 14)
    first, *others = [mornings.decided(day, ends) for day in days]
    keys = {n.key for notices in (first, *others) for n in notices if n.kind is NoticeKind.OVERDUE}
    assert len(keys) == 1
    assert not any(n.level == 2 for notices in others for n in notices)


def test_missed_rungs_are_superseded_and_only_the_nearest_is_told() -> None:
    """Whoever looks one day before is reminded once; 7 and 3 are on record."""
    notices = alone(8).decided(march(11))
    told = {n.rung: n.state for n in notices if n.kind is NoticeKind.REMINDER}
    assert told == {1: NoticeState.DUE, 3: NoticeState.SUPERSEDED, 7: NoticeState.SUPERSEDED}


def test_a_rung_that_came_into_no_mail_gives_way_to_a_nearer_one() -> None:
    """A service that died after deciding does not remind twice the next day."""
    mornings = alone(8)
    mornings.told(march(7), NoticeState.DUE)
    told = {n.rung: n.state for n in mornings.decided(march(11)) if n.kind is NoticeKind.REMINDER}
    assert told[3] is NoticeState.SUPERSEDED
    assert told[1] is NoticeState.DUE


def test_no_reminder_comes_after_the_clock() -> None:
    """What was missed until then is superseded by the overdue notice."""
    notices = alone().decided(march(6))
    told = {n.rung: n.state for n in notices if n.kind is NoticeKind.REMINDER}
    assert told == dict.fromkeys((0, 1, 3, 7), NoticeState.SUPERSEDED)


def test_a_waiting_task_is_told_once_and_never_blamed() -> None:
    """Its assignee hears that it waits after the planned start, and when it can begin."""
    mornings = chain()
    told = [line for day in weekdays(3, 28) for line in mornings.told(day) if " pp-1 " in line]
    assert told == ["waiting pp-1 to member-pp"]
    mornings.replan("tl-1", started=march(3), finished=march(28))
    assert mornings.told(march(31))[-2:] == ["ready pp-1 to member-pp", "reminder 1 pp-1 to member-pp"]


def test_nobody_hears_of_waiting_on_the_planned_start_itself() -> None:
    """On the 6th tl-1 may still be accepted in time for nobody to have lost a day; on the 7th a day is lost."""
    mornings = chain()
    assert "waiting pp-1 to member-pp" not in mornings.told(march(6))
    assert "waiting pp-1 to member-pp" in mornings.told(march(7))


def test_no_rung_is_spent_while_a_task_could_not_begin() -> None:
    """The clock is what its predecessors allow, when that is later than the plan."""
    mornings = chain()
    mornings.replan("tl-1", started=march(3), finished=march(14))
    assert by_day(mornings, 17, 20) == {
        17: ["reminder 1 pp-1 to member-pp"],
        18: ["reminder 0 pp-1 to member-pp"],
        19: ["overdue 1 pp-1 to member-pp"],
    }


def test_ready_waits_for_its_day() -> None:
    """A task that may not begin before the 10th is announced that day, once."""
    mornings = Mornings(plan(task("tl-1", 3, not_before=march(10))))
    told = {day.day: mornings.told(day) for day in weekdays(3, 11)}
    assert told[7] == ["reminder 3 tl-1 to member-tl"]
    assert told[10] == ["ready tl-1 to member-tl"]
    assert told[11] == ["reminder 1 tl-1 to member-tl"]


def test_a_lateness_that_ends_starts_over_in_a_new_cycle() -> None:
    """A later date in the plan ends it; the next lateness begins at level 1."""
    mornings = alone()
    by_day(mornings, 6, 10)
    mornings.replan("tl-1", planned=Span(march(3), march(14)))
    assert mornings.late(march(11)) == ["reminder 3 tl-1 to member-tl"]
    (overdue,) = [n for n in mornings.decided(march(17)) if n.kind is NoticeKind.OVERDUE]
    assert (overdue.level, overdue.cycle) == (1, 2)
    assert by_day(mornings, 18, 19) == {19: ["escalation 2 tl-1 to ayu"]}


def test_a_reopened_task_starts_over() -> None:
    """What was told before it was done belongs to the old cycle."""
    mornings = alone()
    by_day(mornings, 6, 10)
    mornings.replan("tl-1", finished=march(10))
    assert mornings.late(march(11)) == ["solved tl-1 to ayu"]
    mornings.plan = alone().plan
    mornings.change("tl-1", state=WorkState.OPEN, cycle=2)
    assert by_day(mornings, 12, 14) == {
        12: ["overdue 1 tl-1 to member-tl"],
        13: ["escalation 2 tl-1 to ayu"],
        14: ["escalation 3 tl-1 to citra"],
    }


def test_a_reopened_task_starts_over_also_where_its_ladder_was_never_ended() -> None:
    """A clock that came back takes the end of a ladder back with what it had decided, not the reopening."""
    mornings = alone()
    for day in (6, 7, 10):
        mornings.told(march(day))
    mornings.change("tl-1", cycle=2)
    (overdue,) = [n for n in mornings.decided(march(11)) if n.level]
    assert (overdue.level, overdue.cycle) == (1, 2)


def test_everyone_told_above_the_assignee_hears_once_that_it_is_solved() -> None:
    """Ayu and Citra were told, the assignee knows anyway, and a second morning says nothing."""
    mornings = alone()
    by_day(mornings, 6, 14)
    mornings.replan("tl-1", finished=march(14))
    assert mornings.late(march(17)) == ["solved tl-1 to ayu", "solved tl-1 to citra"]
    assert by_day(mornings, 18, 21) == {}


def test_solved_reaches_whoever_was_told_in_an_earlier_lateness() -> None:
    """The lateness ended by a new plan; the news that it is done still goes to Ayu, once."""
    mornings = alone()
    by_day(mornings, 6, 10)
    mornings.replan("tl-1", planned=Span(march(3), march(21)))
    mornings.late(march(11))
    mornings.replan("tl-1", finished=march(17))
    assert mornings.late(march(18)) == ["solved tl-1 to ayu"]
    assert mornings.late(march(19)) == []


def test_an_accepted_promise_stops_the_climb_until_its_day() -> None:
    """On the promised day nothing yet; the next day goes on from the level that was told."""
    mornings = alone()
    by_day(mornings, 6, 7)
    mornings.change("tl-1", promised=march(17))
    assert by_day(mornings, 10, 18) == {18: ["escalation 2 tl-1 to ayu"]}


def test_a_level_of_the_responsible_person_is_passed_over() -> None:
    """Ayu does the work herself: level 2 counts as told without a mail."""
    mornings = alone()
    mornings.change("tl-1", charge=Charge("ayu", "coordinator", "tl"))
    assert by_day(mornings, 6, 14) == {6: ["overdue 1 tl-1 to ayu"], 14: ["escalation 3 tl-1 to citra"]}
    assert [p.state for p in mornings.past["tl-1"] if p.level == 2] == [NoticeState.PASSED_OVER]


def test_nobody_at_a_level_means_the_next_one_with_its_own_number() -> None:
    """Ayu is away without a substitute: Citra gets level 2, and later level 3."""
    mornings = Mornings(alone().plan, offices=Offices(away={"ayu"}))
    assert by_day(mornings, 6, 14) == {
        6: ["overdue 1 tl-1 to member-tl"],
        10: ["escalation 2 tl-1 to citra"],
        14: ["escalation 3 tl-1 to citra"],
    }


def test_a_level_that_nobody_could_hear_is_told_when_somebody_is_back() -> None:
    """It is noted with its reason and does not count as told."""
    away = {"citra", "head", "team"}
    mornings = Mornings(alone().plan, offices=Offices(away=away))
    assert by_day(mornings, 6, 17) == {6: ["overdue 1 tl-1 to member-tl"], 10: ["escalation 2 tl-1 to ayu"]}
    (nobody,) = [n for n in mornings.decided(march(18)) if n.level == 3]
    assert (nobody.state, nobody.reason) == (NoticeState.CANCELLED, Reason.NO_RECEIVER)
    away.clear()
    assert by_day(mornings, 19, 21) == {19: ["escalation 3 tl-1 to citra"], 21: ["escalation 4 tl-1 to head"]}


def test_work_of_an_outside_party_reminds_nobody_in_the_unit() -> None:
    """Without a contact there is no mail at all; who waits for it is told."""
    mornings = Mornings(plan(task("ext-1", 3), task("pp-1", 2, "ext-1")))
    mornings.change("ext-1", charge=Charge(None, "inspectorate", "ext", outside=True), outside=True)
    told = [line for day in weekdays(3, 31) for line in mornings.told(day)]
    assert told == ["waiting pp-1 to member-pp"]


def test_an_outside_partys_contact_gets_its_mail() -> None:
    """Dewi is reminded, though no colleague is."""
    mornings = Mornings(plan(task("ext-1", 3)))
    mornings.change("ext-1", charge=Charge("dewi", "inspectorate", "ext", outside=True), outside=True)
    assert by_day(mornings, 3, 6) == {
        3: ["reminder 3 ext-1 to dewi"],
        4: ["reminder 1 ext-1 to dewi"],
        5: ["reminder 0 ext-1 to dewi"],
        6: ["overdue 1 ext-1 to dewi"],
    }


def test_a_second_decision_of_the_same_morning_says_nothing_new() -> None:
    """Neither reminders nor the next level of an old lateness come again on a day whose mail is out."""
    mornings = chain()
    for day in weekdays(3, 31):
        mornings.told(day)
        assert mornings.told(day) == []
    assert max(p.level or 0 for p in mornings.past["tl-1"]) == 5
