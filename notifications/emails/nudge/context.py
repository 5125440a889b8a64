"""A person's own reminder in words; knows no layout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from notifications.emails.digest.context import lead, request
from notifications.emails.letter import Letter, letter
from notifications.emails.samples import CHARTER, COUNTER, TO_SUBMIT, facts
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind


@dataclass(frozen=True, slots=True)
class NudgeContext:
    """Whoever can act is reminded of one task by somebody who steers."""

    letter: Letter

    @classmethod
    def of(cls, facts: MailFacts) -> NudgeContext:
        """The reminder of these facts, in the language in use."""
        return cls(letter(facts, lead(facts), request(facts)))

    @classmethod
    def sample(cls) -> NudgeContext:
        """A team lead reminds a member of what two other areas wait for."""
        return cls.of(SAMPLE)


SAMPLE = facts(
    MailKind.NUDGE,
    Line(
        NoticeKind.NUDGE,
        task="TL-03",
        title="Penyusunan dan penetapan SOP utama",
        area="tl",
        clock=date(2025, 4, 25),
        age=3,
        holds=(CHARTER, COUNTER),
        finish_days=4,
        other_areas_days=31,
        note="Citra Mahardika: mohon SOP layanan sirkulasi diselesaikan lebih dulu.",
        ways=TO_SUBMIT,
    ),
    role="member",
    to_name="Budi Santoso, S.H.",
)
