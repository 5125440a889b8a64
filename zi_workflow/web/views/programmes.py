"""A programme as its page shows it: one sentence, the areas, what is late and who can act; no query, no HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zi_workflow import i18n, wording
from zi_workflow.domain.messages import MessageState
from zi_workflow.i18n import _, ngettext
from zi_workflow.storage.queries.pages import ProgrammeRow, StageRow, TaskRow
from zi_workflow.web.views import words
from zi_workflow.web.views.tasks import TaskLine, TaskViews, actionable, another_week

LATE_SHOWN = 10
BLOCKERS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class AreaCard:
    """How an area stands; `share` is its part of the programme's delay."""

    key: str
    name: str
    done: int
    total: int
    late: int
    share: str
    holds: str
    waits: str


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage with how many of its tasks are done."""

    key: str
    title: str
    state: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class BlockerLine:
    """A task that somebody can act on and that others wait for, with what another week costs."""

    task: TaskLine
    cost: str
    area: str


def sentence(row: ProgrammeRow) -> str:
    """Where the programme stands, in one sentence."""
    if row.forecast_finish is None:
        return _("The forecast has not been computed yet.")
    day = row.forecast_finish
    if row.late_days == 0:
        return _("Expected to finish on {day}, as planned.", day=day)
    days = words.days(abs(row.late_days))
    if row.late_days < 0:
        return _("Expected to finish on {day}, {days} earlier than planned.", day=day, days=days)
    causes = words.causes(row.because)
    if not causes:
        return _("Expected to finish on {day}, {days} later than planned.", day=day, days=days)
    return _(
        "Expected to finish on {day}, {days} later than planned; {causes}.", day=day, days=days, causes=causes
    )


def area_cards(programme: ProgrammeRow, tasks: list[TaskRow], today: date) -> list[AreaCard]:
    """The six change areas in their order, then whatever else the plan has."""
    pairs = held_up(tasks, today)
    return [
        _card(programme, key, [row for row in tasks if row.area == key], pairs)
        for key in words.in_order(row.area for row in tasks)
    ]


def held_up(tasks: list[TaskRow], today: date) -> list[tuple[str, str]]:
    """Area that should have begun by now and area it waits for, one pair a task."""
    by_code = {row.code: row for row in tasks}
    due = [row for row in tasks if row.planned_start is not None and row.planned_start <= today]
    pairs = [(row.area, by_code[holder].area) for row in due if (holder := row.blocked_by) in by_code]
    return [(waits, holds) for waits, holds in pairs if waits != holds]


def _card(programme: ProgrammeRow, key: str, own: list[TaskRow], pairs: list[tuple[str, str]]) -> AreaCard:
    return AreaCard(
        key=key,
        name=words.area(key),
        done=sum(row.done for row in own),
        total=len(own),
        late=sum(row.late_days > 0 for row in own),
        share=_share(programme.because.get(key, 0.0)),
        holds=_areas(waits for waits, holds in pairs if holds == key),
        waits=_areas(holds for waits, holds in pairs if waits == key),
    )


def _share(part: float) -> str:
    return wording.decimal(part, i18n.language()) if abs(part) >= 0.05 else ""


def _areas(areas: Iterable[str]) -> str:
    return ", ".join(words.area(key) for key in dict.fromkeys(areas))


def stage_lines(stages: list[StageRow], tasks: list[TaskRow]) -> list[StageLine]:
    """Every stage with its count."""
    return [
        StageLine(
            stage.key,
            stage.title,
            stage.state,
            sum(row.done for row in tasks if row.stage == stage.key),
            sum(row.stage == stage.key for row in tasks),
        )
        for stage in stages
    ]


def late_now(tasks: list[TaskRow], today: date) -> list[TaskRow]:
    """Unfinished tasks behind their plan that should have begun by now, the latest first."""
    begun = [
        row for row in tasks if row.late_days and (row.planned_start is None or row.planned_start <= today)
    ]
    return sorted(begun, key=lambda row: (-row.late_days, row.planned_finish or today, row.code))


def blocker_lines(
    tasks: list[TaskRow], views: TaskViews, most: int | None = BLOCKERS_SHOWN
) -> list[BlockerLine]:
    """Who can act now and holds others up, the costliest for other areas first; `most` None: all of them."""
    costly = [row for row in tasks if actionable(row, views.today) and row.forecast and row.forecast.moves]
    costly.sort(key=_cost)
    return [BlockerLine(views.line(row), another_week(row), row.area) for row in costly[:most]]


def _cost(row: TaskRow) -> tuple[int, int, str]:
    forecast = row.forecast
    if forecast is None:
        return (0, 0, row.code)
    return (-(forecast.other_areas_days or 0), -(forecast.finish_days or 0), row.code)


def held_up_lines(tasks: list[TaskRow], today: date) -> list[str]:
    """Who is held up by whom, a sentence for each two areas, the most tasks first."""
    counts = Counter(held_up(tasks, today))
    return [
        ngettext(
            "{waits} waits for {holds} with {n} task.",
            "{waits} waits for {holds} with {n} tasks.",
            number,
            waits=words.area(waits),
            holds=words.area(holds),
        )
        for (waits, holds), number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def mail_line(mails: Mapping[tuple[str, str | None], int] | None) -> str:
    """How the programme's mail stands; empty for whoever does not see it."""
    if mails is None:
        return ""
    if not mails:
        return _("No mail about this programme yet.")
    said = Counter[str]()
    order = list(MessageState)
    for (state, transport), number in sorted(
        mails.items(), key=lambda each: order.index(MessageState(each[0][0]))
    ):
        said[words.mail_state(state, transport)] += number
    return _("Mail: {parts}.", parts=", ".join(f"{number} {what}" for what, number in said.items()))


def baseline_line(row: ProgrammeRow) -> str:
    """The plan of record beside today's forecast; empty before the first analysis."""
    if row.planned_finish is None or row.forecast_finish is None:
        return ""
    days = {"n": row.baseline, "planned": row.planned_finish, "forecast": row.forecast_finish}
    if row.planned_finish == row.forecast_finish:
        return _("Baseline {n}: end on {planned}; now the same.", **days)
    return _("Baseline {n}: end on {planned}; now {forecast}.", **days)
