"""What another ladder would tell in the coming mornings that the present one does not, and the other way round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from zi_workflow.domain.coming_mails import Coming, coming
from zi_workflow.domain.ladder_rules import ProgrammeLadder
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.usecases.outlooks import first_morning, outlook
from zi_workflow.usecases.windows import office_calendar


@dataclass(frozen=True)
class MorningDifference:
    """What the morning of a day would tell only with the new ladder, and only with the present one."""

    on: date
    added: tuple[Coming, ...]
    dropped: tuple[Coming, ...]


def differing_mornings(
    session: Session, programme_id: str, ladder: ProgrammeLadder, now: datetime, days: int
) -> list[MorningDifference]:
    """The next mornings in order, if nobody did anything meanwhile; none where nobody is told anything. Saves nothing."""
    facts = programme_facts(session, programme_id)
    first = first_morning(now, facts.zone)
    calendar = office_calendar(session, facts.unit_id, facts.week, first)
    begin = calendar.start_index(first)
    mornings = [calendar.day(begin + number) for number in range(days)]
    found = outlook(session, facts, first, mornings[-1])
    if found is None:
        return []
    present = coming(found, first, mornings[-1])
    new = coming(replace(found, rules=ladder.rules), first, mornings[-1])
    return [MorningDifference(on, _only(new, present, on), _only(present, new, on)) for on in mornings]


def _only(these: Sequence[Coming], others: Sequence[Coming], on: date) -> tuple[Coming, ...]:
    known = {each for each in others if each.on == on}
    return tuple(each for each in these if each.on == on and each not in known)
