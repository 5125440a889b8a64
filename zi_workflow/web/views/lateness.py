"""Why a programme or a task is late: each area's fair part as a bar and in figures, and what the engine says; no HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zi_workflow import i18n, wording
from zi_workflow.domain.analysis import Analysis
from zi_workflow.domain.plans import Plan
from zi_workflow.domain.sentences import Area, Days, Parts, Sentence, Task, explain, largest_first
from zi_workflow.i18n import _
from zi_workflow.storage.queries.pages import TaskRow
from zi_workflow.web.views import words

BAR = 240  # px, all of it
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Part:
    """An area's part: `days` in words, and where its bar begins and how wide it is; `won` when it is negative."""

    key: str
    name: str
    days: str
    won: bool
    x: float
    width: float
    late: int
    open: int


@dataclass(frozen=True, slots=True)
class Split:
    """The parts, the largest first, whose sum is `total`; `zero` is where the bars begin."""

    parts: Sequence[Part]
    total: str
    zero: float


def split(because: Mapping[str, float], tasks: Sequence[TaskRow] = ()) -> Split:
    """Each area's part of a delay in working days to one decimal, the sum kept; `tasks` give each area's counts."""
    shown = largest_first(because).parts
    most = max([part for _area, part in shown if part > 0], default=0.0)
    least = min([part for _area, part in shown if part < 0], default=0.0)
    step = BAR / (most - least) if most > least else 0.0
    zero = round(-least * step, 1)
    return Split([_part(area, days, step, zero, tasks) for area, days in shown], _decimal(_sum(shown)), zero)


def _part(key: str, days: float, step: float, zero: float, tasks: Sequence[TaskRow]) -> Part:
    width = round(abs(days) * step, 1)
    own = [task for task in tasks if task.area == key and not task.done]
    return Part(
        key=key,
        name=words.area(key),
        days=_decimal(days),
        won=days < 0,
        x=zero if days > 0 else round(zero - width, 1),
        width=width,
        late=sum(task.late_days > 0 for task in own),
        open=len(own),
    )


def _sum(parts: Sequence[tuple[str, float]]) -> float:
    return round(sum(days for _area, days in parts), 1)


def _decimal(days: float) -> str:
    return wording.decimal(days, i18n.language())


def explained(plan: Plan, analysis: Analysis, code: str) -> list[str]:
    """What the engine says about a task, sentence by sentence, with the names of areas and tasks that the pages use."""
    titles = {task.id: task.title for task in plan.tasks}
    return list(_said(explain(plan, analysis, code), titles))


def _said(sentences: Sequence[Sentence], titles: Mapping[str, str]) -> Iterator[str]:
    for each in sentences:
        if not any(isinstance(fact, Parts) for fact in each.facts.values()):  # those stand in the table
            yield _(each.message, **{name: _fact(fact, titles) for name, fact in each.facts.items()})


def _fact(fact: object, titles: Mapping[str, str]) -> object:
    match fact:
        case Area(code):
            return words.area(code)
        case Task(id):
            return f"{titles[id]} ({id})" if titles.get(id) else id
        case Days(number):
            return words.days(number)
        case date():
            return fact
        case tuple():
            named = [str(_fact(one, titles)) for one in fact[:MOST_NAMED]]
            rest = len(fact) - len(named)
            return ", ".join([*named, *([_("and {n} others", n=rest)] if rest else [])])
        case _:
            return fact
