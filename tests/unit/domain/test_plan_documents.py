"""A plan document becomes a plan, or all its mistakes at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from zi_workflow.domain.calendars import FIVE_DAYS
from zi_workflow.domain.errors import InputError, Problem
from zi_workflow.domain.plans import (
    Dependency,
    Kind,
    Plan,
    PlanTask,
    Span,
    parse_dependency,
    plan_from,
    validate,
)

AS_OF = date(2025, 6, 2)
NATIONAL = frozenset({date(2025, 1, 27)})
ONE = {"id": "TL-1", "area": "tl", "days": 1}


def document(*tasks: object, **more: Any) -> dict[str, Any]:
    """A plan document with these tasks."""
    return {"start": "2025-01-02", "tasks": list(tasks or (ONE,)), **more}


def read(data: object) -> Plan:
    """The plan in a document without lines."""
    return plan_from(data, {}, NATIONAL, AS_OF)


def problems(data: object) -> list[Problem]:
    """What a document is refused for."""
    with pytest.raises(InputError) as refused:
        read(data)
    return list(refused.value.problems)


def test_a_document_says_all_that_a_plan_can_hold() -> None:
    """Every key of the file format arrives, dates as text or as dates."""
    full = {
        "id": "TL-2",
        "title": "SOP",
        "area": "tl",
        "days": 0,
        "after": ["TL-1", "TL-1 SS+2", "TL-1 FF-1", "TL-1 +3"],
        "not_before": date(2025, 2, 3),
        "planned": {"start": "2025-02-03", "finish": date(2025, 2, 4)},
        "started": "2025-02-03",
        "finished": "2025-02-05",
    }
    calendar = {"week": ["mon", "sat"], "holidays": ["2025-03-03"]}
    links = (("TL-1", "FS", 0), ("TL-1", "SS", 2), ("TL-1", "FF", -1), ("TL-1", "FS", 3))
    assert read(document(ONE, full, deadline="2025-05-30", calendar=calendar)) == Plan(
        start=date(2025, 1, 2),
        deadline=date(2025, 5, 30),
        week=("mon", "sat"),
        days_off=frozenset({date(2025, 3, 3)}),
        tasks=(
            PlanTask("TL-1", "tl", 1),
            PlanTask(
                id="TL-2",
                area="tl",
                days=0,
                title="SOP",
                after=tuple(Dependency(before, Kind(kind), lag) for before, kind, lag in links),
                not_before=date(2025, 2, 3),
                planned=Span(date(2025, 2, 3), date(2025, 2, 4)),
                started=date(2025, 2, 3),
                finished=date(2025, 2, 5),
            ),
        ),
    )


@pytest.mark.parametrize("calendar", [None, {}, {"week": None, "holidays": None}])
def test_what_is_left_out_has_its_default(calendar: object) -> None:
    """Five days, the nation's days off, no dependencies; null is as good as nothing."""
    nothing = dict.fromkeys(("title", "after", "not_before", "planned", "started", "finished"))
    one = read(document({**ONE, **nothing}, calendar=calendar, deadline=None))
    assert (one.week, one.days_off, one.deadline) == (FIVE_DAYS, NATIONAL, None)
    assert one.tasks == (PlanTask("TL-1", "tl", 1),)


