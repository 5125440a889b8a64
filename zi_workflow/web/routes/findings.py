"""What was found and recommended in a monev round: the overview, and the forms of the team while nothing is signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.meetings import ANSWERING, USUAL_DAYS
from zi_workflow.i18n import _
from zi_workflow.storage.queries import findings as queries
from zi_workflow.storage.queries.separation import both_duties
from zi_workflow.storage.tables import Round
from zi_workflow.usecases import findings, recommending
from zi_workflow.usecases.findings import AddFinding, ChangeFinding, WithdrawFinding
from zi_workflow.usecases.recommending import ChangeRecommendation, Recommend, WithdrawRecommendation
from zi_workflow.web.changing import change
from zi_workflow.web.forms import findings as forms
from zi_workflow.web.forms.acting import Filled, read_version
from zi_workflow.web.rendering import page
from zi_workflow.web.round_desk import Desk, InWriting, Seen
from zi_workflow.web.signed import FromViewer
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.views import findings as views
from zi_workflow.web.views import words

router = APIRouter()
Number = Annotated[int, Path(ge=1, le=999_999)]
"""Of a finding or a recommendation in an address."""
_PAGE = "/temuan"


@router.get("/programme/{code}/monev/{quarter}/temuan")
def show(code: str, quarter: str, viewer: FromViewer, sources: FromRequest, selesai: str = "") -> Response:
    """Everything by area, with what earlier rounds left."""
    desk = Desk(sources, viewer, code, quarter)
    with sources.store.reading() as session:
        seen = desk.seen(session)
        found = queries.findings(session, seen.round.id)
        carried = queries.carried_into(session, seen.round.id)
        both = both_duties(session, seen.facts.unit_id, seen.today)
    return page(
        "rounds/findings.html",
        programme=seen.programme,
        round=seen.round,
        base=desk.base,
        notes=seen.notes,
        areas=views.by_area(found),
        carried=carried,
        state=views.state,
        count=sum(len(each.recommendations) for each in found),
        both=both,
        said=_(views.SAID[selesai]) if selesai in views.SAID else "",
    )


@router.get("/programme/{code}/monev/{quarter}/temuan/catat")
def show_new(code: str, quarter: str, viewer: FromViewer, sources: FromRequest, area: str = "") -> Response:
    """The form of a new finding."""
    return _finding(Desk(sources, viewer, code, quarter), None, Filled({"area": area}))


@router.post("/programme/{code}/monev/{quarter}/temuan/catat")
async def add(request: Request, at: InWriting) -> Response:
    """A new finding."""
    desk, seen = at

    def attempt(filled: Filled) -> str:
        command = AddFinding(
            **desk.common(seen),
            form=str(read_version(filled)),
            area=filled.value("area"),
            words=filled.value("words"),
        )
        desk.do(findings.add, command)
        return desk.link(_PAGE, selesai="temuan")

    return await change(request, forms.read_finding, attempt, partial(_finding, desk, None))


@router.get("/programme/{code}/monev/{quarter}/temuan/{number}")
def show_finding(
    code: str, quarter: str, number: Number, viewer: FromViewer, sources: FromRequest
) -> Response:
    """The form with what a finding says."""
    return _finding(Desk(sources, viewer, code, quarter), number)


@router.post("/programme/{code}/monev/{quarter}/temuan/{number}")
async def change_finding(request: Request, number: Number, at: InWriting) -> Response:
    """Other words, or none after all."""
    desk, seen = at

    def attempt(filled: Filled) -> str:
        over = {**desk.common(seen), "number": number, "seen": read_version(filled)}
        if forms.withdraws(filled):
            return _withdrawn(desk, findings.withdraw, WithdrawFinding(**over))
        command = ChangeFinding(**over, area=filled.value("area"), words=filled.value("words"))
        desk.do(findings.change, command)
        return desk.link(_PAGE, selesai="ubah")

    return await change(request, forms.read_finding, attempt, partial(_finding, desk, number))


@router.get("/programme/{code}/monev/{quarter}/temuan/{number}/rekomendasi")
def show_recommending(
    code: str, quarter: str, number: Number, viewer: FromViewer, sources: FromRequest
) -> Response:
    """The form of a new recommendation because of a finding."""
    return _recommendation(Desk(sources, viewer, code, quarter), number, None)


@router.post("/programme/{code}/monev/{quarter}/temuan/{number}/rekomendasi")
async def recommend(request: Request, number: Number, at: InWriting) -> Response:
    """A new recommendation."""
    desk, seen = at

    def attempt(filled: Filled) -> str:
        said = {"finding": number, **_said(filled, seen.today)}
        command = Recommend(**desk.common(seen), form=str(read_version(filled)), **said)
        desk.do(recommending.recommend, command)
        return desk.link(_PAGE, selesai="rekomendasi")

    show_again = partial(_recommendation, desk, number, None)
    return await change(request, forms.read_recommendation, attempt, show_again)


@router.get("/programme/{code}/monev/{quarter}/temuan/rekomendasi/{number}")
def show_recommendation(
    code: str, quarter: str, number: Number, viewer: FromViewer, sources: FromRequest
) -> Response:
    """The form with what a recommendation says."""
    return _recommendation(Desk(sources, viewer, code, quarter), None, number)


@router.post("/programme/{code}/monev/{quarter}/temuan/rekomendasi/{number}")
async def change_recommendation(request: Request, number: Number, at: InWriting) -> Response:
    """Other words, office or deadline, or none after all."""
    desk, seen = at

    def attempt(filled: Filled) -> str:
        over = {**desk.common(seen), "number": number, "seen": read_version(filled)}
        if forms.withdraws(filled):
            return _withdrawn(desk, recommending.withdraw_recommendation, WithdrawRecommendation(**over))
        finding = int(filled.value("finding")) if filled.value("finding").isdecimal() else 0
        command = ChangeRecommendation(**over, finding=finding, **_said(filled, seen.today))
        desk.do(recommending.change_recommendation, command)
        return desk.link(_PAGE, selesai="ubah")

    show_again = partial(_recommendation, desk, None, number)
    return await change(request, forms.read_recommendation, attempt, show_again)


def _withdrawn(desk: Desk, usecase: Callable[..., object], command: object) -> str:
    do(desk.sources.store, usecase, command, desk.sources.now())
    return desk.link(_PAGE, selesai="tarik")


def _said(filled: Filled, today: date) -> dict[str, Any]:
    return {
        "words": filled.value("words"),
        "responsible": filled.value("responsible"),
        "office": filled.value("office"),
        "deadline": filled.until or today,
        "after": forms.codes(filled, "after"),
        "before": forms.codes(filled, "before"),
    }


def _finding(desk: Desk, number: int | None, filled: Filled | None = None, status: int = 200) -> Response:
    """The form; a change shows what is there now beside what was typed."""
    seen = desk.writing()
    with desk.sources.store.reading() as session:
        rows = queries.findings(session, seen.round.id)
        areas = findings.areas(session, seen.programme.id)
    row = None if number is None else next((each for each in rows if each.number == number), None)
    if number is not None and row is None:
        raise _nothing(N_("There is no such finding."))
    typed = filled or Filled({"area": row.area, "words": row.words} if row else {})
    return page(
        "rounds/finding.html",
        status,
        **_shared(desk, seen),
        row=row,
        areas=[(area, words.area(area)) for area in words.in_order(areas)],
        filled=typed,
    )


def _recommendation(
    desk: Desk, finding: int | None, number: int | None, filled: Filled | None = None, status: int = 200
) -> Response:
    """The form because of a finding, or over a recommendation."""
    seen = desk.writing()
    with desk.sources.store.reading() as session:
        rows = queries.findings(session, seen.round.id)
        round_row = session.get_one(Round, seen.round.id)
        days = recommending.deadlines(session, seen.facts, round_row)
    row = next((r for each in rows for r in each.recommendations if r.number == number), None)
    wanted = row.finding if row is not None else finding
    home = next((each for each in rows if each.number == wanted), None)
    if home is None or (number is not None and row is None):
        raise _nothing(N_("There is no such recommendation."))
    usual = next(each.on for each in days if each.days == USUAL_DAYS)
    return page(
        "rounds/recommendation.html",
        status,
        **_shared(desk, seen),
        row=row,
        finding=home,
        findings=rows,
        days=days,
        kept=row.deadline if row and row.deadline not in [each.on for each in days] else None,
        offices=[(str(role), words.role(role)) for role in ANSWERING],
        filled=filled or Filled(views.typed(row, usual)),
    )


def _shared(desk: Desk, seen: Seen) -> dict[str, Any]:
    return {
        "programme": seen.programme,
        "round": seen.round,
        "base": desk.base,
        "back": desk.link(_PAGE),
        "notes": seen.notes,
    }


def _nothing(message: str) -> NotFoundError:
    return NotFoundError(Problem(message))
