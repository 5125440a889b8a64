"""For programs: the mails that the token's person may read."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query

from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.scopes import Action
from zi_workflow.storage.queries import mail_lists, mail_pages
from zi_workflow.storage.queries.lists import Wanted, page_within
from zi_workflow.web.api import answers, shapes
from zi_workflow.web.api.sight import REFUSALS, readable
from zi_workflow.web.signed import scope
from zi_workflow.web.sources import FromRequest

router = APIRouter(prefix="/api/v1", responses=REFUSALS, tags=["mails"])
Word = Annotated[str | None, Query(max_length=40, pattern=r"^[a-z0-9_-]*$")]


@router.get("/mails")
def mails(
    sources: FromRequest,
    kind: Word = None,
    role: Word = None,
    state: Word = None,
    on: date | None = None,
    person: Word = None,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> shapes.Mails:
    """The mails in sight, the newest first, 50 a page, narrowed by kind, role, state, day and person."""
    chosen = {"kind": kind, "role": role, "state": state, "on": on and on.isoformat(), "person": person}
    narrowed = {key: value for key, value in chosen.items() if value}
    wanted = Wanted(sort="on", descending=True, page=page, chosen=narrowed)
    with sources.store.reading() as session:
        rows = mail_lists.mails(scope(Action.SEE_MAIL), wanted)
        total = rows.total(session)
        number = page_within(wanted, total)
        found = rows.page(session, number)
    return shapes.Mails(items=[answers.mail(each) for each in found], page=number, total=total)


@router.get("/mails/{id}")
def mail(id: Annotated[str, Path(max_length=36)], sources: FromRequest) -> shapes.MailInFull:
    """One mail with its text."""
    with sources.store.reading() as session:
        found = mail_pages.mail(session, readable(id), scope(Action.SEE_MAIL))
    if found is None:
        raise NotFoundError(Problem(N_("There is no such mail.")))
    return answers.mail_in_full(found)
