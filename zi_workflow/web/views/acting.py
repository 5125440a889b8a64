"""What a page says on which somebody acts on a task: the task, why it matters, and as whom; no query, no HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zi_workflow.domain.errors import N_
from zi_workflow.domain.evidence_files import MEDIA_TYPES, MOST_BYTES, MOST_FILES, FileKind
from zi_workflow.domain.links import PURPOSE_NAMES, Purpose
from zi_workflow.domain.people import AREA_ROLES, Directory, Person
from zi_workflow.domain.tasks import State
from zi_workflow.i18n import _
from zi_workflow.storage.queries.pages import ProgrammeRow, TaskRow
from zi_workflow.usecases.deeds import Situation
from zi_workflow.usecases.handovers import candidates
from zi_workflow.web.views import words
from zi_workflow.web.views.tasks import TaskLine, TaskViews, another_week, last_day, waiting

CONSEQUENCES: Mapping[Purpose, str] = {
    Purpose.START: N_("The task will be noted as begun today."),
    Purpose.REPORT: N_("Your report will be seen by the area coordinator."),
    Purpose.SUBMIT: N_("The task will be handed in for review today."),
    Purpose.MORE_TIME: N_("The area coordinator has yet to agree to the new date."),
    Purpose.HAND_OVER: N_(
        "Whoever may assign tasks is told of your wish; the task stays with you until they decide. If you may "
        "assign tasks yourself, it is given to the person you choose at once."
    ),
}
THANKS: Mapping[Purpose, str] = {
    Purpose.START: N_("It is noted that the work has begun."),
    Purpose.REPORT: N_("Your report has been recorded."),
    Purpose.SUBMIT: N_("The task has been handed in and waits for review."),
    Purpose.MORE_TIME: N_("Your new date has been recorded and waits for the coordinator's agreement."),
    Purpose.HAND_OVER: N_("Your wish has been recorded and passed on."),
}
ACCEPTED = ",".join([*(f".{kind}" for kind in FileKind), ".jpeg", *MEDIA_TYPES.values()])
PHOTOS = ",".join(MEDIA_TYPES[kind] for kind in (FileKind.JPG, FileKind.PNG))


@dataclass(frozen=True, slots=True)
class ActPage:
    """Everything above and below the form; `also_starts`: the work was not begun before."""

    purpose: Purpose
    title: str
    consequence: str
    programme: ProgrammeRow
    task: TaskRow
    line: TaskLine
    due: date | None
    acting_as: str
    acting_for: str
    waiting: str
    cost: str
    note: str
    also_starts: bool
    candidates: list[tuple[str, str]]
    files: int = MOST_FILES
    megabytes: int = MOST_BYTES // 1_000_000
    accepted: str = ACCEPTED
    photos: str = PHOTOS


def act_page(purpose: Purpose, seen: Situation, programme: ProgrammeRow, tasks: list[TaskRow]) -> ActPage:
    """The page of one purpose, in the language in use."""
    row = next(task for task in tasks if task.code == seen.task.code)
    state = seen.task.standing.state
    doer = seen.people.assignee(seen.task.duty)
    return ActPage(
        purpose=purpose,
        title=_(PURPOSE_NAMES[purpose]),
        consequence=_(CONSEQUENCES[purpose]),
        programme=programme,
        task=row,
        line=TaskViews(tasks, seen.people, seen.on).line(row),
        due=last_day(row),
        acting_as=_named(seen.person, seen.people),
        acting_for=doer.name if doer is not None and doer.id != seen.person.id else "",
        waiting=waiting(row, tasks),
        cost=another_week(row),
        note=seen.task.standing.note or "" if state is State.RETURNED else "",
        also_starts=state is State.PLANNED and purpose in (Purpose.REPORT, Purpose.SUBMIT),
        candidates=[
            (person.id, person.name)
            for person in candidates(seen.people, seen.task.duty, frozenset({seen.person.id}))
        ],
    )


def _named(person: Person, people: Directory) -> str:
    """A person with the office that they have held longest."""
    held = next((holding for holding in people.holdings if holding.person_id == person.id), None)
    if held is None:
        return person.name
    office = words.role(held.role)
    if held.area and held.role in AREA_ROLES:
        office = f"{office}, {words.area(held.area)}"
    return f"{person.name} ({office})"
