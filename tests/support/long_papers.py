"""Papers that try a layout: a round with very much to say, and one in which people typed tags, marks and signs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.support.paper_texts import close
from zi_workflow.domain.papers import FindingLine, Paper, PaperKind, RecommendationLine
from zi_workflow.papers.fields import fields
from zi_workflow.papers.sample import sample

HOSTILE = (
    "#panic() $x$ *tebal* _miring_ `kode` #strong[x] \\ // /* <label> @ref {{ nomor }} {{ 7*7 }} {% for x in y %}"
    " {# #} {%p if x %} <w:p> </w:t> &amp; & \" ' ]]> = judul [isi] ~"
)
"""What a template or a layout language would read as its own."""
SHOWN: dict[PaperKind, tuple[str, ...]] = {
    PaperKind.INVITATION: (
        "instansi_kapital", "judul", "triwulan", "nomor", "tanggal_surat", "unit", "pembuka_undangan", "hari_tanggal",
        "waktu", "tempat", "tautan", "acara", "permintaan_dokumen", "dokumen", "surat_tugas_nomor", "tim", "tembusan",
        "keaslian",
    ),
    PaperKind.ASSIGNMENT: (
        "instansi_kapital", "surat_tugas_nomor", "surat_tugas_tanggal", "dasar_hukum", "tim", "perintah",
        "hari_tanggal", "waktu", "tempat", "tembusan", "keaslian",
    ),
    PaperKind.ATTENDANCE: (
        "instansi_kapital", "triwulan", "unit", "hari_tanggal", "waktu", "tempat", "acara", "hadir", "ketua_nama",
        "ketua_nip", "kepala_nama", "kepala_jabatan", "keaslian",
    ),
    PaperKind.MINUTES: (
        "instansi_kapital", "nomor", "pembuka_berita_acara", "ketua_nama", "ketua_nip", "ketua_jabatan", "kepala_nama",
        "kepala_jabatan", "dasar_berita_acara", "jumlah_hadir", "hadir", "matriks", "keterangan_angka", "kemajuan",
        "ringkasan_pemeriksaan", "pemeriksaan", "temuan", "rekomendasi", "rekomendasi_bawaan", "kesepakatan",
        "keaslian", "rantai_nomor", "rantai_hash", "angka_sha256",
    ),
    PaperKind.REPORT: (
        "instansi_kapital", "nomor", "unit_kapital", "kata_pengantar", "latar_belakang", "tujuan", "dasar_hukum",
        "pelaksanaan", "tim", "hadir", "matriks", "ringkasan", "keterangan_angka", "kemajuan", "pemeriksaan",
        "hasil_area", "rekomendasi", "rekomendasi_bawaan", "penutup", "ketua_nama", "tembusan", "rencana_aksi",
        "keaslian", "rantai_hash", "angka_sha256",
    ),
}  # fmt: skip
"""The fields whose every text stands in a paper of the kind."""
NOT_SHOWN = {"rekomendasi": ("status",), "rekomendasi_bawaan": ("area",)}
"""Columns that the papers leave out: a recommendation of today has no standing yet."""


def expected(paper: Paper) -> set[str]:
    """Every text that has to stand in the paper, as `close` writes it."""
    found = fields(paper)
    said: set[str] = set()
    for name in SHOWN[paper.kind]:
        value = found[name]
        said |= {value} if isinstance(value, str) else _texts(name, value)
    return {close(each) for each in said if each}


def _texts(name: str, rows: list[dict[str, object]]) -> set[str]:
    said: set[str] = set()
    for row in rows:
        for column, value in row.items():
            if isinstance(value, list):
                said |= _texts(column, value) - _of_advice(column, value)
            elif column not in NOT_SHOWN.get(name, ()):
                said.add(str(value))
    return said


def _of_advice(column: str, rows: list[dict[str, object]]) -> set[str]:
    """In a report's areas recommendations are left to their own chapter."""
    return {str(each) for row in rows for each in row.values()} if column == "rekomendasi" else set()


def long_paper(kind: PaperKind, number: int = 40) -> Paper:
    """Forty recommendations of many words, forty findings, and the longest names that are taken."""
    many = (
        "Menyelesaikan analisis jabatan dan analisis beban kerja untuk seluruh bidang serta menetapkannya. "
        * 3
    )
    day = date(2025, 5, 28)
    return replace(
        sample(kind),
        unit="Dinas Perpustakaan, Kearsipan, Pemberdayaan Masyarakat, Desa dan Pengelolaan Keuangan Daerah "
        * 2,
        findings=tuple(FindingLine(each, "tl", f"Temuan ke-{each}. {many}") for each in range(1, number + 1)),
        recommendations=tuple(
            RecommendationLine(
                each, "sdm", f"Rekomendasi ke-{each}. {many}", "Koordinator Area", day + timedelta(each)
            )
            for each in range(1, number + 1)
        ),
    )


def hostile_paper(kind: PaperKind, words: str = HOSTILE) -> Paper:
    """Somebody typed all that into whatever can be typed."""
    made = sample(kind)
    assert made.venue is not None
    return replace(
        made,
        unit=f"Dinas {words}",
        agency=words,
        documents=(words,),
        venue=replace(made.venue, place=words, agenda=words, link=words),
        assignment=replace(made.assignment, number=words),
        attendance=(replace(made.attendance[0], name=words, office=words),),
        team=(replace(made.team[0], name=words),),
        findings=(FindingLine(1, words, words),),
        recommendations=(RecommendationLine(1, words, words, words, date(2025, 5, 28)),),
    )
