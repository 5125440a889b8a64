"""The alert that mail is held, in words; knows no layout and no rule of the guards."""

from __future__ import annotations

from dataclasses import dataclass

from notifications.emails.letter import Letter, letter, of_the_service
from notifications.emails.samples import facts
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind
from zi_workflow.i18n import _, ngettext

HELD = "/surat?state=held"


@dataclass(frozen=True, slots=True)
class AlertContext:
    """All mail is held; somebody has to look."""

    letter: Letter

    @classmethod
    def of(cls, facts: MailFacts) -> AlertContext:
        """The alert of these facts, in the language in use; its one line says why and how many."""
        (line,) = facts.lines
        request = _("Please look at what is held and decide with the command: zi mail release")
        held = ngettext(
            "{n} mail is held and told to nobody.", "{n} mails are held and told to nobody.", line.count or 0
        )
        own = letter(facts, f"{line.note} {held}", request)
        subject, button = _("Check the mail that is held"), _("Open the held mail")
        return cls(of_the_service(own, facts, subject, button, HELD))

    @classmethod
    def sample(cls) -> AlertContext:
        """A loop was stopped."""
        return cls.of(SAMPLE)


SAMPLE = facts(
    MailKind.ALERT,
    Line(
        NoticeKind.WAITING,
        count=37,
        note="Semua surel ditahan: satu kali pengiriman akan melebihi 30 surel kepada 20 penerima.",
    ),
    role="administrator",
    to_name="Dewi Anggraini",
)
