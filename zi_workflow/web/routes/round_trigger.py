"""The year's plan of monev rounds, and opening some of them: the form, what it does, the order and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem, RefusedError
from zi_workflow.domain.scopes import Action, Viewer
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries import round_orders as order_queries
from zi_workflow.storage.queries import round_plans as queries
from zi_workflow.storage.queries.round_orders import OrderFacts
from zi_workflow.storage.queries.round_plans import Openable
from zi_workflow.storage.queries.snapshots import frozen_days
from zi_workflow.usecases import round_orders, round_triggers
from zi_workflow.usecases.round_teams import Candidate, candidates
from zi_workflow.usecases.round_triggers import PlaceOrder
from zi_workflow.web.forms import round_orders as forms
from zi_workflow.web.forms.round_orders import FilledOrder
from zi_workflow.web.handing_in import sentences
from zi_workflow.web.language import link
from zi_workflow.web.listing import FromAddress
from zi_workflow.web.rendering import page, preview_page
from zi_workflow.web.sheets import download
from zi_workflow.web.signed import FromViewer, scope
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.uploads import read_form
from zi_workflow.web.views import round_plans as views
from zi_workflow.web.views.round_terms import terms

ZONE = "Asia/Jakarta"
"""Units have their dates; a list of many has the capital's."""
AT_ONCE = 10
"""Units of an order that are opened before other work gets its turn."""
UNUSABLE, CONFLICT, SEE_OTHER = 422, 409, 303
router = APIRouter()


@dataclass(frozen=True)
class Choices:
    """What the form offers: quarters, the units that can be opened, and who may be in the team."""

    quarters: list[str]
    quarter: str
    units: list[Openable]
    people: list[Candidate]


@router.get("/monev")
def show_plan(asked: FromAddress, sources: FromRequest) -> Response:
    """The rounds in sight: a year ahead, and what is not at an end yet."""
    wanted = asked.wanted(views.COLUMNS, views.FILTERS, views.SORT)
    seen, today = scope(Action.SEE_PROGRAMME), sources.today(ZONE)
    with sources.store.reading() as session:
        rows = queries.plan(seen, wanted, today)
        listing = views.listing(wanted, rows.total(session), queries.quarters(session, seen))
        if asked.file:
            return download(asked.file, "monev", listing, rows.every(session))
        found = rows.page(session, listing.number)
    return page(
        "rounds/plan.html",
        list=listing,
        rows=views.rows(found, today),
        sentence=views.sentence(listing.total),
    )


@router.get("/monev/buka")
def show_form(sources: FromRequest, triwulan: str = "", unit: str = "") -> Response:
    """The form; an address may name the quarter and one unit."""
    typed = {
        "triwulan": triwulan,
        "mulai": "09:00",
        "selesai": "12:00",
        "batas": _frozen(sources, triwulan, unit),
    }
    return _form(sources, forms.blank(typed, [unit] if unit else []))


def _frozen(sources: Sources, quarter: str, code: str) -> str:
    """The cutoff of a unit whose round was frozen before, the only one it can be opened with; else nothing."""
    with sources.store.reading() as session:
        units = queries.units(session, scope(Action.CONDUCT), quarter)
        chosen = [each.programme_id for each in units if each.code == code or len(units) == 1]
        days = {day.isoformat() for day in frozen_days(session, chosen, quarter).values()}
    return days.pop() if len(chosen) == len(days) == 1 else ""


