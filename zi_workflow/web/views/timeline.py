"""A programme's timeline as geometry: rows, bars, bands and arrows in pixels; no query, no HTML, no colour."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zi_workflow import i18n, wording
from zi_workflow.domain.calendars import WEEKDAYS, quarter_of
from zi_workflow.domain.plans import Kind
from zi_workflow.storage.queries.pages import RoundRow, TaskRow
from zi_workflow.storage.queries.timelines import Tie
from zi_workflow.web.views import words
from zi_workflow.web.views.tasks import TaskLine, TaskViews

HEAD = 44  # the axis above the rows
ROW, DENSE_ROW = 44, 22  # a row that can be touched, and one on paper
LABELS = 360  # room for the names on paper, left of the time
WIDTH = 1180  # of the time, at most about: A3 across holds it with the names
WIDEST_DAY, NARROWEST_DAY = 4.0, 1.2
MARGIN = timedelta(days=7)
ONE_DAY = timedelta(days=1)
LONGEST_NAME = 52


@dataclass(frozen=True, slots=True)
class Frame:
    """What is shown of a programme: the tasks that fit the filter, the chosen one, and whether for paper."""

    today: date
    chosen: str | None = None
    dense: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time; `to` is where it ends."""

    x: float
    width: float

    @property
    def to(self) -> float:
        """Its right end."""
        return round(self.x + self.width, 1)


@dataclass(frozen=True, slots=True)
class Row:
    """One task: `tone` is the role of its colour, `y` the top of its row."""

    code: str
    name: str
    line: TaskLine
    y: int
    plan: Bar | None
    now: Bar | None
    gate: bool
    critical: bool
    tone: str
    chosen: bool
    late: int


@dataclass(frozen=True, slots=True)
class Group:
    """An area with its rows; `y` is the top of its own line."""

    key: str
    name: str
    y: int
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Band:
    """A quarter behind the rows."""

    bar: Bar
    name: str
    odd: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """A monev round above the rows."""

    x: float
    name: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a task to one that waits for it; `across` when they belong to different areas."""

    line: str
    head: str
    across: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that is drawn; `off` is one path over all days off."""

    width: float
    height: int
    row: int
    head: int
    left: int
    groups: Sequence[Group]
    bands: Sequence[Band]
    off: str
    today: float | None
    flags: Sequence[Flag]
    arrows: Sequence[Arrow]
    first: date
    last: date


class Scale:
    """Where a day lies."""

    def __init__(self, first: date, last: date, left: int) -> None:
        self.first, self.last, self.left = first - MARGIN, last + MARGIN, left
        days = (self.last - self.first).days + 1
        self.day = round(min(WIDEST_DAY, max(NARROWEST_DAY, WIDTH / days)), 2)
        self.width = round(left + days * self.day, 1)

    def x(self, day: date) -> float:
        """The left edge of a day."""
        return round(self.left + (day - self.first).days * self.day, 1)

    def bar(self, start: date, finish: date) -> Bar:
        """From the beginning of one day to the end of another."""
        return Bar(self.x(start), round(((finish - start).days + 1) * self.day, 1))


def chart(
    tasks: Sequence[TaskRow],
    views: TaskViews,
    frame: Frame,
    gates: Collection[str],
    ties: Iterable[Tie] = (),
    rounds: Iterable[RoundRow] = (),
    is_off: Callable[[date], bool] = lambda _day: False,
) -> Chart | None:
    """The timeline of these tasks; None when none of them has a date."""
    days = [day for task in tasks for span in (_planned(task), _expected(task)) if span for day in span]
    if not days:
        return None
    scale = Scale(min(days), max(days), LABELS if frame.dense else 0)
    drawn = _Drawing(scale, views, frame, gates)
    groups = drawn.groups(tasks)
    rows = {row.code: row for group in groups for row in group.rows}
    return Chart(
        width=scale.width,
        height=HEAD + drawn.step * (len(rows) + len(groups)),
        row=drawn.step,
        head=HEAD,
        left=scale.left,
        groups=groups,
        bands=list(_bands(scale)),
        off=_days_off(scale, is_off, HEAD + drawn.step * (len(rows) + len(groups))),
        today=scale.x(frame.today) if scale.first <= frame.today <= scale.last else None,
        flags=[_flag(scale, each) for each in rounds if scale.first <= each.planned_on <= scale.last],
        arrows=[] if frame.chosen is None else list(_arrows(rows, ties, frame.chosen, drawn.step)),
        first=min(days),
        last=max(days),
    )