def test_an_empty_list_of_holidays_is_a_calendar_without_any() -> None:
    """Only a calendar that says nothing of holidays gets the nation's."""
    assert read(document(calendar={"holidays": []})).days_off == frozenset()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("TL-01", Dependency("TL-01")),
        ("TL-01 FS", Dependency("TL-01")),
        ("TL-01 SS+2", Dependency("TL-01", Kind.SS, 2)),
        ("AK-04 FF-1", Dependency("AK-04", Kind.FF, -1)),
        ("AK-04 SF", Dependency("AK-04", Kind.SF)),
        ("TL-02 +3", Dependency("TL-02", Kind.FS, 3)),
        ("TL-02 -3", Dependency("TL-02", Kind.FS, -3)),
        ("FS", Dependency("FS")),
    ],
)
def test_dependencies_are_read_and_written_alike(text: str, found: Dependency) -> None:
    """A dependency's text reads as it was meant and its own text reads the same."""
    assert parse_dependency(text) == found
    assert parse_dependency(str(found)) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "TL-01 ss",
        "TL-01 SS +2",
        "TL-01 SS2",
        "TL-01 XX",
        "TL-01 + 2",
        "TL-01 SS+",
        "A B C",
        "TL-01 SS+1.5",
        "A ٣+",
    ],
)
def test_unreadable_dependencies_are_refused(text: str) -> None:
    """Lower case, spaces inside, missing signs and other words are no dependency."""
    with pytest.raises(InputError):
        parse_dependency(text)


WRONG: list[tuple[dict[str, Any], int]] = [
    (document(deadline="31-12-2025"), 1),
    (document(deadline=datetime(2025, 1, 2, 8)), 1),  # noqa: DTZ001 a naive datetime is what a file can hold
    (document(deadline="2025-02-30"), 1),
    (document(deadline="20250230"), 1),
    (document(deadline=20250230), 1),
    (document(colour="red"), 1),
    (document(calendar=[]), 1),
    (document(calendar={"week": "mon"}), 1),
    (document(calendar={"week": []}), 1),
    (document(calendar={"week": ["mon", "senin", 3]}), 2),
    (document(calendar={"holidays": ["2025-01-01", "tomorrow", None]}), 2),
    (document(calendar={"hours": 8}), 1),
    (document({**ONE, "days": -1}), 1),
    (document({**ONE, "days": True}), 1),
    (document({**ONE, "days": 1.0}), 1),
    (document({**ONE, "days": "1"}), 1),
    (document({**ONE, "days": None}), 1),
    (document({**ONE, "area": ""}), 1),
    (document({**ONE, "area": False}), 1),
    (document({**ONE, "id": 7}), 1),
    (document({**ONE, "id": "TL 1"}), 1),
    (document({**ONE, "id": " TL-1"}), 1),
    (document({**ONE, "title": 7}), 1),
    (document({**ONE, "when": 7}), 1),
    (document({**ONE, "after": "TL-2"}), 1),
    (document({**ONE, "after": ["TL-2", "TL-1", "TL-1 FF", 7, "a b c"]}), 5),
    (document({**ONE, "planned": {"start": "2025-02-03"}}), 1),
    (document({**ONE, "planned": {"start": "2025-02-03", "finish": None}}), 1),
    (document({**ONE, "planned": {"start": "2025-02-04", "finish": "2025-02-03"}}), 1),
    (document({**ONE, "planned": {"start": "2025-02-01", "finish": "2025-02-02"}}), 1),
    (document({**ONE, "planned": ["2025-02-03", "2025-02-04"]}), 1),
    (document({**ONE, "started": "2025-02-04", "finished": "2025-02-03"}), 1),
    (document({**ONE, "started": "2025-06-03", "finished": "2025-06-04"}), 2),
    (document({"area": "tl"}), 2),
    (document(ONE, ONE), 1),
    (document(ONE, {**ONE, "id": "TL-2", "after": ["TL-2"]}), 1),
    (document("TL-1", None, []), 3),
    (document({**ONE, "days": 99_999_999}), 1),
    (document(ONE, {**ONE, "id": "TL-2", "after": ["TL-1 SS+999999999"]}), 1),
    ({"start": "2025-01-02", "tasks": []}, 1),
    ({"start": "2025-01-02", "tasks": None}, 1),
    ({"start": "2025-01-02", "tasks": {}}, 1),
    ({"start": None, "tasks": [ONE]}, 1),
    ({}, 2),
]


