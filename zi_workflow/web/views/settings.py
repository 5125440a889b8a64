"""A programme's settings as its page shows them, and what another ladder changes in words; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zi_workflow.domain.coming_mails import Coming
from zi_workflow.domain.ladder_rules import NEVER, ProgrammeLadder
from zi_workflow.domain.offices import ROLE_OF_LEVEL
from zi_workflow.domain.people import Directory
from zi_workflow.i18n import _
from zi_workflow.storage.queries.pages import TaskRow
from zi_workflow.usecases.ladder_previews import MorningDifference
from zi_workflow.web.views import words

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A line of a mail that only one of the two ladders has."""

    task: str
    title: str
    what: str
    who: str


@dataclass(frozen=True, slots=True)
class DayLine:
    """A morning on which the two ladders differ; `more` are lines that are not shown."""

    on: date
    added: Sequence[NoticeLine]
    dropped: Sequence[NoticeLine]
    more: int


def levels() -> list[tuple[int, str]]:
    """The levels with whom they tell."""
    roles = {
        1: _("whoever does the task"),
        **{level: words.role(role) for level, role in ROLE_OF_LEVEL.items()},
    }
    return sorted(roles.items())


def apart_choices() -> list[tuple[str, str]]:
    """From which level on an escalation has a mail of its own."""
    named = [(str(level), _("from level {n} on", n=level)) for level in range(2, NEVER)]
    return [*named, (str(NEVER), _("never"))]


def day_lines(
    mornings: Iterable[MorningDifference], tasks: Sequence[TaskRow], people: Directory
) -> list[DayLine]:
    """The mornings that differ, in order."""
    titles = {row.code: row.title for row in tasks}
    found = []
    for each in mornings:
        added = [_line(notice, titles, people) for notice in each.added]
        dropped = [_line(notice, titles, people) for notice in each.dropped]
        if added or dropped:
            more = max(len(added) - MOST_SHOWN, 0) + max(len(dropped) - MOST_SHOWN, 0)
            found.append(DayLine(each.on, added[:MOST_SHOWN], dropped[:MOST_SHOWN], more))
    return found


def _line(notice: Coming, titles: Mapping[str, str], people: Directory) -> NoticeLine:
    person = people.people.get(notice.recipient)
    what = words.notice_kind(str(notice.kind), notice.rung, notice.level)
    who = person.name if person else words.role(notice.role)
    return NoticeLine(notice.task or "", titles.get(notice.task or "", ""), what, who)


def ladder_changes(before: ProgrammeLadder, after: ProgrammeLadder) -> list[tuple[str, str, str]]:
    """What differs between two ladders: name, before, after."""
    one, other = ladder_said(before), ladder_said(after)
    return [(name, said, other[name]) for name, said in one.items() if other[name] != said]


def ladder_said(ladder: ProgrammeLadder) -> dict[str, str]:
    """A ladder in words, by name."""
    rules, apart = ladder.rules, dict(apart_choices())
    return {
        _("Reminders before the day"): _listed(rules.rungs),
        _("Levels 1 to 5"): _listed(rules.thresholds),
        _("Levels while another area waits"): _listed(rules.thresholds_holding),
        _("Days for a review"): str(rules.review_days),
        _("Escalations in a mail of their own"): apart.get(str(ladder.separate_from), ""),
    }


def _listed(days: Sequence[int]) -> str:
    return ", ".join(map(str, days)) or "-"
