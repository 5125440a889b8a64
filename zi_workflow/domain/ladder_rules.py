"""What a programme may set of its ladder, and what contradicts itself; knows no table and no mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from zi_workflow.domain.digests import SEPARATE_FROM_LEVEL
from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.offices import TOP_LEVEL
from zi_workflow.domain.situations import Rules

MOST_RUNGS = 6
MOST_DAYS = 60
NEVER = TOP_LEVEL + 1
"""As a level from which escalations leave the digest: none does."""


@dataclass(frozen=True, slots=True)
class ProgrammeLadder:
    """The ladder of a programme, and the level from which an escalation leaves the digest for a mail of its own."""

    rules: Rules = field(default_factory=Rules)
    separate_from: int = SEPARATE_FROM_LEVEL


def ladder_problems(ladder: ProgrammeLadder) -> list[Problem]:
    """Everything that is wrong, each with its field as its place."""
    rules = ladder.rules
    found = [*_rung_problems(rules.rungs)]
    for where, days in (("thresholds", rules.thresholds), ("holding", rules.thresholds_holding)):
        found += _level_problems(where, days)
    pairs = zip(rules.thresholds_holding, rules.thresholds, strict=False)
    if not found and any(holding > usual for holding, usual in pairs):
        message = N_("A task that holds another area must not climb later than any other.")
        found.append(Problem(message, where="holding"))
    if not 1 <= rules.review_days <= MOST_DAYS:
        found.append(_outside("review_days", 1))
    if not 2 <= ladder.separate_from <= NEVER:
        message = N_("Escalations leave the digest from level 2 to 5 on, or never.")
        found.append(Problem(message, where="separate_from"))
    return found


def _rung_problems(rungs: tuple[int, ...]) -> Iterator[Problem]:
    if len(rungs) > MOST_RUNGS:
        yield Problem(N_("At most {most} reminders, please."), {"most": MOST_RUNGS}, where="rungs")
    if any(not 0 <= rung <= MOST_DAYS for rung in rungs):
        yield _outside("rungs", 0)
    if len(set(rungs)) < len(rungs):
        yield Problem(N_("A reminder stands there twice."), where="rungs")


def _level_problems(where: str, days: tuple[int, ...]) -> Iterator[Problem]:
    if len(days) != TOP_LEVEL:
        yield Problem(N_("Each of the {n} levels needs a number of days."), {"n": TOP_LEVEL}, where=where)
    elif any(not 1 <= each <= MOST_DAYS for each in days):
        yield _outside(where, 1)
    elif list(days) != sorted(days):
        yield Problem(N_("A higher level must not begin before a lower one."), where=where)


def _outside(where: str, least: int) -> Problem:
    message = N_("Please write whole numbers of working days from {least} to {most}.")
    return Problem(message, {"least": least, "most": MOST_DAYS}, where=where)
