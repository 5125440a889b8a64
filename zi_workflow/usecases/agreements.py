"""Changes of a plan as somebody who saw their consequences makes them: shown first, then done exactly so, once.

Who agrees sends what they saw as a digest; where anything would be different by now nothing is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.permissions import Decision
from zi_workflow.domain.scopes import Action, Place, Viewer, may
from zi_workflow.storage.queries.programmes import ProgrammeFacts, programme_facts
from zi_workflow.storage.tables import EventRow, Programme
from zi_workflow.usecases import editing, splits
from zi_workflow.usecases.editing import EditProgramme, Preview, Rebaseline
from zi_workflow.usecases.foresight import Foresight, Line, foresee, insist
from zi_workflow.usecases.form_marks import recorded_before
from zi_workflow.usecases.moves import Move
from zi_workflow.usecases.splits import SplitTask
from zi_workflow.usecases.task_moves import changed_meanwhile, local_date

KINDS = ("programme.edited", "programme.rebaselined", "people.transferred", "task.split")
PlanCommand = EditProgramme | Rebaseline | SplitTask
UNSAID = "-"
"""In place of a reason that is asked for only once the consequences are seen."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """A change, the digest of what its sender saw of it, and the basis of that (`Foresight.basis`)."""

    command: PlanCommand
    seen: str
    basis: str = ""


def reach(viewer: Viewer, facts: ProgrammeFacts, areas: Iterable[str | None]) -> Decision:
    """Whether the viewer steers in all of these areas; None: in the whole unit. The reason is a message id."""
    decisions = (
        may(viewer, Action.STEER, Place(facts.unit_id, facts.agency, area)) for area in dict.fromkeys(areas)
    )
    return next((each for each in decisions if not each.allowed), Decision(True))


def shown(session: Session, command: PlanCommand, now: datetime) -> Foresight[Preview]:
    """What the change does to the plan and to mail. It is made in this session: let its transaction go.

    Raises what the change raises; it needs no reason yet.
    """
    facts = programme_facts(session, command.programme_id)
    return foresee(session, [facts], lambda: _do(session, command, facts, now), now)


def anew(command: PlanCommand) -> PlanCommand:
    """The same change to the plan as it is now, whatever its sender saw."""
    if isinstance(command, SplitTask):
        return replace(command, version=None, plan_version=None)
    return replace(command, version=None)


def agree(session: Session, agreed: Agreed, now: datetime) -> Foresight[Preview] | None:
    """Make the change if its consequences are those that were seen; None when the same form did it already.

    ConflictError when anything is different: another version, another day, another mail.
    """
    command = agreed.command
    facts = programme_facts(session, command.programme_id)
    if came_before(session, facts.unit_id, command.via, [facts.id]):
        return None
    found = shown(session, command, now)
    insist(found, lambda: lines(found), agreed, facts.code)
    return found


def lines(found: Foresight[Preview]) -> tuple[Line, ...]:
    """All that is shown of it."""
    preview = found.result
    ends = (preview.before.forecast, preview.after.forecast, preview.before.planned, preview.after.planned)
    return (*move_lines(preview.moves), ("finish", *(day.isoformat() for day in ends)), *found.lines())


def move_lines(moves: Iterable[Move]) -> tuple[Line, ...]:
    """Each task's old and new span."""
    return tuple(("move", move.task, *(day.isoformat() for day in (*move.old, *move.new))) for move in moves)


def lock(session: Session, programme_ids: Sequence[str]) -> None:
    """Let whoever sends the same form at the same time wait, so that they see what was done."""
    query = select(col(Programme.id)).where(col(Programme.id).in_(programme_ids)).order_by(col(Programme.id))
    session.execute(query.with_for_update()).all()


def came_before(session: Session, unit_id: str, via: str, programme_ids: Sequence[str]) -> bool:
    """Whether this form did its work already, in this unit; whoever sends it at the same time waits."""
    lock(session, programme_ids)
    made = (col(EventRow.unit_id) == unit_id, col(EventRow.kind).in_(KINDS))
    return bool(via) and recorded_before(session, via, *made) is not None


def _do(session: Session, command: PlanCommand, facts: ProgrammeFacts, now: datetime) -> Preview:
    if isinstance(command, SplitTask):
        made = splits.split_task(session, replace(command, note=command.note or UNSAID), now)
        if made is None:
            raise changed_meanwhile(command.task)
        return made
    on, reason = local_date(now, facts.zone), command.reason or UNSAID
    if isinstance(command, Rebaseline):
        return editing.rebaseline(session, replace(command, on=on, reason=reason), now)
    return editing.apply(session, replace(command, on=on, reason=reason), now)
