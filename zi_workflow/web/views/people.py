"""Who holds which office as pages show it, with addresses only for those who steer; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zi_workflow import wording
from zi_workflow.domain.errors import N_
from zi_workflow.domain.people import AREA_ROLES, Directory, Person, Role
from zi_workflow.domain.tasks import IN_REVIEW, State
from zi_workflow.i18n import _, language
from zi_workflow.storage.queries.mail import Printable
from zi_workflow.storage.queries.pages import TaskRow
from zi_workflow.usecases.people_changes import Change, Newcomer, OfficeGiven
from zi_workflow.web.views import words
from zi_workflow.web.views.tasks import TaskLine, TaskViews, last_day


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody in an office; `away` and who acts for them."""

    person: Person
    away: bool
    substitute: str | None


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office (of an area) and everybody who holds it, longest first."""

    role: str
    area: str | None
    title: str
    holders: Sequence[Holder]


def office_lines(people: Directory) -> list[OfficeLine]:
    """Every office that somebody holds: the unit's own first, then the areas in their order."""
    order = {role: number for number, role in enumerate(Role)}
    offices = {(held.role, held.area if held.role in AREA_ROLES else None) for held in people.holdings}
    areas = {area: number for number, area in enumerate(words.in_order(a for _r, a in offices if a))}
    ranked = sorted(
        offices,
        key=lambda office: (
            -1 if office[1] is None else areas[office[1]],
            order[Role(office[0])] if office[0] in order else len(order),
        ),
    )
    return [
        OfficeLine(
            role, area, office_name(role, area), [_holder(people, p) for p in people.holders(role, area)]
        )
        for role, area in ranked
    ]


def office_name(role: str, area: str | None) -> str:
    """`anggota Penataan Tatalaksana`."""
    return f"{words.role(role)} {words.area(area)}" if area else words.role(role)


def _holder(people: Directory, person: Person) -> Holder:
    away = people.is_away(person.id)
    substitute = people.substitute_of(person.id) if away else None
    return Holder(person, away, substitute.name if substitute else None)


WHAT: Mapping[str, str] = {
    "name": N_("name"),
    "office": N_("position"),
    "email": N_("address"),
    "phone": N_("telephone"),
    "role": N_("office"),
    "valid_from": N_("first day"),
    "valid_to": N_("last day"),
    "active": N_("active"),
}


_DAYS = ("valid_from", "valid_to")


def change_lines(changes: Iterable[Change]) -> list[tuple[str, str, str, str]]:
    """Name, what, before and after of each change, in words."""
    return [(each.name, _what(each), _shown(each, each.before), _shown(each, each.after)) for each in changes]


def newcomer_lines(newcomers: Iterable[Newcomer]) -> list[tuple[str, list[str]]]:
    """Name and address of everybody new, and each office with its days."""
    return [
        (
            f"{each.name} ({each.email})" if each.email else each.name,
            [_given(office) for office in each.offices],
        )
        for each in newcomers
    ]


def _given(office: OfficeGiven) -> str:
    name = office_name(office.role, office.area)
    if office.last is None:
        return _("{office}, from {day}", office=name, day=office.first)
    return _("{office}, from {first} to {last}", office=name, first=office.first, last=office.last)


def _what(change: Change) -> str:
    what = _(WHAT[change.what]) if change.what in WHAT else change.what
    if change.role and change.what != "role":
        return f"{what} ({office_name(change.role, change.area or None)})"
    return what


def _shown(change: Change, value: str) -> str:
    if change.office is not None and value == change.role:
        return _given(change.office)
    if change.what in _DAYS and value != "-":
        return wording.full_date(date.fromisoformat(value), language())
    return {"True": _("yes"), "False": _("no")}.get(value, value) if change.what == "active" else value


@dataclass(frozen=True, slots=True)
class Sheet:
    """What goes to somebody without mail on paper: their tasks with their days, and what the last morning told them."""

    person: Person
    offices: str
    bearer: str
    tasks: Sequence[tuple[TaskLine, date | None]]
    texts: Sequence[str]


def sheets(people: Directory, tasks: list[TaskRow], printed: Sequence[Printable], today: date) -> list[Sheet]:
    """A sheet for everybody in an office whom no mail reaches, in order of name."""
    without = {
        held.person_id: people.people[held.person_id]
        for held in people.holdings
        if people.people[held.person_id].email is None or people.people[held.person_id].suppressed
    }
    views = TaskViews(tasks, people, today)
    found: dict[str, list[tuple[TaskLine, date | None]]] = {}
    for row in tasks:
        person = (
            None
            if row.done or State(row.state) in IN_REVIEW or row.duty.external
            else people.assignee(row.duty)
        )
        if person is not None and person.id in without:
            found.setdefault(person.id, []).append((views.line(row), last_day(row)))
    return [
        _sheet(people, person, found.get(person.id, []), printed)
        for person in sorted(without.values(), key=lambda each: (each.name.casefold(), each.id))
    ]


def _sheet(
    people: Directory, person: Person, tasks: list[tuple[TaskLine, date | None]], printed: Sequence[Printable]
) -> Sheet:
    offices = ", ".join(office_name(h.role, h.area) for h in people.holdings if h.person_id == person.id)
    own = [each for each in printed if each.person_id == person.id]
    bearer = next((each.bearer.name for each in own if each.bearer), "")
    ordered = sorted(tasks, key=lambda each: (each[1] or date.max, each[0].code))
    return Sheet(person, offices, bearer, ordered, [each.text for each in own if each.text])
