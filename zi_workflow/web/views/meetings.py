"""The checklist of a monev meeting as pages show it: areas with their progress, tasks and items with evidence at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zi_workflow.domain.calendars import quarter_named
from zi_workflow.domain.errors import N_
from zi_workflow.domain.evidence import UseKind
from zi_workflow.domain.frameworks import Framework
from zi_workflow.domain.meetings import VERDICT_NAMES, Share, Verdict, concerns, share
from zi_workflow.domain.people import Directory
from zi_workflow.domain.snapshots import FrozenPiece
from zi_workflow.i18n import _
from zi_workflow.storage.queries.evidence import PieceRow
from zi_workflow.storage.queries.meetings import CheckRow, FileRow
from zi_workflow.storage.queries.pages import TaskRow
from zi_workflow.web.views import words
from zi_workflow.web.views.tasks import Status, TaskViews

SAID: Mapping[str, str] = {
    "periksa": N_("Your word is noted."),
    "foto": N_("The file is kept."),
    "tarik": N_("The file was taken off this page."),
    "hadir": N_("The attendance list is saved."),
    "tamu": N_("The guest stands on the list."),
    "hapus": N_("The guest was taken off the list."),
}
"""What a page says after a form was done; message ids."""
SHAPES = {Verdict.FITS: ("●", "done"), Verdict.INCOMPLETE: ("◐", "wait"), Verdict.MISSING: ("○", "late")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence at hand: its name and the version that counts; `file`: it can be saved."""

    piece: str
    number: int
    name: str
    file: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Something to be looked at, with the team's word on it if there is one."""

    kind: str
    target: str
    title: str
    status: Status | None
    evidence: Sequence[Shown]
    check: CheckRow | None
    files: Sequence[FileRow]

    @property
    def key(self) -> str:
        """Its place on the page."""
        return f"{self.kind}-{self.target}"

    @property
    def version(self) -> int:
        """Of the word on it; 0: none yet."""
        return self.check.version if self.check else 0


@dataclass(frozen=True, slots=True)
class Tab:
    """An area with how much of it was looked at."""

    area: str
    name: str
    share: Share


@dataclass(frozen=True)
class Facts:
    """What the checklist is made of; `asked` are the tasks of the areas' matrices, `frozen` None before the freeze."""

    quarter: str
    tasks: list[TaskRow]
    today: date
    framework: Framework | None
    pieces: Sequence[PieceRow]
    frozen: Sequence[FrozenPiece] | None
    checks: Mapping[tuple[str, str], CheckRow]
    files: Sequence[FileRow]
    asked: frozenset[str] = field(default_factory=frozenset)


class Checklist:
    """Everything the team looks at in a round, by area."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._evidence = _evidence(facts)
        self._views = TaskViews(facts.tasks, Directory({}), facts.today)
        self._files = defaultdict[str, list[FileRow]](list)
        for each in facts.files:
            self._files[each.target].append(each)
        self.areas = words.in_order([*self._item_areas(), *(row.area for row in self._tasks())])

    def tabs(self) -> list[Tab]:
        """The areas in their order."""
        return [Tab(area, words.area(area), self._share(area)) for area in self.areas]

    def tasks(self, area: str) -> list[Line]:
        """The tasks of the quarter in an area, and those that were left from before it."""
        found = [row for row in self._tasks() if row.area == area]
        return [self._line(UseKind.TASK, row.code, row.title, self._views.status(row)) for row in found]

    def items(self, area: str) -> list[Line]:
        """The items of the sheet in an area."""
        return [self._line(UseKind.ITEM, code, label, None) for code, label in self._items(area)]

    def whole(self) -> Share:
        """Of all areas together."""
        return share(
            each.check.verdict if each.check else None
            for area in self.areas
            for each in (*self.tasks(area), *self.items(area))
        )

    def _share(self, area: str) -> Share:
        lines = (*self.tasks(area), *self.items(area))
        return share(each.check.verdict if each.check else None for each in lines)

    def _tasks(self) -> list[TaskRow]:
        if self.facts.asked:
            return [row for row in self.facts.tasks if row.code in self.facts.asked]
        quarter = quarter_named(self.facts.quarter)
        return [
            row
            for row in self.facts.tasks
            if quarter is not None and concerns(quarter, row.planned_start, row.planned_finish, row.finished)
        ]

    def _item_areas(self) -> Iterable[str]:
        framework = self.facts.framework
        return () if framework is None else (each.area for each in framework.subsections if each.area)

    def _items(self, area: str) -> list[tuple[str, str]]:
        if self.facts.framework is None:
            return []
        sections = (each for each in self.facts.framework.subsections if each.area == area)
        return [(item.code, item.label) for section in sections for item in section.items]

    def _line(self, kind: UseKind, target: str, title: str, status: Status | None) -> Line:
        key = (kind.value, target)
        return Line(
            kind.value, target, title, status, self._evidence.get(key, ()), self.facts.checks.get(key),
            self._files.get(target, ()),
        )  # fmt: skip


def verdicts() -> list[tuple[str, str, str, str]]:
    """Key, name, shape and tone of each verdict, the best first."""
    return [(str(each), _(VERDICT_NAMES[each]), *SHAPES[each]) for each in Verdict]


def verdict(key: str) -> str:
    """The name of a verdict."""
    return _(VERDICT_NAMES[key])


def _evidence(facts: Facts) -> dict[tuple[str, str], list[Shown]]:
    """By what it serves; of each piece the newest version that was there when the figures were frozen, or is there now."""
    found = defaultdict[tuple[str, str], list[Shown]](list)
    for shown, uses in _frozen(facts.frozen) if facts.frozen is not None else _live(facts.pieces):
        for use in uses:
            found[use].append(shown)
    by_task = {row.code: row.items for row in facts.tasks}
    for (kind, target), pieces in list(found.items()):
        for code in by_task.get(target, ()) if kind == UseKind.TASK else ():
            known = found[UseKind.ITEM.value, code]
            known += [each for each in pieces if each not in known]
    return found


def _frozen(pieces: Sequence[FrozenPiece]) -> Iterable[tuple[Shown, list[tuple[str, str]]]]:
    newest = {each.piece: each for each in pieces if not each.withdrawn}
    for each in newest.values():
        uses = [(kind, target) for kind, _colon, target in (use.partition(":") for use in each.serves)]
        yield Shown(each.piece, each.number, each.name, each.sha256 is not None), uses


def _live(pieces: Sequence[PieceRow]) -> Iterable[tuple[Shown, list[tuple[str, str]]]]:
    for row in pieces:
        if row.withdrawn_at is None:
            newest = row.newest
            uses = [(kind.value, target) for kind, target in row.uses]
            yield Shown(row.id, newest.number, newest.name, newest.sha256 is not None), uses
