"""What an event says of a changed plan, task by task, in plain words; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from zi_workflow.domain.errors import N_
from zi_workflow.i18n import _

ASKED: Mapping[str, str] = {
    "SetDays": N_("{task}: {days} working days of work."),
    "AddDependency": N_("{task}: now waits for {other}."),
    "RemoveDependency": N_("{task}: no longer waits for {other}."),
}
"""What somebody asked for that is not seen in the dates of plans alone."""


def asked(payload: Mapping[str, Any], people: Mapping[str, str], task: str = "") -> list[str]:
    """What was changed in which tasks beside their dates; only those of one task where it is given."""
    return [sentence for code, sentence in _asked(payload, people) if task in ("", code)]


def moved(payload: Mapping[str, Any], task: str = "") -> list[str]:
    """Which tasks moved, in the order of their codes; only the one that is given."""
    known = sorted(mapping(payload.get("tasks")).items())
    return [sentence for code, faces in known if (sentence := _move(code, faces)) and task in ("", code)]


def _changes(payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    changes = payload.get("changes")
    return [each for each in changes if isinstance(each, dict)] if isinstance(changes, list) else []


def _asked(payload: Mapping[str, Any], people: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for each in _changes(payload):
        code, kind = str(each.get("task") or ""), str(each.get("change") or "")
        if kind in ASKED:
            other = each.get("predecessor") or mapping(each.get("after")).get("predecessor") or "-"
            yield code, _(ASKED[kind], task=code, days=each.get("days") or 0, other=other)
        elif kind == "SetNotBefore":
            yield code, _bound(code, each.get("day"))
        elif kind == "SetAssignee":
            yield code, _given(code, each.get("person_id"), people)


def _bound(code: str, day: object) -> str:
    if not isinstance(day, str):
        return _("{task}: may start on any day.", task=code)
    return _("{task}: may not start before {day}.", task=code, day=date.fromisoformat(day))


def _given(code: str, person: object, people: Mapping[str, str]) -> str:
    if not isinstance(person, str):
        return _("{task}: given back to whoever holds the responsible office.", task=code)
    return _("{task}: given to {person}.", task=code, person=people.get(person) or "-")


def _move(code: str, faces: Any) -> str:
    """From when to when a task was planned before and after; empty where its dates stayed."""
    was, now = (_span(mapping(mapping(faces).get(face))) for face in ("before", "after"))
    if was is None or now is None or was == now:
        return ""
    return _(
        "{task}: planned from {start} to {finish}, before from {old_start} to {old_finish}.",
        task=code,
        start=now[0],
        finish=now[1],
        old_start=was[0],
        old_finish=was[1],
    )


def _span(face: Mapping[str, Any]) -> tuple[date, date] | None:
    start, finish = face.get("planned_start"), face.get("planned_finish")
    if not isinstance(start, str) or not isinstance(finish, str):
        return None
    return date.fromisoformat(start), date.fromisoformat(finish)


def mapping(value: object) -> dict[str, Any]:
    """What an event holds at a place, where it holds parts."""
    return value if isinstance(value, dict) else {}
