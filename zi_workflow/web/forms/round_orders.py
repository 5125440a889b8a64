"""The form that opens rounds: units, team, meeting and documents as values, and what is wrong with each; stores nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import time

from starlette.datastructures import FormData

from zi_workflow.domain.invitations import Meeting
from zi_workflow.domain.times_of_day import read_moment
from zi_workflow.i18n import _
from zi_workflow.storage.queries.round_plans import Openable
from zi_workflow.usecases.round_triggers import UnitAsked
from zi_workflow.web.forms.evidence import ticked
from zi_workflow.web.forms.files import texts
from zi_workflow.web.forms.openings import FilledOpening, opening

JOINT, APART, PLANNED = "bersama", "sendiri", "rencana"
WAYS = (APART, PLANNED, JOINT)


@dataclass
class FilledOrder(FilledOpening):
    """What was typed: codes of units beside what each is opened with."""

    units: tuple[str, ...] = ()

    @property
    def way(self) -> str:
        """Apart on the same date, apart each on its planned date, or together."""
        return self.value("cara") if self.value("cara") in WAYS else APART

    def slot(self, code: str) -> str:
        """The begin that was typed for one unit."""
        return self.value(f"waktu-{code}")

    @property
    def carried(self) -> Iterator[tuple[str, str]]:
        """The whole form as hidden fields."""
        yield from super().carried
        yield from (("unit", value) for value in self.units)


def blank(values: dict[str, str], units: Sequence[str] = ()) -> FilledOrder:
    """A form that nobody has filled in yet."""
    return FilledOrder(values, units=tuple(units))


def read(form: FormData) -> FilledOrder:
    """The form, with everything in it that cannot even be read."""
    filled = FilledOrder(
        texts(form),
        units=tuple(ticked(form, "unit")),
        deputies=tuple(ticked(form, "wakil")),
        members=tuple(ticked(form, "anggota")),
    )
    if not filled.units:
        filled.problems["unit"] = _("Please choose at least one unit.")
    filled.opening = opening(filled, joint=filled.way == JOINT)
    return filled


def asked(filled: FilledOrder, known: Sequence[Openable], seen: dict[str, str]) -> tuple[UnitAsked, ...]:
    """The chosen units that can be opened, each with its own meeting where it has one."""
    assert filled.opening is not None
    by_code = {each.code: each for each in known}
    chosen = [by_code[code] for code in filled.units if code in by_code]
    return tuple(
        UnitAsked(programme_id=each.programme_id, meeting=_own(filled, each), seen=seen.get(each.code, ""))
        for each in chosen
    )


def _own(filled: FilledOrder, unit: Openable) -> Meeting | None:
    """Its own day and begin, as long as the others' meeting; None: as the others."""
    assert filled.opening is not None
    meeting = filled.opening.meeting
    if filled.way == JOINT:
        return None
    if text := filled.slot(unit.code):
        at = read_moment(text)
        if at is None:
            filled.problems[f"waktu-{unit.code}"] = _("Please choose a date and a time.")
            return None
        long = _minutes(meeting.ends) - _minutes(meeting.begins)
        ends = min(_minutes(at.time()) + max(long, 0), 24 * 60 - 1)
        return replace(meeting, on=at.date(), begins=at.time(), ends=time(ends // 60, ends % 60))
    return replace(meeting, on=unit.planned_on) if filled.way == PLANNED else None


def _minutes(at: time) -> int:
    return 60 * at.hour + at.minute


def seen_of(text: str) -> dict[str, str]:
    """What was seen of each unit, from the hidden field."""
    pairs = (each.rpartition(":") for each in text.split())
    return {code: seen for code, _colon, seen in pairs if code}


def packed(seen: dict[str, str]) -> str:
    """The same, for the hidden field."""
    return " ".join(f"{code}:{value}" for code, value in seen.items())
