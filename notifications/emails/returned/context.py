"""Returned evidence in words; knows no layout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from notifications.emails.digest.context import lead
from notifications.emails.letter import Letter, letter
from notifications.emails.samples import TO_SUBMIT, facts
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind
from zi_workflow.i18n import _


@dataclass(frozen=True, slots=True)
class ReturnedContext:
    """Evidence came back to be corrected."""

    letter: Letter

    @classmethod
    def of(cls, facts: MailFacts) -> ReturnedContext:
        """The return of these facts, in the language in use."""
        request = _("Please correct the evidence according to the note and hand it in again.")
        return cls(letter(facts, lead(facts), request))

    @classmethod
    def sample(cls) -> ReturnedContext:
        """The verifier misses a signature."""
        return cls.of(SAMPLE)


SAMPLE = facts(
    MailKind.RETURNED,
    Line(
        NoticeKind.RETURNED,
        task="TL-03",
        title="Penyusunan dan penetapan SOP utama",
        area="tl",
        cycle=2,
        clock=date(2025, 5, 6),
        age=-3,
        note="Lampiran 2 belum ditandatangani Kepala Dinas; mohon dilengkapi.",
        ways=TO_SUBMIT,
    ),
    role="member",
    to_name="Budi Santoso, S.H.",
)
