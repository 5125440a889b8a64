"""One line of a mail in words: what is the matter, until when, who waits for it; knows no mail around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from notifications.emails.matters import Matter
from notifications.emails.recommended import recommended
from notifications.names import area_name, area_phrase, office_title, one_line, quarter_name, task_name
from zi_workflow.domain.errors import N_
from zi_workflow.domain.links import PURPOSE_NAMES
from zi_workflow.domain.notices import Line, MailFacts, NoticeKind
from zi_workflow.i18n import _, language, ngettext
from zi_workflow.wording import deadline, listing

MOST_NAMED, FEW_AREAS = 2, 2  # tasks named of each waiting area: fewer where many areas wait

VERBS: Mapping[NoticeKind, str] = {
    NoticeKind.ASSIGNED: N_("Carry out {what}"),
    NoticeKind.READY: N_("Start {what}"),
    NoticeKind.WAITING: N_("Waiting: {what}"),
    NoticeKind.REMINDER: N_("Complete {what}"),
    NoticeKind.OVERDUE: N_("Complete {what}"),
    NoticeKind.ESCALATION: N_("Follow up {what}"),
    NoticeKind.SOLVED: N_("Finished: {what}"),
    NoticeKind.RETURNED: N_("Correct the evidence of {what}"),
    NoticeKind.VERIFY: N_("Verify {what}"),
    NoticeKind.PLAN_CHANGED: N_("New date for {what}"),
    NoticeKind.HAND_OVER: N_("Decide who carries out {what}"),
    NoticeKind.UNDELIVERED: N_("Correct the address of {what}"),
    NoticeKind.NUDGE: N_("Complete {what}"),
    NoticeKind.DECISION: N_("Decide on {what}"),
    NoticeKind.MORE_TIME: N_("Decide on more time for {what}"),
    NoticeKind.ANSWERED: N_("Answer about {what}"),
    NoticeKind.MATRIX: N_("Fill in {what}"),
}
"""What a subject asks for, one for each kind of line."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be opened: what it is called and where it is."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class MatterView:
    """A matter as both bodies lay it out: title, place (with the mark of a repeated one), sentences, link.

    `brief` is the one sentence that a text to paste has room for; `choices` are the links that act, the main one first.
    """

    title: str
    place: str
    sentences: tuple[str, ...]
    brief: str
    link: str
    choices: tuple[Choice, ...] = ()


def view(matter: Matter, facts: MailFacts) -> MatterView:
    """The matter in the language in use; what two of its lines say alike is said once."""
    first = matter.first
    said = dict.fromkeys(text for line in matter.lines for text in _sentences(line, facts) if text)
    return MatterView(
        title=title(first),
        place=" · ".join(filter(None, _place(matter))),
        sentences=tuple(said),
        brief=_note(first) or _due(first, facts) or next(iter(said), ""),
        link=link(facts, first),
        choices=choices(matter, facts),
    )


def choices(matter: Matter, facts: MailFacts) -> tuple[Choice, ...]:
    """The links that act on it; none where it is not the receiver's own to do, or where mails link to nothing."""
    if not facts.base_url:
        return ()
    ways = next((line.ways for line in matter.lines if line.ways), ())
    return tuple(Choice(_(PURPOSE_NAMES[way.purpose]), way.address) for way in ways)


def _place(matter: Matter) -> Iterator[str]:
    line = matter.first
    yield line.task or ""
    yield area_name(line.area) if line.area else ""
    yield one_line(line.unit)
    yield _("still open") if matter.repeat else ""


def title(line: Line) -> str:
    """The task's title, or what a line without a task is about."""
    if line.count is not None:
        return ngettext("{n} task", "{n} tasks", line.count)
    if line.quarter:
        return _("Matrix {quarter}", quarter=quarter_name(line.quarter))
    return one_line(line.title) or line.task or one_line(line.note)


def verb(line: Line) -> str:
    """What the subject asks for, with its `{what}` still open."""
    message = VERBS[NoticeKind.VERIFY] if _mine_to_review(line) else VERBS[line.kind]
    return _(message)


def link(facts: MailFacts, line: Line | None = None) -> str:
    """The page of the line's task or matrix, else the programme's list of tasks (the front page for several programmes)."""
    if not facts.base_url:
        return ""
    codes = {each.programme_code or facts.programme_code for each in facts.lines}
    if line is not None:
        codes = {line.programme_code or facts.programme_code}
    path = _programme_path(codes.pop()) if len(codes) == 1 else "/"
    if line is not None and line.task:
        path += f"/task/{quote(line.task, safe='')}"
    elif line is not None and line.kind is NoticeKind.MATRIX:
        path += f"/monev/{quote(line.quarter, safe='')}/matriks/{quote(line.area, safe='')}"
    elif path != "/":
        path += "/task"
    return facts.base_url.rstrip("/") + path


def programme_link(facts: MailFacts) -> str:
    """The page of the mail's programme."""
    base = facts.base_url.rstrip("/")
    return base + _programme_path(facts.programme_code) if base else ""


def _programme_path(code: str) -> str:
    return f"/programme/{quote(code, safe='')}"


def _mine_to_review(line: Line) -> bool:
    own = line.review and line.kind in (NoticeKind.OVERDUE, NoticeKind.NUDGE)
    return line.kind is NoticeKind.VERIFY or own


def _sentences(line: Line, facts: MailFacts) -> Iterator[str]:
    yield from _OPENINGS[line.kind](line)
    yield recommended(line)
    yield _due(line, facts)
    yield _note(line)
    yield _holds(line)
    yield _cost(line.finish_days or 0, line.other_areas_days or 0)
    if line.passed_on:
        yield _("It has been passed on to: {office}.", office=office_title(line.passed_on, line.area))


