"""The page of a head of unit: are we on time, what do I have to decide, who is held up by whom; no query, no HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zi_workflow.domain.errors import N_
from zi_workflow.domain.messages import MessageState
from zi_workflow.i18n import _, ngettext
from zi_workflow.storage.queries.pages import ProgrammeRow, RoundRow
from zi_workflow.usecases.overviews import Asked, Overview
from zi_workflow.web.views import programmes, words
from zi_workflow.web.views.programmes import AreaCard, BlockerLine
from zi_workflow.web.views.tasks import TaskViews

BLOCKERS = 3
QUESTIONS: Mapping[Asked, str] = {
    Asked.APPROVAL: N_("The review is done; your decision finishes it."),
    Asked.WAIVER: N_("It was proposed to set it aside."),
    Asked.HAND_OVER: N_("Its doer asks that somebody else takes it over."),
}

FORMS: Mapping[Asked, str] = {Asked.APPROVAL: "/tinjau", Asked.WAIVER: "/kesampingkan"}
"""Where a decision is taken, behind the task's address; at the task itself where there is no form of its own."""


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision that waits: what is asked, since when, and where it can be taken."""

    title: str
    code: str
    unit: str
    area: str
    question: str
    said: str
    since: date
    path: str


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
    found = [
        DecisionLine(
            title=each.title,
            code=each.task,
            unit=overview.programme.unit,
            area=words.area(each.area),
            question=_(QUESTIONS[each.asked]),
            said=each.said,
            since=each.since,
            path=_path(overview.programme.code, each.task, each.asked),
        )
        for overview in overviews
        for each in overview.decisions
    ]
    return sorted(found, key=lambda line: (line.since, line.code))


def _path(programme: str, task: str, asked: Asked) -> str:
    base = f"/programme/{programme}/task/{task}"
    return base + FORMS.get(asked, "")


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


def _withheld(mails: Mapping[tuple[str, str | None], int]) -> str:
    held = sum(number for (state, _how), number in mails.items() if state == MessageState.HELD)
    if not held:
        return ""
    return ngettext(
        "{n} mail is held back until the service's administrator has decided.",
        "{n} mails are held back until the service's administrator has decided.",
        held,
    )
