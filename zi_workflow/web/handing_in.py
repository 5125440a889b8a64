"""Takes in a form about a task with its files, and the files as evidence; knows no link, no session and no page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow import i18n
from zi_workflow.domain.errors import ZiError
from zi_workflow.storage.evidence_folder import Received
from zi_workflow.usecases.evidence import Handed
from zi_workflow.web.forms import acting as forms
from zi_workflow.web.forms.acting import Filled
from zi_workflow.web.sources import Sources
from zi_workflow.web.uploads import TooMuchError, UnreadableError, read_form

NAME_LENGTH = 300


@asynccontextmanager
async def filled_in(request: Request, read: Callable[[FormData], Filled]) -> AsyncIterator[Filled]:
    """The form as `read` takes it, with what is wrong with it; its files are open inside the block."""
    try:
        form = await read_form(request)
    except TooMuchError:
        yield forms.too_large()
        return
    except UnreadableError:
        yield forms.unreadable()
        return
    try:
        yield await run_in_threadpool(read, form)
    finally:
        await form.close()


@contextmanager
def receiving(sources: Sources, filled: Filled) -> Iterator[list[Received]]:
    """The files in the folder of evidence; inside the block they stay only if somebody settles them."""
    if sources.evidence is None:
        yield []
        return
    with sources.evidence.receiving([each.content for each in filled.files]) as received:
        yield received


def said(filled: Filled, received: Sequence[Received]) -> dict[str, Any]:
    """The fields as `Said` has them."""
    return {
        "note": filled.value("note"),
        "evidence": evidence_of(filled, received),
        "progress": filled.progress,
        "obstacle": filled.value("obstacle"),
        "until": filled.until,
        "to": filled.value("to") or None,
    }


def evidence_of(filled: Filled, received: Sequence[Received]) -> tuple[Handed, ...]:
    """The files by the hashes of their contents, and what was written about evidence that lies elsewhere."""
    named = zip(filled.files, received, strict=False)  # a service without a folder takes no files
    kept = [Handed(each.name, sha256=content.digest, quarter=filled.quarter) for each, content in named]
    reference = filled.value("reference")
    return (*kept, *([Handed(reference[:NAME_LENGTH], reference, None, filled.quarter)] if reference else []))


def sentences(error: ZiError) -> str:
    """What a refusal says above the form."""
    return " ".join(i18n.sentence(replace(each, where="")) for each in error.problems)
