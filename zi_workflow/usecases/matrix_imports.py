"""Takes in a filled-in sheet of matrices: exactly what it would change, and doing just that; opens no file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from zi_workflow.domain.errors import N_, ConflictError, InputError, Problem
from zi_workflow.domain.events import canonical
from zi_workflow.domain.matrices import Line, MatrixState, Told, unfit
from zi_workflow.domain.matrix_changes import Difference, changed, differences, of_plan
from zi_workflow.domain.matrix_sheets import COLUMNS, Reading
from zi_workflow.domain.scopes import WHY_NOT, Action, Place, Viewer, may
from zi_workflow.i18n import LANGUAGES, _, using
from zi_workflow.storage.queries.matrices import MatrixFacts, matrices
from zi_workflow.storage.tables import Matrix
from zi_workflow.usecases.conducting import Conduct, Conducted, begin, look, note
from zi_workflow.usecases.matrices import keep, rows_of_area
from zi_workflow.usecases.matrix_filling import closed, current, written

TOKEN_LENGTH = 16


@dataclass(frozen=True, kw_only=True)
class ImportMatrix(Conduct):
    """What a sheet says, by task; `token` is that of the preview, `places` are the cells in which it stands.

    `plan` is what stands in the columns of the plan, to be compared.
    """

    told: Mapping[str, Told]
    places: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    plan: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    token: str | None = None


@dataclass(frozen=True)
class Plan:
    """What would be written: the cells that differ, the words by task, and the areas with their versions.

    `notices` are the cells of the plan that say something else and are not taken over.
    """

    found: Conducted
    cells: tuple[Difference, ...]
    told: Mapping[str, Told]
    areas: Mapping[str, int]
    notices: tuple[Problem, ...] = ()

    @property
    def token(self) -> str:
        """Names exactly this."""
        cells = [[each.area, each.task, each.column, each.before, each.after] for each in self.cells]
        said = [self.found.round.id, sorted(self.areas.items()), cells]
        return hashlib.sha256(canonical(said).encode()).hexdigest()[:TOKEN_LENGTH]


def as_read(seen: Reading, viewer: Viewer, programme_id: str, quarter: str) -> ImportMatrix:
    """What a sheet that was read asks for, before anybody has seen what it would change."""
    return ImportMatrix(viewer=viewer, programme_id=programme_id, quarter=quarter,
                        told=seen.told, places=seen.places, plan=seen.plan)  # fmt: skip


def headings() -> dict[str, str]:
    """The columns by their headings, lower case, in every language."""
    found: dict[str, str] = {}
    for lang in LANGUAGES:
        with using(lang):
            found |= {_(name).lower(): column for column, name in COLUMNS.items()}
    return found


def preview(session: Session, command: ImportMatrix, now: datetime, wrong: Sequence[Problem] = ()) -> Plan:
    """What the sheet would change; InputError with what is `wrong` already and everything that it may not, by cell.

    NotFoundError out of sight.
    """
    viewer, action = command.viewer, Action.SEE_PROGRAMME
    found = look(session, viewer, command.programme_id, command.quarter, now, action)
    return _planned(session, command, found, wrong)


def apply(session: Session, command: ImportMatrix, now: datetime) -> Plan | None:
    """Write exactly what the preview showed; None when this very form came before. ConflictError, InputError."""
    found = begin(session, command, now, Action.SEE_PROGRAMME)
    if found is None:
        return None
    plan = _planned(session, command, found)
    if command.token is not None and command.token != plan.token:
        message = N_("The matrix changed since that preview; look at it again.")
        raise ConflictError(Problem(message, where=found.place))
    for area in plan.areas:
        _write(session, command.viewer, plan, area)
    said = {"areas": sorted(plan.areas), "changed": sorted(plan.told)}
    if plan.cells:
        note(session, "round.matrix_imported", command, found, said, now)
    return plan


def _write(session: Session, viewer: Viewer, plan: Plan, area: str) -> None:
    found = plan.found
    lines = current(session, found.round, area, found).lines
    own = {line.task for line in lines}
    lines = written(lines, {task: told for task, told in plan.told.items() if task in own})
    keep(session, found.round.id, rows_of_area(session, found.round.id, area), lines, viewer.person_id)
    row = session.get_one(Matrix, (found.round.id, area), with_for_update=True)
    row.version += 1
    session.add(row)
    session.flush()


def _planned(
    session: Session, command: ImportMatrix, found: Conducted, wrong: Sequence[Problem] = ()
) -> Plan:
    known = [current(session, found.round, each.area, found) for each in matrices(session, found.round.id)]
    lines = [line for each in known for line in each.lines]
    told = changed(lines, command.told)
    cells = differences(lines, told, command.places)
    problems = [
        *wrong,
        *_strange(command, lines),
        *(() if wrong else _unfit(command, told)),  # of a sheet that was read it has been said
        *_not_theirs(command, found, known, cells),
    ]
    if problems:
        raise InputError(problems)
    versions = {each.area: each.version for each in known}
    areas = {each.area: versions[each.area] for each in cells}
    return Plan(found, cells, told, areas, of_plan(lines, command.plan, command.places))


def _strange(command: ImportMatrix, lines: Sequence[Line]) -> list[Problem]:
    known = {line.task for line in lines}
    message = N_("The matrices of this round have no activity {task!r}.")
    return [
        Problem(message, {"task": task[:60]}, where=command.places.get(task, {}).get("task", ""))
        for task in command.told
        if task not in known
    ]


def _unfit(command: ImportMatrix, told: Mapping[str, Told]) -> list[Problem]:
    return [
        Problem(problem.message, problem.params, where=command.places.get(task, {}).get(column, task))
        for task, said in told.items()
        for column, problem in unfit(task, said)
    ]


def _not_theirs(
    command: ImportMatrix, found: Conducted, known: Sequence[MatrixFacts], cells: Sequence[Difference]
) -> list[Problem]:
    """The cells of areas into which they may not write, or nobody any more."""
    why = {each.area: _refusal(command.viewer, found, each) for each in known}
    return [Problem(why[each.area], where=each.place or each.task) for each in cells if why[each.area]]


def _refusal(viewer: Viewer, found: Conducted, facts: MatrixFacts) -> str:
    place = Place(found.programme.unit_id, found.programme.agency, facts.area)
    if not may(viewer, Action.WORK, place).allowed:
        return WHY_NOT[Action.WORK]
    if facts.state is MatrixState.SENT:
        return N_("This matrix was sent already; correct it on its page and send it again.")
    return closed(found.round, facts, found.on) or ""
