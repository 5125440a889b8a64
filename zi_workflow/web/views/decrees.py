"""What decrees of days off do, programme by programme, as their page shows it; no query, no HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zi_workflow.domain.calendars import DayKind, Decree
from zi_workflow.domain.decree_files import KIND_NAMES
from zi_workflow.i18n import _, language, ngettext
from zi_workflow.usecases.calendars import ProgrammeShift
from zi_workflow.web.views.consequences import MoveLine, Named, finish_sentences, move_lines
from zi_workflow.wording import full_date


@dataclass(frozen=True, slots=True)
class ProgrammeLines:
    """One programme: how many tasks move, which, and its finish."""

    code: str
    unit: str
    sentence: str
    moves: Sequence[MoveLine]
    finish: Sequence[str]


def days_taken(days: Sequence[date], decrees: Sequence[Decree]) -> list[str]:
    """Each new day off as its decree calls it: kind, day and name."""
    said = {each.day: (KIND_NAMES[each.kind], each.name) for decree in decrees for each in decree.days}
    return [
        f"{_(kind)}: {full_date(day, language())} ({name})"
        for day in days
        for kind, name in [said.get(day, (KIND_NAMES[DayKind.NATIONAL], ""))]
    ]


def programme_lines(
    found: Sequence[ProgrammeShift], named: Mapping[str, Named], units: Mapping[str, str]
) -> list[ProgrammeLines]:
    """Each programme in its order; `named` and `units` by code."""
    return [
        ProgrammeLines(
            each.code,
            units.get(each.code, ""),
            ngettext("{n} task moves", "{n} tasks move", len({move.task for move in each.moves}))
            if each.moves
            else _("No planned date moves."),
            move_lines(each.moves, named.get(each.code, Named({}))),
            finish_sentences(each.before, each.after),
        )
        for each in found
    ]
