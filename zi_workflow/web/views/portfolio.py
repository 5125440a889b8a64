"""Units beside each other as their page and files show them: figures, bars and causes; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from zi_workflow import i18n, wording
from zi_workflow.domain.errors import N_
from zi_workflow.domain.portfolio import SILENT_AFTER
from zi_workflow.i18n import _, ngettext
from zi_workflow.storage.queries.lists import Wanted
from zi_workflow.storage.queries.portfolio import CAUSE, SILENT, UNIT, Compared
from zi_workflow.web.language import link
from zi_workflow.web.listing import Column, Filter, Listing
from zi_workflow.web.views import words

FILTERS = (CAUSE, SILENT)
SORT = "-own"
FOLLOW_UP = "/monev/rekomendasi"
FULL_BAR = 65
"""Working days of a whole bar: about a quarter, the same on every page, so that bars can be compared."""
_LONG = "long"


COLUMNS = (
    Column(UNIT, N_("Unit"), lambda row: row.unit),
    Column("code", N_("Code"), lambda row: row.code, sorts=False, shown=False),
    Column("state", N_("State"), lambda row: words.programme_state(row.state), sorts=False, shown=False),
    Column("progress", N_("Progress"), lambda row: row.progress, number=True, most_first=True),
    Column("done", N_("Tasks done"), lambda row: row.done, sorts=False, number=True, shown=False),
    Column("total", N_("Tasks in all"), lambda row: row.total, sorts=False, number=True, shown=False),
    Column(
        "tasks",
        N_("Late tasks that should have begun"),
        lambda row: row.late_tasks,
        number=True,
        most_first=True,
    ),
    Column("own", N_("Own delay"), lambda row: round(row.own_days, 1), number=True, most_first=True),
    Column(
        "inherited",
        N_("Inherited delay"),
        lambda row: round(row.inherited_days, 1),
        number=True,
        most_first=True,
    ),
    Column("late", N_("Longest delay"), lambda row: row.late_days, number=True, most_first=True, shown=False),
    Column(CAUSE, N_("Main cause"), lambda row: words.area(row.cause) if row.cause else "", sorts=False),
    Column("silent", N_("Silent since"), lambda row: row.silent_since),
    Column("last", N_("Last monev"), lambda row: row.last_round, sorts=False, shown=False),
    Column("next", N_("Next monev"), lambda row: row.next_round, sorts=False),
    Column("followed", N_("Open recommendations"), lambda row: row.recommendations, sorts=False, number=True),
    Column("as_of", N_("As of"), lambda row: row.as_of, sorts=False, shown=False),
)


@dataclass(frozen=True, slots=True)
class CauseBar:
    """How many units have a main cause; `share` of the whole list in per cent."""

    key: str
    name: str
    number: int
    share: int


class Line(NamedTuple):
    """A row in words: bars in per cent, days as they are written, empty for what there is not."""

    address: str
    unit: str
    progress: int
    late: int
    own: str
    own_bar: int
    inherited: str
    inherited_bar: int
    cause: str
    silent: str
    away: str
    coming: str
    last: str
    recommendations: int
    follow_up: str


def listing(wanted: Wanted, total: int) -> Listing:
    """The list with its filters; causes are chosen by their bars."""
    silent = ngettext("for {n} day or longer", "for {n} days or longer", SILENT_AFTER.days)
    return Listing(
        path="/unit",
        columns=COLUMNS,
        filters=(Filter(SILENT, _("Without a deed"), [(_LONG, silent)]),),
        wanted=wanted,
        total=total,
        sort=SORT,
        searches=_("Unit, programme or code"),
    )


def causes(numbers: Mapping[str | None, int]) -> list[CauseBar]:
    """The main causes, the most frequent first; units without a delay have none."""
    whole = sum(numbers.values()) or 1
    named = [(key, number) for key, number in numbers.items() if key is not None]
    named.sort(key=lambda each: (-each[1], each[0]))
    return [CauseBar(key, words.area(key), number, round(100 * number / whole)) for key, number in named]


def sentence(numbers: Mapping[str | None, int]) -> str:
    """How the units stand together."""
    whole, late = sum(numbers.values()), sum(number for key, number in numbers.items() if key is not None)
    if not whole:
        return ""
    units = ngettext("{n} programme", "{n} programmes", whole)
    if not late:
        return _("{units}; none of them is late.", units=units)
    return _("{units}; {late} of them have a delay.", units=units, late=late)


def lines(rows: Iterable[Compared], today: date) -> list[Line]:
    """The rows with their figures in words and bars."""
    return [_line(row, today, i18n.language()) for row in rows]


@lru_cache(maxsize=10_000)
def _line(row: Compared, today: date, lang: str) -> Line:
    """Looked up for a row that says what one said before."""
    coming, last = row.next_round, row.last_round
    return Line(
        address=link(f"/programme/{row.code}"),
        unit=row.unit,
        progress=row.progress,
        late=row.late_tasks,
        own=wording.decimal(row.own_days, lang),
        own_bar=bar(row.own_days),
        inherited=wording.decimal(row.inherited_days, lang),
        inherited_bar=bar(row.inherited_days),
        cause=words.area(row.cause) if row.cause else "",
        silent=wording.short_date(row.silent_since, lang),
        away=words.away(row.silent_since, today),
        coming=wording.short_date(coming, lang) if coming is not None else "",
        last=wording.short_date(last, lang) if last is not None else "",
        recommendations=row.recommendations,
        follow_up=link(FOLLOW_UP, unit=row.unit_code),
    )


def bar(value: float) -> int:
    """How much of a whole bar a delay fills, in per cent; none for days that were won."""
    return min(max(round(100 * value / FULL_BAR), 0), 100)


def as_of(rows: Iterable[Compared]) -> str:
    """Since when the figures hold; empty for no rows."""
    oldest = min((row.as_of for row in rows), default=None)
    return _("as of {day}", day=oldest) if oldest is not None else ""