def _note(line: Line) -> str:
    note = one_line(line.note)
    if not note or line.kind is NoticeKind.UNDELIVERED:  # there it is the title
        return ""
    if line.kind is NoticeKind.RETURNED:
        return _("Note of the verifier: “{note}”", note=note)
    return _("Note: “{note}”", note=note)


def _assigned(line: Line) -> Iterator[str]:
    if line.count is None:
        yield _("This is a new task for you.")
    else:
        yield _("The list of tasks shows which they are and when they are due.")


def _waiting(line: Line) -> Iterator[str]:
    if line.waits_for is None:
        yield _("It cannot be started yet.")
    else:
        area, task = area_phrase(line.waits_for.area), task_name(line.waits_for)
        yield _("It cannot be started yet because it waits for {task} in {area}.", area=area, task=task)
    yield _("You need not do anything; you will be told when it can be started.")


def _matrix(line: Line) -> Iterator[str]:
    if line.level is None:
        yield _(
            "It begins with how the tasks stand; complete realisation, obstacles and solutions and send it."
        )
    else:
        yield _("The area did not send it by the cutoff; what it sends now is marked as late.")


def _says(message: str, about_review: str = "") -> Callable[[Line], Iterator[str]]:
    def sentence(line: Line) -> Iterator[str]:
        yield _(about_review if line.review and about_review else message)

    return sentence


_OPENINGS: Mapping[NoticeKind, Callable[[Line], Iterator[str]]] = {
    NoticeKind.ASSIGNED: _assigned,
    NoticeKind.READY: _says(N_("It can be started: everything it waited for is there.")),
    NoticeKind.WAITING: _waiting,
    NoticeKind.REMINDER: _says(""),
    NoticeKind.OVERDUE: _says("", N_("The evidence was handed in and is not verified yet.")),
    NoticeKind.ESCALATION: _says(
        N_("It is not finished yet."), N_("The evidence was handed in and is not verified yet.")
    ),
    NoticeKind.SOLVED: _says(
        N_("It is finished; nothing is left to follow up."),
        N_("The verification is finished; nothing is left to follow up."),
    ),
    NoticeKind.RETURNED: _says(N_("The evidence was returned to be corrected.")),
    NoticeKind.VERIFY: _says(N_("The evidence was handed in and waits for your verification.")),
    NoticeKind.PLAN_CHANGED: _says(N_("The planned date of this task has changed.")),
    NoticeKind.HAND_OVER: _says(N_("Whoever carries it out asks that somebody else takes it over.")),
    NoticeKind.NUDGE: _says(
        N_("You are asked to go on with it."), N_("The evidence was handed in and is not verified yet.")
    ),
    NoticeKind.DECISION: _says(N_("It was proposed to set it aside because it does not apply to the unit.")),
    NoticeKind.MORE_TIME: _says(N_("Whoever carries it out asks for more time.")),
    NoticeKind.ANSWERED: _says(N_("What you asked for has been answered.")),
    NoticeKind.MATRIX: _matrix,
    NoticeKind.UNDELIVERED: _says(
        N_(
            "Mail to this address was refused. Until it is corrected, what concerns this person stands on the "
            "list to be printed."
        )
    ),
}


def _due(line: Line, facts: MailFacts) -> str:
    """Until when, and how far away that is in working days; without a known distance only the day."""
    if line.clock is None or line.kind in (NoticeKind.WAITING, NoticeKind.SOLVED):
        return ""
    day = deadline(line.clock, facts.zone, language())
    review = line.review or line.kind is NoticeKind.VERIFY
    age = line.age
    if age is None:
        return _("Verification due {day}.", day=day) if review else _("Due {day}.", day=day)
    if age == 0:
        return _("Verification due today, {day}.", day=day) if review else _("Due today, {day}.", day=day)
    if age < 0:
        left = ngettext("{n} working day left", "{n} working days left", -age)
        message = N_("Verification due {day} ({left}).") if review else N_("Due {day} ({left}).")
        return _(message, day=day, left=left)
    late = ngettext("{n} working day late", "{n} working days late", age)
    return _(
        N_("Verification due {day}; {late}.") if review else N_("Due {day}; {late}."), day=day, late=late
    )


def _holds(line: Line) -> str:
    """Which areas wait, each with its first tasks, and how many tasks in all."""
    tasks = line.holds
    if not tasks:
        return ""
    by_area: dict[str, list[str]] = {}
    for task in tasks:
        by_area.setdefault(task.area, []).append(task_name(task))
    most = MOST_NAMED if len(by_area) <= FEW_AREAS else 1
    parts = [
        _("{tasks} in {area}", tasks=listing(names[:most], language()), area=area_phrase(area))
        for area, names in by_area.items()
    ]
    n = max(line.held or 0, len(tasks))
    rest = n - sum(min(most, len(names)) for names in by_area.values())
    if rest:
        parts.append(_("and {n} others", n=rest))
    names = "; ".join(parts)
    return ngettext("{n} task waits for it: {names}.", "{n} tasks wait for it: {names}.", n, names=names)


def _cost(finish: int, others: int) -> str:
    """What another week costs, in working days."""
    if finish > 0 and others > 0:
        return _(
            "Another week of delay costs the end of the programme {finish} working days and tasks of other "
            "areas {others} working days in all.",
            finish=finish,
            others=others,
        )
    if finish > 0:
        return _("Another week of delay costs the end of the programme {finish} working days.", finish=finish)
    if others > 0:
        return _(
            "Another week of delay costs tasks of other areas {others} working days in all.", others=others
        )
    return ""
