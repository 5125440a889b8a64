"""The formats of an agency's regulation: the organisation bureau adds, replaces and withdraws them; opens no file.

A file is never changed: a newer one is a version of its own, and the older ones stay on record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, ConflictError, InputError, NotFoundError, Problem, RefusedError
from zi_workflow.domain.events import Event
from zi_workflow.domain.evidence import UseKind
from zi_workflow.domain.scopes import WHY_NOT, Action, Viewer, scope_of
from zi_workflow.frameworks import loader
from zi_workflow.storage.evidence_folder import Received
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries import formats as queries
from zi_workflow.storage.queries.formats import FormatRow
from zi_workflow.storage.tables import EventRow, FormatDocument, FormatFile, FormatUse
from zi_workflow.usecases import events
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.form_marks import about, mark, recorded_before
from zi_workflow.usecases.task_moves import local_date, words


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatWords:
    """What a format is and the work it belongs to: codes of the framework's tasks and items."""

    title: str
    legal_basis: str
    tasks: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFormat:
    """A new format of an agency."""

    viewer: Viewer
    agency: str
    words: FormatWords
    file: Handed
    framework: str = loader.DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceFormat:
    """Other words, other work, or a newer file; `version` is that of the format its sender saw."""

    viewer: Viewer
    format_id: str
    version: int
    words: FormatWords
    file: Handed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawFormat:
    """It is used no more; its files stay on record."""

    viewer: Viewer
    format_id: str
    version: int
    reason: str


def kept_by(viewer: Viewer) -> frozenset[str]:
    """The agencies whose formats, and templates of papers, the viewer keeps."""
    return scope_of(viewer, Action.KEEP_FORMATS).agencies


def look(session: Session, viewer: Viewer, format_id: str) -> FormatRow:
    """A format that is the viewer's to keep; NotFoundError, the same where there is none."""
    found = queries.format_(session, format_id, scope_of(viewer, Action.KEEP_FORMATS))
    if found is None:
        raise no_format()
    return found


def no_format() -> NotFoundError:
    """There is none, or not for this viewer."""
    return NotFoundError(Problem(N_("There is no such format.")))


def add(session: Session, command: AddFormat, now: datetime, received: Sequence[Received] = ()) -> str:
    """Its id; the same form sent again makes no second one. RefusedError, InputError; OSError for the content."""
    if command.agency not in kept_by(command.viewer):
        raise RefusedError(Problem(WHY_NOT[Action.KEEP_FORMATS]))
    on = local_date(now, queries.zone_of(session, command.agency))
    via = mark(command, command.viewer.person_id, on)
    added = (col(EventRow.agency) == command.agency, col(EventRow.kind) == "format.added")
    before = recorded_before(session, via, *added)
    if before is not None:
        return before
    _check(command.framework, command.words)
    made = new_id(session, now)
    row = {"id": made, "agency": command.agency, "framework": command.framework, "made_at": now, "version": 1}
    session.execute(insert(FormatDocument), {**row, **_texts(command.words)})
    _add_uses(session, made, command.words)
    _add_file(session, made, 1, command, now)
    _record(session, command.agency, made, ("format.added", command), via, now)
    for each in received:
        each.settle()
    return made


def replace(
    session: Session, command: ReplaceFormat, now: datetime, received: Sequence[Received] = ()
) -> None:
    """NotFoundError, ConflictError (changed or withdrawn meanwhile), InputError; OSError for the content."""
    row, via = _begin(session, command, now)
    if via is None:
        return
    _check(row.framework, command.words)
    _save(session, row, {**_texts(command.words)})
    session.execute(delete(FormatUse).where(col(FormatUse.format_id) == row.id))
    _add_uses(session, row.id, command.words)
    if command.file is not None:
        _add_file(session, row.id, row.newest.number + 1, command, now)
    _record(session, row.agency, row.id, ("format.replaced", command), via, now)
    for each in received:
        each.settle()


