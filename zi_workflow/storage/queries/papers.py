"""Reads what a paper of a monev round says into plain values; lays nothing out and decides nothing.

A Berita Acara or a report that is on record says what it said when it was signed, whatever was changed since; who came
is in every paper of the round as its signed minutes say.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.papers import (
    RECORDED,
    TEAM,
    UNIT,
    Attendee,
    Letter,
    Member,
    Paper,
    PaperKind,
    Party,
    Seal,
    Venue,
    from_json,
    signed,
)
from zi_workflow.domain.people import Role
from zi_workflow.domain.teams import Duty
from zi_workflow.storage.queries import paper_parts
from zi_workflow.storage.queries.chains import chain_end
from zi_workflow.storage.queries.invitations import invitation
from zi_workflow.storage.queries.monev import RoundFacts, round_facts
from zi_workflow.storage.queries.paper_parts import ItemsOf, no_items
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import ProgrammeFacts, programme_facts
from zi_workflow.storage.tables import RoundRecord, Snapshot


def paper(
    session: Session, programme_id: str, quarter: str, kind: PaperKind, on: date, items: ItemsOf = no_items
) -> Paper:
    """A paper of the programme's round about a quarter: as it was signed, else as of `on`, the unit's date.

    NotFoundError names the rounds there are.
    """
    found = round_facts(session, programme_id, quarter)
    on_record = _record(session, found.id, kind)
    return _as_recorded(on_record) if on_record is not None else unsigned(session, found, kind, on, items)


def unsigned(
    session: Session, found: RoundFacts, kind: PaperKind, on: date, items: ItemsOf = no_items
) -> Paper:
    """A paper as it stands on `on`, whether or not one was signed before; for the record that is made of it."""
    programme = programme_facts(session, found.programme_id)
    frozen = session.get(Snapshot, found.id)
    figures_on, figures = paper_parts.progress(session, programme.id, frozen)
    names, minutes = found.session, _record(session, found.id, PaperKind.MINUTES)
    parts = Paper(
        kind, programme.agency, programme.unit_name, programme.unit_code, programme.title, programme.target,
        found.quarter, programme.zone, on,
        assignment=Letter(names.letter_number, names.letter_date) if names else Letter(),
        minutes=_letter(minutes),
        venue=_venue(session, found), held_on=found.held_on, cutoff=found.cutoff,
        documents=names.documents if names else (),
        team=tuple(Member(str(each.duty), each.name, each.office) for each in names.team) if names else (),
        attendance=_attendance(session, found, minutes),
        progress_on=figures_on, frozen=frozen is not None, progress=figures,
        seal=_seal(session, programme.agency, frozen), joint=names.together if names else False,
    )  # fmt: skip
    met = parts.day or on
    return replace(
        parts,
        parties=_parties(session, found, programme, met),
        guests=paper_parts.guests(session, found, programme.unit_id, met),
        **paper_parts.of_round(session, found, programme, frozen, items),
    )


def records(session: Session, round_id: str) -> dict[PaperKind, RoundRecord]:
    """The newest record of each kind of paper that has one."""
    found = {kind: _record(session, round_id, kind) for kind in RECORDED}
    return {kind: row for kind, row in found.items() if row is not None}


def _record(session: Session, round_id: str, kind: PaperKind) -> RoundRecord | None:
    newest: RoundRecord | None = session.scalars(
        select(RoundRecord)
        .where(col(RoundRecord.round_id) == round_id, col(RoundRecord.kind) == RECORDED.get(kind, ""))
        .order_by(col(RoundRecord.number).desc())
        .limit(1)
    ).first()
    return newest


def _as_recorded(row: RoundRecord) -> Paper:
    said = from_json(row.facts)
    seal = Seal(row.chain_number, row.chain_head, said.seal.snapshot_sha256)
    return signed(said, _letter(row), tuple(Party(**each) for each in row.signers), seal)


def _attendance(session: Session, found: RoundFacts, minutes: RoundRecord | None) -> tuple[Attendee, ...]:
    """Who came; as the minutes say once they are signed, although the list goes on for other units of a joint session."""
    if minutes is not None and "attendance" in minutes.facts:
        return from_json(minutes.facts).attendance
    return paper_parts.attendance(session, found)


def _letter(row: RoundRecord | None) -> Letter:
    return Letter(row.letter_number, row.dated) if row is not None else Letter()


def _venue(session: Session, found: RoundFacts) -> Venue | None:
    """Of the session, else of the invitation that was sent without one."""
    meeting = found.session.meeting if found.session else invitation(session, found.id, found.quarter).meeting
    if meeting is None:
        return None
    return Venue(
        meeting.on,
        meeting.begins,
        meeting.ends,
        meeting.place or "",
        meeting.link or "",
        meeting.agenda or "",
    )


def _parties(session: Session, found: RoundFacts, programme: ProgrammeFacts, on: date) -> tuple[Party, ...]:
    """The chair of the team, and the unit's head on that day or whoever acts for them (Plh.)."""
    team = found.session.team if found.session else ()
    chair = next((each for each in team if each.duty is Duty.CHAIR), None)
    people = directory(session, programme.unit_id, on)
    head = people.holder(Role.HEAD)
    parties = [Party(TEAM, chair.name, chair.office)] if chair else []
    if head is not None:
        acting = people.substitute_of(head.id)
        parties += [
            Party(UNIT, acting.name, head.office, capacity="plh")
            if acting
            else Party(UNIT, head.name, head.office)
        ]
    return tuple(parties)


def _seal(session: Session, agency: str, frozen: Snapshot | None) -> Seal:
    number, chain = chain_end(session, agency)
    return Seal(number, chain, frozen.sha256 if frozen else "")
