"""Decides who must be told by a day and writes it down once; collects nothing and sends nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.ladder import decide as due_by
from zi_workflow.domain.ladder import rewrites
from zi_workflow.domain.notices import NoticeKind, NoticeState, notice_key
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.situations import LadderTask, Notice, Situation, WorkState
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries import situations
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.tables import NoticeRow, Programme, Unit
from zi_workflow.usecases import matrix_notices
from zi_workflow.usecases.analyses import Analyse, analyse
from zi_workflow.usecases.ladder_ends import end_ladder
from zi_workflow.usecases.ladder_rules import ladder_of


@dataclass(frozen=True, slots=True)
class Decide:
    """Decide for a programme everything due by the morning of `on` (unit-local date)."""

    programme_id: str
    on: date


def decide(session: Session, command: Decide, now: datetime) -> int:
    """Write the notices due by the day; how many are new. A day off, a draft and a second run write none."""
    programme = session.get(Programme, command.programme_id)
    if programme is None:
        raise NotFoundError(
            Problem(N_("There is no programme {programme!r}."), {"programme": command.programme_id})
        )
    analysis = analyse(session, Analyse(programme.id, command.on), now)
    if not _speaks(programme, command.on) or not analysis.calendar.is_working(command.on):
        return 0
    people = directory(session, programme.unit_id, command.on)
    tasks = situations.ladder_tasks(session, programme.id, people)
    situation = Situation(
        analysis,
        tasks,
        situations.UnitOffices(people),
        situations.history(session, programme.id),
        ladder_of(session, programme.id, programme.framework).ladder.rules,
    )
    decision = due_by(situation, command.on)
    for task, about in decision.closed:
        end_ladder(session, programme.id, task, about, command.on)
    written = write(session, programme, decision.notices, command.on, now)
    zone = session.get_one(Unit, programme.unit_id).zone
    written += matrix_notices.decide(session, programme, people, analysis.calendar, command.on, now, zone)
    return written + _collected_assignments(session, programme, tasks, command.on, now)


def _speaks(programme: Programme, on: date) -> bool:
    """Mail starts on the day of activation; a draft tells nobody."""
    return (
        programme.state == ProgrammeState.ACTIVE
        and programme.activated_on is not None
        and programme.activated_on <= on
    )


def write(
    session: Session,
    programme: Programme,
    notices: Iterable[Notice],
    on: date,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> int:
    """Insert what is new, with `facts`; a notice that was cancelled or failed and is due again is revived.

    A reminder that is still in no mail when a nearer one comes is superseded.
    """
    said = dict(facts or {})
    wanted = {notice_key_in(programme, notice): notice for notice in notices}
    known = _known(session, wanted)
    rows = [
        {
            "id": new_id(session, now),
            "key": key,
            "programme_id": programme.id,
            "due_on": on,
            "created_at": now,
            "facts": said,
            **_columns(notice),
        }
        for key, notice in wanted.items()
        if key not in known
    ]
    if rows:
        session.execute(insert(NoticeRow), rows)
    changed = [key for key, state in known.items() if rewrites(state, wanted[key].state)]
    for key in changed:
        columns = _columns(wanted[key])
        session.execute(
            update(NoticeRow)
            .where(col(NoticeRow.key) == key)
            .values(state=columns["state"], reason=columns["reason"], due_on=on, message_id=None, facts=said)
        )
    return len(rows) + len(changed)


def notice_key_in(programme: Programme, notice: Notice) -> str:
    """The key of a task's notice, unique over all programmes."""
    return f"{programme.id}:{notice.key}"


def _columns(notice: Notice) -> dict[str, Any]:
    return {
        "kind": str(notice.kind),
        "task": notice.task,
        "about": str(notice.about),
        "cycle": notice.cycle,
        "level": notice.level,
        "rung": notice.rung,
        "recipient_id": notice.recipient,
        "role": notice.role,
        "state": str(notice.state),
        "reason": str(notice.reason) if notice.reason else None,
    }


def _known(session: Session, keys: Iterable[str]) -> dict[str, str]:
    rows = session.execute(
        select(col(NoticeRow.key), col(NoticeRow.state)).where(col(NoticeRow.key).in_(list(keys)))
    )
    return {row.key: row.state for row in rows}


def _collected_assignments(
    session: Session, programme: Programme, tasks: Mapping[str, LadderTask], on: date, now: datetime
) -> int:
    """One line per person about all their open tasks, once: at activation, or when they join."""
    counts = Counter(
        (task.charge.person, task.charge.role)
        for task in tasks.values()
        if task.charge.person is not None and task.state is not WorkState.DONE
    )
    first_roles: dict[str, tuple[str, int]] = {}
    for (person, role), count in counts.items():
        if person is not None:
            known_role, known_count = first_roles.get(person, (role, 0))
            first_roles[person] = (known_role, known_count + count)
    rows = {
        notice_key(NoticeKind.ASSIGNED, programme.id, 1, None, person): (person, role, count)
        for person, (role, count) in first_roles.items()
    }
    known = _known(session, rows)
    new = [
        NoticeRow(
            id=new_id(session, now),
            key=key,
            programme_id=programme.id,
            kind=str(NoticeKind.ASSIGNED),
            recipient_id=person,
            role=role,
            due_on=on,
            state=str(NoticeState.DUE),
            facts={"count": count},
            created_at=now,
        )
        for key, (person, role, count) in rows.items()
        if key not in known
    ]
    session.add_all(new)
    session.flush()
    return len(new)
