"""Takes in a list of people exactly as its changes were shown; a list that would change something else is not taken in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from zi_workflow.domain.errors import N_, ConflictError, Problem
from zi_workflow.usecases.people import ImportPeople, ImportResult, import_people


@dataclass(frozen=True, kw_only=True)
class ApplyList:
    """A list, and the mark of the changes that were shown for it."""

    order: ImportPeople
    seen: str


def apply_list(session: Session, command: ApplyList, now: datetime) -> ImportResult:
    """Save the changes; a list that was taken in already changes nothing. ConflictError when they are others."""
    would = import_people(session, replace(command.order, dry_run=True), now)
    leaves = would.left if command.order.complete else ()
    if not would.added and not would.changed and not leaves:
        return would
    if mark_of(would, complete=command.order.complete) != command.seen:
        message = N_("The people were changed meanwhile; the list would now change what stands below.")
        raise ConflictError(Problem(message))
    return import_people(session, replace(command.order, dry_run=False), now)


def mark_of(result: ImportResult, *, complete: bool) -> str:
    """What the changes are known by: the same mark, the same changes."""
    shown = repr((complete, result.newcomers, result.changed, result.left))
    return hashlib.sha256(shown.encode()).hexdigest()[:32]
