"""Which lines of a mail get links that act, and where these lead; makes none and knows no wording."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from notifications.emails.letter import MOST_MATTERS
from notifications.emails.matters import matters
from zi_workflow import i18n
from zi_workflow.domain.links import Way, address
from zi_workflow.domain.messages import PRINT
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind
from zi_workflow.usecases.link_issues import Issues, Matter
from zi_workflow.usecases.outbox import Message

OWN = frozenset(
    {
        NoticeKind.ASSIGNED,
        NoticeKind.READY,
        NoticeKind.REMINDER,
        NoticeKind.OVERDUE,
        NoticeKind.RETURNED,
        NoticeKind.PLAN_CHANGED,
        NoticeKind.NUDGE,
    }
)
"""Lines to whoever does the work; of these only the receiver's own get links."""
MAILS = frozenset({MailKind.DIGEST, MailKind.ASSIGNED, MailKind.RETURNED, MailKind.NUDGE})


class Linking(StrEnum):
    """What becomes of links that act."""

    NONE = "none"  # there are none: a rehearsal, where nobody gets the mail
    HIDDEN = "hidden"  # the mail has them, the copy that is kept does not
    SHOWN = "shown"  # the copy has them too: a demonstration, where it is the only one


def own_matters(row: Message, facts: MailFacts) -> tuple[Matter, ...]:
    """The matters of a mail that are for its receiver to do, in the mail's order; none on paper."""
    if row.channel == PRINT or facts.kind not in MAILS or not facts.base_url:
        return ()
    shown = [line for matter in matters(facts.lines, facts.on)[:MOST_MATTERS] for line in matter.lines]
    own = ((_programme(line, facts), line.task) for line in shown if _is_own(line))
    return tuple(dict.fromkeys((programme, task) for programme, task in own if task is not None))


def with_ways(facts: MailFacts, issues: Issues, lang: str) -> MailFacts:
    """The facts with the links that were issued on their lines, for one rendering in that language."""
    if not issues:
        return facts
    return replace(facts, lines=tuple(_with(line, facts, issues, lang) for line in facts.lines))


def _is_own(line: Line) -> bool:
    return line.kind in OWN and not line.review and line.count is None


def _programme(line: Line, facts: MailFacts) -> str:
    return line.programme_code or facts.programme_code


def _with(line: Line, facts: MailFacts, issues: Issues, lang: str) -> Line:
    made = issues.get((_programme(line, facts), line.task or ""), ()) if _is_own(line) else ()
    asked = "" if lang == i18n.LANGUAGES[0] else f"?lang={lang}"
    ways = tuple(Way(each.purpose, address(facts.base_url, each.token) + asked) for each in made)
    return replace(line, ways=ways) if ways else line
