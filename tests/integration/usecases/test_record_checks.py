"""Verifying the signed papers of a closed round: they fit, and every touched word, letter, signer or byte is named."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text, update
from sqlmodel import col

from tests.integration.usecases.test_round_checks import lame
from tests.support.clocks import wib
from tests.support.evidence_samples import PDF
from tests.support.meetings import LATER, Meeting, meeting
from tests.support.monev_rounds import QUARTER
from zi_workflow.bootstrap import Store
from zi_workflow.domain.misfits import Part
from zi_workflow.i18n import sentence
from zi_workflow.storage.evidence_folder import EvidenceFolder
from zi_workflow.storage.tables import Finding, Recommendation, Round, RoundRecord, Snapshot
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.round_checks import Verified, verify

SCAN = Handed("BA.pdf", sha256=hashlib.sha256(PDF).hexdigest())

REPORT = col(RoundRecord.kind) == "report"


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    """Where the scan lies."""
    made = EvidenceFolder(tmp_path / "evidence")
    with made.receiving([io.BytesIO(PDF)]) as received:
        received[0].settle()
    return made


def closed(store: Store) -> Meeting:
    """A round that is closed: minutes, a correction of them, the report."""
    round_ = meeting(store)
    round_.finds()
    round_.recommends(office="Subbagian Tata Usaha")
    round_.holds()
    round_.signs(file=SCAN)
    round_.signs(file=SCAN, letter_number="700/BA/46", reason="Salah ketik.")
    round_.reports(file=SCAN)
    round_.later(LATER).closes()
    return round_


def checked(round_: Meeting, folder: EvidenceFolder) -> Verified:
    """What verifying says."""
    with round_.store.reading() as session:
        return verify(session, round_.unit.programme_id, round_.quarter, folder)


def said(round_: Meeting, folder: EvidenceFolder) -> list[tuple[Part, str]]:
    """What does not fit."""
    return [(each.part, sentence(each.problem)) for each in checked(round_, folder).misfits]


def test_a_closed_round_fits_with_every_paper_of_it(store: Store, folder: EvidenceFolder) -> None:
    """Follow-up goes on after the signature, and is no misfit."""
    round_ = closed(store)
    with store.writing() as session:
        session.execute(update(Recommendation).values(state="responded"))
    found = checked(round_, folder)
    assert (found.misfits, found.records) == ((), 3)


def first() -> Any:
    """Somebody writes into the row of the closed round."""
    return update(Round).where(col(Round.quarter) == QUARTER)


TOUCHED: dict[str, tuple[Callable[[], Any], Part, str]] = {
    "letter": (lambda: update(RoundRecord).where(REPORT).values(letter_number="X"),
               Part.RECORD, "Nomor surat pada Laporan Hasil Monev nomor urut 1"),
    "signers": (lambda: update(RoundRecord).where(col(RoundRecord.number) == 2).values(signers=[]),
                Part.RECORD, "Penanda tangan pada Berita Acara nomor urut 2"),
    "facts": (lambda: update(RoundRecord).where(REPORT).values(facts={"a": 1}),
              Part.RECORD, "Isi Laporan Hasil Monev nomor urut 1 tidak cocok"),
    "end": (lambda: update(RoundRecord).where(REPORT).values(chain_head="0" * 64),
            Part.CHAIN, "yang disebut Laporan Hasil Monev nomor urut 1"),
    "gone": (lambda: delete(RoundRecord).where(REPORT),
             Part.RECORD, "Laporan Hasil Monev nomor urut 1 dimuat rantai catatan"),
    "finding": (lambda: update(Finding).values(words="Tidak ada."), Part.FOUND, "Temuan 1"),
    "recommendation": (lambda: update(Recommendation).values(words="Tidak ada."), Part.FOUND, "Rekomendasi 1"),
    "responsible": (lambda: update(Recommendation).values(responsible="head"), Part.FOUND, "Rekomendasi 1"),
    "after": (lambda: update(Recommendation).values(after=["TL-01"]), Part.FOUND, "Rekomendasi 1"),
    "before": (lambda: update(Recommendation).values(before=["TL-01"]), Part.FOUND, "Rekomendasi 1"),
    "task": (lambda: update(Recommendation).values(task="TL-01"), Part.FOUND, "Rekomendasi 1"),
    "held": (lambda: first().values(held_on=date(2025, 4, 29)), Part.ROUND, "Tanggal rapat monev ini"),
    "closed": (lambda: first().values(closed_on=date(2025, 5, 1)), Part.ROUND, "Tanggal penutupan monev ini"),
    "state": (lambda: first().values(state="held"), Part.ROUND, "Keadaan monev ini"),
    "instant": (lambda: first().values(frozen_at=wib(2025, 4, 26, 1)), Part.ROUND, "Saat pembekuan monev ini"),
    "taken": (lambda: update(Snapshot).values(taken_at=wib(2025, 4, 26, 1)), Part.ROUND, "Saat pembekuan monev ini"),
    "figures": (lambda: update(Snapshot).values(cutoff=date(2025, 4, 10)), Part.ROUND, "Tanggal angka beku monev ini"),
    "snapshot": (lambda: delete(Snapshot), Part.SEAL, "Angka yang dibekukan tidak ada lagi"),
}  # fmt: skip
"""What somebody with the database in hand does, and how it is named."""


@pytest.mark.parametrize("what", sorted(TOUCHED))
def test_whatever_is_touched_is_named(sqlite_store: Store, folder: EvidenceFolder, what: str) -> None:
    """One thing, one sentence."""
    touch, part, words = TOUCHED[what]
    round_ = closed(sqlite_store)
    with sqlite_store.writing() as session:
        session.execute(touch())
    ((found, text),) = said(round_, folder)
    assert found is part
    assert words in text


def test_one_byte_of_the_scan_is_named(sqlite_store: Store, folder: EvidenceFolder) -> None:
    """With its file's name, for every paper that has this scan; so is a scan that is not there."""
    round_ = closed(sqlite_store)
    place = folder.place(SCAN.sha256 or "")
    place.write_bytes(PDF[:-1] + b"x")
    assert [part for part, text in said(round_, folder) if "'BA.pdf'" in text] == [Part.SCAN] * 3
    place.unlink()
    assert all("tidak ada" in text for _part, text in said(round_, folder))


def test_an_event_of_a_signature_that_was_changed_with_its_record_breaks_the_chain(
    store: Store, folder: EvidenceFolder
) -> None:
    """Also where the freezing, which the events before it prove, is untouched."""
    round_ = closed(store)
    with store.writing() as session:
        lame(session)
        session.execute(text("UPDATE event SET actor = 'x' WHERE kind = 'round.reported'"))
    ((part, words),) = said(round_, folder)
    assert part is Part.CHAIN
    assert "sebelum naskah terakhir ditandatangani" in words
