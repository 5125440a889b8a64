"""Who would be in two meetings at once, a sentence a person, for pages and the console; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable

from zi_workflow import wording
from zi_workflow.domain.clashes import Appointment
from zi_workflow.i18n import _, language, ngettext
from zi_workflow.usecases.round_clashes import Doubled

_MOST = 4
"""Meetings that are named one by one."""


def lines(found: Iterable[Doubled]) -> list[str]:
    """A sentence for each of them."""
    return [
        _("{name} would be in several meetings at the same time: {meetings}.",
          name=each.name, meetings=_meetings(each.appointments))
        for each in found
    ]  # fmt: skip


def _meetings(found: tuple[Appointment, ...]) -> str:
    said = [_appointment(each) for each in found[:_MOST]]
    more = len(found) - _MOST
    if more > 0:
        said.append(ngettext("{n} more", "{n} more", more))
    return "; ".join(said)


def _appointment(each: Appointment) -> str:
    meeting = each.meeting
    hours = wording.hours(meeting.begins, meeting.ends, each.zone, language())
    unit = each.unit or _("another unit")
    return f"{unit} ({wording.full_date(meeting.on, language())}, {hours})"
