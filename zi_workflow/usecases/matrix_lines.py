"""Puts together what a matrix begins with: the plan's columns and what is known of every task, in the unit's language.

Words that are kept are Indonesian whoever asks for them: they go on paper.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session

from zi_workflow.domain.calendars import Quarter
from zi_workflow.domain.errors import N_
from zi_workflow.domain.matrices import AREAS, DONE, MOST_LETTERS, Line, Span, Told, belongs
from zi_workflow.domain.people import ROLE_NAMES, Directory, Role
from zi_workflow.domain.tasks import FINISHED, State
from zi_workflow.i18n import LANGUAGES, _, using
from zi_workflow.storage.queries.evidence import PieceRow, pieces
from zi_workflow.storage.queries.pages import TaskRow, tasks
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.wording import full_date

_MOST_OFFICE = 200
_SAYS: Mapping[State, str] = {
    State.PLANNED: N_("Not begun yet."),
    State.IN_PROGRESS: N_("Under way since {started}, {percent}%."),
    State.RETURNED: N_("Returned by the review to be corrected, {percent}%."),
    State.SUBMITTED: N_("Handed in on {submitted}; waits for its review."),
    State.VERIFIED: N_("Handed in on {submitted}; waits for the approval."),
    State.DONE: N_("Finished on {finished}."),
    State.NOT_APPLICABLE: N_("Does not apply to this unit, decided on {finished}."),
}


def lines_of(session: Session, facts: ProgrammeFacts, quarter: Quarter, on: date) -> tuple[Line, ...]:
    """What every area's matrix says of itself on a day, the areas in order and each area's work in the plan's."""
    rows = tasks(session, facts.id)
    with using(LANGUAGES[0]):
        writer = _Writer(
            rows, directory(session, facts.unit_id, on), pieces(session, facts.id), quarter, facts
        )
        return tuple(
            writer.line(number, row)
            for area in AREAS
            for number, row in enumerate((each for each in rows if writer.belongs(each, area)), start=1)
        )


class _Writer:
    """Writes lines about one programme's tasks."""

    def __init__(
        self,
        rows: Sequence[TaskRow],
        people: Directory,
        shown: Sequence[PieceRow],
        quarter: Quarter,
        facts: ProgrammeFacts,
    ) -> None:
        self.titles = {row.code: row.title for row in rows}
        self.people, self.quarter, self.start = people, quarter, facts.start
        self.evidence = defaultdict[str, list[str]](list)
        key = f"{quarter.year}-Q{quarter.number}"
        for piece in reversed(shown):  # the oldest first
            if piece.counts and piece.newest.quarter in (None, key):
                for code in piece.tasks:
                    self.evidence[code].append(piece.newest.name)

    def belongs(self, row: TaskRow, area: str) -> bool:
        """Whether it is a line of that area's matrix."""
        return row.area == area and belongs(self._span(row), self.quarter)

    def _span(self, row: TaskRow) -> Span:
        starts = row.planned_start or row.not_before or self.start
        finishes = max(row.planned_finish or row.due or starts, starts)
        return Span(starts, finishes, State(row.state), row.started, row.finished)

    def line(self, number: int, row: TaskRow) -> Line:
        """The line of a task."""
        span = self._span(row)
        return Line(
            row.code, row.area, number, row.title, self._target(row, span),
            "; ".join(row.evidence_wanted)[:MOST_LETTERS], span.starts, span.finishes, self._office(row),
            self._told(row), tuple(self.evidence[row.code]),
        )  # fmt: skip

    def _target(self, row: TaskRow, span: Span) -> str:
        """What it counts for; work that no item asks for has its day."""
        if row.items:
            return _("Items of the assessment sheet: {items}", items=", ".join(row.items))[:MOST_LETTERS]
        return _("Finished on {day} at the latest", day=span.finishes)

    def _office(self, row: TaskRow) -> str:
        person = self.people.assignee(row.duty)
        role = row.duty.responsible
        named = _(ROLE_NAMES[Role(role)]) if role in set(Role) else role
        return ((person.office if person is not None else "") or named)[:_MOST_OFFICE]

    def _told(self, row: TaskRow) -> Told:
        state = State(row.state)
        percent = DONE if state in FINISHED else row.progress
        waits = self.titles.get(row.blocked_by or "")
        if state is State.PLANNED and waits is not None:
            said = _("Not begun yet; waits for {task}.", task=f"“{waits}” ({row.blocked_by})")
        else:
            days = {"started": row.started, "submitted": row.submitted, "finished": row.finished}
            known = {name: full_date(day, LANGUAGES[0]) if day else "-" for name, day in days.items()}
            said = _(_SAYS[state], percent=percent, **known)
        obstacle = "" if state in FINISHED else (row.obstacle or "")
        return Told(said[:MOST_LETTERS], percent, obstacle[:MOST_LETTERS], "")
