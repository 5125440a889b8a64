"""Which mails a day's notices become: one digest a person, escalations apart; knows no wording and no table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from zi_workflow.domain.notices import About, MailKind, NoticeKind

SEPARATE_FROM_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A notice as it goes into a mail; `person` is the office holder it is meant for.

    `repeat` marks the line that a person keeps after being told; it has no notice of its own.
    """

    notice: str | None
    programme: str
    kind: NoticeKind
    task: str | None
    about: About
    cycle: int
    level: int | None
    rung: int | None
    person: str
    role: str
    told_on: date | None = None
    count: int | None = None
    note: str = ""
    repeat: bool = False
    at_once: bool = False  # somebody asked that it does not wait for the window
    quarter: str = ""  # of a matrix that is awaited, with its area and until when
    area: str = ""
    clock: date | None = None

    @property
    def matter(self) -> tuple[str, str | None, About, str]:
        """What it is about and for whom: a mail has one line for it."""
        return self.programme, self.task, self.about, self.person


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be written to one receiver (the holder, or who acts for them)."""

    receiver: str
    kind: MailKind
    entries: tuple[Entry, ...]
    single: bool = False

    def key(self, on: date) -> str:
        """Its idempotency key: person and day for a window's mail, the notice for a single one."""
        single = self.single or self.kind not in (MailKind.DIGEST, MailKind.ESCALATION)
        return f"{self.kind}:{self.entries[0].notice if single else f'{self.receiver}:{on.isoformat()}'}"


def letters(
    due: Iterable[Entry],
    told: Iterable[Entry],
    receivers: Mapping[str, str],
    owed: frozenset[str],
    apart: Mapping[str, int] | None = None,
) -> tuple[Letter, ...]:
    """The mails of one window, receivers in order of their ids.

    `told` are the unsolved matters that people were told of; `receivers` maps an office holder to whoever
    receives today (nobody: the notice stays due); `owed` are the receivers to whom this week's first digest
    is due even without news (docs/mail.md section 2: Monday's digest). `apart` has the level
    from which a programme's escalations leave the digest, where it set one.
    """
    news: dict[tuple[str, MailKind], list[Entry]] = {}
    for entry in due:
        receiver = receivers.get(entry.person)
        if receiver is not None:
            news.setdefault((receiver, _mail_of(entry, apart or {})), []).append(entry)
    kept = _kept(told, receivers)
    for receiver in owed & kept.keys():
        news.setdefault((receiver, MailKind.DIGEST), [])
    found = [
        Letter(receiver, kind, _with_kept(entries, kept.get(receiver, ()), kind))
        for (receiver, kind), entries in sorted(news.items())
    ]
    return tuple(letter for letter in found if letter.entries)


SINGLE_MAILS = {
    NoticeKind.RETURNED: MailKind.RETURNED,
    NoticeKind.ASSIGNED: MailKind.ASSIGNED,
    NoticeKind.NUDGE: MailKind.NUDGE,
}


def singles(due: Iterable[Entry], receivers: Mapping[str, str]) -> tuple[Letter, ...]:
    """The mails that go at once inside working hours: evidence returned, a single new task, what a person asked for."""
    return tuple(
        Letter(receivers[entry.person], kind, (entry,), single=True)
        for entry in due
        if (kind := _single_mail(entry)) is not None and entry.task is not None and entry.person in receivers
    )


def _single_mail(entry: Entry) -> MailKind | None:
    if entry.kind is NoticeKind.ESCALATION and entry.at_once:
        return MailKind.ESCALATION
    return SINGLE_MAILS.get(entry.kind)


def _mail_of(entry: Entry, apart: Mapping[str, int]) -> MailKind:
    """Escalations from level 3 on leave the digest, or from the level that their programme has set."""
    least = apart.get(entry.programme, SEPARATE_FROM_LEVEL)
    high = entry.kind is NoticeKind.ESCALATION and (entry.level or 0) >= least
    return MailKind.ESCALATION if high else MailKind.DIGEST


def _kept(told: Iterable[Entry], receivers: Mapping[str, str]) -> dict[str, tuple[Entry, ...]]:
    """Per receiver the lines they keep: the highest level told, once a matter."""
    highest: dict[tuple[str, str | None, About, str], Entry] = {}
    for entry in told:
        known = highest.get(entry.matter)
        if known is None or (entry.level or 0) > (known.level or 0):
            highest[entry.matter] = entry
    found: dict[str, list[Entry]] = {}
    for entry in highest.values():
        receiver = receivers.get(entry.person)
        if receiver is not None:
            found.setdefault(receiver, []).append(replace(entry, notice=None, repeat=True))
    return {receiver: tuple(entries) for receiver, entries in found.items()}


def _with_kept(news: list[Entry], kept: Iterable[Entry], kind: MailKind) -> tuple[Entry, ...]:
    if kind is not MailKind.DIGEST:
        return tuple(news)
    said = {entry.matter for entry in news}
    return (*news, *(entry for entry in kept if entry.matter not in said))
