"""Whether a frozen round is still what was frozen and signed: seal, figures, files, papers, the chain; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, Problem, RefusedError, ZiError
from zi_workflow.domain.events import GENESIS
from zi_workflow.domain.misfits import Misfit, Part
from zi_workflow.domain.snapshots import seal
from zi_workflow.storage.evidence_folder import Condition, EvidenceFolder
from zi_workflow.storage.queries.invitations import round_of
from zi_workflow.storage.queries.programmes import ProgrammeFacts, programme_facts
from zi_workflow.storage.queries.snapshots import snapshot_of
from zi_workflow.storage.tables import EventRow, Round, Snapshot
from zi_workflow.usecases import events, record_checks, row_checks
from zi_workflow.usecases.conducting import place_of
from zi_workflow.usecases.freezing import FROZEN, Cutoff, known_facts
from zi_workflow.usecases.past_plans import Calendar

MOST_NAMED = 20
"""Differing figures that are named one by one."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was verified and what did not fit; `elsewhere` are files whose content was never kept here.

    `records` are the signed papers.
    """

    quarter: str
    cutoff: date
    taken_at: datetime
    sha256: str
    event_number: int
    chain_head: str
    files: int
    elsewhere: int
    records: int
    misfits: tuple[Misfit, ...]

    @property
    def intact(self) -> bool:
        """Whether everything fits."""
        return not self.misfits


_FILES: Mapping[Condition, str] = {
    Condition.CHANGED: N_(
        "The file {name!r} (version {number}) is not the one that was frozen: it was changed."
    ),
    Condition.MISSING: N_("The file {name!r} (version {number}) is missing from the evidence folder."),
    Condition.UNREADABLE: N_("The file {name!r} (version {number}) cannot be read."),
}


def verify(session: Session, programme_id: str, quarter: str, folder: EvidenceFolder) -> Verified:
    """Compute everything anew that a snapshot says. NotFoundError; RefusedError where the round was never frozen."""
    facts = programme_facts(session, programme_id)
    row = round_of(session, programme_id, quarter)
    told = row_checks.told(session, row)
    signed = record_checks.records_of(session, facts, row.id)
    snapshot, misfits = snapshot_of(session, row.id), list[Misfit]()
    if snapshot is None:
        snapshot = _as_told(row, row_checks.newest(told, FROZEN), place_of(facts.code, quarter))
        message = N_(
            "The frozen figures are missing, although the chain of events says that they were frozen."
        )
        misfits.append(Misfit(Part.SEAL, Problem(message)))
    else:
        misfits += _sealed(session, facts, snapshot)
        misfits += _figures(session, facts, row, snapshot)
    files = {each["sha256"]: each for each in _evidence(snapshot) if each.get("sha256")}
    kept = {digest: each for digest, each in files.items() if not each.get("reference")}
    misfits += _kept(kept, folder)
    misfits += _chained(session, facts, snapshot, signed.last)
    misfits += row_checks.misfits(session, row, snapshot, told, facts.zone)
    misfits += record_checks.misfits(session, facts, signed, folder)
    return Verified(
        quarter, snapshot.cutoff, snapshot.taken_at, snapshot.sha256, snapshot.event_number, snapshot.chain_head,
        len(kept), len(files) - len(kept), len(signed.rows), tuple(misfits),
    )  # fmt: skip


def _as_told(row: Round, frozen: EventRow | None, place: str) -> Snapshot:
    """What is known of a snapshot that went, without its figures; it is kept nowhere. RefusedError where none ever was."""
    if frozen is None:
        message = N_("This round is not frozen; there is nothing to verify.")
        raise RefusedError(Problem(message, where=place))
    said = frozen.payload
    return Snapshot(
        round_id=row.id, cutoff=date.fromisoformat(said["cutoff"]), taken_at=row.frozen_at or frozen.recorded_at,
        facts={}, sha256=said["sha256"], event_number=said["event_number"], chain_head=said["chain_head"],
    )  # fmt: skip


def _evidence(snapshot: Snapshot) -> list[Mapping[str, Any]]:
    found = snapshot.facts.get("evidence", [])
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def _sealed(session: Session, facts: ProgrammeFacts, snapshot: Snapshot) -> Iterator[Misfit]:
    if seal(snapshot.facts) != snapshot.sha256:
        yield Misfit(Part.SEAL, Problem(N_("The frozen figures do not fit their seal: they were changed.")))
    said = session.scalars(
        select(col(EventRow.payload)).where(
            col(EventRow.programme_id) == facts.id,
            col(EventRow.kind) == FROZEN,
            col(EventRow.number) == snapshot.event_number + 1,
        )
    ).one_or_none()
    if said is None:
        yield Misfit(Part.SEAL, Problem(N_("The chain of events does not say that this round was frozen.")))
    elif (said["round"], said["sha256"]) != (snapshot.round_id, snapshot.sha256):
        yield Misfit(Part.SEAL, Problem(N_("The chain of events names another seal for this round.")))


def _figures(session: Session, facts: ProgrammeFacts, row: Round, snapshot: Snapshot) -> Iterator[Misfit]:
    said = snapshot.facts
    try:
        calendar = Calendar(
            tuple(said["calendar"]["week"]),
            frozenset(date.fromisoformat(day) for day in said["calendar"]["days_off"]),
        )
        cutoff = Cutoff(date.fromisoformat(said["cutoff"]), datetime.fromisoformat(said["until"]))
        found = known_facts(session, facts, row, cutoff, calendar)
    except (KeyError, TypeError, ValueError, AttributeError, ZiError):
        message = N_("The figures could not be computed anew from the log of events.")
        yield Misfit(Part.FIGURES, Problem(message))
        return
    different = list(differences(said, found))
    for path in different[:MOST_NAMED]:
        message = N_("The log of events gives another value here than was frozen.")
        yield Misfit(Part.FIGURES, Problem(message, where=path))
    if len(different) > MOST_NAMED:
        message = N_("{n} more values are not those that were frozen.")
        yield Misfit(Part.FIGURES, Problem(message, {"n": len(different) - MOST_NAMED}))


def differences(said: Any, found: Any, path: str = "") -> Iterator[str]:
    """The paths at which two JSON values differ; a list that has another length is one difference."""
    if isinstance(said, Mapping) and isinstance(found, Mapping):
        for name in sorted(said.keys() | found.keys()):
            yield from differences(said.get(name), found.get(name), f"{path}.{name}" if path else name)
    elif isinstance(said, list) and isinstance(found, list) and len(said) == len(found):
        for number, (one, other) in enumerate(zip(said, found, strict=True)):
            yield from differences(one, other, f"{path}[{number}]")
    elif said != found:
        yield path


def _kept(kept: Mapping[str, Mapping[str, Any]], folder: EvidenceFolder) -> Iterator[Misfit]:
    for digest, each in kept.items():
        condition = folder.condition(digest)
        if condition is not Condition.WHOLE:
            said = {"name": each.get("name", "-"), "number": each.get("number", "-")}
            yield Misfit(Part.FILE, Problem(_FILES[condition], said, where=digest[:12]))


def _chained(session: Session, facts: ProgrammeFacts, snapshot: Snapshot, signed: int) -> Iterator[Misfit]:
    """The chain up to the freezing and to the event of the last signed paper, `signed` (0: none)."""
    chain = events.chain_of(session, facts.agency, checked=True)
    if chain.broken is not None and chain.broken <= snapshot.event_number + 1:
        message = N_("The chain of events is broken at event {number}, before this round was frozen.")
        yield Misfit(Part.CHAIN, Problem(message, {"number": chain.broken}, where=facts.agency))
    elif chain.broken is not None and chain.broken <= signed:
        message = N_("The chain of events is broken at event {number}, before the last paper was signed.")
        yield Misfit(Part.CHAIN, Problem(message, {"number": chain.broken}, where=facts.agency))
    head = session.scalar(
        select(col(EventRow.hash)).where(
            col(EventRow.agency) == facts.agency, col(EventRow.number) == snapshot.event_number
        )
    )
    if (head or GENESIS) != snapshot.chain_head:
        message = N_("The end of the chain that was noted with the figures is not in the chain any more.")
        yield Misfit(Part.CHAIN, Problem(message, where=facts.agency))