@pytest.mark.parametrize(("data", "count"), WRONG, ids=lambda value: repr(value)[-60:])
def test_each_mistake_is_one_problem(data: dict[str, Any], count: int) -> None:
    """Every mistake is named once and nothing follows from it."""
    assert len(problems(data)) == count


@pytest.mark.parametrize("data", [None, [], "start", 7])
def test_a_document_that_is_no_mapping_is_refused(data: object) -> None:
    """A plan is a mapping."""
    assert len(problems(data)) == 1


def test_all_mistakes_come_at_once_in_the_order_of_the_lines() -> None:
    """Mistakes of form and of sense stand side by side, each with its line and its task."""
    tasks = [
        {**ONE, "after": ["TL-2", "XX"]},
        {**ONE, "id": "TL-2", "days": "two", "after": ["TL-1"]},
        {**ONE, "started": "2025-07-01"},
    ]
    lines = {
        ("start",): 1,
        ("tasks",): 2,
        ("tasks", 0): 3,
        ("tasks", 1): 4,
        ("tasks", 1, "days"): 5,
        ("tasks", 2): 9,
    }
    with pytest.raises(InputError) as refused:
        plan_from(
            {"start": "soon", "tasks": tasks}, lines, NATIONAL, AS_OF, [Problem("x is given twice.", line=7)]
        )
    found = [(p.line, p.where, p.message.format(**p.params)) for p in refused.value.problems]
    assert [(line, where) for line, where, _ in found] == [
        (1, ""),
        (3, "TL-1"),
        (3, "TL-1"),
        (5, "TL-2"),
        (7, ""),
        (9, "TL-1"),
        (9, "TL-1"),
    ]
    assert "TL-1 -> TL-2 -> TL-1" in found[2][2] + found[1][2]


def test_work_that_ends_nowhere_is_said_beside_other_mistakes() -> None:
    """Each duration is possible, all together reach past the calendar; the unknown task is named too."""
    tasks = [{**ONE, "id": f"T{n}", "days": 9_999} for n in range(300)]
    found = problems(document(*tasks, {**ONE, "after": ["XX"]}))
    assert [p.message.partition(" ")[0] for p in found] == ["There", "The"]


def test_a_long_wrong_text_keeps_its_closing_quote() -> None:
    """A value that is cut short is still quoted on both sides."""
    for text in ("x" * 100, "\x07" * 100, "'" * 41):
        cut = str(problems(document({**ONE, "days": text}))[0].params["value"])
        assert cut[0] == cut[-1]
        assert cut[-4:-1] == "..."
        assert len(cut) < 50


def test_without_lines_the_place_is_a_path() -> None:
    """JSON read without lines still says where: by task id, else by keys, counted from one."""
    found = problems(
        {"start": "soon", "calendar": {"week": ["mon", "x"]}, "tasks": [{**ONE, "days": "x"}, 7]}
    )
    assert {p.where for p in found} == {"start", "calendar.week[2]", "TL-1", "tasks[2]"}


def test_two_circles_are_two_problems() -> None:
    """Each circle is printed as a path that comes back to its start."""
    names = {"A": ["B"], "B": ["A"], "C": ["E"], "D": ["C"], "E": ["D"]}
    tasks = [{**ONE, "id": name, "after": after} for name, after in names.items()]
    assert [p.params["path"] for p in problems(document(*tasks))] == ["A -> B -> A", "C -> D -> E -> C"]


def test_a_plan_from_a_database_is_held_to_the_same_rules() -> None:
    """A plan that was never a document is validated all the same."""
    bad = PlanTask("TL-1", "tl", -1, after=(Dependency("TL-1"), Dependency("XX")), finished=date(2025, 7, 1))
    with pytest.raises(InputError) as refused:
        validate(Plan(date(2025, 1, 2), (bad, bad), week=()), AS_OF)
    assert len(refused.value.problems) == 10
    validate(Plan(date(2025, 1, 2), (PlanTask("TL-1", "tl", 1),)), AS_OF)
