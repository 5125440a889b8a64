"""The page of a head of unit: are we on time, what do I have to decide, who is held up by whom; no query, no HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zi_workflow.domain.messages import MessageState
from zi_workflow.i18n import ngettext
from zi_workflow.storage.queries.pages import ProgrammeRow, RoundRow
from zi_workflow.usecases.overviews import Overview
from zi_workflow.web.views import programmes
from zi_workflow.web.views.decisions import DecisionLine, decision_lines
from zi_workflow.web.views.programmes import AreaCard, BlockerLine
from zi_workflow.web.views.tasks import TaskViews

BLOCKERS = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """One programme: its sentence, its areas, who holds whom, how its mail stands."""

    programme: ProgrammeRow
    sentence: str
    late: bool
    cards: Sequence[AreaCard]
    held: Sequence[str]
    blockers: Sequence[BlockerLine]
    round: RoundRow | None
    today: date
    mail: str
    withheld: str


def decisions(overviews: Sequence[Overview]) -> list[DecisionLine]:
    """Those of all programmes, the oldest first."""
    return decision_lines((each.programme, each.decisions) for each in overviews)


def standing(overview: Overview) -> Standing:
    """One programme."""
    row, tasks = overview.programme, overview.tasks
    seen_on = row.as_of or overview.on
    views = TaskViews(tasks, overview.people, seen_on)
    return Standing(
        programme=row,
        sentence=programmes.sentence(row),
        late=row.late_days > 0,
        cards=programmes.area_cards(row, tasks, seen_on),
        held=programmes.held_up_lines(tasks, seen_on),
        blockers=programmes.blocker_lines(tasks, views, BLOCKERS),
        round=overview.round,
        today=overview.on,
        mail=programmes.mail_line(overview.mails),
        withheld=_withheld(overview.mails or {}),
    )


def _withheld(mails: Mapping[str, int]) -> str:
    held = mails.get(MessageState.HELD, 0)
    if not held:
        return ""
    return ngettext(
        "{n} mail is held back until the service's administrator has decided.",
        "{n} mails are held back until the service's administrator has decided.",
        held,
    )
