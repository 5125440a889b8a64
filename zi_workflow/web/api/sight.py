"""What a question of a program takes from its address and its headers; refuses by not finding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Header, Path, Request
from fastapi.responses import JSONResponse

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem
from zi_workflow.domain.scopes import Viewer
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries.pages import ProgrammeRow
from zi_workflow.storage.queries.tasks import task_facts
from zi_workflow.usecases.kept_answers import Answer, Once, Work, once
from zi_workflow.web.api.shapes import Refusal
from zi_workflow.web.signed import FromViewer, programme_for
from zi_workflow.web.sources import FromRequest, Sources

NOT_THERE = NotFoundError(Problem(N_("There is no such programme.")))
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Refusal, "content": {"application/problem+json": {}}}
    for status in (400, 401, 403, 404, 409, 413, 422, 429, 503)
}
"""How every address may refuse, for the description."""
Code = Annotated[str, Path(max_length=60, description="The programme's code.")]
Task = Annotated[str, Path(max_length=60, description="The task's code in its programme.")]
_VERSION = re.compile(r'(?:W/)?"?([0-9]{1,9})"?')


def readable(text: str) -> str:
    """A name from an address; NotFoundError for one that no database can hold."""
    if "\0" in text or not text.isprintable():
        raise NOT_THERE
    return text


def _programme(code: Code, sources: FromRequest) -> ProgrammeRow:
    with sources.store.reading() as session:
        return programme_for(session, readable(code))


InSight = Annotated[ProgrammeRow, Depends(_programme)]
"""The programme that is named, if it is in sight; asked for before anything that was sent is looked at."""


def _task(programme: InSight, task: Task, sources: FromRequest) -> str:
    with sources.store.reading() as session:
        return task_facts(session, programme.id, readable(task)).code


TaskInSight = Annotated[str, Depends(_task)]
"""The code of the task that is named."""
IfMatch = Annotated[
    str | None,
    Header(max_length=40, description="The version that was seen, instead of the field `version`."),
]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="A word of the sender's own; sent again with it, a change happens once and is answered the same.",
    ),
]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a change, the version that they saw, and their key for it."""

    request: Request
    viewer: Viewer
    sources: Sources
    if_match: str | None
    key: str | None

    def seen(self, field: int | None) -> int:
        """The version that the sender saw, from the header or the field; InputError where none is said."""
        if self.if_match is None:
            if field is None:
                message = N_("Please send the version that you saw, as If-Match or in the field version.")
                raise InputError(Problem(message, where="version"))
            return field
        found = _VERSION.fullmatch(self.if_match.strip())
        if found is None:
            raise InputError(
                Problem(N_("A version is a whole number, as it was answered."), where="If-Match")
            )
        if field is not None and field != int(found[1]):
            raise InputError(Problem(N_("The two versions differ; please send one."), where="If-Match"))
        return int(found[1])

    def change(self, said: object, work: Work) -> Answer:
        """Do it in one transaction; with a key once, however often `said` is sent."""
        now = self.sources.now()
        if self.key is None:
            return do(self.sources.store, _plainly, work, now)
        asked = repr((self.request.method, self.request.url.path, said))
        return do(self.sources.store, once, Once(self.viewer.account_id, self.key, asked, work), now)


def _plainly(session: Session, work: Work, now: datetime) -> Answer:
    return Answer(work(session, now), again=False)


def _sender(
    request: Request, viewer: FromViewer, sources: FromRequest, if_match: IfMatch = None, key: Key = None
) -> Sender:
    return Sender(request, viewer, sources, if_match, key)


def answered(found: Answer) -> JSONResponse:
    """What a change came to, with the version that holds from now on, and whether it was answered before."""
    again = {"Idempotency-Replayed": "true"} if found.again else {}
    return JSONResponse(found.body, headers={"ETag": f'"{found.body["version"]}"', **again})


FromSender = Annotated[Sender, Depends(_sender)]
"""Whoever sends a change."""
