"""The mail with a one-time link, in words; knows no token and no account."""

from __future__ import annotations

from dataclasses import dataclass, replace

from notifications.emails.letter import Letter, letter, of_the_service
from notifications.emails.samples import facts
from zi_workflow.domain.accounts import LINK_LIFETIME
from zi_workflow.domain.notices import MailFacts, MailKind
from zi_workflow.i18n import _


@dataclass(frozen=True, slots=True)
class SignInContext:
    """Somebody, who is hoped to be the reader, wants to sign in."""

    letter: Letter

    @classmethod
    def of(cls, facts: MailFacts) -> SignInContext:
        """The mail of these facts, in the language in use."""
        minutes = int(LINK_LIFETIME.total_seconds()) // 60
        lead = _("Please sign in with the link below. It works once, within {n} minutes.", n=minutes)
        action = _(
            "If it was not you who asked for it, nothing has to be done; nobody can sign in without this mail."
        )
        own = letter(facts, lead, action)
        own = of_the_service(own, facts, _("Sign in to the integrity zone"), _("Sign in"), "")
        reason = _("You receive this mail because somebody typed your address on the sign-in page.")
        caution = _("The link is for you alone; please do not forward this mail.")
        return cls(replace(own, reason=reason, caution=caution, link=facts.door))

    @classmethod
    def sample(cls) -> SignInContext:
        """To a coordinator."""
        return cls.of(SAMPLE)


SAMPLE = replace(facts(MailKind.SIGN_IN), door="https://zi.example.go.id/masuk/contoh")
