"""A Berita Acara or a report goes on record as it was signed: a file, its letter, who signed, and what it says; opens none.

A record is never changed. A correction is the next number with a reason, and the older ones stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from zi_workflow.domain.errors import N_, ForbiddenError, InputError, Problem
from zi_workflow.domain.papers import RECORDED, TEAM, UNIT, Letter, PaperKind, Party, signed, to_json
from zi_workflow.domain.round_states import RoundState, moved
from zi_workflow.domain.signatures import (
    CORRECTED,
    MAKES,
    doubts,
    letter_problems,
    names,
    party_problems,
    tidied,
)
from zi_workflow.domain.snapshots import seal
from zi_workflow.domain.teams import decides
from zi_workflow.frameworks import loader
from zi_workflow.storage.evidence_folder import Received
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries import papers
from zi_workflow.storage.queries.monev import facts_of, round_facts, team_of
from zi_workflow.storage.tables import RoundRecord
from zi_workflow.usecases.conducting import Conduct, Conducted, look, record
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.follow_up import begin_follow_up
from zi_workflow.usecases.meetings import ONLY_TEAM, begin_of_team, writes
from zi_workflow.usecases.record_checks import ON_RECORD

MOST_REASON = 500
NO_FILE = Handed("")
"""What a form without a file has."""
SIDES = {PaperKind.MINUTES: (TEAM, UNIT), PaperKind.REPORT: (TEAM,)}
"""Who has to have signed what: the minutes have both parties, the report goes out from the assessing side."""


@dataclass(frozen=True, kw_only=True)
class PutOnRecord(Conduct):
    """A paper as it was signed; `reason` only for a correction of one that is on record already."""

    letter_number: str
    dated: date
    parties: tuple[Party, ...]
    file: Handed
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Sign(PutOnRecord):
    """The Berita Acara; `signed_by` is the chair of the team who signed, or a deputy who is named to act like them."""

    signed_by: str


@dataclass(frozen=True, kw_only=True)
class Report(PutOnRecord):
    """The Laporan Hasil Monev, signed by the Inspektur or whoever signs for the assessing side."""


def sign(session: Session, command: Sign, now: datetime, received: Sequence[Received] = ()) -> int:
    """The number of the record. The first one lets the follow-up of its recommendations begin.

    As `meetings.begin_of_team`; RefusedError (state), InputError with everything that is missing; OSError.
    """
    return _keep(session, command, PaperKind.MINUTES, now, received)


def report(session: Session, command: Report, now: datetime, received: Sequence[Received] = ()) -> int:
    """The number of the record. As `sign`."""
    return _keep(session, command, PaperKind.REPORT, now, received)


def foresee(session: Session, command: PutOnRecord, now: datetime) -> int:
    """The number that it would have. Raises as `sign` and `report`."""
    kind = PaperKind.MINUTES if isinstance(command, Sign) else PaperKind.REPORT
    found = look(session, command.viewer, command.programme_id, command.quarter, now)
    if not writes(session, command.viewer, found.programme, found.round.session_id):
        raise ForbiddenError(Problem(ONLY_TEAM, where=found.place))
    _moves(found, kind)
    _check(session, found, command, kind, tuple(map(tidied, command.parties)))
    return _newest(session, found.round.id, kind) + 1


def foresee_doubts(session: Session, command: PutOnRecord, now: datetime) -> tuple[Problem, ...]:
    """What the paper says nothing of. NotFoundError, ForbiddenError."""
    kind = PaperKind.MINUTES if isinstance(command, Sign) else PaperKind.REPORT
    found = look(session, command.viewer, command.programme_id, command.quarter, now)
    return tuple(doubts(papers.unsigned(session, facts_of(session, found.round), kind, found.on)))


def _keep(
    session: Session, command: PutOnRecord, kind: PaperKind, now: datetime, received: Sequence[Received]
) -> int:
    found = begin_of_team(session, command, now)
    if found is None:
        return newest(session, command.programme_id, command.quarter, kind)
    to = _moves(found, kind)
    parties = tuple(map(tidied, command.parties))
    _check(session, found, command, kind, parties)
    row = _row(session, found, command, (kind, parties), now)
    session.add(row)
    found.round.state = str(to)
    said = {
        "state": str(to),
        "number": row.number,
        "letter_number": row.letter_number,
        "dated": row.dated,
        "signers": row.signers,
        "sha256": row.sha256,
        "facts_sha256": row.facts_sha256,
        "reason": row.reason,
    }
    record(session, ON_RECORD[kind], command, found, said, now)
    if kind is PaperKind.MINUTES and row.number == 1:
        begin_follow_up(session, found, now)
    for content in received:
        content.settle()
    return row.number


def newest(session: Session, programme_id: str, quarter: str, kind: PaperKind) -> int:
    """The number of the newest record of a kind; 0 without any."""
    home = round_facts(session, programme_id, quarter).id
    return _newest(session, home, kind)


def _newest(session: Session, round_id: str, kind: PaperKind) -> int:
    known = select(func.max(col(RoundRecord.number))).where(
        RoundRecord.round_id == round_id, RoundRecord.kind == RECORDED[kind]
    )
    return session.exec(known).one() or 0


def _moves(found: Conducted, kind: PaperKind) -> RoundState:
    """Where the round goes by this record; a correction leaves it where it is. RefusedError."""
    state = RoundState(found.round.state)
    if state in CORRECTED[kind]:
        return state
    return moved(found.place, state, MAKES[kind])


def _check(
    session: Session, found: Conducted, command: PutOnRecord, kind: PaperKind, parties: tuple[Party, ...]
) -> None:
    number = " ".join(command.letter_number.split())
    problems = [
        *letter_problems(number, command.dated, found.round.held_on, found.on),
        *party_problems(parties, SIDES[kind]),
    ]
    if isinstance(command, Sign):
        problems += _team_problems(session, found, command, parties)
    if command.file.sha256 is None:
        problems.append(Problem(N_("Please choose the scan or the signed PDF."), where="files"))
    if RoundState(found.round.state) in CORRECTED[kind] and not command.reason.strip():
        message = N_("This paper is on record already; please write why it is corrected.")
        problems.append(Problem(message, where="reason"))
    if len(command.reason.strip()) > MOST_REASON:
        params = {"n": len(command.reason.strip()), "most": MOST_REASON}
        problems.append(Problem(N_("This has {n} characters; at most {most}."), params, where="reason"))
    if problems:
        raise InputError(problems)


def _team_problems(
    session: Session, found: Conducted, command: Sign, parties: tuple[Party, ...]
) -> Iterator[Problem]:
    """Whoever was chosen may sign for the team, and it is their name that is written there."""
    team = team_of(session, found.round.session_id or "")
    if not decides(team, command.signed_by):
        message = N_("For the team signs its chair, or a deputy who is named to act like the chair.")
        yield Problem(message, where="signed_by")
        return
    known = next(each.name for each in team if each.person_id == command.signed_by)
    written = next((each.name for each in parties if each.side == TEAM), "")
    if written and not names(written, known):
        message = N_("For the team {name} was chosen; the name has to be theirs, with or without titles.")
        yield Problem(message, {"name": known}, where=f"{TEAM}_name")


def _row(
    session: Session,
    found: Conducted,
    command: PutOnRecord,
    of: tuple[PaperKind, tuple[Party, ...]],
    now: datetime,
) -> RoundRecord:
    """The record with everything the paper says, sealed, and where the agency's chain of events ended before it."""
    kind, parties = of
    number = " ".join(command.letter_number.split())
    paper = papers.unsigned(session, facts_of(session, found.round), kind, found.on, loader.places_of)
    facts = to_json(signed(paper, Letter(number, command.dated), parties, paper.seal))
    return RoundRecord(
        id=new_id(session, now),
        round_id=found.round.id,
        kind=RECORDED[kind],
        number=_newest(session, found.round.id, kind) + 1,
        letter_number=number,
        dated=command.dated,
        signers=[asdict(each) for each in parties],
        file_name=command.file.name,
        sha256=command.file.sha256 or "",
        facts=facts,
        facts_sha256=seal(facts),
        chain_number=paper.seal.event_number,
        chain_head=paper.seal.chain_head,
        made_by=command.viewer.person_id,
        made_at=now,
        reason=command.reason.strip(),
    )
