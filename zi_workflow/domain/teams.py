"""Who comes to a monev round for the assistance team, and what is left to its chair; knows no table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from zi_workflow.domain.errors import N_, Word


class Duty(StrEnum):
    """What somebody is in the team that comes."""

    CHAIR = "chair"
    DEPUTY = "deputy"  # named to act like the chair
    MEMBER = "member"


DUTY_NAMES: Mapping[str, Word] = {
    Duty.CHAIR: Word(N_("chair of the assistance team")),
    Duty.DEPUTY: Word(N_("named deputy of the chair")),
    Duty.MEMBER: Word(N_("member of the assistance team")),
}


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A person of the team with name and office as they are today."""

    person_id: str
    duty: Duty
    name: str = ""
    office: str = ""


def decides(team: Iterable[TeamMember], person_id: str) -> bool:
    """Whether the person may close recommendations and sign for the team: the chair, or a named deputy."""
    return any(each.person_id == person_id and each.duty is not Duty.MEMBER for each in team)
