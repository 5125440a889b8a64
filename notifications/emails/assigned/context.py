"""A new task in words; knows no layout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from notifications.emails.digest.context import lead, request
from notifications.emails.letter import Letter, letter
from notifications.emails.samples import TO_START, facts
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind


@dataclass(frozen=True, slots=True)
class AssignedContext:
    """A single new task during the day."""

    letter: Letter

    @classmethod
    def of(cls, facts: MailFacts) -> AssignedContext:
        """The assignment of these facts, in the language in use."""
        return cls(letter(facts, lead(facts), request(facts)))

    @classmethod
    def sample(cls) -> AssignedContext:
        """A member gets a task."""
        return cls.of(SAMPLE)


SAMPLE = facts(
    MailKind.ASSIGNED,
    Line(
        NoticeKind.ASSIGNED,
        task="TL-08",
        title="Penyusunan rencana pemanfaatan aplikasi SPBE bagi kinerja & layanan",
        area="tl",
        clock=date(2025, 5, 23),
        ways=TO_START,
    ),
    role="member",
    to_name="Budi Santoso, S.H.",
)
