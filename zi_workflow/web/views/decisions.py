"""What waits for somebody's decision, as a page lists it, with the way to its form; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zi_workflow.domain.errors import N_
from zi_workflow.i18n import _
from zi_workflow.storage.queries.pages import ProgrammeRow
from zi_workflow.usecases.decisions import Asked, ToDecide
from zi_workflow.usecases.open_wishes import OpenWish
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
    Asked.HAND_OVER: "/alih",
}
"""Where a decision is taken, behind the task's address."""

WISHES: Mapping[Asked, str] = {
    Asked.PROMISE: N_("{who} asked on {day} for time until {until}: “{reason}”"),
    Asked.HAND_OVER: N_("{who} asked on {day} that somebody else does this task: “{reason}”"),
    Asked.WAIVER: N_("{who} asked on {day} that this task is set aside: “{reason}”"),
}
"""What a task's page says while somebody waits for an answer."""


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
class WishLine:
    """What was asked about a task, and where it is answered: nowhere (empty) for who may not."""

    said: str
    path: str


def wish_lines(at: str, found: Iterable[OpenWish]) -> list[WishLine]:
    """The requests about the task at this address."""
    return [
        WishLine(
            said=_(
                WISHES[each.asked],
                who=each.name or _("The service"),
                day=each.since,
                until=each.until or "",
                reason=each.reason,
            ),
            path=f"{at}{FORMS[each.asked]}" if each.answerable else "",
        )
        for each in found
    ]


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
