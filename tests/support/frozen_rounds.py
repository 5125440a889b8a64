"""A unit with two frozen rounds, the first of which recommended something; holds no claim."""

from __future__ import annotations

import hashlib
import io
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session, col

from tests.support.clocks import wib
from tests.support.monev_rounds import QUARTER, MonevUnit, opened_round, plan_round
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.events import Event, plain
from zi_workflow.domain.misfits import SAID
from zi_workflow.domain.snapshots import seal
from zi_workflow.storage.evidence_folder import EvidenceFolder
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.paper_parts import found_and_recommended
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.storage.tables import Matrix, Recommendation, Round, RoundRecord
from zi_workflow.usecases.events import chain_of, record
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.freezing import FreezeDue, freeze_due

SECOND = "2025-Q2"
FIRST_CUTOFF, SECOND_CUTOFF = date(2025, 4, 25), date(2025, 7, 18)
FROZEN, SIGNED, FROZEN_AGAIN = wib(2025, 4, 26, 0), wib(2025, 4, 30, 15), wib(2025, 7, 19, 0)
CONTENTS = (b"Laporan", b"SOP", b"Berita Acara")
DIGEST, OTHER, SCAN = (hashlib.sha256(each).hexdigest() for each in CONTENTS)


@dataclass(frozen=True)
class FrozenUnit:
    """The unit and its rounds by quarter."""

    unit: MonevUnit
    rounds: dict[str, str]

    @property
    def store(self) -> Store:
        """Where it lies."""
        return self.unit.store

    @property
    def programme_id(self) -> str:
        """Of its programme."""
        return self.unit.programme_id

    @property
    def address(self) -> str:
        """All rounds of the programme."""
        return "/programme/ZI-1/monev"


def worked(store: Store) -> MonevUnit:
    """A unit that has finished one task with evidence, begun another, and has two matrices asked of it."""
    unit = opened_round(store)
    at = wib(2025, 4, 25, 16)
    office = replace(unit.office, now=at)
    office.starts("TL-01", date(2025, 1, 6))
    office.submits("TL-01", date(2025, 1, 20), evidence=(Handed("Laporan", sha256=DIGEST),))
    office.verifies("TL-01", date(2025, 1, 21), unit.office.citra)
    office.starts("TL-02", date(2025, 2, 3))
    with store.writing() as session:
        for area in ("tl", "pp"):
            session.add(Matrix(round_id=unit.round().id, area=area, asked_at=at))
    return unit


def keep_files(path: Path) -> EvidenceFolder:
    """A folder in which the files of both rounds lie."""
    folder = EvidenceFolder(path)
    with folder.receiving([io.BytesIO(each) for each in CONTENTS]) as received:
        for each in received:
            each.settle()
    return folder


def two_rounds(store: Store) -> FrozenUnit:
    """The first round is frozen in April, its minutes are signed; the second is frozen in July."""
    unit = worked(store)
    first = unit.round().id
    do(store, freeze_due, FreezeDue(round_id=first), FROZEN)
    plan_round(store, unit.programme_id, SECOND, date(2025, 7, 24))
    office = replace(unit.office, now=wib(2025, 6, 2, 9))
    office.submits("TL-02", date(2025, 5, 2), evidence=(Handed("SOP", sha256=OTHER),))
    office.verifies("TL-02", date(2025, 5, 5), office.citra)
    recommends(
        store, unit.programme_id, first
    )  # since April; later it would be the chair's to verify that task
    with store.writing() as session:
        row = _round(session, unit.programme_id, SECOND)
        row.state, row.cutoff = "preparing", SECOND_CUTOFF
        session.add(row)
        second = row.id
    do(store, freeze_due, FreezeDue(round_id=second), FROZEN_AGAIN)
    return FrozenUnit(unit, {QUARTER: first, SECOND: second})


def recommends(store: Store, programme_id: str, round_id: str, at: datetime = SIGNED) -> None:
    """Two recommendations on record: one that a task carries out which will be done, one that nobody began."""
    with store.writing() as session:
        for number, (area, words, task) in enumerate(
            [("tl", "Lengkapi SOP kegiatan utama", "TL-02"), ("pp", "Umumkan standar pelayanan", "PP-01")], 1
        ):
            session.add(
                Recommendation(
                    id=new_id(session, at), number=number, area=area, words=words, task=task, made_at=at,
                    deadline=date(2025, 5, 30), office="Koordinator", round_id=round_id,
                    programme_id=programme_id, responsible="coordinator", made_by="cli",
                )
            )  # fmt: skip
        session.flush()
        _signs(session, programme_id, round_id, at)


def _signs(session: Session, programme_id: str, round_id: str, at: datetime) -> None:
    """The minutes with what they say, and their event."""
    programme = programme_facts(session, programme_id)
    facts = {name: plain([asdict(each) for each in rows])
             for name, rows in found_and_recommended(session, round_id).items()}  # fmt: skip
    end = chain_of(session, programme.agency, checked=False)
    row = RoundRecord(
        id=new_id(session, at), round_id=round_id, kind="ba", number=1, letter_number="700/1",
        dated=at.date(), file_name="ba.pdf", sha256=SCAN, facts=facts, facts_sha256=seal(facts),
        chain_number=end.count, chain_head=end.head, made_by="cli", made_at=at,
    )  # fmt: skip
    session.add(row)
    said = {"round": round_id, "quarter": QUARTER, "number": 1} | {name: getattr(row, name) for name in SAID}
    event = Event("round.signed", f"{programme.code} {QUARTER}", "cli", at.date(), said,
                  unit_id=programme.unit_id, programme_id=programme_id)  # fmt: skip
    record(session, programme.agency, event, at)


def _round(session: Session, programme_id: str, quarter: str) -> Round:
    query = select(Round).where(col(Round.programme_id) == programme_id, col(Round.quarter) == quarter)
    return session.scalars(query).one()
