"""The test mail in words; knows no relay and no layout."""

from __future__ import annotations

from dataclasses import dataclass, replace

from notifications.emails.letter import Letter, letter, of_the_service
from notifications.emails.samples import facts
from zi_workflow.domain.notices import MailFacts, MailKind
from zi_workflow.i18n import _

MAILS = "/surat"


@dataclass(frozen=True, slots=True)
class TestContext:
    """Mails of this service reach the mailbox."""

    letter: Letter

    @classmethod
    def of(cls, facts: MailFacts) -> TestContext:
        """The test mail of these facts, in the language in use."""
        lead = _(
            "This is a test: mails of this service arrive at the address {address}.", address=facts.to_name
        )
        reason = _("You receive this mail because an administrator has sent it to try the way.")
        own = replace(letter(facts, lead, _("Nothing has to be done.")), reason=reason)
        subject, button = _("Test of the mail"), _("Open the list of mails")
        return cls(of_the_service(own, facts, subject, button, MAILS))

    @classmethod
    def sample(cls) -> TestContext:
        """To somebody who looks after the service."""
        return cls.of(SAMPLE)


SAMPLE = facts(MailKind.TEST, role="administrator", to_name="dewi@example.go.id")
