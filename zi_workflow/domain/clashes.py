"""Who would be in two meetings at the same time, whatever the clocks of the units show; knows no table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from zi_workflow.domain.invitations import Meeting


@dataclass(frozen=True, slots=True)
class Appointment:
    """A meeting of one unit, or of several in one session (`session`), and the ids of those who come to it.

    `begins` and `ends` are its instants.
    """

    session: str
    unit: str
    zone: str
    meeting: Meeting
    people: frozenset[str]
    begins: datetime
    ends: datetime

    def meets(self, other: Appointment) -> bool:
        """Whether nobody can be in both: one session is one meeting."""
        return self.session != other.session and self.begins < other.ends and other.begins < self.ends


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody and the meetings of which they can be in one only."""

    person_id: str
    appointments: tuple[Appointment, ...]


def clashes(new: Iterable[Appointment], known: Iterable[Appointment]) -> list[Clash]:
    """Everybody whom a new meeting would ask to two at once; what clashes among the known is theirs already."""
    added, there = list(new), list(known)
    pairs = [*combinations(added, 2), *((one, other) for one in added for other in there)]
    found: dict[str, dict[Appointment, None]] = {}
    for one, other in pairs:
        for person in one.people & other.people if one.meets(other) else ():
            found.setdefault(person, {}).update({one: None, other: None})
    return [Clash(person, tuple(meetings)) for person, meetings in sorted(found.items())]
