"""Lists of tasks for the terminal: one line a task, with its state and whose it is; computes no forecast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zi_workflow import wording
from zi_workflow.cli.desk import Desk
from zi_workflow.domain.errors import N_
from zi_workflow.domain.tasks import FINISHED, State
from zi_workflow.i18n import _, language

STATE_NAMES = {
    State.PLANNED: N_("not started"),
    State.IN_PROGRESS: N_("under way"),
    State.SUBMITTED: N_("waits for review"),
    State.RETURNED: N_("returned for correction"),
    State.VERIFIED: N_("waits for the decision"),
    State.DONE: N_("done"),
    State.NOT_APPLICABLE: N_("does not apply"),
}


@dataclass(frozen=True)
class Row:
    """A task as the list shows it; `assignee` is a name, None when nobody holds the role."""

    task: str
    area: str
    title: str
    state: str
    planned_start: date | None
    planned_finish: date | None
    started: date | None
    finished: date | None
    promised: date | None
    assignee: str | None


def rows(desk: Desk, programme: str, area: str | None, unfinished: bool) -> list[Row]:
    """The tasks of a programme in its order, as of today."""
    from zi_workflow.storage.queries.people import directory
    from zi_workflow.storage.queries.tasks import task_lines

    facts = desk.programme(programme)
    with desk.store.reading() as session:
        people = directory(session, facts.unit_id, desk.today(facts.zone))
        lines = list(task_lines(session, facts.id))
    found = []
    for line in lines:
        state = line.standing
        if (area is None or line.area == area) and not (unfinished and state.state in FINISHED):
            person = people.assignee(line.duty)
            found.append(
                Row(
                    line.code,
                    line.area,
                    line.title,
                    str(state.state),
                    line.planned_start,
                    line.planned_finish,
                    state.started,
                    state.finished,
                    state.promised,
                    person.name if person else None,
                )
            )
    return found


def line(row: Row) -> str:
    """`TL-03  until Rab, 30 Apr 2025  under way  title (name)`."""
    until = wording.short_date(row.planned_finish, language()) if row.planned_finish else "-"
    state = _(STATE_NAMES[State(row.state)])
    return f"{row.task:<16} {until:<18} {state:<24} {row.title} ({row.assignee or '-'})"
