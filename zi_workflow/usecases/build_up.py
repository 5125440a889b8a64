"""Opens and closes the stages of a programme, cell by cell; leaves the state of every task to people.

Running a step twice changes nothing the second time, and the order of the steps changes no result: each looks at the
tasks themselves, never at what another step said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select, update
from sqlmodel import Session, col

from zi_workflow.domain.build_up import Cell, CellState, Progress, StepGraph, Work, progress, step_graph
from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.events import Event
from zi_workflow.domain.plans import Dependency, Kind
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.storage.tables import DependencyRow, Programme, Stage, Task, TaskState, Unit
from zi_workflow.usecases import analyses
from zi_workflow.usecases.events import record

ACTOR = "system"
_VERBS = {
    (CellState.NOT_OPEN, CellState.OPEN): "stage.opened",
    (CellState.NOT_OPEN, CellState.CLOSED): "stage.closed",
    (CellState.OPEN, CellState.CLOSED): "stage.closed",
    (CellState.CLOSED, CellState.OPEN): "stage.reopened",
}


@dataclass(frozen=True, slots=True)
class Survey:
    """A programme before its steps: their order, how far it is, and the wake-up that is being answered."""

    programme_id: str
    code: str
    unit_code: str
    zone: str
    woken_at: datetime | None
    graph: StepGraph
    progress: Progress


@dataclass(frozen=True, slots=True)
class Advance:
    """Bring the stage of a cell to where its tasks are on the morning of `on` (unit-local date)."""

    programme_id: str
    cell: Cell
    on: date


@dataclass(frozen=True, slots=True)
class AdvanceAll:
    """Bring every stage of a programme to where its tasks are on the morning of `on` (unit-local date)."""

    programme_id: str
    on: date


@dataclass(frozen=True, slots=True)
class Advanced:
    """How far a cell is, and whether the step moved its stage."""

    progress: Progress
    moved: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The wake-up seen at `woken_at` was answered; a later one stays."""

    programme_id: str
    woken_at: datetime


@dataclass(frozen=True, slots=True)
class WakeZone:
    """Wake every active programme of a time zone (the weekly round)."""

    zone: str


