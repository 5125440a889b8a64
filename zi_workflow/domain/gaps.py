"""Which offices nobody holds though work, reviews or mails fall to them; knows no table and no wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from zi_workflow.domain.frameworks import OUTSIDE
from zi_workflow.domain.offices import ROLE_OF_LEVEL
from zi_workflow.domain.people import AREA_ROLES, Directory, Duty, Role

TEAM_AREA = "um"
"""The team's own area has no coordinator of its own."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An office without a holder: how many tasks are done, reviewed or decided in it, and who stands in.

    `instead` is a person's id, None when the work falls to nobody; `climbs`: the ladder would tell this office.
    """

    role: str
    area: str | None
    tasks: int
    reviews: int
    climbs: bool
    instead: str | None


def gaps(directory: Directory, duties: Iterable[Duty]) -> tuple[Gap, ...]:
    """Every office that the duties or the ladder name and nobody holds, those with most tasks first."""
    known = tuple(duties)
    work = _counted(_office(duty.responsible, duty.area) for duty in known)
    reviews = _counted(
        _office(role, duty.area)
        for duty in known
        for role in (duty.verifier, duty.approver)
        if role is not None and not duty.external
    )
    climbing = set(_ladder(known))
    found = [
        Gap(
            role,
            area,
            work.get((role, area), 0),
            reviews.get((role, area), 0),
            (role, area) in climbing,
            instead,
        )
        for (role, area), instead in _missing(directory, known, {*work, *reviews, *climbing}).items()
    ]
    return tuple(sorted(found, key=lambda gap: (-gap.tasks, -gap.reviews, gap.role, gap.area or "")))


def _counted(offices: Iterable[tuple[str, str | None]]) -> dict[tuple[str, str | None], int]:
    found: dict[tuple[str, str | None], int] = {}
    for office in offices:
        found[office] = found.get(office, 0) + 1
    return found


def _office(role: str, area: str) -> tuple[str, str | None]:
    return role, area if role in AREA_ROLES else None


def _ladder(duties: Iterable[Duty]) -> Iterator[tuple[str, str | None]]:
    """Whom levels 2 to 5 tell (docs/mail.md section 2)."""
    areas = {duty.area for duty in duties if not duty.external} - {OUTSIDE, TEAM_AREA}
    for role in ROLE_OF_LEVEL.values():
        yield from ((role, area) for area in areas) if role == Role.COORDINATOR else ((role, None),)


def _missing(
    directory: Directory, duties: Iterable[Duty], offices: Iterable[tuple[str, str | None]]
) -> Mapping[tuple[str, str | None], str | None]:
    missing = [
        office
        for office in offices
        if not directory.holders(*office) and office[0] in set(Role) and office[1] != OUTSIDE
    ]
    of_office = {_office(duty.responsible, duty.area): duty for duty in duties if not duty.external}
    found: dict[tuple[str, str | None], str | None] = {}
    for office in missing:
        duty = of_office.get(office) or Duty(office[1] or "", office[0], office[0])
        person = directory.assignee(Duty(duty.area, duty.responsible, duty.verifier))
        found[office] = person.id if person else None
    return found