def withdraw(session: Session, command: WithdrawFormat, now: datetime) -> None:
    """NotFoundError, ConflictError, InputError without a reason."""
    row, via = _begin(session, command, now)
    if via is None:
        return
    reason = words(command.reason, "", N_("Withdrawing a format needs a reason."))
    person = command.viewer.person_id
    _save(session, row, {"withdrawn_at": now, "withdrawn_by": person, "withdrawn_reason": reason})
    _record(session, row.agency, row.id, ("format.withdrawn", command), via, now)


def _begin(
    session: Session, command: ReplaceFormat | WithdrawFormat, now: datetime
) -> tuple[FormatRow, str | None]:
    row = look(session, command.viewer, command.format_id)
    on = local_date(now, queries.zone_of(session, row.agency))
    via = mark(command, command.viewer.person_id, on)
    if recorded_before(session, via, *about(row.agency, row.id)):
        return row, None
    if row.withdrawn_at is not None:
        raise ConflictError(Problem(N_("This format was withdrawn meanwhile.")))
    if row.version != command.version:
        raise _changed()
    return row, via


def _changed() -> ConflictError:
    return ConflictError(
        Problem(N_("Somebody else changed this format meanwhile; what it says now stands here."))
    )


def _check(framework: str, said: FormatWords) -> None:
    problems = []
    if not said.title.strip():
        problems.append(Problem(N_("A format needs a title.")))
    if not said.legal_basis.strip():
        problems.append(Problem(N_("A format needs its legal basis.")))
    if not said.tasks and not said.items:
        problems.append(Problem(N_("Please choose at least one task or item to which it belongs.")))
    known = loader.load(framework)
    codes = {task.code for task in known.entries} | {item.code for item in known.items}
    unknown = [code for code in (*said.tasks, *said.items) if code not in codes]
    problems += [Problem(N_("The framework has no such task or item."), where=code) for code in unknown]
    if problems:
        raise InputError(problems)


def _texts(said: FormatWords) -> dict[str, str]:
    return {"title": said.title.strip()[:200], "legal_basis": said.legal_basis.strip()[:300]}


def _save(session: Session, row: FormatRow, values: dict[str, Any]) -> None:
    done = session.execute(
        update(FormatDocument)
        .where(col(FormatDocument.id) == row.id, col(FormatDocument.version) == row.version)
        .values(version=row.version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    if getattr(done, "rowcount", 0) != 1:
        raise _changed()


def _add_uses(session: Session, format_id: str, said: FormatWords) -> None:
    uses = [(UseKind.TASK, each) for each in said.tasks] + [(UseKind.ITEM, each) for each in said.items]
    rows = [
        {"format_id": format_id, "kind": kind.value, "target": each} for kind, each in dict.fromkeys(uses)
    ]
    session.execute(insert(FormatUse), rows)


def _add_file(
    session: Session, format_id: str, number: int, command: AddFormat | ReplaceFormat, now: datetime
) -> None:
    file = command.file
    if file is None or file.sha256 is None:
        raise InputError(Problem(N_("A format is a file; please choose one.")))
    values = {
        "id": new_id(session, now),
        "format_id": format_id,
        "number": number,
        "name": file.name,
        "sha256": file.sha256,
        "added_by": command.viewer.person_id,
        "added_at": now,
    }
    session.execute(insert(FormatFile), values)


def _record(
    session: Session, agency: str, format_id: str, what: tuple[str, Any], via: str, now: datetime
) -> None:
    kind, command = what
    said = getattr(command, "words", None)
    file = getattr(command, "file", None)
    payload = {
        "title": said.title if said else None,
        "tasks": list(said.tasks) if said else [],
        "items": list(said.items) if said else [],
        "sha256": file.sha256 if file else None,
        "reason": getattr(command, "reason", None),
        "via": via,
    }
    on = local_date(now, queries.zone_of(session, agency))
    events.record(session, agency, Event(kind, format_id, command.viewer.person_id, on, payload), now)
