"""Recommendations as lists and their page show them: where each stands, how late, what was answered; no query, no HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zi_workflow import wording
from zi_workflow.domain import follow_up, shares
from zi_workflow.domain.errors import N_
from zi_workflow.domain.follow_up import Counts
from zi_workflow.domain.recommendations import RECOMMENDATION_STATE_NAMES, RecommendationState
from zi_workflow.i18n import _, language, ngettext
from zi_workflow.storage.queries.follow_up import AnswerRow
from zi_workflow.storage.queries.lists import Wanted
from zi_workflow.storage.queries.recommendation_lists import AREA, OVERDUE, QUARTER, STATE, UNIT
from zi_workflow.usecases.follow_up_lists import FollowedLine
from zi_workflow.web.language import link
from zi_workflow.web.listing import Column, Filter, Listing
from zi_workflow.web.views import words
from zi_workflow.web.views.tasks import Status

PATH = "/monev/rekomendasi"
FILTERS = (STATE, OVERDUE, AREA, UNIT, QUARTER)
SORT = "deadline"
SAID: Mapping[str, str] = {
    "jawab": N_("The answer has been recorded and waits for the chair of the assistance team."),
    "tutup": N_("The recommendation is closed; the unit will be told."),
    "tolak": N_("The answer was not accepted; the unit will be told what is missing."),
}
_STATUS = {
    RecommendationState.OPEN: ("○", "open"),
    RecommendationState.IN_PROGRESS: ("◐", "run"),
    RecommendationState.RESPONDED: ("◐", "wait"),
    RecommendationState.REJECTED: ("▲", "late"),
    RecommendationState.CLOSED: ("●", "done"),
}
_SENTENCES: Mapping[RecommendationState, str] = {
    RecommendationState.OPEN: N_("It is to be followed up by {deadline}; nothing was begun yet."),
    RecommendationState.IN_PROGRESS: N_("It is being followed up; the answer is due by {deadline}."),
    RecommendationState.RESPONDED: N_("It was answered on {answered} and waits for the chair's decision."),
    RecommendationState.REJECTED: N_("The answer of {answered} was not accepted; a new one is awaited."),
    RecommendationState.CLOSED: N_("It was closed on {closed}."),
}
UNSIGNED = N_("The minutes of the round are not signed yet; it becomes a task of the unit when they are.")


def whose(line: FollowedLine) -> str:
    """The office that is to carry it out, in its own words or by its role."""
    return line.row.office or words.role(line.row.responsible)


def _state(line: FollowedLine) -> str:
    return _(RECOMMENDATION_STATE_NAMES[line.row.state])


COLUMNS = (
    Column("words", N_("Recommendation"), lambda line: line.row.words, sorts=False),
    Column(UNIT, N_("Unit"), lambda line: line.row.unit),
    Column("code", N_("Code"), lambda line: line.row.programme, sorts=False, shown=False),
    Column(QUARTER, N_("Monev"), lambda line: words.quarter(line.row.quarter)),
    Column("number", N_("Number"), lambda line: line.row.number, sorts=False, number=True, shown=False),
    Column(AREA, N_("Area"), lambda line: words.area(line.row.area)),
    Column("office", N_("Responsible"), whose, sorts=False, shown=False),
    Column("deadline", N_("Deadline"), lambda line: line.row.deadline),
    Column(STATE, N_("State"), _state),
    Column("answered", N_("Answered on"), lambda line: line.row.answered_on, sorts=False, shown=False),
    Column("late", N_("Days late"), lambda line: line.late, sorts=False, number=True),
    Column("age", N_("Rounds carried"), lambda line: line.row.age, number=True, most_first=True),
    Column("task", N_("Task"), lambda line: line.row.task or "", sorts=False, shown=False),
    Column("closed", N_("Closed on"), lambda line: line.row.closed_on, sorts=False, shown=False),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A recommendation as a list shows it; texts are empty for what there is not."""

    address: str
    title: str
    number: str
    unit: str
    quarter: str
    area: str
    deadline: str
    status: Status
    late: str
    age: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What the list can be narrowed by beside states: areas, units (code and name) and quarters that occur."""

    areas: Sequence[str]
    units: Sequence[tuple[str, str]]
    quarters: Sequence[str]


def listing(wanted: Wanted, total: int, found: Choices) -> Listing:
    """The list with its filters; of one unit there is nothing to choose."""
    states = [(str(state), _(name)) for state, name in RECOMMENDATION_STATE_NAMES.items()]
    areas = [(key, words.area(key)) for key in words.in_order(found.areas)]
    units = found.units if len(found.units) > 1 else ()
    quarters = [(key, words.quarter(key)) for key in found.quarters]
    return Listing(
        path=PATH,
        columns=COLUMNS,
        filters=(
            Filter(STATE, _("Standing"), states),
            Filter(OVERDUE, _("Past the deadline"), [("ya", _("without an answer"))]),
            Filter(AREA, _("Area"), areas, folded=True),
            Filter(QUARTER, _("Monev"), quarters, folded=True),
            Filter(UNIT, _("Unit"), units, folded=True),
        ),
        wanted=wanted,
        total=total,
        sort=SORT,
        searches=_("Search by words, unit, office or code"),
    )


def address(line: FollowedLine) -> str:
    """Of a recommendation's own page."""
    row = line.row
    return link(f"/programme/{row.programme}/monev/{row.quarter}/rekomendasi/{row.number}")