class _Drawing:
    def __init__(self, scale: Scale, views: TaskViews, frame: Frame, gates: Collection[str]) -> None:
        self.scale, self.views, self.frame, self.gates = scale, views, frame, gates
        self.step = DENSE_ROW if frame.dense else ROW

    def groups(self, tasks: Sequence[TaskRow]) -> list[Group]:
        """The areas in their order, each task below its area in order of its planned start."""
        found, y = [], HEAD
        for key in words.in_order(task.area for task in tasks):
            own = sorted((task for task in tasks if task.area == key), key=_begins)
            rows = [self.row(task, y + self.step * place) for place, task in enumerate(own, 1)]
            found.append(Group(key, words.area(key), y, rows))
            y += self.step * (len(rows) + 1)
        return found

    def row(self, task: TaskRow, y: int) -> Row:
        """A task at its height."""
        planned, expected = _planned(task), _expected(task)
        line = self.views.line(task)
        slack = task.forecast.slack_days if task.forecast is not None else None
        return Row(
            code=task.code,
            name=_short(task.title),
            line=line,
            y=y,
            plan=self.scale.bar(*planned) if planned else None,
            now=self.scale.bar(*expected) if expected else None,
            gate=task.code in self.gates,
            critical=not task.done and slack is not None and slack <= 0,
            tone="late" if line.late else line.status.tone,
            chosen=task.code == self.frame.chosen,
            late=task.late_days,
        )


def _begins(task: TaskRow) -> date:
    return task.planned_start or date.max


def _short(title: str) -> str:
    """A title that fits beside the time on paper."""
    return title if len(title) <= LONGEST_NAME else title[: LONGEST_NAME - 1].rstrip() + "…"


def _planned(task: TaskRow) -> tuple[date, date] | None:
    if task.planned_start is None or task.planned_finish is None:
        return None
    return task.planned_start, max(task.planned_start, task.planned_finish)


def _expected(task: TaskRow) -> tuple[date, date] | None:
    """What really happened, and for the rest what the last analysis expects."""
    if task.finished is not None:
        return min(task.started or task.finished, task.finished), task.finished
    if task.forecast is None:
        return None
    return task.forecast.forecast_start, task.forecast.forecast_finish


def _bands(scale: Scale) -> Iterator[Band]:
    quarter = quarter_of(scale.first)
    while quarter.first <= scale.last:
        first, last = max(quarter.first, scale.first), min(quarter.last, scale.last)
        name = wording.quarter(quarter.first, i18n.language())
        yield Band(scale.bar(first, last), name, quarter.number % 2 == 1)
        quarter = quarter.next()


def _days_off(scale: Scale, is_off: Callable[[date], bool], height: int) -> str:
    """One path for all of them; days that follow each other are one stretch."""
    parts, day = [], scale.first
    while day <= scale.last:
        begins = day
        while day <= scale.last and is_off(day):
            day += ONE_DAY
        if day > begins:
            bar = scale.bar(begins, day - ONE_DAY)
            parts.append(f"M{bar.x:g} {HEAD}h{bar.width:g}V{height}h-{bar.width:g}z")
        day += ONE_DAY
    return "".join(parts)


def off_days(week: Sequence[str], days_off: Collection[date]) -> Callable[[date], bool]:
    """Whether a unit with that working week does not work on a day."""
    worked = {WEEKDAYS.index(name) for name in week}
    return lambda day: day.weekday() not in worked or day in days_off


def _flag(scale: Scale, planned: RoundRow) -> Flag:
    return Flag(scale.x(planned.planned_on), words.quarter(planned.quarter))


def _arrows(rows: dict[str, Row], ties: Iterable[Tie], chosen: str, step: int) -> Iterator[Arrow]:
    """Of the chosen task: from those it waits for, and to those that wait for it."""
    areas = {row.code: row.line.area for row in rows.values()}
    for tie in ties:
        before, after = rows.get(tie.predecessor), rows.get(tie.task)
        if chosen not in (tie.task, tie.predecessor) or before is None or after is None:
            continue
        begin, end = before.now or before.plan, after.now or after.plan
        if begin is None or end is None:
            continue
        from_x = begin.x if tie.kind in (Kind.SS, Kind.SF) else begin.to
        to_x = end.to if tie.kind in (Kind.FF, Kind.SF) else end.x
        across = areas[before.code] != areas[after.code]
        yield _arrow((from_x, before.y + step - 13), (to_x, after.y + step - 13), across)


def _arrow(begin: tuple[float, float], end: tuple[float, float], across: bool) -> Arrow:
    """Out to the right, up or down, and in from the left; to the left of its beginning between the rows."""
    (x, y), (to_x, to_y) = begin, end
    turns = f"V{to_y:g}" if to_x > x + 14 else f"V{(to_y + y) / 2:g}H{to_x - 9:g}V{to_y:g}"
    line = f"M{x:g} {y:g}h5{turns}H{to_x - 2:g}"
    return Arrow(line, f"M{to_x:g} {to_y:g}l-7 -4v8z", across)
