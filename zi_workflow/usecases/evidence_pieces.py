"""What becomes of a piece of evidence after it was handed in: a newer version, more uses, its own review, its end.

A version is never changed; whoever corrects one adds another. A form says which version its sender saw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from zi_workflow.domain.errors import (
    N_,
    ConflictError,
    ForbiddenError,
    InputError,
    NotFoundError,
    Problem,
    RefusedError,
)
from zi_workflow.domain.events import Event
from zi_workflow.domain.evidence import EvidenceState, UseKind
from zi_workflow.domain.permissions import Decision
from zi_workflow.domain.permissions import may as may_do
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.scopes import Action, Viewer
from zi_workflow.domain.tasks import FINISHED, Verb
from zi_workflow.frameworks.loader import labelled
from zi_workflow.storage.evidence_folder import Received
from zi_workflow.storage.queries.evidence import PieceRow, no_piece, piece_for
from zi_workflow.storage.queries.people import actor
from zi_workflow.storage.queries.tasks import TaskFacts
from zi_workflow.storage.tables import Evidence, EvidencePiece, EvidenceUse, Programme, Task
from zi_workflow.usecases import events, own_work
from zi_workflow.usecases.deeds import Situation
from zi_workflow.usecases.evidence import Handed, add_version, problems_of
from zi_workflow.usecases.form_marks import about, mark, recorded_before
from zi_workflow.usecases.task_moves import optional_words, words


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPiece:
    """Somebody signed in does something to a piece; `seen` is the number of the newest version on their page."""

    viewer: Viewer
    programme_id: str
    piece: str
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace(OfPiece):
    """A newer version takes the place of the newest."""

    handed: Handed


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(OfPiece):
    """The piece serves these tasks (codes of the programme) and items of the sheet as well."""

    tasks: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeVersion(OfPiece):
    """The unit's word on a version that came after its task was finished."""

    accept: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """Somebody before a piece: its task as they stand to it, and the piece."""

    situation: Situation
    piece: PieceRow

    @property
    def task(self) -> TaskFacts:
        """The task with which the piece came."""
        return self.situation.task

    @property
    def on(self) -> date:
        """The unit's date."""
        return self.situation.on


def look(
    session: Session, viewer: Viewer, programme_id: str, piece_id: str, action: Action, now: datetime
) -> Before:
    """The viewer before a piece about which they may do this (work or review); NotFoundError, always the same."""
    piece = piece_for(session, programme_id, piece_id)
    try:
        situation = own_work.look(session, viewer, programme_id, piece.task, now, action)
    except (NotFoundError, ForbiddenError):
        raise no_piece() from None
    return Before(situation, piece)


@dataclass(frozen=True, slots=True)
class Able:
    """What somebody can do about a piece today."""

    change: bool = False  # a newer version, more uses
    judge: bool = False  # the newest version, by itself
    withdraw: bool = False


def able(session: Session, viewer: Viewer, programme_id: str, piece: PieceRow, now: datetime) -> Able:
    """For the buttons of its page; nothing where it is out of reach, withdrawn, or the programme is not active."""
    works = _stands(session, viewer, programme_id, piece, Action.WORK, now)
    reviews = _stands(session, viewer, programme_id, piece, Action.REVIEW, now)
    if piece.withdrawn_at is not None:
        return Able()
    waits = piece.newest.state is EvidenceState.SUBMITTED
    return Able(
        change=works is not None and _allowed(session, works, Verb.REPORT).allowed,
        judge=reviews is not None
        and waits
        and reviews.task.standing.state in FINISHED
        and _allowed(session, reviews, Verb.VERIFY, piece.newest.added_by).allowed,
        withdraw=reviews is not None,
    )


def reachable(session: Session, viewer: Viewer, programme_id: str, now: datetime) -> frozenset[str]:
    """The areas of the programme in which they may work."""
    tasks = session.exec(select(Task.area, Task.code).where(Task.programme_id == programme_id)).all()
    found = set()
    for area, code in dict(tasks).items():
        with suppress(NotFoundError, ForbiddenError):
            own_work.look(session, viewer, programme_id, code, now)
            found.add(area)
    return frozenset(found)


def _stands(
    session: Session, viewer: Viewer, programme_id: str, piece: PieceRow, action: Action, now: datetime
) -> Situation | None:
    try:
        found = own_work.look(session, viewer, programme_id, piece.task, now, action)
    except (NotFoundError, ForbiddenError):
        return None
    return found if found.task.programme_state == ProgrammeState.ACTIVE else None


def replace(session: Session, command: Replace, now: datetime, received: Sequence[Received] = ()) -> int:
    """Add a version, to be judged; the number it has. The contents `received` stay; OSError.

    NotFoundError, ConflictError (a newer version is there), RefusedError, InputError.
    """
    before, via = begin(session, command, Action.WORK, now)
    if via is None:
        return before.piece.newest.number
    _may(session, before, Verb.REPORT)
    problems = problems_of(command.handed, before.task.code)
    if problems:
        raise InputError(problems)
    same = command.handed.sha256 is not None and command.handed.sha256 == before.piece.newest.sha256
    if same and command.handed.quarter == before.piece.newest.quarter:
        raise InputError(Problem(N_("This file is the newest version already.")))
    person = before.situation.person.id
    number = add_version(session, before.task, before.piece.id, command.handed, person, now)
    told = {"number": number, "name": command.handed.name, "sha256": command.handed.sha256}
    note(session, before, "evidence.replaced", {**told, "via": via}, now)
    for each in received:
        each.settle()
    return number


