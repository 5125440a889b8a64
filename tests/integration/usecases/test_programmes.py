"""Programmes from the framework and from plan files, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from tests.support.programmes import MORNING, START, UNIT, plan, planned, small_office, whole_office
from zi_workflow import i18n
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.analysis import analyse
from zi_workflow.domain.errors import ConflictError, InputError, RefusedError
from zi_workflow.domain.plans import Span
from zi_workflow.domain.setups import NEW_UNIT
from zi_workflow.frameworks import loader
from zi_workflow.storage.queries.programmes import all_programmes, programme_facts, rounds, stages
from zi_workflow.storage.tables import Programme, Task, Unit
from zi_workflow.usecases import events
from zi_workflow.usecases.plans import load_plan
from zi_workflow.usecases.programmes import (
    ActivateProgramme,
    CreateFromPlan,
    CreateProgramme,
    activate,
    create,
    create_from_plan,
)
from zi_workflow.usecases.setup_orders import look
from zi_workflow.usecases.units import unit_problems

WANTED = CreateProgramme(code="ZI-1", target="wbk", start=START, actor="cli", on=START, unit=UNIT)


def test_the_framework_becomes_a_dated_draft(store: Store) -> None:
    """Versions are pinned, the deadline is the day of the proposal, the first round the known one."""
    facts = do(store, create, WANTED, MORNING)
    assert (facts.state, facts.deadline, facts.baseline) == ("draft", date(2026, 5, 29), 1)
    assert facts.framework_version == loader.framework_version()
    assert facts.calendar_version == loader.calendar_version()
    with store.reading() as session:
        assert rounds(session, facts.id)[0].planned_on == date(2025, 4, 30)
        assert [stage.position for stage in stages(session, facts.id)] == sorted(
            stage.position for stage in stages(session, facts.id)
        )
        found = load_plan(session, facts.id)
        result = analyse(found, START)
        assert events.verify(session).intact
    assert result.finish.late_days == 0
    assert all(task.planned == task.forecast for task in result.tasks)


def test_a_deadline_that_outside_parties_can_meet_takes_their_milestones_in(sqlite_store: Store) -> None:
    """Without one, the programme ends with the proposal."""
    short = do(sqlite_store, create, WANTED, MORNING)
    long = do(sqlite_store, create, replace(WANTED, code="ZI-2", deadline=date(2027, 6, 30)), MORNING)
    with sqlite_store.reading() as session:
        plans = [load_plan(session, facts.id) for facts in (short, long)]
    assert len(plans[1].tasks) - len(plans[0].tasks) == len(loader.load().milestones)


def test_everything_that_is_wrong_is_said_at_once(sqlite_store: Store) -> None:
    """Code, target, route, unit, framework, start and deadline, and nothing is saved."""
    unit = replace(UNIT, code="a b", zone="WXX", week=("mon", "xxx"))
    wrong = CreateProgramme(
        code="Z 1",
        target="wbx",
        route="x",
        start=date(2035, 1, 2),
        deadline=date(2034, 1, 1),
        framework="x",
        actor="cli",
        on=START,
        unit=unit,
    )
    with pytest.raises(InputError) as refused:
        do(sqlite_store, create, wrong, MORNING)
    places = [problem.where for problem in refused.value.problems]
    assert places[:3] == ["code", "target", "route"]
    assert {"unit", "week", "start", "deadline"} <= set(places)
    with sqlite_store.reading() as session:
        assert all_programmes(session) == []
        assert session.exec(select(Unit)).all() == []


@pytest.mark.parametrize("deadline", [date(2031, 1, 1), date.max])
def test_a_deadline_lies_in_the_years_in_which_tasks_can_be_planned(
    sqlite_store: Store, deadline: date
) -> None:
    """The sentence says until when; the last of these days is taken."""
    with pytest.raises(InputError) as refused:
        do(sqlite_store, create, replace(WANTED, deadline=deadline), MORNING)
    (problem,) = refused.value.problems
    assert (problem.where, problem.params["last"]) == ("deadline", date(2030, 12, 31))
    last = do(sqlite_store, create, replace(WANTED, deadline=date(2030, 12, 31)), MORNING)
    assert last.deadline == date(2030, 12, 31)


def test_a_code_is_used_once(store: Store) -> None:
    """A second programme needs another one."""
    do(store, create, WANTED, MORNING)
    with pytest.raises(InputError, match="already"):
        do(store, create, WANTED, MORNING)


def test_codes_that_differ_in_capitals_only_are_the_same_code(store: Store) -> None:
    """Nobody could tell two such units or programmes apart; from the framework and from a plan file alike."""
    do(store, create, WANTED, MORNING)
    capitals = replace(UNIT, code=UNIT.code.upper())
    from_file = CreateFromPlan(code="zi-1", unit=UNIT, plan=plan(), actor="cli", on=START)
    said = []
    for command in (replace(WANTED, code="Zi-1"), replace(WANTED, code="ZI-2", unit=capitals)):
        with pytest.raises(InputError) as refused:
            do(store, create, command, MORNING)
        said += [i18n.sentence(problem) for problem in refused.value.problems]
    for plan_file in (from_file, replace(from_file, code="ZI-2", unit=capitals)):
        with pytest.raises(InputError) as refused:
            do(store, create_from_plan, plan_file, MORNING)
        said += [i18n.sentence(problem) for problem in refused.value.problems]
    assert said == ["code: Program 'ZI-1' sudah ada.", said[1]] * 2
    assert "Unit contoh sudah ada: Dinas Contoh" in said[1]
    with store.reading() as session:
        assert [unit.code for unit in session.exec(select(Unit))] == [UNIT.code]
        assert [facts.code for facts in all_programmes(session)] == ["ZI-1"]


def test_the_steps_of_a_new_programme_know_a_code_in_capitals(sqlite_store: Store) -> None:
    """The unit that is there is named at the field, and a code that is made up reads like no other."""
    do(sqlite_store, create, replace(WANTED, code="CONTOH-2025"), MORNING)
    typed = {
        "unit": NEW_UNIT, "unit_code": "Contoh", "unit_name": UNIT.name, "agency": UNIT.agency, "zone": "WIB",
        "target": "wbk", "start": "2025-01-02",
    }  # fmt: skip
    with sqlite_store.reading() as session:
        found = look(session, typed, None, START)
    assert found.order.programme.code == "Contoh-2025-2"
    assert ["Unit contoh sudah ada" in i18n.sentence(each) for each in found.problems["unit_code"]] == [True]


def test_a_unit_is_not_introduced_twice_in_different_words(sqlite_store: Store) -> None:
    """The same words find it again."""
    first = do(sqlite_store, create, WANTED, MORNING)
    again = do(sqlite_store, create, replace(WANTED, code="ZI-2"), MORNING)
    assert again.unit_id == first.unit_id
    with pytest.raises(InputError, match="exists already"):
        do(sqlite_store, create, replace(WANTED, code="ZI-3", unit=replace(UNIT, zone="WIT")), MORNING)


def test_another_agency_s_unit_is_not_described(sqlite_store: Store) -> None:
    """That its code is taken is all that the bureau of another agency learns of it."""
    do(sqlite_store, create, WANTED, MORNING)
    theirs = replace(UNIT, agency="lain", name="Dinas Lain", zone="WIT")
    with pytest.raises(InputError) as caught:
        do(sqlite_store, create, replace(WANTED, code="ZI-2", unit=theirs), MORNING)
    (problem,) = caught.value.problems
    assert problem.params == {"code": UNIT.code}
    assert "taken" in problem.message


def test_a_plan_file_becomes_a_programme_with_its_actuals(store: Store) -> None:
    """What was done before is the state at the start; the calendar is the plan's own."""
    own = plan(
        planned("TL-01", 5, started=START, finished=date(2025, 1, 3)),
        planned("TL-02", 3, "TL-01", planned=Span(date(2025, 1, 20), date(2025, 1, 22))),
        planned("EX-01", 2, "TL-01", area="ext"),
        week=("mon", "tue", "wed", "thu", "fri", "sat"),
        days_off=frozenset({date(2025, 1, 6)}),
    )
    facts = do(
        store,
        create_from_plan,
        CreateFromPlan(
            code="P-1", unit=replace(UNIT, week=own.week), plan=own, actor="cli", on=date(2025, 1, 4)
        ),
        MORNING,
    )
    with store.reading() as session:
        found = load_plan(session, facts.id)
        external = session.exec(select(Task.code).where(Task.external)).all()
    assert (found.days_off, found.week, external) == (own.days_off, own.week, ["EX-01"])
    expected, computed = analyse(own, date(2025, 1, 7)), analyse(found, date(2025, 1, 7))
    assert computed.tasks == expected.tasks
    assert computed.finish == expected.finish


