"""Recommendations of monev rounds: the list over the units in sight, one with its answers, answering and deciding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import ForbiddenError, Problem, RefusedError
from zi_workflow.domain.evidence import quarters_around
from zi_workflow.domain.links import Purpose
from zi_workflow.domain.permissions import Decision
from zi_workflow.domain.scopes import Action, Viewer
from zi_workflow.domain.teams import decides
from zi_workflow.i18n import _
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries import pages
from zi_workflow.storage.queries import recommendation_lists as queries
from zi_workflow.storage.queries.follow_up import AnswerRow, Carried, answers, carries_of, waiting_for
from zi_workflow.storage.queries.pages import ProgrammeRow, TaskRow
from zi_workflow.storage.tables import Recommendation
from zi_workflow.usecases import follow_up_answers, follow_up_lists
from zi_workflow.usecases.deeds import Situation
from zi_workflow.usecases.follow_up_answers import UNSIGNED, Answer, Before, Settle, may_answer, may_settle
from zi_workflow.usecases.follow_up_lists import FollowedLine
from zi_workflow.web.changing import CONFLICT, change
from zi_workflow.web.drafts import draft_key
from zi_workflow.web.forms import acting as forms
from zi_workflow.web.forms import recommendations as reading
from zi_workflow.web.forms.acting import Asked, Filled, blank, read_version
from zi_workflow.web.handing_in import evidence_of, receiving
from zi_workflow.web.language import link
from zi_workflow.web.listing import FromAddress
from zi_workflow.web.rendering import page
from zi_workflow.web.sheets import download
from zi_workflow.web.signed import FromViewer, programme_for, scope
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.views import acting
from zi_workflow.web.views import recommendations as views

ZONE = "Asia/Jakarta"
"""Units have their dates; a list of many has the capital's."""
ONE = "/programme/{code}/monev/{quarter}/rekomendasi/{number}"
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Seen:
    """A viewer before a recommendation; `line` is None until the minutes are signed."""

    viewer: Viewer
    programme: ProgrammeRow
    before: Before
    line: FollowedLine | None
    answers: list[AnswerRow]
    carried: tuple[Carried, ...]
    tasks: list[TaskRow]

    @property
    def base(self) -> str:
        """The address of its page."""
        return f"/programme/{self.programme.code}/monev/{self.quarter}/rekomendasi/{self.row.number}"

    @property
    def row(self) -> Recommendation:
        """The recommendation."""
        return self.before.row

    @property
    def quarter(self) -> str:
        """Of its own round."""
        return self.before.quarter


@router.get(views.PATH)
def show_all(viewer: FromViewer, asked: FromAddress, sources: FromRequest) -> Response:
    """Every recommendation in sight, the earliest deadline first; above it what waits for the viewer's decision."""
    wanted = asked.wanted(views.COLUMNS, views.FILTERS, views.SORT)
    seen, today = scope(Action.SEE_PROGRAMME), sources.today(ZONE)
    with sources.store.reading() as session:
        rows = queries.recommendations(seen, wanted, today)
        by_state = rows.total_by(session, queries.STATE_COLUMN)
        areas, quarters = queries.values_of(session, seen)
        choices = views.Choices(areas, queries.units_of(session, seen), quarters)
        listing = views.listing(wanted, sum(by_state.values()), choices)
        if asked.file:
            every = follow_up_lists.every(session, rows.every(session), today)
            return download(asked.file, "tindak-lanjut", listing, every)
        found = follow_up_lists.lines(session, rows.page(session, listing.number), today)
        ids = [each.id for each in waiting_for(session, viewer.person_id)]
        waiting = follow_up_lists.with_ids(session, seen, ids, today) if ids else []
    return page(
        "recommendations/list.html",
        list=listing,
        rows=views.lines(found),
        sentence=views.summed(by_state),
        waiting=views.lines(waiting),
    )


@router.get(ONE)
def show(
    code: str, quarter: str, number: int, viewer: FromViewer, sources: FromRequest, selesai: str = ""
) -> Response:
    """What was recommended, where it stands, what was answered, and what the viewer can do now."""
    seen = _look(sources, viewer, code, quarter, number)
    before, line = seen.before, seen.line
    open_ = line is not None and line.row.state in queries.UNANSWERED
    return page(
        "recommendations/show.html",
        programme=seen.programme,
        row=seen.row,
        quarter=quarter,
        base=seen.base,
        line=views.lines([line])[0] if line else None,
        whose=views.whose(line) if line else "",
        sentence=views.sentence(line) if line else _(views.UNSIGNED),
        answers=views.answers(seen.answers, f"/programme/{code}"),
        carried=seen.carried,
        team=[each for each in before.team if decides([each], each.person_id)],
        answering=open_ and may_answer(before, viewer).allowed,
        deciding=line is not None and line.row.state == "responded" and may_settle(before, viewer).allowed,
        said=_(views.SAID[selesai]) if selesai in views.SAID else "",
    )


@router.get(ONE + "/jawab")
def show_answer(code: str, quarter: str, number: int, viewer: FromViewer, sources: FromRequest) -> Response:
    """The form of an answer."""
    return _answer_form(_may(_look(sources, viewer, code, quarter, number), may_answer), sources, blank({}))


