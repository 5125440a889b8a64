"""What all emails share: whom they address, why, the groups of lines and the button; knows no particular email."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from notifications.emails.lines import LATE, LineView, link, verb, view
from notifications.emails.lines import title as line_title
from notifications.names import office_title, one_line
from zi_workflow.domain.errors import N_
from zi_workflow.domain.notices import Line, MailFacts, NoticeKind
from zi_workflow.i18n import _, language
from zi_workflow.wording import full_date

MOST_LINES = 10
SUBJECT_LENGTH = 78
_NO_DAY = 10**7

ACTION = frozenset(
    {
        NoticeKind.REMINDER,
        NoticeKind.READY,
        NoticeKind.VERIFY,
        NoticeKind.ASSIGNED,
        NoticeKind.RETURNED,
        NoticeKind.PLAN_CHANGED,
    }
)
HEADINGS: Mapping[str, str] = {
    "late": N_("Late ({n})"),
    "action": N_("Needs action ({n})"),
    "waiting": N_("Waiting for others ({n})"),
    "finished": N_("Finished ({n})"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading; the heading counts all of them, shown or not."""

    heading: str
    lines: tuple[LineView, ...]
    late: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in words, before layout."""

    year: int
    day: str
    heading: str
    salutation: str
    unit: str
    attention: str
    subject: str
    lead: str
    reason: str
    action: str
    button: str
    link: str
    single: bool
    groups: tuple[Group, ...]
    more: str
    programme: str


def letter(facts: MailFacts, subject: str, lead: str, action: str) -> Letter:
    """The frame around an email's own subject, lead and request, in the language in use."""
    shown = _chosen(facts.lines)
    hidden = len(facts.lines) - len(shown)
    single = facts.lines[0] if len(facts.lines) == 1 else None
    return Letter(
        year=facts.year,
        day=full_date(facts.on, language()),
        heading=_("Integrity Zone {year}", year=facts.year),
        salutation=_("To the {office}", office=addressed(facts)),
        unit=one_line(facts.unit),
        attention=_attention(facts),
        subject=subject,
        lead=lead,
        reason=_reason(facts),
        action=action,
        button=_("Open the task") if single and single.task else _("Open the list of tasks"),
        link=link(facts, single),
        single=single is not None,
        groups=tuple(_groups(facts, shown)),
        more=_("and {n} others", n=hidden) if hidden else "",
        programme=one_line(facts.programme),
    )


def addressed(facts: MailFacts) -> str:
    """The office the mail goes to: a substitute is addressed in the office that is acted for."""
    own = "" if facts.acting_for else one_line(facts.office)
    return own or office_title(facts.role, facts.area)


def _attention(facts: MailFacts) -> str:
    name = one_line(facts.to_name)
    if facts.acting_for:
        return _("Attn. {name}, acting for {holder}", name=name, holder=one_line(facts.acting_for))
    return _("Attn. {name}", name=name) if name else ""


def _reason(facts: MailFacts) -> str:
    names = {"office": office_title(facts.role, facts.area), "programme": one_line(facts.programme)}
    if facts.acting_for:
        return _(
            "You receive this mail because you act for {holder} as {office} in {programme}.",
            holder=one_line(facts.acting_for),
            **names,
        )
    return _("You receive this mail because you are registered as {office} in {programme}.", **names)


def kind_group(line: Line) -> str:
    """Under which heading a line stands."""
    if line.kind in LATE:
        return "late"
    if line.kind in ACTION:
        return "action"
    return "waiting" if line.kind is NoticeKind.WAITING else "finished"


def _order(line: Line) -> tuple[bool, int, int, int, str, str]:
    """New before repeated, then by group; what costs other areas most first, then what is due first."""
    day = line.clock.toordinal() if line.clock else _NO_DAY
    cost = -(line.other_areas_days or 0) if line.kind in LATE else 0
    return line.repeat, list(HEADINGS).index(kind_group(line)), cost, day, line.task or "", line.kind


def _chosen(lines: Sequence[Line]) -> list[Line]:
    return sorted(lines, key=_order)[:MOST_LINES]


def _groups(facts: MailFacts, shown: Iterable[Line]) -> Iterable[Group]:
    by_group: dict[str, list[LineView]] = {}
    for line in shown:
        by_group.setdefault(kind_group(line), []).append(view(line, facts))
    for key, heading in HEADINGS.items():
        if key in by_group:
            n = sum(kind_group(line) == key for line in facts.lines)
            yield Group(_(heading, n=n), tuple(by_group[key]), late=key == "late")


def single_subject(facts: MailFacts, line: Line) -> str:
    """`[ZI 2025] <verb> <object> - jatuh tempo Rabu, 30 April 2025`, the object shortened to fit."""
    tail = _(" - due {day}", day=full_date(line.clock, language())) if line.clock else ""
    return fitted(f"{prefix(facts)}{verb(line)}{tail}", line_title(line))


def prefix(facts: MailFacts) -> str:
    """What every subject begins with."""
    return f"[ZI {facts.year}] "


def fitted(pattern: str, what: str) -> str:
    """`pattern` with its `{what}` filled so that the whole is one line of at most 78 characters."""
    room = SUBJECT_LENGTH - len(pattern) + len("{what}")
    if len(what) > room:
        cut = what[: room - 3]
        word = cut.rsplit(" ", 1)[0]
        what = (word if len(word) * 2 > room else cut).rstrip(" ,;:-/(") + "..."
    return pattern.replace("{what}", what)
