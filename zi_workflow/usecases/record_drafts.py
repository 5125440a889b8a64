"""What the next number of a signed paper begins with, and what it says otherwise than the one before; keeps none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from zi_workflow.domain.papers import RECORDED, TEAM, PaperKind, Party
from zi_workflow.domain.record_differences import Difference, Written, differences
from zi_workflow.domain.signatures import names
from zi_workflow.domain.teams import Duty, TeamMember, decides
from zi_workflow.storage.queries import papers
from zi_workflow.storage.queries.monev import RoundFacts
from zi_workflow.storage.queries.round_records import RecordRow, records
from zi_workflow.usecases.signing import PutOnRecord


@dataclass(frozen=True, slots=True)
class Draft:
    """Who signs, and for the team which of its people (`signed_by`); `before` is the record that is corrected."""

    parties: tuple[Party, ...]
    signed_by: str
    before: RecordRow | None = None


def draft(session: Session, found: RoundFacts, kind: PaperKind, on: date) -> Draft:
    """A correction begins with all that it corrects; the first number with the offices of the meeting's day."""
    rows = records(session, found.id, RECORDED[kind])
    before = rows[0] if rows else None
    parties = written(before).signers if before else papers.unsigned(session, found, kind, on).parties
    return Draft(parties, _signer(found.session.team if found.session else (), parties), before)


def corrects(before: RecordRow | None, command: PutOnRecord) -> tuple[Difference, ...]:
    """Every field that it would correct."""
    if before is None:
        return ()
    after = Written(
        command.letter_number, command.dated, command.file.name, command.file.sha256 or "", command.parties
    )
    return tuple(differences(written(before), after))


def written(row: RecordRow) -> Written:
    """What a record says."""
    signers = tuple(Party(**each) for each in row.signers)
    return Written(row.letter_number, row.dated, row.file_name, row.sha256, signers)


def _signer(team: Iterable[TeamMember], parties: Iterable[Party]) -> str:
    """Whose name stands for the team; else the chair."""
    name = next((each.name for each in parties if each.side == TEAM), "")
    able = sorted((each for each in team if decides([each], each.person_id)), key=_chair_first)
    signed = next((each for each in able if names(name, each.name)), able[0] if able else None)
    return signed.person_id if signed else ""


def _chair_first(member: TeamMember) -> bool:
    return member.duty is not Duty.CHAIR