def lines(found: Sequence[FollowedLine]) -> list[Line]:
    """The rows of a page."""
    return [_line(each) for each in found]


def _line(line: FollowedLine) -> Line:
    row = line.row
    return Line(
        address=address(line),
        title=follow_up.title_of(row.words),
        number=row.task or str(row.number),
        unit=row.unit,
        quarter=words.quarter(row.quarter),
        area=words.area(row.area),
        deadline=wording.short_date(row.deadline, language()),
        status=status(row.state),
        late=late(line),
        age=ngettext("{n} round", "{n} rounds", row.age) if row.age else "",
    )


def late(line: FollowedLine) -> str:
    """How many working days after the deadline; empty in time."""
    return ngettext("{n} working day late", "{n} working days late", line.late) if line.late else ""


def status(state: RecommendationState) -> Status:
    """Its state in word and shape."""
    shape, tone = _STATUS[state]
    return Status(shape, _(RECOMMENDATION_STATE_NAMES[state]), tone)


def sentence(line: FollowedLine) -> str:
    """Where a recommendation stands."""
    row = line.row
    said = {"deadline": row.deadline, "answered": row.answered_on or "", "closed": row.closed_on or ""}
    return _(_SENTENCES[row.state], **said)


def summed(by_state: Mapping[str, int]) -> str:
    """How far the follow-up is, in one sentence; empty where there is nothing to follow up."""
    total, closed = sum(by_state.values()), by_state.get(str(RecommendationState.CLOSED), 0)
    if not total:
        return ""
    message = N_("{closed} of {total} recommendations are followed up and closed ({percent} per cent).")
    return _(message, closed=closed, total=total, percent=shares.percent(closed, total))


def of_round(counts: Counts) -> str:
    """The counts of a round with what they bear out for the evaluation sheet; empty without recommendations."""
    if counts.share is None:
        return ""
    message = N_(
        "{carried} carried over and {new} new: {closed} closed, {open} open ({percent} per cent followed up). "
        "For item {item} of the evaluation sheet this bears out the answer {grade}."
    )
    return _(
        message, carried=counts.carried, new=counts.new, closed=counts.closed, open=counts.still_open,
        percent=shares.percent(counts.closed, counts.total), item=follow_up.ITEM, grade=counts.grade,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer with its evidence as (name, address, short hash) and the decision on it; empty where there is none."""

    number: int
    words: str
    who: str
    on: date
    evidence: Sequence[tuple[str, str, str]]
    decided: str
    note: str


_DECIDED = {
    "closed": N_("{name} closed the recommendation."),
    "rejected": N_("{name} did not accept this answer."),
}


def answers(rows: Sequence[AnswerRow], base: str) -> list[AnswerLine]:
    """The answers of a recommendation; `base` is the address of its programme."""
    return [
        AnswerLine(
            row.number,
            row.words,
            row.answered_name or _("the service"),
            row.answered_on,
            [_shown(each, base) for each in row.evidence],
            _(_DECIDED[row.decision], name=row.decided_name) if row.decision else "",
            row.note,
        )
        for row in rows
    ]


def _shown(piece: Mapping[str, object], base: str) -> tuple[str, str, str]:
    name = _("{name}, version {number}", name=piece["name"], number=piece["version"])
    return name, link(f"{base}/bukti/{piece['piece']}"), str(piece["sha256"] or "")[:12]
