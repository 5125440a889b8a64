"""What a change does, as its page shows it before anything is saved: dates, areas, gates, mails; no query, no HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zi_workflow import wording
from zi_workflow.domain.analysis import Finish
from zi_workflow.domain.coming_mails import Coming, MailShift
from zi_workflow.domain.plans import Span
from zi_workflow.i18n import _, language, ngettext
from zi_workflow.usecases.editing import AreaEffect
from zi_workflow.usecases.foresight import Dropped, Foresight, ProgrammeMails
from zi_workflow.usecases.moves import Move
from zi_workflow.web.views import words


@dataclass(frozen=True, slots=True)
class Named:
    """What is called how, for one programme: its tasks by code, its gates, the days by which tasks are due."""

    titles: Mapping[str, str]
    gates: frozenset[str] = frozenset()
    dues: Mapping[str, date | None] | None = None

    def task(self, code: str) -> str:
        """`Title (CODE)`."""
        title = self.titles.get(code)
        return f"{title} ({code})" if title and title != code else code


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A task that moves: old and new days, by how many working days its finish moves, and what deserves a look."""

    code: str
    task: str
    area: str
    old: Span
    new: Span
    days: str
    gate: bool
    warning: str


@dataclass(frozen=True, slots=True)
class AreaLine:
    """What an area feels."""

    area: str
    sentence: str


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail: what it says, to whom and when it would have come, to whom and when it comes."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class MailGroup:
    """The mails of one task that change."""

    task: str
    lines: Sequence[MailLine]


@dataclass(frozen=True, slots=True)
class Mails:
    """All mail that a change touches: told by the change itself, taken back by it, and what comes on another day."""

    told: Sequence[tuple[str, str, str]]
    dropped: Sequence[str]
    groups: Sequence[MailGroup]
    sentence: str
    singles: bool

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self.told) + len(self.dropped) + sum(len(group.lines) for group in self.groups)


def move_lines(moves: Iterable[Move], named: Named) -> list[MoveLine]:
    """The tasks that move, in the order of the plan."""
    return [_move(move, named) for move in moves]


def _move(move: Move, named: Named) -> MoveLine:
    due = (named.dues or {}).get(move.task)
    late = due is not None and move.new.finish > due
    return MoveLine(
        move.task,
        named.task(move.task),
        words.area(move.area),
        move.old,
        move.new,
        shift_words(move.days),
        move.task in named.gates,
        _("After its deadline, {day}.", day=due) if late and due is not None else "",
    )


def shift_words(days: int) -> str:
    """By how much something moves."""
    if days > 0:
        return _("{days} later", days=words.days(days))
    return _("{days} earlier", days=words.days(-days)) if days else _("ends on the same day")


def finish_sentences(before: Finish, after: Finish, deadline: date | None = None) -> list[str]:
    """The programme's last day, expected and planned, before and after."""
    found = [
        _("Expected to finish on {after}; until now {before}.", before=before.forecast, after=after.forecast)
        if before.forecast != after.forecast
        else _("Still expected to finish on {day}.", day=after.forecast)
    ]
    if before.planned != after.planned:
        message = _(
            "The planned finish becomes {after}; until now {before}.",
            before=before.planned,
            after=after.planned,
        )
        found.append(message)
    if deadline is not None and after.forecast > deadline >= before.forecast:
        found.append(_("That is after the programme's deadline, {day}.", day=deadline))
    return found


def area_lines(areas: Mapping[str, AreaEffect]) -> list[AreaLine]:
    """What each area feels that feels anything, in their order."""
    return [AreaLine(words.area(key), _area(areas[key])) for key in words.in_order(areas)]


def _area(effect: AreaEffect) -> str:
    moved = ngettext(
        "{n} task is planned for other days", "{n} tasks are planned for other days", effect.tasks
    )
    return _(
        "{moved}; added up over its tasks, planned finishes are {planned}, expected ones {forecast}.",
        moved=moved,
        planned=_shifted(effect.planned_days),
        forecast=_shifted(effect.forecast_days),
    )


def _shifted(days: int) -> str:
    """Which way, and by how many working days; never a number below nought."""
    if days == 0:
        return _("unchanged")
    number = words.days(abs(days))
    return _("{days} earlier", days=number) if days < 0 else _("{days} later", days=number)


def mails(found: Foresight[object], named: Mapping[str, Named]) -> Mails:
    """All mail that the change touches; `named` by programme id."""
    told = [
        (
            found.names.get(each.recipient, ""),
            _of(words.notice_kind(each.kind), each.task, named[each.programme_id]),
            _("{day}, in a mail of its own", day=each.on)
            if each.single
            else _("{day}, in the morning's digest", day=each.on),
        )
        for each in found.told
    ]
    taken_back = Counter(_dropped(each, named, found.names.get(each.recipient, "")) for each in found.dropped)
    dropped = [f"{line} ({n}×)" if n > 1 else line for line, n in taken_back.items()]
    groups = [group for each in found.mails for group in _groups(each, named[each.programme_id], found.names)]
    return Mails(told, dropped, groups, _reach(found.mails), any(each.single for each in found.told))


def _of(what: str, task: str | None, named: Named) -> str:
    return f"{what}: {named.task(task)}" if task else what


def _dropped(each: Dropped, named: Mapping[str, Named], who: str) -> str:
    """A mail or a notice that is not sent; a notice with the task that it is about."""
    if each.mail:
        return _(
            "{who}: a mail that waits ({kind}) is not sent to them any more.",
            who=who,
            kind=words.mail_kind(each.kind),
        )
    what = words.notice_kind(each.kind)
    about = named.get(each.programme_id or "")
    if about is not None:
        what = _of(what, each.task, about)
    return _("{who}: “{kind}” was to be told and is not any more.", who=who, kind=what)


def _reach(sights: Sequence[ProgrammeMails]) -> str:
    """How far ahead it was looked."""
    seen = [each for each in sights if each.last > each.first]
    if not seen:
        return _("No mail goes out for a programme that is not active.")
    last = max(each.last for each in seen)
    first = min(each.first for each in seen)
    return _(
        "Looked at: the mornings from {first} to {last}, if nothing else happens.", first=first, last=last
    )


def _groups(sight: ProgrammeMails, named: Named, names: Mapping[str, str]) -> list[MailGroup]:
    by_task: dict[str, list[MailShift]] = {}
    for shift in sight.shifts:
        task = shift.known.task
        by_task.setdefault(named.task(task) if task else _("All tasks together"), []).append(shift)
    return [
        MailGroup(task, [_line(shift, names) for shift in sorted(shifted, key=_first_day)])
        for task, shifted in by_task.items()
    ]


def _first_day(shift: MailShift) -> date:
    return shift.old.on if shift.old is not None else shift.known.on


def _line(shift: MailShift, names: Mapping[str, str]) -> MailLine:
    """To whom it goes stands once where both sides go to the same person."""
    known = shift.known
    what = words.notice_kind(str(known.kind), known.rung, known.level)
    receivers = {end.recipient for end in (shift.old, shift.new) if end is not None}
    if len(receivers) > 1:
        return MailLine(what, _end(shift.old, names), _end(shift.new, names))
    who = names.get(known.recipient, "")
    days = [wording.short_date(end.on, language()) if end else "" for end in (shift.old, shift.new)]
    return MailLine(_("{what} to {who}", what=what, who=who), *days)


def _end(mail: Coming | None, names: Mapping[str, str]) -> str:
    if mail is None:
        return ""
    day = wording.short_date(mail.on, language())
    return _("{day} to {who}", day=day, who=names.get(mail.recipient, ""))
