"""Takes a piece of evidence back, after showing what loses it and what that does; the file stays on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, ConflictError, Problem
from zi_workflow.domain.evidence import Effect, Loss, Need, Use, UseKind, losses
from zi_workflow.domain.scopes import Action, Viewer
from zi_workflow.domain.tasks import State
from zi_workflow.storage.ids import token_hash
from zi_workflow.storage.queries import evidence as queries
from zi_workflow.storage.queries import pages
from zi_workflow.storage.queries.evidence import PieceRow
from zi_workflow.storage.queries.pages import TaskRow
from zi_workflow.storage.tables import EvidencePiece
from zi_workflow.usecases import reviews
from zi_workflow.usecases.evidence_pieces import Before, OfPiece, begin, note
from zi_workflow.usecases.task_moves import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(OfPiece):
    """Take a piece back; `impact` is the mark of the list that its sender saw."""

    viewer: Viewer
    reason: str
    impact: str


@dataclass(frozen=True, slots=True)
class Impact:
    """What withdrawing takes from whom."""

    losses: tuple[Loss, ...]

    @property
    def moves(self) -> bool:
        """Whether a task goes back or is opened again, about which whoever does it is told."""
        return any(each.effect in (Effect.RETURNED, Effect.REOPENED) for each in self.losses)

    @property
    def mark(self) -> str:
        """Another one for another list."""
        return token_hash(repr(self.losses))[:16]


def impact(session: Session, programme_id: str, piece: PieceRow) -> Impact:
    """What would lose the piece today; changes nothing."""
    tasks = {row.code: row for row in pages.tasks(session, programme_id)}
    others = queries.pieces(session, programme_id)
    serving = {each.id: frozenset(_served(each, tasks)) for each in others if each.counts}
    needs = {code: Need(State(row.state), bool(row.evidence_wanted)) for code, row in tasks.items()}
    return Impact(losses(piece.id, serving, needs, _served(piece, tasks)))


def withdraw(session: Session, command: Withdraw, now: datetime) -> Impact:
    """End the piece, with everything that `impact` says; all or nothing.

    NotFoundError, ConflictError (a newer version, another list), RefusedError (a task that may not be moved by them),
    InputError without a reason.
    """
    before, via = begin(session, command, Action.REVIEW, now)
    found = impact(session, command.programme_id, before.piece)
    if via is None:
        return found
    reason = words(command.reason, "", N_("Withdrawing evidence needs a reason."))
    if found.mark != command.impact:
        message = N_("What loses this piece has changed meanwhile; please look at the list again.")
        raise ConflictError(Problem(message))
    person = before.situation.person.id
    session.execute(
        update(EvidencePiece)
        .where(col(EvidencePiece.id) == command.piece)
        .values(withdrawn_at=now, withdrawn_by=person, withdrawn_reason=reason)
        .execution_options(synchronize_session=False)
    )
    for loss in found.losses:
        _move(session, before, loss, reason, now)
    told = {"reason": reason, "losses": [f"{each.target}: {each.effect}" for each in found.losses]}
    note(session, before, "evidence.withdrawn", {**told, "via": via}, now)
    return found


def _move(session: Session, before: Before, loss: Loss, reason: str, now: datetime) -> None:
    common = {
        "programme_id": before.task.programme_id,
        "task": loss.target,
        "actor": before.situation.person.id,
        "on": before.on,
    }
    if loss.effect is Effect.RETURNED:
        reviews.return_(session, reviews.Return(**common, note=reason), now)  # type: ignore[arg-type]
    elif loss.effect is Effect.REOPENED:
        reopen = reviews.Reopen(**common, reason=reason)  # type: ignore[arg-type]
        reviews.reopen(session, reopen, now, tell=True)


def _served(piece: PieceRow, tasks: dict[str, TaskRow]) -> set[Use]:
    """Its tasks, and the items of these and its own."""
    items = {code for task in piece.tasks if task in tasks for code in tasks[task].items} | set(piece.items)
    served = {(UseKind.TASK, code) for code in piece.tasks if code in tasks}
    return served | {(UseKind.ITEM, code) for code in items}
