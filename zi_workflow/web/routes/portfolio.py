"""Units beside each other, for who looks after many: how far, how late and why, how long without a word."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from zi_workflow.domain.scopes import Action
from zi_workflow.storage.queries import portfolio
from zi_workflow.storage.queries.portfolio import CAUSE
from zi_workflow.web.listing import FromAddress
from zi_workflow.web.rendering import page
from zi_workflow.web.sheets import download
from zi_workflow.web.signed import scope
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.views import portfolio as views

ZONE = "Asia/Jakarta"
"""Units have their dates; a list of many has the capital's."""
router = APIRouter()


@router.get("/unit")
def show_all(asked: FromAddress, sources: FromRequest) -> Response:
    """One row a programme, the largest delay of a unit's own first."""
    wanted = asked.wanted(views.COLUMNS, views.FILTERS, views.SORT)
    seen, today = scope(Action.SEE_PORTFOLIO), sources.today(ZONE)
    with sources.store.reading() as session:
        rows = portfolio.compared(seen, wanted, today)
        numbers = portfolio.by_cause(session, seen, wanted, today)
        narrowed = CAUSE in wanted.chosen
        total = numbers.get(wanted.chosen[CAUSE], 0) if narrowed else sum(numbers.values())
        listing = views.listing(wanted, total)
        if asked.file:
            return download(asked.file, "unit", listing, rows.every(session))
        found = rows.page(session, listing.number)
    return page(
        "portfolio/list.html",
        list=listing,
        rows=views.lines(found, today),
        causes=views.causes(numbers),
        sentence=views.sentence(numbers),
        as_of=views.as_of(found),
        whole=views.FULL_BAR,
    )