def test_a_bad_plan_is_refused_with_all_its_errors(sqlite_store: Store) -> None:
    """A cycle, a name that is too long and a code with a blank together."""
    own = plan(planned("A" * 61, 1, area="x"), planned("B", 1, "C", area="x"), planned("C", 1, "B", area="x"))
    with pytest.raises(InputError) as refused:
        do(
            sqlite_store,
            create_from_plan,
            CreateFromPlan(code="P 1", unit=UNIT, plan=own, actor="cli", on=START),
            MORNING,
        )
    assert len(refused.value.problems) == 3


def test_a_draft_is_activated_once(store: Store) -> None:
    """The day is kept, the version rises, and a second time is refused."""
    office = small_office(store, active=False)
    command = ActivateProgramme(programme_id=office.programme_id, actor="cli", on=START, version=1)
    after = do(store, activate, command, MORNING)
    assert (after.state, after.activated_on, after.version) == ("active", START, 2)
    with pytest.raises(ConflictError):
        do(store, activate, command, MORNING)
    with pytest.raises(RefusedError, match="running"):
        do(store, activate, replace(command, version=None), MORNING)


def test_creation_is_one_event_with_every_row(store: Store) -> None:
    """The state of every task can be rebuilt from it."""
    office = whole_office(store)
    with store.reading() as session:
        rebuilt = events.rebuild(session, office.programme_id, START)
        codes = set(session.exec(select(Task.code)))
        programme = session.get(Programme, office.programme_id)
        assert programme is not None
        assert programme_facts(session, office.programme_id).code == programme.code
    assert set(rebuilt) == codes
    assert {state["state"] for state in rebuilt.values()} == {"planned"}


def test_a_unit_that_is_there_otherwise_is_described_in_words(store: Store) -> None:
    """Its zone and days as an office writes them, and what to do; nothing of how they are stored."""
    small_office(store)
    with store.reading() as session:
        (problem,) = unit_problems(session, replace(UNIT, zone="WITA"))
    said = i18n.sentence(problem)
    assert (
        "Unit contoh sudah ada: Dinas Contoh, WIB, dengan hari kerja Senin, Selasa, Rabu, Kamis, Jumat."
        in said
    )
    assert "Pilih unit itu dalam daftar unit" in said
    assert "Asia" not in said
