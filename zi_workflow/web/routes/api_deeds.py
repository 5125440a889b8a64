"""For programs: what is done about a task, by its doer and by its review; the same forms and rules as on the pages."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow.domain.links import Purpose
from zi_workflow.domain.scopes import Viewer
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries.pages import ProgrammeRow
from zi_workflow.storage.queries.tasks import task_facts
from zi_workflow.usecases import own_work
from zi_workflow.usecases.deeds import Situation
from zi_workflow.usecases.kept_answers import Answer
from zi_workflow.usecases.own_work import ActSigned
from zi_workflow.usecases.reviewing import Decision, ReviewSigned, review
from zi_workflow.web.api import problems
from zi_workflow.web.api.description import ACT_BODY
from zi_workflow.web.api.sent import Act, Review
from zi_workflow.web.api.shapes import Done
from zi_workflow.web.api.sight import REFUSALS, FromSender, InSight, Sender, TaskInSight, answered
from zi_workflow.web.forms import acting as forms
from zi_workflow.web.forms.acting import Asked, Filled
from zi_workflow.web.handing_in import filled_in, receiving, said

VIA = "api"
router = APIRouter(prefix="/api/v1", responses=REFUSALS, tags=["tasks"])


@router.post(
    "/programmes/{code}/tasks/{task}/acts/{purpose}",
    response_model=Done,
    openapi_extra={"requestBody": ACT_BODY},
)
async def act(row: InSight, task: TaskInSight, purpose: Purpose, sender: FromSender) -> JSONResponse:
    """Start a task, report on it, hand it in, ask for more time or hand it over; files come as multipart/form-data.

    Which fields count depends on the purpose: `report` wants `progress`; `submit` files or a `reference` where
    evidence is wanted; `more_time` wants `until` and a `note`; `hand_over` a `note` and perhaps `to`.
    """
    situation = await run_in_threadpool(_look, sender, row, task)
    async with _filled(sender.request, forms.signed(purpose, situation)) as filled:
        seen = sender.seen(_number(filled))
        if filled.problems:
            wrong = ({"sentence": text, "place": place} for place, text in filled.problems.items())
            return problems.problem(problems.UNUSABLE, wrong)
        found = await run_in_threadpool(_do, sender, (row, task, purpose, seen), filled)
    return answered(found)


def _do(sender: Sender, what: tuple[ProgrammeRow, str, Purpose, int], filled: Filled) -> Answer:
    row, task, purpose, version = what
    with receiving(sender.sources, filled) as received:
        command = ActSigned(
            viewer=sender.viewer,
            programme_id=row.id,
            task=task,
            purpose=purpose,
            version=version,
            door=VIA,
            **said(filled, received),
        )

        def work(session: Session, now: datetime) -> dict[str, Any]:
            own_work.act(session, command, now, received)
            return _now(session, row, task)

        return sender.change(replace(command, viewer=Viewer("", "", "")), work)


@router.post("/programmes/{code}/tasks/{task}/reviews/{decision}", response_model=Done)
def decide(
    row: InSight, task: TaskInSight, decision: Decision, sent: Review, sender: FromSender
) -> JSONResponse:
    """Accept work that was handed in (verify, approve: the approver's word finishes it), or return it with a note."""
    command = ReviewSigned(
        viewer=sender.viewer,
        programme_id=row.id,
        task=task,
        decision=decision,
        note=sent.note,
        version=sender.seen(sent.version),
        via=VIA,
    )

    def work(session: Session, now: datetime) -> dict[str, Any]:
        review(session, command, now)
        return _now(session, row, task)

    return answered(sender.change((sent.note, command.version), work))


def _look(sender: Sender, row: ProgrammeRow, task: str) -> Situation:
    with sender.sources.store.reading() as session:
        return own_work.look(session, sender.viewer, row.id, task, sender.sources.now())


def _now(session: Session, row: ProgrammeRow, task: str) -> dict[str, Any]:
    session.flush()
    facts = task_facts(session, row.id, task)
    state = str(facts.standing.state)
    return Done(programme=row.code, task=task, state=state, version=facts.version).model_dump()


def _number(filled: Filled) -> int | None:
    """The version as it was typed; what is no number is none."""
    text = filled.value("version")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@asynccontextmanager
async def _filled(request: Request, asked: Asked) -> AsyncIterator[Filled]:
    """The fields of JSON, or of a form with its files."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        async with filled_in(request, partial(forms.read, asked=asked)) as filled:
            yield filled
        return
    try:
        sent = Act.model_validate(json.loads(await request.body() or b"{}"))
    except ValidationError as error:
        raise RequestValidationError(
            [{**each, "loc": ("body", *each["loc"])} for each in error.errors()]
        ) from None
    except (ValueError, RecursionError):
        raise RequestValidationError([{"loc": ("body",)}]) from None
    yield forms.read(FormData(list(sent.as_typed().items())), asked)
