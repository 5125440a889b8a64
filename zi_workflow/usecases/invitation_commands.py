"""What may be asked about the invitation to a round, and exactly what that would do; decides none of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from zi_workflow.domain.events import canonical
from zi_workflow.domain.invitations import Guest, Meeting, Seat, Summons
from zi_workflow.domain.messages import PLAIN, Letterhead
from zi_workflow.domain.people import Person
from zi_workflow.domain.round_terms import Terms
from zi_workflow.storage.queries.invitations import Invitation
from zi_workflow.storage.queries.programmes import ProgrammeFacts

TOKEN_LENGTH = 16


@dataclass(frozen=True, kw_only=True)
class RoundCommand:
    """Who does something to a round, and the day that is claimed, in the unit's zone.

    `token` is that of the preview they saw, `version` that of the invitation; whichever is given has to fit still.
    `permitted`: whoever calls has asked already whether they may. No mail leaves before `not_before`.
    """

    programme_id: str
    quarter: str
    actor: str
    on: date
    reason: str = ""
    token: str | None = None
    version: int | None = None
    letterhead: Letterhead = PLAIN
    permitted: bool = False
    not_before: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Invite(RoundCommand):
    """Ask people to a meeting: whom a round usually needs, with `add` and without `drop` (ids of people).

    `team` are those who come for the assistance team, with or without an office in the unit; None: as it stands.
    Who is asked `elsewhere` to the same meeting is not asked here. `terms` None: as the round was opened.
    """

    meeting: Meeting
    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    team: tuple[str, ...] | None = None
    elsewhere: tuple[str, ...] = ()
    terms: Terms | None = None


@dataclass(frozen=True, kw_only=True)
class Change(Invite):
    """The same for people who were asked already: they stay (`usual`: begin anew with whom a round usually needs).

    `unheld`: it is known that the meeting they were asked to did not take place, also where its hours went by.
    """

    usual: bool = False
    unheld: bool = False


@dataclass(frozen=True, kw_only=True)
class Cancel(RoundCommand):
    """The meeting does not take place, for a reason that everybody reads."""


@dataclass(frozen=True, kw_only=True)
class Held(RoundCommand):
    """The meeting took place on a day: nobody is asked to it any more, and the invitation stays as it was."""

    held_on: date


@dataclass(frozen=True)
class Letter:
    """One mail: to whom (without an address it is printed), for which place, and what it says."""

    person: Person
    seat: Seat
    acting_for: str | None
    summons: Summons
    number: int

    @property
    def address(self) -> str | None:
        """Where it goes; None: it goes on the printable list."""
        return self.person.email if self.person.suppressed is None else None


@dataclass(frozen=True)
class Plan:
    """Exactly what would be done. `stopped` are messages on their way that will not go any more, with their people.

    `leaves` is when the mails can go, `idle` says that nothing would change, `sequence` is that of the result.
    """

    command: RoundCommand
    facts: ProgrammeFacts
    seen: Invitation
    meeting: Meeting
    guests: tuple[Guest, ...]
    letters: tuple[Letter, ...]
    stopped: Mapping[str, str]
    leaves: datetime
    idle: bool
    sequence: int

    @property
    def token(self) -> str:
        """Names exactly this: the invitation that was seen, and what would become of it."""
        command = self.command
        mails = [
            [each.person.id, each.address, each.summons.to_json() | {"stamp": ""}] for each in self.letters
        ]
        guests = [[each.person, each.role, each.area] for each in self.guests]
        shown = [type(command).__name__, self.seen.round_id, self.seen.version, self.meeting.to_json(), guests,
                 mails, sorted(self.stopped), command.reason, self.leaves.date()]  # fmt: skip
        return hashlib.sha256(canonical(shown).encode()).hexdigest()[:TOKEN_LENGTH]
