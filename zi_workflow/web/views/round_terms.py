"""What rounds are opened with - place, cutoff, documents, team, letter - in words, for pages and commands; no query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zi_workflow import wording
from zi_workflow.domain.round_openings import Opening
from zi_workflow.domain.teams import DUTY_NAMES
from zi_workflow.i18n import _, language


@dataclass(frozen=True, slots=True)
class Term:
    """One of the things that were decided, with everything it holds."""

    label: str
    said: tuple[str, ...]


def terms(opening: Opening, names: Mapping[str, str]) -> tuple[Term, ...]:
    """Everything about an opening but its date and hours, which are each unit's own; nothing that was left empty."""
    return tuple(
        Term(label, tuple(filter(None, said))) for label, said in _terms(opening, names) if any(said)
    )


def _terms(opening: Opening, names: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    meeting = opening.meeting
    yield _("How they meet"), [_("all together in one ekspose") if opening.joint else ""]
    yield _("Place"), [meeting.place]
    yield _("Link"), [meeting.link]
    yield _("Agenda"), [meeting.agenda]
    yield _("Cutoff"), [wording.full_date(opening.cutoff, language())]
    yield _("Documents to prepare"), list(opening.documents)
    yield (
        _("Assistance team"),
        [f"{names.get(person, person)}: {_(DUTY_NAMES[duty])}" for person, duty in opening.team],
    )
    yield _("Letter of assignment"), [_letter(opening)]


def _letter(opening: Opening) -> str:
    day = wording.full_date(opening.letter_date, language()) if opening.letter_date else ""
    if opening.letter_number and day:
        return _("{number}, dated {day}", number=opening.letter_number, day=day)
    return opening.letter_number or day
