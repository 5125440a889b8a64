"""Subjects: one line of at most 78 characters that says what to do by when; knows no body."""

from __future__ import annotations

from collections import Counter
from datetime import date

from notifications.emails.lines import title, verb
from notifications.emails.matters import Matter, Standing, by_task, matters
from zi_workflow.domain.notices import Line, MailFacts, NoticeKind
from zi_workflow.i18n import _, language, ngettext
from zi_workflow.wording import full_date

SUBJECT_LENGTH = 78
_WITHOUT_DUE_DAY = frozenset({NoticeKind.WAITING, NoticeKind.SOLVED})


def subject(facts: MailFacts) -> str:
    """`[ZI 2025] <verb> <object> - jatuh tempo Rabu, 30 April 2025`, or how many tasks there are on that day."""
    found = matters(facts.lines, facts.on)
    if len(found) == 1:
        first = found[0].first
        return fitted(f"[ZI {facts.year}] {verb(first)} - {_day(facts, first)}", title(first))
    pattern, what = _counted(found)
    return fitted(headed(facts, pattern), what)


def headed(facts: MailFacts, what: str, day: date | None = None) -> str:
    """A subject that says what it is about and on which day, by default the mail's own."""
    return f"[ZI {facts.year}] {what} - {full_date(day or facts.on, language())}"


def _day(facts: MailFacts, line: Line) -> str:
    if line.clock is None or line.kind in _WITHOUT_DUE_DAY:
        return full_date(facts.on, language())
    return _("due {day}", day=line.clock)


def _counted(found: list[Matter]) -> tuple[str, str]:
    tasks = by_task(found)
    counts = Counter(tasks)
    late, todo = counts[Standing.LATE], counts[Standing.LATE] + counts[Standing.ACTION]
    if todo == 0:
        return _("News on {what}"), ngettext("{n} task", "{n} tasks", len(tasks))
    if todo == late:
        return _("Follow up {what}"), ngettext("{n} late task", "{n} late tasks", late)
    some_late = ngettext(", {n} late", ", {n} late", late) if late else ""
    return _("Follow up {what}") + some_late, ngettext("{n} task", "{n} tasks", todo)


def fitted(pattern: str, what: str) -> str:
    """`pattern` with its `{what}` filled, shortened at a word's end where the room ends."""
    room = SUBJECT_LENGTH - len(pattern) + len("{what}")
    if len(what) > room:
        cut = what[: room - 3]
        word = cut.rsplit(" ", 1)[0]
        what = (word if len(word) * 2 > room else cut).rstrip(" ,;:-/(") + "..."
    return pattern.replace("{what}", what)