@router.post("/monev/buka")
async def look_or_apply(request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """What opening them does; or, sent with what was seen, exactly that."""
    form = await read_form(request)
    return await run_in_threadpool(_look_or_apply, sources, viewer, form)


def _look_or_apply(sources: Sources, viewer: Viewer, form: FormData) -> Response:
    filled, now = forms.read(form), sources.now()
    quarter, seen = filled.value("triwulan"), forms.seen_of(filled.value("dilihat"))
    with sources.store.reading() as session:
        # a form that comes again finds its units opened, and is the same order all the same
        units = queries.units(session, scope(Action.CONDUCT), quarter, openable=not seen)
    asked = forms.asked(filled, units, seen)
    if filled.problems or filled.opening is None:
        return _form(sources, filled, UNUSABLE)
    command = PlaceOrder(
        viewer=viewer,
        quarter=quarter,
        opening=filled.opening,
        units=asked,
        letterhead=sources.entrance.letterhead,
    )
    try:
        return _apply(sources, command) if seen else _preview(sources, filled, command, now)
    except InputError as error:
        filled.refuse(error)
        return _form(sources, filled, UNUSABLE)
    except RefusedError as error:
        filled.problems["form"] = sentences(error)
        return _form(sources, filled, CONFLICT)


def _preview(sources: Sources, filled: FilledOrder, command: PlaceOrder, now: datetime) -> Response:
    with sources.store.reading() as session:
        shown = round_triggers.preview(session, command, now)
    opened, refused = views.unit_lines(shown)
    seen = {each.code: each.opening.seen for each in shown.units if each.opening is not None}
    return preview_page(
        "rounds/consequences.html",
        filled=filled,
        opened=opened,
        refused=refused,
        totals=views.totals(shown),
        terms=terms(shown.opening, shown.names),
        carried=[pair for pair in filled.carried if pair[0] != "unit" or pair[1] in seen],
        seen=forms.packed(seen),
        quarter=command.quarter,
    )


def _apply(sources: Sources, command: PlaceOrder) -> Response:
    """Keep the order and go on with it behind the answer; a unit that is not as it was seen stays as it is."""
    command = replace(command, units=tuple(each for each in command.units if each.seen))
    order_id = do(sources.store, round_triggers.place, command, sources.now())
    go_on(sources, order_id)
    return RedirectResponse(link(f"/monev/buka/{order_id}"), SEE_OTHER)


def go_on(sources: Sources, order_id: str) -> None:
    """Some units of an order behind the answer, then whatever else waits, then the next ones."""

    def some() -> None:
        letterhead = sources.entrance.letterhead
        run: Callable[..., object] = partial(do, sources.store)
        done = round_orders.continue_order(run, order_id, letterhead, sources.now, AT_ONCE)
        if done == AT_ONCE:
            go_on(sources, order_id)

    sources.entrance.later(some)


@router.get("/monev/buka/{order}")
def show_order(order: str, sources: FromRequest) -> Response:
    """How far an order is, unit by unit; the page comes again by itself while some wait."""
    with sources.store.reading() as session:
        found = _order(session, order)
    return page(
        "rounds/order.html",
        order=found,
        sentence=views.order_sentence(found),
        lines=views.order_lines(found),
    )


@router.post("/monev/buka/{order}")
def resume_order(order: str, sources: FromRequest) -> Response:
    """Go on with what an order still waits for; done already, it does nothing."""
    with sources.store.reading() as session:
        found = _order(session, order)
    if found.goes_on:
        go_on(sources, found.id)
    return RedirectResponse(link(f"/monev/buka/{found.id}"), SEE_OTHER)


def _order(session: Session, order_id: str) -> OrderFacts:
    found = order_queries.order_facts(session, order_id, scope(Action.CONDUCT))
    if found is None:
        raise NotFoundError(Problem(N_("There is no such order."), where=order_id))
    return found


def _choices(sources: Sources, quarter: str, now: datetime) -> Choices:
    reach = scope(Action.CONDUCT)
    with sources.store.reading() as session:
        quarters = queries.openable_quarters(session, reach)
        chosen = quarter if quarter in quarters else next(iter(quarters), quarter)
        units = queries.units(session, reach, chosen)
        agencies = dict.fromkeys(each.agency for each in units)
        on = sources.today(ZONE)
        people = {each.person_id: each for a in agencies for each in candidates(session, a, on)}
    return Choices(quarters, chosen, units, list(people.values()))


def _form(sources: Sources, filled: FilledOrder, status: int = 200) -> Response:
    choices = _choices(sources, filled.value("triwulan"), sources.now())
    return page("rounds/open.html", status, filled=filled, choices=choices)
