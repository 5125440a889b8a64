"""What a monev round is opened with, and everything that is wrong with it; knows no unit, no calendar and no table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.invitations import Meeting
from zi_workflow.domain.round_terms import Terms
from zi_workflow.domain.teams import Duty

MOST_DOCUMENTS, MOST_LETTERS, MOST_NUMBER, MOST_TEAM = 30, 200, 120, 20


@dataclass(frozen=True, slots=True)
class Opening:
    """Meeting, last day that counts (`cutoff`), team as (person id, duty), documents to prepare, letter of assignment.

    `joint`: all units of an order meet at once, in one session.
    """

    meeting: Meeting
    cutoff: date
    team: tuple[tuple[str, str], ...]
    documents: tuple[str, ...] = ()
    letter_number: str = ""
    letter_date: date | None = None
    joint: bool = False

    @property
    def terms(self) -> Terms:
        """What its invitations say beside the meeting."""
        return Terms(self.cutoff, self.documents, self.letter_number, self.letter_date, self.joint)


def problems(opening: Opening, today: date) -> list[Problem]:
    """Everything that is wrong whichever unit it is for; a meeting's own day and hours are asked unit by unit."""
    return [*_of_days(opening, today), *_of_team(opening), *_of_words(opening)]


def _of_days(opening: Opening, today: date) -> Iterator[Problem]:
    if opening.cutoff > opening.meeting.on:
        message = N_("The cutoff {cutoff} lies after the meeting on {on}.")
        yield Problem(message, {"cutoff": opening.cutoff, "on": opening.meeting.on}, where="cutoff")
    elif opening.cutoff < today:
        yield Problem(N_("The cutoff {cutoff} has passed."), {"cutoff": opening.cutoff}, where="cutoff")
    if opening.letter_date is not None and opening.letter_date > opening.meeting.on:
        message = N_("The letter of assignment is dated {day}, after the meeting.")
        yield Problem(message, {"day": opening.letter_date}, where="letter_date")


def _of_team(opening: Opening) -> Iterator[Problem]:
    chairs = [person for person, duty in opening.team if duty == Duty.CHAIR]
    people = [person for person, _duty in opening.team]
    if not chairs:
        yield Problem(N_("The team needs a chair."), where="chair")
    elif len(chairs) > 1:
        yield Problem(N_("The team has one chair, not {n}."), {"n": len(chairs)}, where="chair")
    if any(person in chairs for person, duty in opening.team if duty == Duty.DEPUTY):
        message = N_("The chair cannot be their own deputy; please choose somebody else, or nobody.")
        yield Problem(message, where="deputy")
    elif len(set(people)) < len(people):
        yield Problem(N_("Somebody is in the team twice; each has one duty."), where="team")
    if len(people) > MOST_TEAM:
        yield Problem(N_("The team has at most {most} people."), {"most": MOST_TEAM}, where="team")


def _of_words(opening: Opening) -> Iterator[Problem]:
    if len(opening.documents) > MOST_DOCUMENTS:
        message = N_("At most {most} documents can be asked for.")
        yield Problem(message, {"most": MOST_DOCUMENTS}, where="documents")
    long = next((each for each in opening.documents if len(each) > MOST_LETTERS), None)
    if long is not None:
        params = {"n": len(long), "most": MOST_LETTERS}
        yield Problem(N_("This has {n} characters; at most {most}."), params, where="documents")
    if len(opening.letter_number) > MOST_NUMBER:
        params = {"n": len(opening.letter_number), "most": MOST_NUMBER}
        yield Problem(N_("This has {n} characters; at most {most}."), params, where="letter_number")
