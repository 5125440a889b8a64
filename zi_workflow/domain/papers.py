"""What the papers of a monev round say, as plain values; knows no layout, no language of sentences and no table.

PermenPANRB 90/2021, A.I.1.iii asks for periodic monev with the head involved and for every recommendation to be
followed up; these papers are its evidence. A paper that was signed is kept as `to_json` has it.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import StrEnum
from functools import cache
from typing import Any

from zi_workflow.domain.errors import N_, Word


class PaperKind(StrEnum):
    """The papers that a round has; the value stands in addresses and file names."""

    INVITATION = "undangan"
    ASSIGNMENT = "surat-tugas"
    ATTENDANCE = "daftar-hadir"
    MINUTES = "berita-acara"
    REPORT = "laporan"


PAPER_NAMES: Mapping[PaperKind, Word] = {
    PaperKind.INVITATION: Word(N_("Invitation")),
    PaperKind.ASSIGNMENT: Word(N_("Assignment letter (draft)")),
    PaperKind.ATTENDANCE: Word(N_("Attendance list")),
    PaperKind.MINUTES: Word(N_("Minutes of the monev")),
    PaperKind.REPORT: Word(N_("Report of the monev")),
}
RECORDED: Mapping[PaperKind, str] = {PaperKind.MINUTES: "ba", PaperKind.REPORT: "report"}
"""Papers that are kept as they were signed, and how the record calls them."""
BEFOREHAND = frozenset({PaperKind.INVITATION, PaperKind.ASSIGNMENT})  # they ask people to a meeting to come
TEAM, UNIT, OTHERS = "team", "unit", "guest"
"""The two sides of a round, and who came for neither."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter's number and date; empty where the secretariat has yet to give them."""

    number: str = ""
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """Who signs for a side; `number` is the NIP if known, `capacity` is definitive, plt or plh at that time."""

    side: str
    name: str = ""
    title: str = ""
    number: str = ""
    capacity: str = "definitive"


@dataclass(frozen=True, slots=True)
class Venue:
    """When and where, on the unit's clock."""

    on: date
    begins: time | None = None
    ends: time | None = None
    place: str = ""
    link: str = ""
    agenda: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the assistance team; `duty` as `teams.Duty` has it."""

    duty: str
    name: str
    office: str = ""


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who was asked or came, of a side."""

    side: str
    name: str
    office: str = ""
    present: bool = False


NO_WORK = "none"


@dataclass(frozen=True, slots=True)
class MatrixSent:
    """Whether an area sent its matrix; `not_sent`: not by the frozen figures' day, `NO_WORK`: it had nothing to send."""

    area: str
    state: str
    sent_on: date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One activity of an area's matrix; `evidence` counts the pieces named, `percent` is 0-100."""

    area: str
    activity: str
    target: str = ""
    output: str = ""
    starts: date | None = None
    finishes: date | None = None
    responsible: str = ""
    realisation: str = ""
    percent: int = 0
    obstacle: str = ""
    solution: str = ""
    evidence: int = 0


@dataclass(frozen=True, slots=True)
class Cause:
    """Working days of a lateness that an area answers for."""

    area: str
    days: float


@dataclass(frozen=True, slots=True)
class Progress:
    """An area's tasks done of all; `late` are those behind plan, `late_days` working days of the latest of them.

    `planned` counts those that the plan has finished by the day of the figures; None in papers kept before it was said.
    """

    area: str
    done: int
    total: int
    late: int = 0
    late_days: int = 0
    causes: tuple[Cause, ...] = ()
    planned: int | None = None


@dataclass(frozen=True, slots=True)
class CheckLine:
    """The team's look at a task or item; `verdict` is fits, incomplete or missing."""

    area: str
    target: str
    title: str
    verdict: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """What the team found in an area."""

    number: int
    area: str
    words: str


