"""A new task in words; knows no layout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from notifications.emails.digest.context import request, subject
from notifications.emails.letter import Letter, letter
from notifications.emails.lines import title
from notifications.emails.samples import facts
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind
from zi_workflow.i18n import _, ngettext


@dataclass(frozen=True, slots=True)
class AssignedContext:
    """A single new task during the day."""

    letter: Letter

    @classmethod
    def of(cls, facts: MailFacts) -> AssignedContext:
        """The assignment of these facts, in the language in use."""
        return cls(letter(facts, subject(facts), _lead(facts), request(facts)))

    @classmethod
    def sample(cls) -> AssignedContext:
        """A member gets a task."""
        return cls.of(SAMPLE)


def _lead(facts: MailFacts) -> str:
    if len(facts.lines) == 1:
        return _("You are in charge of a new task: “{title}”.", title=title(facts.lines[0]))
    return ngettext(
        "You are in charge of {n} new task.", "You are in charge of {n} new tasks.", len(facts.lines)
    )


SAMPLE = facts(
    MailKind.ASSIGNED,
    Line(
        NoticeKind.ASSIGNED,
        task="TL-08",
        title="Penyusunan rencana pemanfaatan aplikasi SPBE bagi kinerja & layanan",
        area="tl",
        clock=date(2025, 5, 23),
    ),
    role="member",
    to_name="Budi Santoso, S.H.",
)
