"""Frozen rounds as they are shown: one, all of a programme, two beside each other; changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from zi_workflow.domain.comparisons import Comparison, alone, compare, verdicts_by_area
from zi_workflow.domain.errors import N_, NotFoundError, Problem, RefusedError
from zi_workflow.domain.snapshots import Frozen, read
from zi_workflow.storage.queries.invitations import round_of
from zi_workflow.storage.queries.meetings import checks
from zi_workflow.storage.queries.snapshots import snapshot_of, snapshots


def frozen(session: Session, programme_id: str, quarter: str) -> Frozen:
    """A round's frozen figures; NotFoundError, RefusedError where they are not frozen yet."""
    snapshot = snapshot_of(session, round_of(session, programme_id, quarter).id)
    if snapshot is None:
        raise RefusedError(Problem(N_("The figures of this round are not frozen yet."), where=quarter))
    return read(snapshot.facts)


def all_frozen(session: Session, programme_id: str) -> dict[str, Frozen]:
    """Every frozen round of a programme by quarter, the earliest first."""
    return {quarter: read(each.facts) for quarter, each in snapshots(session, programme_id).items()}


@dataclass(frozen=True, slots=True)
class Beside:
    """A round beside another: `verdicts` of the later one's meeting by area, `others` to choose from, and the chosen."""

    found: Comparison
    verdicts: Mapping[str, Mapping[str, int]]
    others: tuple[str, ...]
    chosen: str


def beside(session: Session, programme_id: str, quarter: str, wanted: str = "") -> Beside | None:
    """A round beside the one that is wanted, or the frozen one before it, or alone; None while it is not frozen.

    NotFoundError where the wanted one is not frozen.
    """
    known = all_frozen(session, programme_id)
    if quarter not in known:
        return None
    other = _other(known, quarter, wanted)
    found = compare(known[quarter], other) if other else alone(known[quarter])
    row = round_of(session, programme_id, found.after.quarter)
    said = {key: each.verdict for key, each in checks(session, row.id).items()}
    others = tuple(key for key in known if key != quarter)
    return Beside(found, verdicts_by_area(found.after, said), others, other.quarter if other else "")


def _other(known: Mapping[str, Frozen], quarter: str, wanted: str) -> Frozen | None:
    if wanted and wanted != quarter:
        if wanted not in known:
            raise NotFoundError(Problem(N_("There is no such round."), where=wanted))
        return known[wanted]
    earlier = [each for key, each in known.items() if key < quarter]
    return earlier[-1] if earlier else None
