"""The table of emails: which context a kind of mail has; knows no wording."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, Self

from notifications.emails.alert import context as alert
from notifications.emails.assigned import context as assigned
from notifications.emails.digest import context as digest
from notifications.emails.escalation import context as escalation
from notifications.emails.invitation import context as invitation
from notifications.emails.letter import Letter
from notifications.emails.nudge import context as nudge
from notifications.emails.returned import context as returned
from notifications.emails.sign_in import context as sign_in
from notifications.emails.test import context as test
from notifications.emails.weekly import context as weekly
from zi_workflow.domain.notices import MailFacts, MailKind


class Context(Protocol):
    """What a template gets: made from facts, or as a sample, in the language in use."""

    @property
    def letter(self) -> Letter:
        """The frame with the email's own words."""

    @classmethod
    def of(cls, facts: MailFacts) -> Self:
        """The context of these facts."""

    @classmethod
    def sample(cls) -> Self:
        """A made-up one."""


EMAILS: Mapping[MailKind, type[Context]] = {
    MailKind.DIGEST: digest.DigestContext,
    MailKind.ESCALATION: escalation.EscalationContext,
    MailKind.ASSIGNED: assigned.AssignedContext,
    MailKind.RETURNED: returned.ReturnedContext,
    MailKind.INVITATION: invitation.InvitationContext,
    MailKind.ALERT: alert.AlertContext,
    MailKind.TEST: test.TestContext,
    MailKind.WEEKLY: weekly.WeeklyContext,
    MailKind.SIGN_IN: sign_in.SignInContext,
    MailKind.NUDGE: nudge.NudgeContext,
}

SAMPLES: Mapping[MailKind, MailFacts] = {
    MailKind.DIGEST: digest.SAMPLE,
    MailKind.ESCALATION: escalation.SAMPLE,
    MailKind.ASSIGNED: assigned.SAMPLE,
    MailKind.RETURNED: returned.SAMPLE,
    MailKind.INVITATION: invitation.SAMPLE,
    MailKind.ALERT: alert.SAMPLE,
    MailKind.TEST: test.SAMPLE,
    MailKind.WEEKLY: weekly.SAMPLE,
    MailKind.SIGN_IN: sign_in.SAMPLE,
    MailKind.NUDGE: nudge.SAMPLE,
}
