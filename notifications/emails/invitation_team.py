"""How whoever comes for the assistance team is addressed and asked: they prepare nothing for the unit; words no meeting."""

from __future__ import annotations

from dataclasses import replace

from notifications.emails.invitation_terms import letter_of
from notifications.emails.letter import Letter
from notifications.names import one_line
from zi_workflow.domain.notices import MailFacts
from zi_workflow.domain.people import Role
from zi_workflow.domain.round_terms import Terms
from zi_workflow.i18n import _


def comes_with(facts: MailFacts) -> bool:
    """Whether the receiver comes for the assistance team."""
    return facts.role in (Role.ASSISTANCE_TEAM, Role.INSPECTORATE)


def addressed(facts: MailFacts, own: Letter) -> Letter:
    """The letter as theirs: they do not belong to the unit, and do not come for an office in it."""
    if not comes_with(facts):
        return own
    unit = one_line(facts.unit)
    reason = _("You receive this mail because you belong to the assistance team for {unit}.", unit=unit)
    return replace(
        own,
        unit=_("for the monitoring round in {unit}", unit=unit),
        reason=own.reason if facts.acting_for else reason,
    )


def request(terms: Terms | None) -> str:
    """To come, with the letter of assignment."""
    said = letter_of(terms) if terms else ""
    if said:
        return _(
            "Please attend for the assistance team and bring the letter of assignment {letter}.", letter=said
        )
    return _("Please attend for the assistance team and bring your letter of assignment.")
