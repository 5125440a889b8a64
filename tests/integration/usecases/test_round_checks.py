"""Verifying a frozen round: it fits, whatever came later; every touched value, file or event is named."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlmodel import Session, col

from tests.integration.usecases.test_freezing import LAST, MIDNIGHT, REPORT, frozen, snapshot
from tests.support.clocks import wib
from tests.support.evidence_samples import PDF
from tests.support.frozen_rounds import worked
from tests.support.monev_rounds import CODE, NOW, QUARTER, MonevUnit, opened_round
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import RefusedError
from zi_workflow.domain.misfits import Part
from zi_workflow.i18n import sentence
from zi_workflow.storage.evidence_folder import EvidenceFolder
from zi_workflow.storage.tables import Round, Snapshot
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.round_checks import Verified, verify
from zi_workflow.usecases.round_rearranging import Rearrange, as_it_stands, rearrange

DIGEST = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    """Where the one file of the round lies."""
    found = EvidenceFolder(tmp_path / "evidence")
    with found.receiving([io.BytesIO(PDF)]) as received:
        received[0].settle()
    return found


def with_file(store: Store) -> MonevUnit:
    """A frozen round with a file of ours, and one whose content is kept elsewhere."""
    unit = opened_round(store)
    office = replace(unit.office, now=LAST)
    office.starts("TL-01", date(2025, 1, 6))
    away = replace(REPORT, name="Di tempat lain", reference="arsip/laporan.pdf")
    office.submits("TL-01", date(2025, 1, 20), evidence=(Handed("SK Tim.pdf", sha256=DIGEST), away))
    frozen(unit)
    return unit


def checked(unit: MonevUnit, folder: EvidenceFolder) -> Verified:
    """What verifying says."""
    with unit.store.reading() as session:
        return verify(session, unit.programme_id, QUARTER, folder)


def parts(found: Verified) -> list[Part]:
    """What does not fit."""
    return [each.part for each in found.misfits]


def seals(unit: MonevUnit, facts: dict[str, Any]) -> None:
    """Somebody with the database in hand writes other figures."""
    with unit.store.writing() as session:
        session.execute(update(Snapshot).values(facts=facts))


def test_a_frozen_round_still_fits_after_work_went_on(store: Store, folder: EvidenceFolder) -> None:
    """The file of ours is read again, the one elsewhere is only counted."""
    unit = with_file(store)
    office = replace(unit.office, now=wib(2025, 5, 2, 9))
    office.verifies("TL-01", date(2025, 4, 28), office.citra)
    office.starts("PP-02", date(2025, 4, 2))
    found = checked(unit, folder)
    assert found.intact
    assert (found.files, found.elsewhere) == (1, 1)
    assert found.sha256 == snapshot(unit).sha256


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.write_bytes(b"lain"), "bukan yang dibekukan"),
        (lambda path: path.unlink(), "tidak ada di folder bukti"),
    ],
)
def test_the_file_that_changed_or_went_is_named(
    store: Store, folder: EvidenceFolder, spoil: Any, words: str
) -> None:
    """By the name under which people handed it in."""
    unit = with_file(store)
    spoil(folder.place(DIGEST))
    found = checked(unit, folder)
    assert parts(found) == [Part.FILE]
    said = sentence(found.misfits[0].problem)
    assert "SK Tim.pdf" in said
    assert words in said


def test_a_changed_figure_breaks_the_seal_and_is_named(store: Store, folder: EvidenceFolder) -> None:
    """The log of events gives the value that was frozen."""
    unit = with_file(store)
    facts = snapshot(unit).facts
    facts["areas"]["tl"]["done"] = 2
    seals(unit, facts)
    found = checked(unit, folder)
    assert parts(found) == [Part.SEAL, Part.FIGURES]
    assert found.misfits[1].problem.where == "areas.tl.done"


def test_figures_that_cannot_be_read_at_all_are_said_to_be_so(store: Store, folder: EvidenceFolder) -> None:
    """Nothing fails; the sentences say it."""
    unit = with_file(store)
    seals(unit, {"evidence": "x"})
    assert parts(checked(unit, folder)) == [Part.SEAL, Part.FIGURES]


def test_an_event_that_was_rewritten_is_found_although_the_seal_fits(
    store: Store, folder: EvidenceFolder
) -> None:
    """The chain breaks there; what the event said was part of the figures."""
    unit = with_file(store)
    with store.writing() as session:
        lame(session)
        session.execute(text("UPDATE event SET actor = 'x' WHERE kind = 'task.started'"))
    assert Part.CHAIN in parts(checked(unit, folder))


def test_a_round_that_is_not_frozen_has_nothing_to_verify(store: Store, folder: EvidenceFolder) -> None:
    """It says so, with the round's name."""
    unit = worked(store)
    with pytest.raises(RefusedError) as refused:
        checked(unit, folder)
    assert refused.value.problems[0].where == f"{CODE} {QUARTER}"
    assert frozen(unit, MIDNIGHT).sha256


def test_the_cutoff_that_people_were_told_is_compared_too(store: Store, folder: EvidenceFolder) -> None:
    """It is what the opening said, or the last change of it."""
    unit = opened_round(store)
    there = replace(as_it_stands(unit.round()), documents=("SK Tim Kerja",))
    common = {"viewer": unit.viewer(unit.gita), "programme_id": unit.programme_id, "quarter": QUARTER}
    do(store, rearrange, Rearrange(**common, opening=there), NOW)  # type: ignore[arg-type]
    frozen(unit)
    assert checked(unit, folder).intact
    with store.writing() as session:
        session.execute(update(Round).where(col(Round.quarter) == QUARTER).values(cutoff=date(2025, 4, 24)))
    (found,) = checked(unit, folder).misfits
    said = "Tanggal batas waktu monev ini tidak sama dengan rantai catatan."
    assert (found.part, sentence(found.problem)) == (Part.ROUND, said)


def lame(session: Session) -> None:
    """Take the guard of the events away, as somebody with the database in hand can."""
    lite = session.get_bind().dialect.name == "sqlite"
    session.execute(
        text(
            "DROP TRIGGER event_no_update" if lite else "ALTER TABLE event DISABLE TRIGGER event_append_only"
        )
    )
