"""What decrees of days off do, programme by programme, as their page shows it; no query, no HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zi_workflow.i18n import _, ngettext
from zi_workflow.usecases.calendars import ProgrammeShift
from zi_workflow.web.views.consequences import MoveLine, Named, finish_sentences, move_lines


@dataclass(frozen=True, slots=True)
class ProgrammeLines:
    """One programme: how many tasks move, which, and its finish."""

    code: str
    unit: str
    sentence: str
    moves: Sequence[MoveLine]
    finish: Sequence[str]


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