@dataclass(frozen=True, slots=True)
class RecommendationLine:
    """What the team recommends; `state` as `recommendations` has it."""

    number: int
    area: str
    words: str
    office: str
    deadline: date
    state: str = "open"


@dataclass(frozen=True, slots=True)
class CarriedLine:
    """A recommendation of an earlier round that was still open; `age` counts the rounds since its own."""

    quarter: str
    number: int
    area: str
    words: str
    office: str
    deadline: date
    state: str
    age: int


@dataclass(frozen=True, slots=True)
class Seal:
    """The end of the agency's chain of events when the paper was made, and the hash of the frozen figures ("": none)."""

    event_number: int = 0
    chain_head: str = ""
    snapshot_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that a paper of a round says; a part that has nothing yet is empty.

    `made_on` is the unit's date; `progress_on` the day of the figures, `frozen` whether they are the round's for good;
    `joint`: other units are in the same meeting.
    """

    kind: PaperKind
    agency: str
    unit: str
    unit_code: str
    programme: str
    target: str
    quarter: str
    zone: str
    made_on: date
    letter: Letter = field(default_factory=Letter)
    assignment: Letter = field(default_factory=Letter)
    minutes: Letter = field(default_factory=Letter)
    venue: Venue | None = None
    held_on: date | None = None
    cutoff: date | None = None
    documents: tuple[str, ...] = ()
    team: tuple[Member, ...] = ()
    parties: tuple[Party, ...] = ()
    guests: tuple[Attendee, ...] = ()
    attendance: tuple[Attendee, ...] = ()
    matrices: tuple[MatrixSent, ...] = ()
    matrix: tuple[MatrixRow, ...] = ()
    progress_on: date | None = None
    frozen: bool = False
    progress: tuple[Progress, ...] = ()
    checks: tuple[CheckLine, ...] = ()
    findings: tuple[FindingLine, ...] = ()
    recommendations: tuple[RecommendationLine, ...] = ()
    carried: tuple[CarriedLine, ...] = ()
    seal: Seal = field(default_factory=Seal)
    joint: bool = False

    @property
    def day(self) -> date | None:
        """Of the meeting: what is written before it says when people are asked to come, all else when it was held."""
        asked = self.venue.on if self.venue else None
        return asked if self.kind in BEFOREHAND else self.held_on or asked

    def party(self, side: str) -> Party:
        """Who signs for a side; an empty one where nobody is known."""
        return next((each for each in self.parties if each.side == side), Party(side))


def signed(paper: Paper, letter: Letter, parties: tuple[Party, ...], seal: Seal) -> Paper:
    """The paper as it went on record, with its number, who signed it in which title, and where the chain ended."""
    return replace(paper, letter=letter, parties=parties or paper.parties, seal=seal)


def to_json(paper: Paper) -> dict[str, Any]:
    """Plain values: days and times in ISO form, tuples as lists."""
    said: dict[str, Any] = _plain(paper)
    return said


def from_json(data: Mapping[str, Any]) -> Paper:
    """The inverse of `to_json`; fields that are not known any more are left out, missing ones have their default."""
    paper: Paper = _made(Paper, data)
    return paper


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def _made(kind: Any, value: Any) -> Any:
    """A value of the annotated kind out of what JSON kept of it."""
    if type(None) in typing.get_args(kind):
        return None if value is None else _made(typing.get_args(kind)[0], value)
    if typing.get_origin(kind) is tuple:
        return tuple(_made(typing.get_args(kind)[0], each) for each in value)
    known = _fields(kind)
    if known:
        return kind(**{name: _made(known[name], each) for name, each in value.items() if name in known})
    if kind in (date, time):
        return kind.fromisoformat(value)
    return kind(value)


@cache
def _fields(kind: Any) -> dict[str, Any]:
    """The fields of a dataclass with their kinds; none for a plain value."""
    return typing.get_type_hints(kind) if dataclasses.is_dataclass(kind) else {}
