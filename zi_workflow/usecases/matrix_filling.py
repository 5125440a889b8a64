"""An area writes what became of its plan and sends it, before the cutoff or late; asks nobody and freezes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from zi_workflow.domain.errors import N_, ConflictError, InputError, NotFoundError, Problem, RefusedError
from zi_workflow.domain.matrices import Line, MatrixState, Told, filled, merged, unfit, unsaid, why_closed
from zi_workflow.domain.scopes import Action, Place, Viewer, may
from zi_workflow.storage.queries.matrices import MatrixFacts, line_of, matrices, matrix
from zi_workflow.storage.tables import Matrix, Round
from zi_workflow.usecases import matrix_notices
from zi_workflow.usecases.conducting import Conduct, Conducted, begin, note
from zi_workflow.usecases.matrices import fresh, keep, rows_of_area


@dataclass(frozen=True, kw_only=True)
class FillMatrix(Conduct):
    """What an area writes, by task; `seen` is the version of its matrix on their page (None: any), `send` hands it in.

    Tasks that are not named stay as they are.
    """

    area: str
    told: Mapping[str, Told] = field(default_factory=dict)
    seen: int | None = None
    send: bool = False


def current(session: Session, round_row: Round, area: str, found: Conducted) -> MatrixFacts:
    """An area's matrix as its page shows it: what nobody wrote is how the tasks stand now; NotFoundError."""
    facts = matrix(session, round_row.id, area)
    if facts is None:
        raise NotFoundError(Problem(N_("This round asks for no such matrix."), where=found.place))
    if facts.state is MatrixState.SENT or closed(round_row, facts, found.on) is not None:
        return facts
    return replace(facts, lines=_merged(session, round_row, facts.lines, area, found))


def all_current(session: Session, found: Conducted) -> list[MatrixFacts]:
    """Every matrix that the round asks for, each as `current` has it."""
    return [current(session, found.round, each.area, found) for each in matrices(session, found.round.id)]


def closed(round_row: Round, facts: MatrixFacts, on: date) -> str | None:
    """Why nothing can be written into it any more, as a message id; None while it can."""
    return why_closed(round_row.state, facts.state, over=after_cutoff(round_row, on))


def may_fill(viewer: Viewer, found: Conducted, facts: MatrixFacts) -> bool:
    """Whether the viewer may write into it now."""
    place = Place(found.programme.unit_id, found.programme.agency, facts.area)
    return may(viewer, Action.WORK, place).allowed and closed(found.round, facts, found.on) is None


def after_cutoff(round_row: Round, on: date) -> bool:
    """Whether what is sent on that day is late."""
    return round_row.frozen_at is not None or (round_row.cutoff is not None and on > round_row.cutoff)


def fill(session: Session, command: FillMatrix, now: datetime) -> bool:
    """Keep what was written, and send it if that was asked; False when this very form came before.

    ForbiddenError (not their area), ConflictError (somebody wrote meanwhile), RefusedError (too late for anything),
    InputError with everything that is missing or does not fit.
    """
    found = begin(session, command, now, Action.WORK, command.area)
    if found is None:
        return False
    row, lines = writable(session, found, command.area, send=command.send)
    if command.seen is not None and command.seen != row.version:
        message = N_("Somebody else wrote into this matrix meanwhile; what differs is shown below.")
        raise ConflictError(Problem(message, where=found.place))
    lines = written(lines, command.told)
    check(lines, found.on, send=command.send)
    kept = rows_of_area(session, found.round.id, command.area)
    changed = _changes(kept, lines)
    keep(session, found.round.id, kept, lines, command.viewer.person_id)
    _settle(session, command, found, row, now)
    kind = "round.matrix_sent" if command.send else "round.matrix_saved"
    said: dict[str, Any] = {"area": command.area, "changed": changed, "late": row.late}
    if command.send:  # in full: a freeze that runs late seals what had been sent by the cutoff
        said["lines"] = [asdict(line) for line in lines]
    note(session, kind, command, found, said, now)
    return True


def writable(
    session: Session, found: Conducted, area: str, *, send: bool = False
) -> tuple[Matrix, tuple[Line, ...]]:
    """An area's matrix and its lines as they stand now; NotFoundError, RefusedError when nothing is written any more.

    What was sent is corrected by sending it again, and kept in no draft.
    """
    facts = current(session, found.round, area, found)
    why = closed(found.round, facts, found.on)
    if why is None and facts.state is MatrixState.SENT and not send:
        why = N_("This matrix was sent already; correct it on its page and send it again.")
    if why is not None:
        raise RefusedError(Problem(why, where=found.place))
    return session.get_one(Matrix, (found.round.id, area), with_for_update=True), facts.lines


def written(lines: tuple[Line, ...], told: Mapping[str, Told]) -> tuple[Line, ...]:
    """The lines with the words; InputError for a task that has none."""
    unknown = told.keys() - {line.task for line in lines}
    if unknown:
        message = N_("This matrix has no activity {task!r}.")
        raise InputError([Problem(message, {"task": task}, where=task) for task in sorted(unknown)])
    return tuple(filled(line, told[line.task], line.told) if line.task in told else line for line in lines)


def check(lines: tuple[Line, ...], on: date, *, send: bool) -> None:
    """InputError with all that does not fit and, when it is sent, all that is missing."""
    wrong = [problem for line in lines for _column, problem in unfit(line.task, line.told)]
    missing = [problem for _task, _column, problem in unsaid(lines, on)] if send else []
    if wrong or missing:
        raise InputError([*wrong, *missing])


def _settle(session: Session, command: FillMatrix, found: Conducted, row: Matrix, now: datetime) -> None:
    row.version += 1
    if command.send:
        row.state, row.sent_by, row.sent_at = MatrixState.SENT.value, command.viewer.person_id, now
        row.late = after_cutoff(found.round, found.on)
        matrix_notices.no_more(session, found.programme.id, found.round.quarter, command.area)
    session.add(row)
    session.flush()


def _changes(kept: Mapping[str, Any], lines: tuple[Line, ...]) -> list[str]:
    """Codes of the tasks whose words are other than before."""
    return [
        line.task for line in lines if line.task not in kept or line_of(kept[line.task]).told != line.told
    ]


def _merged(
    session: Session, round_row: Round, lines: tuple[Line, ...], area: str, found: Conducted
) -> tuple[Line, ...]:
    now = fresh(session, round_row, found.programme, found.on)
    return merged(lines, [line for line in now if line.area == area])