def survey(session: Session, programme_id: str, on: date) -> Survey:
    """Read what the steps of a build-up need; NotFoundError."""
    row = session.execute(
        select(col(Programme.code), col(Programme.woken_at), col(Unit.code).label("unit"), col(Unit.zone))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .where(col(Programme.id) == programme_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError(Problem(N_("There is no such programme."), where=programme_id))
    works = _works(session, programme_id)
    graph = step_graph(_stage_order(session, programme_id), works)
    return Survey(programme_id, row.code, row.unit, row.zone, row.woken_at, graph, progress(works, on, works))


def advance(session: Session, command: Advance, now: datetime) -> Advanced:
    """One step: how far the cell is; its stage is opened, closed or reopened, with an event, when that is due.

    A cell that the programme no longer has counts as closed.
    """
    works = _works(session, command.programme_id, command.cell.stage)
    in_stage = [work for work in works if work.cell.stage == command.cell.stage]
    stage = session.get(Stage, (command.programme_id, command.cell.stage), with_for_update=True)
    moved = stage is not None and _move(
        session, stage, progress(works, command.on, in_stage), command.on, now
    )
    in_cell = [work for work in in_stage if work.cell == command.cell]
    return Advanced(progress(works, command.on, in_cell), moved)


def advance_all(session: Session, command: AdvanceAll, now: datetime) -> int:
    """Every step of the build-up in one transaction, and its wake-up answered; how many stages moved.

    The same result as the steps one by one: each looks at the tasks alone.
    """
    programme = col(Programme.id) == command.programme_id
    woken_at = session.scalar(
        select(col(Programme.woken_at)).where(programme)
    )  # before the tasks are looked at
    works = _works(session, command.programme_id)
    moved = 0
    for key in _stage_order(session, command.programme_id):
        stage = session.get(Stage, (command.programme_id, key), with_for_update=True)
        of = [work for work in works if work.cell.stage == key]
        moved += stage is not None and _move(session, stage, progress(works, command.on, of), command.on, now)
    if woken_at is not None:
        answer(session, Answer(command.programme_id, woken_at), now)
    return moved


def answer(session: Session, command: Answer, now: datetime) -> bool:
    """Take the wake-up back unless the programme was woken again since; whether it was taken back.

    What woke it may have let others go on: the kept figures, and with them who holds up whom, are computed anew.
    """
    done = session.execute(
        update(Programme)
        .where(col(Programme.id) == command.programme_id, col(Programme.woken_at) == command.woken_at)
        .values(woken_at=None)
        .execution_options(synchronize_session=False)
    )
    answered = bool(getattr(done, "rowcount", 0))
    if answered:
        analyses.renew(session, command.programme_id, now)
    return answered


def wake_zone(session: Session, command: WakeZone, now: datetime) -> int:
    """Mark the zone's active programmes that are not awake already; how many."""
    units = select(col(Unit.id)).where(col(Unit.zone) == command.zone)
    woken = session.execute(
        update(Programme)
        .where(
            col(Programme.state) == ProgrammeState.ACTIVE,
            col(Programme.woken_at).is_(None),
            col(Programme.unit_id).in_(units),
        )
        .values(woken_at=now)
        .execution_options(synchronize_session=False)
    )
    return int(getattr(woken, "rowcount", 0))


def _move(session: Session, stage: Stage, reached: Progress, on: date, now: datetime) -> bool:
    verb = _VERBS.get((CellState(stage.state), reached.state))
    if verb is None or reached.total == 0:
        return False
    stage.state = str(reached.state)
    stage.opened_on = stage.opened_on or on
    stage.closed_on = on if reached.state is CellState.CLOSED else None
    session.flush()
    unit = session.execute(
        select(col(Unit.id), col(Unit.agency))
        .join(Programme, col(Programme.unit_id) == col(Unit.id))
        .where(col(Programme.id) == stage.programme_id)
    ).one()
    payload = {"stage": stage.key, "opened_on": stage.opened_on, "closed_on": stage.closed_on,
               "done": reached.done, "total": reached.total}  # fmt: skip
    event = Event(verb, stage.key, ACTOR, on, payload, unit_id=unit.id, programme_id=stage.programme_id)
    record(session, unit.agency, event, now)
    return True


def _stage_order(session: Session, programme_id: str) -> Sequence[str]:
    return session.scalars(
        select(col(Stage.key)).where(col(Stage.programme_id) == programme_id).order_by(col(Stage.position))
    ).all()


def _works(session: Session, programme_id: str, stage: str | None = None) -> list[Work]:
    """The tasks of a programme, or those of one stage followed by what they directly come after."""
    mine = col(Task.programme_id) == programme_id
    links = select(col(DependencyRow.task), col(DependencyRow.predecessor), col(DependencyRow.kind)).where(
        col(DependencyRow.programme_id) == programme_id
    )
    chosen = mine
    if stage is not None:
        in_stage = select(col(Task.code)).where(mine, col(Task.stage) == stage)
        links = links.where(col(DependencyRow.task).in_(in_stage))
        before = links.with_only_columns(col(DependencyRow.predecessor))
        chosen = and_(mine, or_(col(Task.stage) == stage, col(Task.code).in_(before)))
    after: dict[str, list[Dependency]] = {}
    for link in session.execute(links):
        after.setdefault(link.task, []).append(Dependency(link.predecessor, Kind(link.kind)))
    columns = (Task.code, Task.stage, Task.area, Task.not_before, TaskState.started, TaskState.finished)
    rows = session.execute(
        select(*(col(column) for column in columns))
        .join(TaskState, col(TaskState.task_id) == col(Task.id))
        .where(chosen)
        .order_by(col(Task.position))
    )
    return [
        Work(
            row.code,
            Cell(row.stage, row.area),
            tuple(after.get(row.code, ())),
            row.not_before,
            row.started is not None,
            row.finished is not None,
        )
        for row in rows
    ]
