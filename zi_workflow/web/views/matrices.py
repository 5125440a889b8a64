"""Matrices as their pages show them: where each area stands, its lines over what was typed; no query, no HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zi_workflow.domain.matrices import MATRIX_STATE_NAMES, TOLD, Line, MatrixState, Told
from zi_workflow.domain.matrix_changes import Difference
from zi_workflow.domain.matrix_sheets import COLUMNS
from zi_workflow.i18n import _, ngettext
from zi_workflow.storage.queries.matrices import MatrixFacts
from zi_workflow.web.forms.acting import Filled
from zi_workflow.web.forms.matrices import field, numbers_of
from zi_workflow.web.views import words
from zi_workflow.web.views.tasks import Status

_STATUS = {
    MatrixState.ASKED: ("wait", "◷"),
    MatrixState.SENT: ("done", "✓"),
    MatrixState.MISSING: ("late", "▲"),
}


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area in the list of a round's matrices; `writes`: the viewer may write into it now."""

    area: str
    name: str
    status: Status
    facts: MatrixFacts
    writes: bool
    lines: str
    obstacles: str


def area_lines(found: Sequence[MatrixFacts], writable: Mapping[str, bool]) -> list[AreaLine]:
    """Every area whose matrix the round asks for."""
    return [
        AreaLine(
            each.area,
            words.area(each.area),
            status(each),
            each,
            writable[each.area],
            ngettext("{n} activity", "{n} activities", len(each.lines)),
            _obstacles(each.lines),
        )
        for each in found
    ]


def status(facts: MatrixFacts) -> Status:
    """How far it is, with its sign."""
    tone, shape = _STATUS[facts.state]
    word = _("sent after the cutoff or the freeze") if facts.late else _(MATRIX_STATE_NAMES[facts.state])
    return Status(shape, word, tone)


def _obstacles(lines: Sequence[Line]) -> str:
    n = sum(bool(line.told.obstacle) for line in lines)
    return ngettext("{n} with an obstacle", "{n} with an obstacle", n) if n else ""


def lead(found: Sequence[MatrixFacts]) -> str:
    """Where the round's matrices stand, in one sentence."""
    if not found:
        return _("This round has not asked for matrices yet; they are made when it is opened.")
    sent = sum(each.state is MatrixState.SENT for each in found)
    if sent == len(found):
        return _("Every area has sent its matrix.")
    return ngettext("{sent} of {n} area has sent its matrix.", "{sent} of {n} areas have sent their matrix.",
                    len(found), sent=sent)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the form: `value` by column is what stands in its fields, `theirs` what was kept meanwhile."""

    number: int
    line: Line
    value: Mapping[str, str]
    late: bool
    now: str
    theirs: Mapping[str, str]


def line_views(
    lines: Sequence[Line], fresh: Mapping[str, Line], typed: Filled, on: date, *, compare: bool
) -> list[LineView]:
    """The lines of an area over what was typed; `compare` shows beside it what is kept and differs."""
    places = numbers_of(typed)
    return [
        _view(number, line, fresh.get(line.task), typed, places.get(line.task), on, compare)
        for number, line in enumerate(lines, start=1)
    ]


def _view(
    number: int, line: Line, now: Line | None, typed: Filled, place: int | None, on: date, compare: bool
) -> LineView:
    kept = {name: _shown(line.told, name) for name in TOLD}
    value = kept if place is None else {name: typed.value(field(name, place)) for name in TOLD}
    differs = now is not None and line.typed and now.told.realisation != line.told.realisation
    return LineView(
        number,
        line,
        value,
        line.is_late(on),
        now.told.realisation if now is not None and differs else "",
        {name: kept[name] for name in TOLD if compare and kept[name] != value[name]},
    )


def moved_problems(typed: Filled, lines: Sequence[Line]) -> dict[str, str]:
    """What is wrong, by the fields of the page as it is shown now: lines may have come and gone."""
    places = numbers_of(typed)
    new = {line.task: number for number, line in enumerate(lines, start=1)}
    moved = {
        field(name, old): field(name, new[task])
        for task, old in places.items()
        if task in new
        for name in TOLD
    }
    return {moved.get(name, name): said for name, said in typed.problems.items()}


def _shown(told: Told, name: str) -> str:
    return str(getattr(told, name))


@dataclass(frozen=True, slots=True)
class CellLine:
    """A cell that a sheet changes."""

    place: str
    task: str
    activity: str
    area: str
    column: str
    before: str
    after: str


def cell_lines(cells: Sequence[Difference]) -> list[CellLine]:
    """The changes as a reader sees them."""
    empty = _("empty")
    return [
        CellLine(
            each.place,
            each.task,
            each.activity,
            words.area(each.area),
            _(COLUMNS[each.column]),
            each.before or empty,
            each.after or empty,
        )
        for each in cells
    ]
