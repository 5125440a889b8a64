"""A new programme as its pages show it: its steps, its people with their gaps, and its rehearsal in figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zi_workflow import i18n, wording
from zi_workflow.domain.calendars import DAY_NAMES
from zi_workflow.domain.errors import N_
from zi_workflow.domain.gaps import Gap
from zi_workflow.domain.people import Directory
from zi_workflow.domain.setups import NEW_UNIT, Step
from zi_workflow.i18n import _, ngettext
from zi_workflow.web.views import words
from zi_workflow.web.views.people import office_name

TITLES: Mapping[Step, str] = {
    Step.UNIT: N_("Unit and target"),
    Step.TIME: N_("Start and working week"),
    Step.PEOPLE: N_("People"),
    Step.REHEARSAL: N_("What will happen"),
}
ROUTES: Mapping[str, str] = {
    "tpn": N_("The national assessors (TPN)"),
    "mandiri": N_("The agency itself (mandiri)"),
}
LABELS: Mapping[str, str] = {
    "unit": N_("For which unit?"),
    "unit_code": N_("Short code, such as dispusip"),
    "unit_name": N_("Name of the unit"),
    "agency": N_("Agency"),
    "zone": N_("Time zone"),
    "target": N_("Which predicate?"),
    "route": N_("Who evaluates in the end?"),
    "title": N_("Title (may be left empty)"),
    "start": N_("First day of the programme"),
    "deadline": N_("Deadline of your own (may be left empty)"),
    "week": N_("Working days"),
    "days_off": N_("Local days off, a line each (may be left empty)"),
    "code": N_("Code of the programme (may be left empty)"),
}
"""What stands over the fields of the steps; the list of people is never set against another."""
LEVELS = 4


@dataclass(frozen=True, slots=True)
class WeekCell:
    """A week of the heat map: its Monday, how many mails, and how dark it is from 0 to LEVELS."""

    monday: date
    mails: int
    level: int


@dataclass(frozen=True, slots=True)
class Month:
    """A line of the heat map."""

    name: str
    weeks: Sequence[WeekCell]


@dataclass(frozen=True, slots=True)
class GapLine:
    """An office that nobody holds, and what that means."""

    office: str
    means: str


def titled() -> list[tuple[Step, str]]:
    """The steps in order with their names."""
    return [(step, _(title)) for step, title in TITLES.items()]


def weekdays() -> list[tuple[str, str]]:
    """Monday to Sunday."""
    return [(key, _(name)) for key, name in DAY_NAMES.items()]


def week_named(days: Iterable[str]) -> str:
    """`Senin, Selasa, ...`."""
    chosen = set(days)
    return ", ".join(_(name) for key, name in DAY_NAMES.items() if key in chosen)


def routes() -> list[tuple[str, str]]:
    """Who evaluates in the end."""
    return [(key, _(name)) for key, name in ROUTES.items()]


def theirs(
    names: Iterable[str], kept: Mapping[str, Any], said: Mapping[str, Any], units: Mapping[str, str]
) -> list[tuple[str, str]]:
    """What another window left in the fields that differ, as their form says it; `units` are names by id."""
    return [
        (_(LABELS[name]), _in_words(name, kept.get(name, ""), units))
        for name in names
        if name in LABELS and name in said and said[name] != kept.get(name, "")
    ]


def _in_words(name: str, value: Any, units: Mapping[str, str]) -> str:
    if name == "week":
        return week_named(value)
    text = str(value)
    if name in {"start", "deadline"}:
        try:
            return wording.full_date(date.fromisoformat(text), i18n.language())
        except ValueError:
            return text  # nothing was chosen
    if name == "target" and text:
        return words.target(text)
    known = {"route": dict(routes()), "unit": {**units, NEW_UNIT: _("A new unit")}}
    return known.get(name, {}).get(text, text)


def heat(weeks: Mapping[str, int], first: date, last: date) -> list[Month]:
    """Every week from the first to the last day by month, the busiest the darkest."""
    most = max(weeks.values(), default=0)
    months: dict[tuple[int, int], list[WeekCell]] = {}
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        year, number, _day = monday.isocalendar()
        mails = weeks.get(f"{year}-W{number:02d}", 0)
        level = -(-LEVELS * mails // most) if most else 0
        months.setdefault((monday.year, monday.month), []).append(WeekCell(monday, mails, level))
        monday += timedelta(days=7)
    return [Month(wording.month(date(*key, 1), i18n.language()), cells) for key, cells in months.items()]


def monday_of(week: str) -> date:
    """The Monday of a week such as `2026-W05`."""
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def busiest(weeks: Mapping[str, int], most: int = 3) -> list[tuple[date, int]]:
    """The weeks with most mails, the busiest first."""
    ordered = sorted(weeks.items(), key=lambda each: (-each[1], each[0]))
    return [(monday_of(week), mails) for week, mails in ordered[:most]]


def gap_lines(gaps: Iterable[Gap], people: Directory) -> list[GapLine]:
    """What it means that nobody holds an office, as a sentence each."""
    return [GapLine(office_name(gap.role, gap.area), _meaning(gap, people)) for gap in gaps]


def _meaning(gap: Gap, people: Directory) -> str:
    said = []
    person = people.people.get(gap.instead or "")
    instead = person.name if person else None
    if gap.tasks:
        said.append(
            ngettext("{n} task has nobody of its own.", "{n} tasks have nobody of their own.", gap.tasks)
        )
        said.append(
            _("They fall to {name}.", name=instead) if instead else _("Nobody would be told about them.")
        )
    if gap.reviews:
        said.append(
            ngettext(
                "{n} task is reviewed by the next office above.",
                "{n} tasks are reviewed by the next office above.",
                gap.reviews,
            )
        )
    if gap.climbs:
        said.append(_("Escalations of this level go to the next office above."))
    return " ".join(said)


def gladi(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of a rehearsal with their days as days, for the page."""
    days = ("on", "until", "start", "deadline", "planned", "finish")
    known = {name: date.fromisoformat(figures[name]) if figures[name] else None for name in days}
    first = min(figures["weeks"], default=None)
    return {
        **figures,
        **known,
        "idle": figures.get("idle", ()),  # figures of an earlier version have none
        "months": heat(figures["weeks"], known["on"] or date.min, known["until"] or date.min),
        "first_week": (monday_of(first), figures["weeks"][first]) if first else None,
        "busiest": busiest(figures["weeks"]),
        "people": [{**each, "monday": monday_of(each["week"])} for each in figures["people"]],
        "above": [each["name"] for each in figures["people"] if each["most"] > figures["most_a_week"]],
        "letters": [{**each, "on": date.fromisoformat(each["on"])} for each in figures["letters"]],
        "held": [(date.fromisoformat(day), number) for day, number in figures["held"].items()],
    }
