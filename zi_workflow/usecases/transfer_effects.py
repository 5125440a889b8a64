"""Who does, reviews and decides a task before people change and after; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zi_workflow.domain.people import Directory, Duty
from zi_workflow.storage.queries.programmes import ProgrammeFacts


@dataclass(frozen=True, slots=True)
class Decides:
    """Whose an unfinished task is to do, to review or to decide, where that changes; by id, None for nobody."""

    programme: str
    task: str
    part: str
    before: str | None
    after: str | None


def decides(
    facts: ProgrammeFacts, old: dict[str, Duty], new: dict[str, Duty], before: Directory, after: Directory
) -> Iterator[Decides]:
    """Every part of a task that is another's after than before; duties by task."""
    for code, duty in new.items():
        was, now = _parts(before, old[code]), _parts(after, duty)
        for part, one, other in zip(("does", "reviews", "decides"), was, now, strict=True):
            if one != other:
                by_name = after.verifier(duty)
                instead = part == "reviews" and by_name is not None and by_name.id == now[0]
                yield Decides(facts.code, code, "instead" if instead else part, one, other)


def _parts(people: Directory, duty: Duty) -> tuple[str | None, str | None, str | None]:
    """Who does, reviews and decides; nobody reviews what they do themselves, then it is the next one above."""
    doer = people.assignee(duty)
    does = doer.id if doer is not None and not duty.external else None
    reviewer, decider = people.verifier(duty, not_by=does), people.approver(duty)
    return (
        doer.id if doer is not None else None,
        reviewer.id if reviewer is not None else None,
        decider.id if decider is not None else None,
    )
