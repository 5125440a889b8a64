"""What all emails share: whom they address, why, the groups of lines and the button; knows no particular email."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from notifications.emails.lines import Choice, MatterView, choices, link, view
from notifications.emails.matters import Matter, Standing, matters
from notifications.emails.subjects import headed, subject
from notifications.names import office_title, one_line
from zi_workflow.domain.errors import N_
from zi_workflow.domain.links import LIFETIME
from zi_workflow.domain.notices import Line, MailFacts, NoticeKind
from zi_workflow.i18n import _

MOST_MATTERS = 10
HEADINGS: Mapping[Standing, str] = {
    Standing.LATE: N_("Late ({n})"),
    Standing.ACTION: N_("Needs action ({n})"),
    Standing.WAITING: N_("Waiting for others ({n})"),
    Standing.NEWS: N_("For your information ({n})"),
    Standing.FINISHED: N_("Finished ({n})"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Matters under one heading; the heading counts all of them, shown or not."""

    heading: str
    lines: tuple[MatterView, ...]
    late: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in words, before layout: one button, and for a mail about one matter the other choices below it."""

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
    choices: tuple[Choice, ...] = ()
    caution: str = ""


def letter(facts: MailFacts, lead: str, action: str) -> Letter:
    """The frame around an email's own lead and request, in the language in use."""
    found = matters(facts.lines, facts.on)
    shown = found[:MOST_MATTERS]
    hidden = len(found) - len(shown)
    single = found[0].first if len(found) == 1 else None
    button = Choice(_opens(single), link(facts, single))
    acting = choices(found[0], facts) if single else ()
    button, *others = (*acting, button)
    return Letter(
        heading=_("Integrity Zone {year}", year=facts.year),
        salutation=_("To the {office}", office=addressed(facts)),
        unit=one_line(facts.unit),
        attention=_attention(facts),
        subject=subject(facts),
        lead=lead,
        reason=_reason(facts),
        action=action,
        button=button.label,
        link=button.address,
        single=single is not None,
        groups=tuple(_groups(facts, found, shown)),
        more=_("and {n} others", n=hidden) if hidden else "",
        programme=one_line(facts.programme),
        choices=tuple(others),
        caution=_caution(facts),
    )


def _opens(single: Line | None) -> str:
    if single is not None and single.kind is NoticeKind.MATRIX:
        return _("Open the matrix")
    return _("Open the task") if single and single.task else _("Open the list of tasks")


def of_the_service(own: Letter, facts: MailFacts, subject: str, button: str, path: str) -> Letter:
    """The letter as one about the service itself: no tasks, and a button to one of its pages."""
    return replace(
        own,
        subject=headed(facts, subject),
        button=button,
        link=f"{facts.base_url}{path}" if facts.base_url else "",
        groups=(),
        single=False,
        more="",
    )


def _caution(facts: MailFacts) -> str:
    if not facts.base_url or not any(line.ways for line in facts.lines):
        return ""
    return _(
        "The links in this mail that do something are for you alone and work for {n} days; please do not forward it.",
        n=LIFETIME.days,
    )


def addressed(facts: MailFacts) -> str:
    """The office the mail goes to: a substitute is addressed in the office that is acted for."""
    own = "" if facts.acting_for else one_line(facts.office)
    return own or office_title(facts.role, facts.area)


def _attention(facts: MailFacts) -> str:
    name = one_line(facts.to_name)
    if facts.acting_for:
        return _("Attn. {name}, acting for {holder}", name=name, holder=one_line(facts.acting_for))
    return _("Attn. {name}", name=name) if name and name != addressed(facts) else ""


def _reason(facts: MailFacts) -> str:
    if facts.acting_for:
        holder = one_line(facts.acting_for)
        return _("You receive this mail because you act for {holder} in this programme.", holder=holder)
    office = office_title(facts.role, facts.area)
    return _("You receive this mail because you are registered as {office} in this programme.", office=office)


def _groups(facts: MailFacts, found: Sequence[Matter], shown: Sequence[Matter]) -> Iterable[Group]:
    for standing, heading in HEADINGS.items():
        views = tuple(view(matter, facts) for matter in shown if matter.standing is standing)
        if views:
            n = sum(matter.standing is standing for matter in found)
            yield Group(_(heading, n=n), views, late=standing is Standing.LATE)
