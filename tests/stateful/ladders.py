"""What each morning decided about late work and reviews, beside what the tester knows of them; changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Row, select
from sqlmodel import col

from tests.stateful.history import Rung, Told
from tests.stateful.model import RANKS, Task
from tests.stateful.state import State
from zi_workflow.storage.engine import Session
from zi_workflow.storage.tables import NoticeRow, Programme
from zi_workflow.storage.tables import Task as TaskRow

CLIMBING = ("overdue", "escalation", "verify")
COUNTS = ("told", "passed_over")
THRESHOLDS, HOLDING = (1, 3, 7, 12, 17), (1, 1, 3, 7, 12)
REVIEW_DAYS = 3
_COLUMNS = (NoticeRow.key, NoticeRow.kind, NoticeRow.task, NoticeRow.about, NoticeRow.cycle, NoticeRow.level,
            NoticeRow.recipient_id, NoticeRow.role, NoticeRow.state, NoticeRow.reason, NoticeRow.due_on,
            NoticeRow.told_on)  # fmt: skip
Notice = Row[tuple[object, ...]]


@dataclass
class Ladders:
    """The notices of the ladders as they stood when somebody looked last."""

    state: State
    known: dict[str, date] = field(default_factory=dict)

    def look(self, session: Session, *, quietly: bool = False) -> None:
        """Note each rung that was decided since; `quietly`: what changed was no morning's decision."""
        rows = self._rows(session)
        fresh = [row for row in rows if self.known.get(row.key) != row.due_on]
        self.known = {row.key: row.due_on for row in rows}
        if fresh and not quietly:
            finishes = self._finishes(session)
            self.state.history.rungs += [self._rung(row, rows, finishes) for row in fresh]

    def _rows(self, session: Session) -> list[Notice]:
        query = (
            select(*(col(column) for column in _COLUMNS), col(Programme.code).label("programme"))
            .join(Programme, col(Programme.id) == col(NoticeRow.programme_id))
            .where(col(NoticeRow.kind).in_(CLIMBING), col(NoticeRow.task).is_not(None))
        )
        return list(session.execute(query).all())

    def _finishes(self, session: Session) -> dict[Task, date]:
        query = select(col(Programme.code), col(TaskRow.code), col(TaskRow.planned_finish)).join(
            Programme, col(Programme.id) == col(TaskRow.programme_id)
        )
        return {(row[0], row[1]): row[2] for row in session.execute(query)}

    def _rung(self, row: Notice, rows: list[Notice], finishes: dict[Task, date]) -> Rung:
        task = (row.programme, row.task)
        same = [each for each in rows if (each.programme, each.task, each.about) == (*task, row.about)]
        level = row.level or 1
        lag, least = self._lag(row, task, level, finishes)
        return Rung(
            task=task,
            about=row.about,
            cycle=row.cycle,
            level=level,
            on=row.due_on,
            lag=lag,
            least=least,
            before=tuple(
                Told(each.cycle, each.level or 1, each.told_on or each.due_on)
                for each in same
                if each.state in COUNTS and each.key != row.key
            ),
            today=tuple(
                each.level or 1
                for each in same
                if (each.cycle, each.due_on) == (row.cycle, row.due_on) and each.state in ("due", *COUNTS)
                if each.key != row.key
            ),
            receiver=row.recipient_id,
            in_office=self._in_office(row, task, level),
            skipped=self._skipped(row, task, level),
            noted=row.state == "passed_over" or row.reason == "no-receiver",
        )

    def _lag(self, row: Notice, task: Task, level: int, finishes: dict[Task, date]) -> tuple[int, int]:
        """Working days since the date, and those that the level needs."""
        model = self.state.model
        work = model.tasks[task]
        agency = model.agencies[work.unit]
        least = (HOLDING if model.holds_up_others(task) else THRESHOLDS)[level - 1]
        if row.about == "":
            return agency.working_days(finishes[task], row.due_on), least
        if row.kind == "verify" or work.submitted is None:
            return 0, 0
        came = agency.next_working(work.submitted)
        return agency.working_days(came, row.due_on) - REVIEW_DAYS, least

    def _in_office(self, row: Notice, task: Task, level: int) -> bool:
        model, unit = self.state.model, self.state.model.tasks[task].unit
        if row.recipient_id is None:
            return True
        if level == 1:
            return model.acts_in(row.recipient_id, unit, row.due_on)
        area = model.tasks[task].area if row.role == "coordinator" else None
        return row.recipient_id in model.holders(unit, row.role, area, row.due_on)

    def _skipped(self, row: Notice, task: Task, level: int) -> str | None:
        """An office from the level's own up to the receiver's whose holders could all have been told."""
        model, on = self.state.model, row.due_on
        if level == 1 or row.recipient_id is None or row.role not in RANKS:
            return None
        work = model.tasks[task]
        for role in RANKS[level - 1 : RANKS.index(row.role)]:
            there = model.holders(work.unit, role, work.area if role == "coordinator" else None, on)
            own = model.responsible(task, on)
            if there and not own & set(there) and all(model.can_be_told(each, on) for each in there):
                return role
        return None
