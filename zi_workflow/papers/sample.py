"""A made-up paper with something in every part: what a new template is tried on, and what the field list shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

from zi_workflow.domain.papers import (
    OTHERS,
    TEAM,
    UNIT,
    Attendee,
    CarriedLine,
    Cause,
    CheckLine,
    FindingLine,
    Letter,
    MatrixRow,
    MatrixSent,
    Member,
    Paper,
    PaperKind,
    Party,
    Progress,
    RecommendationLine,
    Seal,
    Venue,
)

_ON = date(2025, 4, 30)


def sample(kind: PaperKind) -> Paper:
    """The first quarter of 2025 in a unit that does not exist."""
    return Paper(
        kind, "Pemerintah Provinsi Contoh", "Dinas Perpustakaan dan Arsip", "DPA", "Pembangunan Zona Integritas",
        "wbk", "2025-Q1", "Asia/Jakarta", _ON,
        letter=Letter("700/12/BA/2025", _ON),
        assignment=Letter("094/7/ST/2025", date(2025, 4, 22)),
        minutes=Letter("700/12/BA/2025", _ON),
        venue=Venue(_ON, time(9), time(12), "Ruang Rapat Dinas", "https://rapat.example.go.id/tw1", "Capaian rencana aksi"),
        held_on=_ON, cutoff=date(2025, 4, 28),
        documents=("Matriks rencana aksi dan realisasi", "Data dukung enam area perubahan"),
        team=(Member("chair", "Ayu", "Auditor Madya"), Member("member", "Budi", "PPUPD Muda")),
        parties=(
            Party(TEAM, "Ayu", "Auditor Madya", "19860926 201505 1 001"),
            Party(UNIT, "Citra", "Kepala Dinas", "", "plh"),
        ),
        guests=(Attendee(UNIT, "Citra", "Sekretaris"),),
        attendance=(
            Attendee(TEAM, "Ayu", "Auditor Madya", True),
            Attendee(UNIT, "Citra", "Sekretaris", True),
            Attendee(OTHERS, "Dewi", "Tamu dari kabupaten", False),
        ),
        **_results(),
        seal=Seal(1247, "3f" * 32, "9c" * 32), joint=True,
    )  # fmt: skip


def empty_sample(kind: PaperKind) -> Paper:
    """The same before anything was noted: every list that can be empty is."""
    return replace(
        sample(kind), documents=(), team=(), guests=(), attendance=(), matrices=(), matrix=(), progress=(), checks=(),
        findings=(), recommendations=(), carried=(),
    )  # fmt: skip


def _results() -> dict[str, Any]:
    return {
        "matrices": (
            MatrixSent("tl", "sent", date(2025, 4, 25)), MatrixSent("sdm", "not_sent", date(2025, 4, 29), True),
        ),
        "matrix": (
            MatrixRow(
                "tl", "Menyusun peta proses bisnis", "1 dokumen", "Peta proses bisnis", date(2025, 2, 3),
                date(2025, 4, 11), "Koordinator Area", "Rancangan selesai", 60, "Menunggu analisis jabatan",
                "Rapat bersama area SDM", 2,
            ),
            MatrixRow(
                "sdm", "Menyusun analisis jabatan", "1 dokumen", "Analisis jabatan", date(2025, 1, 13),
                date(2025, 3, 14), "Koordinator Area", "Dua dari lima bidang", 40, "Petugas terbatas", "Pendampingan", 1,
            ),
        ),
        "progress_on": date(2025, 4, 28),
        "frozen": True,
        "progress": (
            Progress("tl", 3, 9, 2, 12, (Cause("sdm", 9.0), Cause("tl", 3.0)), 5),
            Progress("sdm", 5, 8, 1, 9, (Cause("sdm", 9.0),), 6),
        ),
        "checks": (
            CheckLine("tl", "TL-1", "Peta proses bisnis", "incomplete", "Belum ditandatangani"),
            CheckLine("mp", "A.I.1.iii.b", "Monev berkala bersama pimpinan", "fits"),
        ),
        **_advice(),
    }  # fmt: skip


def _advice() -> dict[str, Any]:
    return {
        "findings": (
            FindingLine(1, "tl", "Peta proses bisnis belum ditetapkan."),
            FindingLine(2, "tl", "Standar operasional prosedur belum ditinjau."),
        ),
        "recommendations": (
            RecommendationLine(1, "tl", "Menetapkan peta proses bisnis.", "Koordinator Area", date(2025, 5, 28)),
            RecommendationLine(2, "tl", "Meninjau standar operasional.", "Sekretaris", date(2025, 6, 13)),
        ),
        "carried": (
            CarriedLine("2024-Q4", 3, "pp", "Menetapkan standar pelayanan.", "Sekretaris", date(2025, 3, 14),
                        "in_progress", 1),
            CarriedLine("2024-Q3", 1, "ak", "Menyusun cascading kinerja.", "Kepala Dinas", date(2024, 12, 13),
                        "responded", 2),
        ),
    }  # fmt: skip
