"""What waits for somebody's decision, as a page lists it, with the way to its form; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zi_workflow.domain.errors import N_
from zi_workflow.i18n import _
from zi_workflow.storage.queries.pages import ProgrammeRow
from zi_workflow.usecases.decisions import Asked, ToDecide
from zi_workflow.web.views import words

QUESTIONS: Mapping[Asked, str] = {
    Asked.REVIEW: N_("It was handed in; your review is awaited."),
    Asked.APPROVAL: N_("The review is done; your decision finishes it."),
    Asked.PROMISE: N_("More time is asked for, until {until}."),
    Asked.WAIVER: N_("It was proposed to set it aside."),
    Asked.HAND_OVER: N_("Its doer asks that somebody else takes it over."),
}

FORMS: Mapping[Asked, str] = {
    Asked.REVIEW: "/tinjau",
    Asked.APPROVAL: "/tinjau",
    Asked.PROMISE: "/janji",
    Asked.WAIVER: "/kesampingkan",
    Asked.HAND_OVER: "/ubah",
}
"""Where a decision is taken, behind the task's address."""


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


def decision_lines(found: Iterable[tuple[ProgrammeRow, Iterable[ToDecide]]]) -> list[DecisionLine]:
    """Those of all programmes, the oldest first."""
    lines = [
        DecisionLine(
            title=each.title,
            code=each.task,
            unit=programme.unit,
            area=words.area(each.area),
            question=_(QUESTIONS[each.asked], until=each.until or ""),
            said=each.said,
            since=each.since,
            path=f"/programme/{programme.code}/task/{each.task}{FORMS[each.asked]}",
        )
        for programme, decisions in found
        for each in decisions
    ]
    return sorted(lines, key=lambda line: (line.since, line.code))
