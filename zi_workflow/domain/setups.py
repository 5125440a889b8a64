"""The steps in which a programme is set up, and what they ask; knows no page and no table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Step(StrEnum):
    """A page of the setting up, by its place in the address."""

    UNIT = "unit"
    TIME = "waktu"
    PEOPLE = "orang"
    REHEARSAL = "gladi"


FIELDS: Mapping[Step, tuple[str, ...]] = {
    Step.UNIT: ("unit", "unit_code", "unit_name", "agency", "zone", "target", "route", "title"),
    Step.TIME: ("start", "deadline", "week", "days_off", "code"),
    Step.PEOPLE: ("people", "pasted"),
    Step.REHEARSAL: (),
}
"""What each step asks for."""
NEW_UNIT = "baru"
"""Chosen instead of the id of a unit."""


class Rehearsing(StrEnum):
    """How far the rehearsal of a new programme is."""

    NONE = ""
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


def after(step: Step) -> Step:
    """The step that comes next; the last one stays."""
    steps = list(Step)
    return steps[min(steps.index(step) + 1, len(steps) - 1)]
