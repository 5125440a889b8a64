"""The way every form that changes something goes: read it, try it, go on, or show it again; knows no field."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow.domain.errors import ConflictError, InputError, Problem, RefusedError
from zi_workflow.web.forms.acting import Filled
from zi_workflow.web.handing_in import filled_in, sentences

UNUSABLE, CONFLICT, SEE_OTHER = 422, 409, 303


async def change(
    request: Request,
    read: Callable[[FormData], Filled],
    attempt: Callable[[Filled], str],
    show: Callable[[Filled, int], Response],
) -> Response:
    """`attempt` does it and says where to go on (303); what is wrong is shown (422, or 409 for what is not so any more)."""
    async with filled_in(request, read) as filled:
        if filled.problems:
            return await run_in_threadpool(show, filled, UNUSABLE)
        try:
            where = await run_in_threadpool(attempt, filled)
        except InputError as error:
            _place(filled, error)
            return await run_in_threadpool(show, filled, UNUSABLE)
        except (RefusedError, ConflictError) as error:
            filled.problems["form"] = sentences(error)
            return await run_in_threadpool(show, filled, CONFLICT)
    return RedirectResponse(where, SEE_OTHER)


def _place(filled: Filled, error: InputError) -> None:
    """Each sentence at its field where the form shows it there, the others together above the form."""
    at_fields: dict[str, list[Problem]] = {}
    for each in error.problems:
        if each.where in filled.places:
            at_fields.setdefault(each.where, []).append(each)
    filled.problems.update((where, sentences(InputError(found))) for where, found in at_fields.items())
    above = [each for each in error.problems if each.where not in filled.places]
    if above:
        filled.problems["form"] = sentences(InputError(above))