def share(session: Session, command: Share, now: datetime) -> tuple[str, ...]:
    """Let it serve more tasks and items; the codes that are new. A use that is there already stays as it is.

    ForbiddenError for a task out of the viewer's reach; NotFoundError, ConflictError, RefusedError, InputError.
    """
    before, via = begin(session, command, Action.WORK, now)
    if via is None:
        return ()
    _may(session, before, Verb.REPORT)
    for code in command.tasks:
        own_work.look(session, command.viewer, command.programme_id, code, now)
    _check_items(session, command)
    known = set(before.piece.uses)
    wanted = [(UseKind.TASK, code) for code in command.tasks] + [(UseKind.ITEM, c) for c in command.items]
    added = [use for use in dict.fromkeys(wanted) if use not in known]
    if not added:
        raise InputError(Problem(N_("Please choose a task or an item that it does not serve yet.")))
    shared = {"piece_id": before.piece.id, "added_by": before.situation.person.id, "added_at": now}
    rows = [{"kind": kind.value, "target": target, **shared} for kind, target in added]
    session.execute(insert(EvidenceUse), rows)
    codes = tuple(target for _kind, target in added)
    note(session, before, "evidence.shared", {"codes": list(codes), "via": via}, now)
    return codes


def judge_version(session: Session, command: JudgeVersion, now: datetime) -> EvidenceState:
    """Accept or send back a version that waits after its task was finished; the task stays as it is.

    NotFoundError, ConflictError, RefusedError (its own task's review judges it; one's own), InputError without a note.
    """
    before, via = begin(session, command, Action.REVIEW, now)
    newest = before.piece.newest
    if via is None:
        return newest.state
    if newest.state is not EvidenceState.SUBMITTED:
        raise RefusedError(Problem(N_("This version has been reviewed already.")))
    if before.task.standing.state not in FINISHED:
        raise RefusedError(Problem(N_("It is reviewed together with its task, once that is handed in.")))
    _may(session, before, Verb.VERIFY if command.accept else Verb.RETURN, newest.added_by)
    missing = N_("Sending work back needs a note that says what is missing.")
    said = optional_words(command.note, "") if command.accept else words(command.note, "", missing)
    state = EvidenceState.ACCEPTED if command.accept else EvidenceState.REVISION_REQUESTED
    person = before.situation.person.id
    values = {"state": state.value, "judged_by": person, "judged_at": now, "judged_note": said}
    session.execute(
        update(Evidence)
        .where(col(Evidence.id) == newest.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    told = {"number": newest.number, "verdict": state.value, "note": said, "via": via}
    note(session, before, "evidence.judged", told, now)
    return state


def begin(session: Session, command: OfPiece, action: Action, now: datetime) -> tuple[Before, str | None]:
    """What every change of a piece asks first, and the mark of its form; None: the same form did it already."""
    home = select(EvidencePiece.task_id).where(EvidencePiece.id == command.piece)
    session.exec(select(Task.id).where(col(Task.id).in_(home)).with_for_update()).all()
    before = look(session, command.viewer, command.programme_id, command.piece, action, now)
    via = mark(command, command.viewer.person_id, before.on)
    if recorded_before(session, via, *about(before.task.agency, command.piece)):
        return before, None
    if before.task.programme_state != ProgrammeState.ACTIVE:
        raise RefusedError(Problem(N_("The programme is not active."), where=before.task.code))
    if before.piece.withdrawn_at is not None:
        raise ConflictError(Problem(N_("This piece of evidence was withdrawn meanwhile.")))
    if command.seen != before.piece.newest.number:
        raise ConflictError(Problem(N_("There is a newer version meanwhile; please look at it first.")))
    return before, via


def note(session: Session, before: Before, kind: str, payload: Mapping[str, Any], now: datetime) -> None:
    """Record it in the agency's chain."""
    task = before.task
    event = Event(
        kind,
        before.piece.id,
        before.situation.person.id,
        before.on,
        {"of": task.code, **payload},
        unit_id=task.unit_id,
        programme_id=task.programme_id,
    )
    events.record(session, task.agency, event, now)


def _check_items(session: Session, command: Share) -> None:
    framework = session.exec(select(Programme.framework).where(Programme.id == command.programme_id)).one()
    unknown = [code for code, label in labelled(framework, command.items) if not label]
    if unknown:
        raise InputError([Problem(N_("The sheet has no such item."), where=code) for code in unknown])


def _allowed(session: Session, situation: Situation, verb: Verb, by: str | None = None) -> Decision:
    who = actor(session, situation.task.unit_id, situation.person.id, situation.on)
    return may_do(who, verb, situation.task.duty, by)


def _may(session: Session, before: Before, verb: Verb, by: str | None = None) -> None:
    decision = _allowed(session, before.situation, verb, by)
    if not decision.allowed:
        raise RefusedError(Problem(decision.reason, where=before.task.code))
