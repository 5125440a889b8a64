"""An agency's own templates for the papers of a round: tried out, kept, withdrawn; opens no stored file.

The organisation bureau keeps them, as it keeps the formats of the agency's regulation; the inspectorate does not, for
whoever conducts a round and signs its papers shall not reshape them alone.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from zi_workflow.domain.errors import N_, ConflictError, ForbiddenError, InputError, NotFoundError, Problem
from zi_workflow.domain.events import Event
from zi_workflow.domain.papers import PaperKind
from zi_workflow.domain.scopes import WHY_NOT, Action, Viewer
from zi_workflow.storage.evidence_folder import Received
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries import formats
from zi_workflow.storage.queries.paper_templates import TemplateRow, templates
from zi_workflow.storage.tables import PaperTemplate
from zi_workflow.usecases import events
from zi_workflow.usecases.form_marks import about, mark, recorded_before
from zi_workflow.usecases.formats import kept_by
from zi_workflow.usecases.task_moves import local_date

MOST_BYTES = 5_000_000
MOST_SECONDS = 60.0
"""On the wall, for a machine that is busy; the process itself stops much earlier."""
_TRIAL = "zi_workflow.papers.trial"
_at_once = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Tried:
    """A template that was filled with sample facts; without problems it may be kept."""

    kind: PaperKind
    sha256: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepTemplate:
    """A newer template of a kind; `newest` is the number of the newest that its sender saw, 0: none."""

    viewer: Viewer
    agency: str
    kind: PaperKind
    newest: int
    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawTemplate:
    """A version is used no more: the one before it is, or our own."""

    viewer: Viewer
    agency: str
    kind: PaperKind
    number: int


def try_out(kind: PaperKind, content: bytes) -> Tried:
    """Fill it with sample facts in a process of its own, which may take so much and no more."""
    digest = hashlib.sha256(content).hexdigest()
    if len(content) > MOST_BYTES:
        problem = Problem(N_("A template has at most {n} MB."), {"n": MOST_BYTES // 1_000_000})
        return Tried(kind, digest, (problem,))
    with _at_once:
        return Tried(kind, digest, _problems(kind, content))


def _problems(kind: PaperKind, content: bytes) -> tuple[Problem, ...]:
    command = [sys.executable, "-I", "-m", _TRIAL, kind.value]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module; it gets none of our secrets
            command, input=content, capture_output=True, timeout=MOST_SECONDS, check=False, env={}
        )
        return tuple(
            Problem(each["message"], each["params"], where=each["where"]) for each in json.loads(done.stdout)
        )
    except (subprocess.TimeoutExpired, ValueError):  # a process that was ended says nothing
        return (Problem(N_("Filling this template takes too much time or memory; please make it simpler.")),)


def keep(
    session: Session, command: KeepTemplate, now: datetime, tried: Tried, received: Sequence[Received] = ()
) -> int:
    """Its number; the same form sent again makes no second one.

    ForbiddenError; InputError with everything that is wrong with the template; ConflictError; OSError for the content.
    """
    rows, via = _begin(session, command, now)
    if via is None:
        return rows[0].number if rows else 0
    if (tried.kind, tried.sha256) != (command.kind, command.sha256):
        raise InputError(Problem(N_("This file was not tried out; please choose it again.")))
    if tried.problems:
        raise InputError(tried.problems)
    newest = rows[0].number if rows else 0
    if newest != command.newest:
        raise _changed()
    session.add(
        PaperTemplate(
            id=new_id(session, now), agency=command.agency, kind=command.kind.value, number=newest + 1,
            name=command.name, sha256=command.sha256, added_by=command.viewer.person_id, added_at=now,
        )
    )  # fmt: skip
    session.flush()
    said = {"number": newest + 1, "name": command.name, "sha256": command.sha256, "via": via}
    _record(session, "format.template_kept", command, said, now)
    for each in received:
        each.settle()
    return newest + 1


def withdraw(session: Session, command: WithdrawTemplate, now: datetime) -> None:
    """ForbiddenError; NotFoundError; ConflictError when it was withdrawn meanwhile."""
    rows, via = _begin(session, command, now)
    if via is None:
        return
    found = next((row for row in rows if row.number == command.number), None)
    if found is None:
        raise NotFoundError(Problem(N_("There is no such version.")))
    if found.withdrawn_at is not None:
        raise _changed()
    session.get_one(PaperTemplate, found.id).withdrawn_at = now
    session.flush()
    _record(session, "format.template_withdrawn", command, {"number": found.number, "via": via}, now)


def _begin(
    session: Session, command: KeepTemplate | WithdrawTemplate, now: datetime
) -> tuple[list[TemplateRow], str | None]:
    """The versions so far, the newest first, and the form's mark; None when this very form came before."""
    if command.agency not in kept_by(command.viewer):
        raise ForbiddenError(Problem(WHY_NOT[Action.KEEP_FORMATS]))
    rows = templates(session, command.agency)[command.kind]
    on = local_date(now, formats.zone_of(session, command.agency))
    via = mark(command, command.viewer.person_id, on)
    came = recorded_before(session, via, *about(command.agency, command.kind.value)) is not None
    return rows, None if came else via


def _record(
    session: Session, kind: str, command: KeepTemplate | WithdrawTemplate, said: dict[str, Any], now: datetime
) -> None:
    on = local_date(now, formats.zone_of(session, command.agency))
    event = Event(
        kind, command.kind.value, command.viewer.person_id, on, {"kind": command.kind.value, **said}
    )
    events.record(session, command.agency, event, now)


def _changed() -> ConflictError:
    return ConflictError(
        Problem(N_("Somebody else changed the templates meanwhile; what holds now stands here."))
    )
