"""Whether signed papers of a round are still what was signed: facts, letter, signers, file, findings; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, Problem, Word
from zi_workflow.domain.events import GENESIS, plain
from zi_workflow.domain.misfits import SAID, Misfit, Part
from zi_workflow.domain.papers import PAPER_NAMES, RECORDED, PaperKind
from zi_workflow.domain.snapshots import seal
from zi_workflow.storage.evidence_folder import Condition, EvidenceFolder
from zi_workflow.storage.queries.paper_parts import found_and_recommended
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.storage.tables import EventRow, RoundRecord

ON_RECORD: Mapping[PaperKind, str] = {PaperKind.MINUTES: "round.signed", PaperKind.REPORT: "round.reported"}
"""The event that puts a paper on record."""
_FILES: Mapping[Condition, str] = {
    Condition.CHANGED: N_("The signed file {name!r} of {paper} number {number} was changed."),
    Condition.MISSING: N_(
        "The signed file {name!r} of {paper} number {number} is missing from the evidence folder."
    ),
    Condition.UNREADABLE: N_("The signed file {name!r} of {paper} number {number} cannot be read."),
}
_FOUND = {
    "findings": N_("Finding {number} is not what the signed minutes say."),
    "recommendations": N_("Recommendation {number} is not what the signed minutes say."),
}
_MOVES = "state"
"""What of a recommendation goes on after the minutes are signed."""
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Records:
    """The signed papers of a round and the events that put them there, by kind and number."""

    rows: Mapping[Key, RoundRecord]
    said: Mapping[Key, EventRow]

    @property
    def last(self) -> int:
        """The number of the newest of the events; 0 without any."""
        return max((each.number for each in self.said.values()), default=0)


def records_of(session: Session, facts: ProgrammeFacts, round_id: str) -> Records:
    """Every paper of the round that is or was on record."""
    rows = session.scalars(
        select(RoundRecord)
        .where(col(RoundRecord.round_id) == round_id)
        .order_by(col(RoundRecord.kind), col(RoundRecord.number))
    )
    named = {kind: RECORDED[paper] for paper, kind in ON_RECORD.items()}
    events = session.scalars(
        select(EventRow)
        .where(col(EventRow.programme_id) == facts.id, col(EventRow.kind).in_(named))
        .order_by(col(EventRow.number))
    )
    return Records(
        {(row.kind, row.number): row for row in rows},
        {
            (named[each.kind], each.payload["number"]): each
            for each in events
            if each.payload["round"] == round_id
        },
    )


def misfits(
    session: Session, facts: ProgrammeFacts, found: Records, folder: EvidenceFolder
) -> Iterator[Misfit]:
    """Everything that is not as it went on record; `paper` and `number` of each name the record."""
    for key in sorted(found.rows.keys() | found.said.keys()):
        row, event = found.rows.get(key), found.said.get(key)
        if row is None:
            message = N_("{paper} number {number} is in the chain of events, but not on record any more.")
            yield Misfit(Part.RECORD, Problem(message, _named(key)))
            continue
        yield from _sealed(key, row)
        yield from _said(key, row, event)
        yield from _kept(key, row, folder)
        yield from _ended(session, facts, key, row)
    minutes = [row for (kind, _number), row in found.rows.items() if kind == RECORDED[PaperKind.MINUTES]]
    if minutes:
        yield from _found(session, minutes[-1])


def _named(key: Key) -> dict[str, Word | int]:
    kind, number = key
    return {
        "paper": next(PAPER_NAMES[each] for each, name in RECORDED.items() if name == kind),
        "number": number,
    }


def _sealed(key: Key, row: RoundRecord) -> Iterator[Misfit]:
    if seal(row.facts) != row.facts_sha256:
        message = N_("What {paper} number {number} says does not fit its seal: it was changed.")
        yield Misfit(Part.RECORD, Problem(message, _named(key)))


def _said(key: Key, row: RoundRecord, event: EventRow | None) -> Iterator[Misfit]:
    if event is None:
        message = N_("The chain of events does not say that {paper} number {number} went on record.")
        yield Misfit(Part.RECORD, Problem(message, _named(key)))
        return
    now = plain({name: getattr(row, name) for name in SAID})
    for name, word in SAID.items():
        if now[name] != event.payload.get(name):
            message = N_("{part} of {paper} number {number} is not what the chain of events says.")
            yield Misfit(Part.RECORD, Problem(message, {**_named(key), "part": word}))


def _kept(key: Key, row: RoundRecord, folder: EvidenceFolder) -> Iterator[Misfit]:
    condition = folder.condition(row.sha256)
    if condition is not Condition.WHOLE:
        params = {**_named(key), "name": row.file_name}
        yield Misfit(Part.SCAN, Problem(_FILES[condition], params, where=row.sha256[:12]))


def _ended(session: Session, facts: ProgrammeFacts, key: Key, row: RoundRecord) -> Iterator[Misfit]:
    head = session.scalar(
        select(col(EventRow.hash)).where(
            col(EventRow.agency) == facts.agency, col(EventRow.number) == row.chain_number
        )
    )
    if (head or GENESIS) != row.chain_head:
        message = N_("The end of the chain that {paper} number {number} names is not in the chain any more.")
        yield Misfit(Part.CHAIN, Problem(message, _named(key)))


def _found(session: Session, minutes: RoundRecord) -> Iterator[Misfit]:
    """Findings and recommendations of the round beside the newest minutes; only how far one came goes on."""
    lines = found_and_recommended(session, minutes.round_id)
    for name, message in _FOUND.items():
        said, now = _lines(minutes.facts.get(name)), _lines([plain(asdict(each)) for each in lines[name]])
        for number in sorted(said.keys() | now.keys()):
            if said.get(number) != now.get(number):
                yield Misfit(Part.FOUND, Problem(message, {"number": number}))


def _lines(rows: Any) -> dict[int, Mapping[str, Any]]:
    """By number, without what moves."""
    found: Sequence[Any] = rows if isinstance(rows, list) else []
    return {
        each["number"]: {name: value for name, value in each.items() if name != _MOVES}
        for each in found
        if isinstance(each, Mapping) and isinstance(each.get("number"), int)
    }
