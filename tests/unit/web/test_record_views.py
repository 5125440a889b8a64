"""Events as sentences: a stage by its name, and what a newer version wrote."""

from __future__ import annotations

from datetime import date

from zi_workflow.storage.queries.records import Recorded
from zi_workflow.web.views import plan_records
from zi_workflow.web.views.records import lines


def recorded(kind: str, subject: str) -> Recorded:
    """An event of the service."""
    return Recorded(1, kind, subject, "system", "", "", date(2025, 1, 2), {})


def test_a_stage_is_called_by_its_name() -> None:
    """Not by the key that the plan file gives it."""
    (line,) = lines([recorded("stage.opened", "foundation")], "", {"foundation": "Pembangunan"})
    assert line.sentence == "Tahap “Pembangunan” dimulai."


def test_an_event_that_this_version_does_not_know_is_told_all_the_same() -> None:
    """With its kind, so that somebody can ask."""
    (line,) = lines([recorded("task.sung", "TL-01")], "")
    assert "task.sung" in line.sentence
    assert line.task == "TL-01"


EDITED = {
    "changes": [
        {"change": "SetDates", "task": "TL-01", "start": "2025-03-03", "finish": "2025-03-07"},
        {"change": "SetDays", "task": "TL-02", "days": 7},
        {"change": "SetNotBefore", "task": "TL-02", "day": "2025-03-10"},
        {"change": "SetNotBefore", "task": "TL-03", "day": None},
        {
            "change": "AddDependency",
            "task": "TL-03",
            "after": {"predecessor": "TL-01", "kind": "FS", "lag": 0},
        },
        {"change": "RemoveDependency", "task": "TL-03", "predecessor": "MP-01"},
        {"change": "SetAssignee", "task": "TL-04", "person_id": "b"},
        {"change": "SetAssignee", "task": "TL-05", "person_id": None},
    ],
    "tasks": {
        "TL-01": {
            "before": {"planned_start": "2025-03-03", "planned_finish": "2025-03-05"},
            "after": {"planned_start": "2025-03-03", "planned_finish": "2025-03-07"},
        }
    },
}


def _told(task: str = "") -> list[str]:
    return [*plan_records.asked(EDITED, {"b": "Budi"}, task), *plan_records.moved(EDITED, task)]


def test_the_record_of_a_changed_plan_says_what_was_changed() -> None:
    """Every field that somebody asked for in words, and the days before and after of what moved."""
    assert _told() == [
        "TL-02: dikerjakan 7 hari kerja.",
        "TL-02: tidak boleh dimulai sebelum Senin, 10 Maret 2025.",
        "TL-03: boleh dimulai kapan saja.",
        "TL-03: kini menunggu TL-01.",
        "TL-03: tidak lagi menunggu MP-01.",
        "TL-04: diserahkan kepada Budi.",
        "TL-05: dikembalikan kepada pemegang jabatan penanggung jawab.",
        (
            "TL-01: direncanakan Senin, 3 Maret 2025 sampai Jumat, 7 Maret 2025, sebelumnya Senin, 3 Maret 2025 "
            "sampai Rabu, 5 Maret 2025."
        ),
    ]


def test_the_record_of_one_task_says_only_what_was_changed_in_it() -> None:
    """The others of the same change stand in the programme's record."""
    assert _told("TL-04") == ["TL-04: diserahkan kepada Budi."]


def test_an_event_of_another_shape_says_nothing_of_tasks() -> None:
    """Whatever a newer version wrote there."""
    odd = {"changes": "x", "tasks": ["TL-01"]}
    assert [*plan_records.asked(odd, {}), *plan_records.moved(odd)] == []
