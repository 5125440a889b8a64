"""Reads what the ladder must know of a programme on a day; decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, true
from sqlmodel import Session, col

from zi_workflow.domain.frameworks import OUTSIDE
from zi_workflow.domain.notices import About, NoticeKind, NoticeState
from zi_workflow.domain.offices import Charge
from zi_workflow.domain.people import Directory, Duty, Person
from zi_workflow.domain.situations import LadderTask, Past, WorkState
from zi_workflow.domain.tasks import FINISHED, State
from zi_workflow.domain.teams import Duty as TeamDuty
from zi_workflow.domain.teams import TeamMember
from zi_workflow.storage.queries.follow_up import deciding_teams
from zi_workflow.storage.tables import NoticeRow, Task, TaskState


class UnitOffices:
    """The offices of a unit on the directory's day, for the ladder."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def __repr__(self) -> str:
        return f"UnitOffices({self._directory!r})"

    def holder(self, role: str, area: str | None) -> str | None:
        """The person's id; the one who has held the role longest."""
        person = self._directory.holder(role, area)
        return person.id if person else None

    def can_receive(self, person: str) -> bool:
        """Present, or away with a substitute."""
        if not self._directory.is_away(person):
            return True
        return self._directory.substitute_of(person) is not None


def ladder_tasks(
    session: Session, programme_id: str, directory: Directory, only: Collection[str] | None = None
) -> dict[str, LadderTask]:
    """Every task of the programme as the ladder sees it, by code; or `only` those with these codes."""
    columns = (Task.code, Task.area, Task.responsible, Task.verifier, Task.approver, Task.assignee_id,
               Task.external, Task.not_before, TaskState.state, TaskState.submitted, TaskState.submitted_by,
               TaskState.verified, TaskState.promised, TaskState.promise_accepted, TaskState.cycle)  # fmt: skip
    rows = session.execute(
        select(*(col(column) for column in columns))
        .join(TaskState, col(TaskState.task_id) == col(Task.id))
        .where(col(Task.programme_id) == programme_id, true() if only is None else col(Task.code).in_(only))
        .order_by(col(Task.position))
    )
    deciding = deciding_teams(session, programme_id)
    return {row.code: _ladder_task(row, directory, deciding.get(row.code, ())) for row in rows}


def _ladder_task(row: Any, directory: Directory, team: Sequence[TeamMember]) -> LadderTask:
    outside = bool(row.external) or row.area == OUTSIDE
    duty = Duty(row.area, row.responsible, row.verifier, row.approver, row.assignee_id, outside)
    state = _work_state(row.state)
    review, since = _review(row, state, duty, directory)
    chair = next((each for each in _deciding(team, directory)), None)
    if state is WorkState.SUBMITTED and chair is not None:
        review = _as_charge(chair, duty.verifier, duty, directory)
    return LadderTask(
        code=row.code,
        state=state,
        charge=_charge(duty, directory),
        review=review,
        since=since,
        cycle=row.cycle,
        not_before=row.not_before,
        promised=row.promised if row.promise_accepted else None,
        outside=outside,
    )


def _work_state(state: str) -> WorkState:
    if state in FINISHED:
        return WorkState.DONE
    if state == State.SUBMITTED:
        return WorkState.SUBMITTED
    return WorkState.APPROVING if state == State.VERIFIED else WorkState.OPEN


def _charge(duty: Duty, directory: Directory) -> Charge:
    """Who does the work; an outside party is told only where it has a contact of its own."""
    if duty.external:
        named = directory.people.get(duty.assignee_id or "")
        person = named or directory.holder(duty.responsible, duty.area)
    else:
        person = directory.assignee(duty)
    return _as_charge(person, duty.responsible, duty, directory)


def _review(
    row: Any, state: WorkState, duty: Duty, directory: Directory
) -> tuple[Charge | None, date | None]:
    if state is WorkState.SUBMITTED:
        person = directory.verifier(duty, not_by=row.submitted_by)
        return _as_charge(person, duty.verifier, duty, directory), row.submitted
    if state is WorkState.APPROVING and duty.approver is not None:
        person = directory.approver(duty, not_by=row.submitted_by)
        return _as_charge(person, duty.approver, duty, directory), row.verified
    return None, None


def _deciding(team: Sequence[TeamMember], directory: Directory) -> list[Person]:
    """Who decides about a recommendation, the chair first, a deputy where the chair is away."""
    named = (directory.people.get(each.person_id) for each in team if each.duty is not TeamDuty.MEMBER)
    return sorted((each for each in named if each is not None), key=lambda each: directory.is_away(each.id))


def _as_charge(person: Person | None, role: str, duty: Duty, directory: Directory) -> Charge:
    """The role in which a person has the matter: the one meant for it, else the first one they hold."""
    held = [h for h in directory.holdings if person is not None and h.person_id == person.id]
    meant = any(h.role == role and h.area in (None, duty.area) for h in held)
    actual = role if meant or not held else held[0].role
    return Charge(
        person.id if person else None, actual, duty.area, duty.external and role == duty.responsible
    )


def history(session: Session, programme_id: str) -> dict[str, tuple[Past, ...]]:
    """Every notice written so far about the programme's tasks, by task code, in order of writing."""
    columns = (NoticeRow.task, NoticeRow.kind, NoticeRow.about, NoticeRow.cycle, NoticeRow.level, NoticeRow.rung,
               NoticeRow.recipient_id, NoticeRow.role, NoticeRow.state, NoticeRow.due_on, NoticeRow.told_on,
               NoticeRow.closed_on)  # fmt: skip
    rows = session.execute(
        select(*(col(column) for column in columns))
        .where(col(NoticeRow.programme_id) == programme_id, col(NoticeRow.task).is_not(None))
        .order_by(col(NoticeRow.created_at), col(NoticeRow.id))
    )
    found: dict[str, list[Past]] = {}
    for row in rows:
        past = Past(
            _KINDS[row.kind], _ABOUTS[row.about], row.cycle, row.level, row.rung, row.recipient_id, row.role,
            _STATES[row.state], row.told_on or row.due_on, row.closed_on is not None,
        )  # fmt: skip
        found.setdefault(row.task, []).append(past)
    return {task: tuple(pasts) for task, pasts in found.items()}


_KINDS = {str(kind): kind for kind in NoticeKind}
_ABOUTS = {str(about): about for about in About}
_STATES = {str(state): state for state in NoticeState}