@router.post(ONE + "/jawab")
async def answer(
    code: str, quarter: str, number: int, request: Request, viewer: FromViewer, sources: FromRequest
) -> Response:
    """Answer it: the task is handed in at the same time."""
    look = partial(_look, sources, viewer, code, quarter, number)
    seen = _may(await run_in_threadpool(look), may_answer)

    def attempt(filled: Filled) -> str:
        with receiving(sources, filled) as received:
            command = Answer(
                **_common(seen, filled), words=filled.value("note"), evidence=evidence_of(filled, received)
            )
            do(sources.store, partial(follow_up_answers.answer, received=received), command, sources.now())
        return link(seen.base, selesai="jawab")

    def again(filled: Filled, status: int) -> Response:
        return _answer_form(look() if status == CONFLICT else seen, sources, filled, status)

    def read(form: FormData) -> Filled:
        return reading.read_answer(form, _asked(seen))

    return await change(request, read, attempt, again)


@router.get(ONE + "/putuskan")
def show_decision(code: str, quarter: str, number: int, viewer: FromViewer, sources: FromRequest) -> Response:
    """The form of the chair's decision."""
    return _decision_form(_may(_look(sources, viewer, code, quarter, number), may_settle), blank({}))


@router.post(ONE + "/putuskan")
async def decide(
    code: str, quarter: str, number: int, request: Request, viewer: FromViewer, sources: FromRequest
) -> Response:
    """Close it or reject the answer; the task follows."""
    look = partial(_look, sources, viewer, code, quarter, number)
    seen = _may(await run_in_threadpool(look), may_settle)

    def attempt(filled: Filled) -> str:
        close = filled.value("verdict") == reading.CLOSE
        command = Settle(**_common(seen, filled), close=close, note=filled.value("note"))
        do(sources.store, follow_up_answers.settle, command, sources.now())
        return link(seen.base, selesai="tutup" if close else "tolak")

    def again(filled: Filled, status: int) -> Response:
        return _decision_form(look() if status == CONFLICT else seen, filled, status)

    return await change(request, reading.read_decision, attempt, again)


def _common(seen: Seen, filled: Filled) -> dict[str, Any]:
    return {
        "viewer": seen.viewer,
        "programme_id": seen.programme.id,
        "quarter": seen.quarter,
        "number": seen.row.number,
        "version": read_version(filled),
    }


def _look(sources: Sources, viewer: Viewer, code: str, quarter: str, number: int) -> Seen:
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        before = follow_up_answers.look(session, viewer, programme.id, quarter, number, sources.now())
        return _seen(session, viewer, programme, before)


def _seen(session: Session, viewer: Viewer, programme: ProgrammeRow, before: Before) -> Seen:
    found = follow_up_lists.with_ids(session, scope(Action.SEE_PROGRAMME), [before.row.id], before.on)
    return Seen(
        viewer,
        programme,
        before,
        found[0] if found else None,
        answers(session, before.row.id),
        carries_of(session, before.row.id),
        pages.tasks(session, programme.id) if before.task is not None else [],
    )


def _may(seen: Seen, asked: Callable[[Before, Viewer], Decision]) -> Seen:
    """ForbiddenError says why it is not theirs; RefusedError while the minutes are unsigned."""
    decision = asked(seen.before, seen.viewer)
    if not decision.allowed:
        raise ForbiddenError(Problem(decision.reason))
    if seen.before.task is None:
        raise RefusedError(Problem(UNSIGNED))
    return seen


def _asked(seen: Seen) -> Asked:
    return replace(forms.signed(Purpose.SUBMIT, _situation(seen)), note=True)


def _situation(seen: Seen) -> Situation:
    before = seen.before
    if before.task is None:
        raise RefusedError(Problem(UNSIGNED))
    return Situation(before.people.people[seen.viewer.person_id], before.task, before.people, before.on)


def _answer_form(seen: Seen, sources: Sources, filled: Filled, status: int = 200) -> Response:
    situation = _situation(seen)
    shown = acting.act_page(Purpose.SUBMIT, situation, seen.programme, seen.tasks)
    consequence = _(reading.ANSWERING, code=situation.task.code)
    return page(
        "recommendations/answer.html",
        status,
        programme=seen.programme,
        row=seen.row,
        quarter=seen.quarter,
        base=seen.base,
        shown=replace(shown, title=_("Send the answer"), consequence=consequence),
        asked=_asked(seen),
        note_label=_("What was done about it"),
        filled=filled,
        version=seen.row.version,
        able=seen.line is not None and seen.line.row.state in queries.UNANSWERED,
        sentence=views.sentence(seen.line) if seen.line else "",
        keeps_files=sources.evidence is not None,
        draft=draft_key(situation.task.id, "jawab"),
        quarters=quarters_around(situation.on),
    )


def _decision_form(seen: Seen, filled: Filled, status: int = 200) -> Response:
    return page(
        "recommendations/decide.html",
        status,
        programme=seen.programme,
        row=seen.row,
        quarter=seen.quarter,
        base=seen.base,
        answers=views.answers(seen.answers, f"/programme/{seen.programme.code}"),
        filled=filled,
        version=seen.row.version,
        able=seen.line is not None and seen.line.row.state == "responded",
        sentence=views.sentence(seen.line) if seen.line else "",
        consequence=_(reading.DECIDING, code=seen.row.task or ""),
        draft=draft_key(seen.row.id, "putuskan"),
    )
