"""What a rehearsal of the shipped framework can be about, and the sample unit of the demonstration; plays nothing."""

from __future__ import annotations

from datetime import date
from importlib import resources

from flows.behaviour import Behaviour, behaviour_from
from flows.rehearsal import Rehearsal
from zi_workflow.domain.calendars import FIVE_DAYS, working_calendar
from zi_workflow.domain.recurrence import horizon, instances
from zi_workflow.frameworks import loader
from zi_workflow.frameworks.planfile import read_document

SAMPLE_START, SAMPLE_UNTIL = date(2025, 1, 2), date(2025, 4, 30)


def codes_of_framework(start: date) -> tuple[set[str], set[str]]:
    """Task codes and areas of the framework's programme that starts on a day."""
    calendar = working_calendar(FIVE_DAYS, loader.national_days_off(), *horizon(start))
    tasks = instances(loader.load(), start, calendar)
    return {task.code for task in tasks}, {task.area for task in tasks}


def framework_behaviour(raw: bytes, start: date) -> Behaviour:
    """The behaviour that a file describes for the framework's programme; InputError with every mistake."""
    return behaviour_from(read_document(raw), *codes_of_framework(start), start)


def sample(base_url: str) -> Rehearsal:
    """A provincial library and archives office on its way to WBK, up to its first monev.

    Two areas are late because of a third.
    """
    raw = resources.files("flows").joinpath("demo.yaml").read_bytes()
    return Rehearsal(
        unit_name="Dinas Perpustakaan dan Kearsipan Provinsi",
        start=SAMPLE_START,
        until=SAMPLE_UNTIL,
        behaviour=framework_behaviour(raw, SAMPLE_START),
        code="dispusip-2025",
        unit_code="dispusip",
        base_url=base_url,
    )
