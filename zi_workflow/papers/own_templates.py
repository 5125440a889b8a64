"""Our own DOCX templates, one for each kind of paper, built from this source; an agency may begin its own from one."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from zi_workflow.domain.papers import PaperKind
from zi_workflow.papers import docx_blocks as blocks
from zi_workflow.papers.archives import settled
from zi_workflow.papers.words import BLANK, LATE

TEAM_COLUMNS = (
    ("No.", "no", 1.0),
    ("Nama", "nama", 6.5),
    ("Jabatan", "jabatan", 6.5),
    ("Tugas", "tugas", 2.5),
)
ATTENDANCE = (("No.", "no", 1.0), ("Nama", "nama", 5.0), ("Jabatan", "jabatan", 4.5), ("Pihak", "pihak", 3.0),
              ("Kehadiran", "kehadiran", 3.0))  # fmt: skip
MATRICES = (("No.", "no", 1.0), ("Area", "area", 6.5), ("Matriks rencana aksi dan realisasi", "status", 9.0))
PROGRESS = (("Area", "area", 3.4), ("Jumlah", "jumlah", 1.5), ("Direncanakan selesai sampai saat itu", "direncanakan", 2.5),
            ("Selesai", "selesai", 1.5), ("Capaian", "persen", 1.6), (LATE.capitalize(), "terlambat", 1.8),
            ("Terlama (hari kerja)", "hari_terlambat", 1.8), ("Sebab (hari kerja)", "sebab", 2.9))  # fmt: skip
CHECKS = (("No.", "no", 1.0), ("Area", "area", 3.5), ("Yang diperiksa", "sasaran", 5.0), ("Hasil", "hasil", 2.5),
          ("Catatan", "catatan", 4.5))  # fmt: skip
FINDINGS = (("No.", "no", 1.0), ("Area", "area", 4.5), ("Temuan", "uraian", 11.0))
ADVICE = (("No.", "no", 1.0), ("Area", "area", 3.5), ("Rekomendasi", "uraian", 6.5),
          ("Penanggung jawab", "penanggung_jawab", 3.0), ("Batas waktu", "batas_waktu", 2.5))  # fmt: skip
CARRIED = (("Asal", "asal", 2.3), ("No.", "no", 1.0), ("Rekomendasi", "uraian", 4.7),
           ("Penanggung jawab", "penanggung_jawab", 2.5), ("Batas waktu", "batas_waktu", 2.2), ("Umur", "umur", 1.6),
           ("Keadaan", "status", 2.2))  # fmt: skip
MATRIX = (("No.", "no", 0.9), ("Area", "area", 2.4), ("Kegiatan", "kegiatan", 3.6), ("Target", "target", 2.3),
          ("Keluaran", "output", 2.3), ("Jadwal", "jadwal", 2.6), ("Penanggung jawab", "penanggung_jawab", 2.4),
          ("Realisasi", "realisasi", 2.8), ("%", "persen", 1.1), ("Kendala", "kendala", 2.8),
          ("Solusi", "solusi", 2.4), ("Bukti", "bukti", 1.1))  # fmt: skip
HEAD = ("{{ kepala_nama }}", "{{ kepala_nip }}")
CHAIR = ("{{ ketua_nama }}", "{{ ketua_nip }}")
INSPECTOR = (BLANK, BLANK)
MEETING = (("Hari, tanggal", "{{ hari_tanggal }}"), ("Pukul", "{{ waktu }}"), ("Tempat", "{{ tempat }}"))
LINK = (("{%tr if tautan %}", ""), ("Tautan", "{{ tautan }}"), ("{%tr endif %}", ""))
"""Only where there is one to meet at."""


@cache
def own_template(kind: PaperKind) -> bytes:
    """The template as a DOCX; the same bytes every time."""
    made = blocks.page()
    blocks.letterhead(made)
    _BUILT[kind](made)
    held = io.BytesIO()
    made.save(held)
    return settled(held.getvalue())


def _invitation(made: Any) -> None:
    blocks.text(made, "{{ tanggal_surat }}", align=blocks.RIGHT)
    head = (
        ("Nomor", "{{ nomor }}"),
        ("Sifat", "Penting"),
        ("Lampiran", "-"),
        ("Hal", "{{ judul }} {{ triwulan }}"),
    )
    blocks.pairs(made, head)
    blocks.text(made, "", after=0)
    for line in ("Yth. Kepala {{ unit }}", "di -", "     TEMPAT"):
        blocks.text(made, line, after=0)
    blocks.text(made, "", after=0)
    blocks.text(made, "{{ pembuka_undangan }}", align=blocks.JUSTIFY)
    blocks.pairs(made, (*MEETING, *LINK, ("Acara", "{{ acara }}")))
    blocks.text(made, "{{ permintaan_dokumen }}", align=blocks.JUSTIFY)
    blocks.numbered(made, "dokumen", "nama")
    blocks.text(made, "Tim Pendamping yang hadir berdasarkan Surat Tugas Nomor {{ surat_tugas_nomor }} tanggal"
                      " {{ surat_tugas_tanggal }}:")  # fmt: skip
    blocks.listing(made, "tim", TEAM_COLUMNS)
    blocks.closing(
        made, "Demikian kami sampaikan, atas perhatian dan kerja samanya kami ucapkan terima kasih."
    )
    blocks.signatures(made, ("Inspektur,", *INSPECTOR))
    blocks.ending(made)


def _assignment(made: Any) -> None:
    blocks.heading(made, "SURAT TUGAS (DRAF)", 1, blocks.CENTER)
    blocks.text(made, "Nomor: {{ surat_tugas_nomor }}", align=blocks.CENTER)
    blocks.text(made, "Dasar:", after=2)
    blocks.numbered(made, "dasar_hukum")
    blocks.text(made, "Rencana monitoring dan evaluasi pembangunan Zona Integritas {{ triwulan }}.")
    blocks.heading(made, "MEMERINTAHKAN", 2, blocks.CENTER)
    blocks.text(made, "Kepada:", after=2)
    blocks.listing(made, "tim", TEAM_COLUMNS)
    blocks.text(made, "Untuk:", after=2)
    blocks.text(made, "{{ perintah }}", align=blocks.JUSTIFY)
    blocks.pairs(made, (*MEETING, *LINK))
    blocks.closing(made, "Demikian surat tugas ini dibuat untuk dilaksanakan dengan penuh tanggung jawab.")
    blocks.signatures(made, ("{{ surat_tugas_tanggal }}", "Inspektur,", *INSPECTOR))
    blocks.ending(made)


def _attendance(made: Any) -> None:
    blocks.heading(made, "DAFTAR HADIR", 1, blocks.CENTER)
    blocks.text(made, "Monitoring dan Evaluasi Pembangunan Zona Integritas", align=blocks.CENTER, after=0)
    blocks.text(made, "{{ triwulan }} pada {{ unit }}", align=blocks.CENTER)
    blocks.pairs(made, (*MEETING, ("Acara", "{{ acara }}")))
    blocks.text(made, "", after=0)
    columns = (
        *((head, name, width * 0.8) for head, name, width in ATTENDANCE),
        ("Tanda tangan", "tanda_tangan", 3.2),
    )
    blocks.listing(made, "hadir", columns, size=10)
    blocks.closing(made, "Demikian daftar hadir ini dibuat untuk dipergunakan sebagaimana mestinya.")
    blocks.signatures(
        made, ("Mengetahui,", "{{ kepala_jabatan }},", *HEAD), ("Ketua Tim Pendamping,", *CHAIR)
    )
    blocks.ending(made)


def _minutes(made: Any) -> None:
    blocks.heading(made, "{{ judul|upper }}", 1, blocks.CENTER)
    blocks.text(made, "{{ triwulan|upper }}", align=blocks.CENTER, after=0)
    blocks.text(made, "Nomor: {{ nomor }}", align=blocks.CENTER)
    blocks.text(made, "{{ pembuka_berita_acara }}", align=blocks.JUSTIFY)
    for number, who, extra, called in (
        ("I", "ketua", ", Ketua Tim Pendamping", "PIHAK PERTAMA"), ("II", "kepala", "", "PIHAK KEDUA"),
    ):  # fmt: skip
        said = [(f"{number}.  Nama", "nama", ""), ("     NIP", "nip", ""), ("     Jabatan", "jabatan", extra)]
        blocks.pairs(made, [(name, f"{{{{ {who}_{what} }}}}{more}") for name, what, more in said])
        blocks.text(made, f"     selanjutnya disebut {called}.")
    blocks.text(made, "{{ dasar_berita_acara }}", align=blocks.JUSTIFY)
    _minutes_parts(made)
    blocks.closing(made, "Demikian Berita Acara ini dibuat dengan sebenarnya dalam rangkap secukupnya untuk"
                         " dipergunakan sebagaimana mestinya.")  # fmt: skip
    blocks.signatures(
        made,
        ("PIHAK KEDUA", "{{ kepala_jabatan }},", *HEAD),
        ("PIHAK PERTAMA", "Ketua Tim Pendamping,", *CHAIR),
    )
    blocks.ending(made)


def _minutes_parts(made: Any) -> None:
    blocks.heading(made, "A. Kehadiran", 2)
    blocks.text(made, "Tercatat hadir {{ jumlah_hadir }} orang.")
    blocks.listing(made, "hadir", ATTENDANCE)
    blocks.heading(made, "B. Penyampaian matriks rencana aksi dan realisasi", 2)
    blocks.listing(made, "matriks", MATRICES)
    blocks.heading(made, "C. Kemajuan per area", 2)
    blocks.text(made, "{{ keterangan_angka }}")
    blocks.listing(made, "kemajuan", PROGRESS)
    blocks.heading(made, "D. Hasil pemeriksaan", 2)
    blocks.text(made, "{{ ringkasan_pemeriksaan }}")
    blocks.listing(made, "pemeriksaan", CHECKS)
    blocks.heading(made, "E. Temuan", 2)
    blocks.listing(made, "temuan", FINDINGS)
    blocks.heading(made, "F. Rekomendasi", 2)
    blocks.listing(made, "rekomendasi", ADVICE)
    blocks.heading(made, "G. Tindak lanjut rekomendasi triwulan sebelumnya", 2)
    blocks.listing(made, "rekomendasi_bawaan", CARRIED)
    blocks.heading(made, "H. Kesepakatan", 2)
    blocks.numbered(made, "kesepakatan")


def _report(made: Any) -> None:
    blocks.heading(made, "{{ judul|upper }}", 1, blocks.CENTER)
    for line in ("{{ triwulan|upper }}", "{{ unit_kapital }}", "Nomor: {{ nomor }}"):
        blocks.text(made, line, align=blocks.CENTER, after=0)
    blocks.heading(made, "Kata Pengantar", 2)
    blocks.text(made, "{{ kata_pengantar }}", align=blocks.JUSTIFY)
    blocks.heading(made, "BAB I Pendahuluan", 2)
    for head, field in (("A. Latar belakang", "latar_belakang"), ("B. Tujuan", "tujuan")):
        blocks.heading(made, head, 3)
        blocks.text(made, f"{{{{ {field} }}}}", align=blocks.JUSTIFY)
    blocks.heading(made, "C. Dasar hukum", 3)
    blocks.numbered(made, "dasar_hukum")
    blocks.text(made, "Surat Tugas Nomor {{ surat_tugas_nomor }} tanggal {{ surat_tugas_tanggal }}.")
    blocks.heading(made, "BAB II Pelaksanaan", 2)
    blocks.heading(made, "A. Waktu dan tempat", 3)
    blocks.text(made, "{{ pelaksanaan }}", align=blocks.JUSTIFY)
    for head, rows, columns in (("B. Tim Pendamping", "tim", TEAM_COLUMNS), ("C. Kehadiran", "hadir", ATTENDANCE),
                                ("D. Penyampaian matriks rencana aksi dan realisasi", "matriks", MATRICES)):  # fmt: skip
        blocks.heading(made, head, 3)
        blocks.listing(made, rows, columns)
    _report_results(made)
    blocks.heading(made, "BAB V Penutup", 2)
    blocks.closing(made, "{{ penutup }}")
    blocks.signatures(made, ("{{ tanggal_surat }}", "Ketua Tim Pendamping,", *CHAIR))
    blocks.ending(made)
    blocks.turned(made)
    blocks.heading(made, "Lampiran: Matriks rencana aksi dan realisasi", 2)
    blocks.listing(made, "rencana_aksi", MATRIX, size=7.5)


def _report_results(made: Any) -> None:
    blocks.heading(made, "BAB III Hasil per area", 2)
    blocks.text(made, "{{ ringkasan }} {{ keterangan_angka }}", align=blocks.JUSTIFY)
    blocks.listing(made, "kemajuan", PROGRESS)
    blocks.text(made, "{{ ringkasan_pemeriksaan }}")
    blocks.listing(made, "pemeriksaan", CHECKS)
    blocks.text(made, "{%p for area in hasil_area %}")
    blocks.heading(made, "{{ area.no }}. Area {{ area.nama }}", 3)
    blocks.text(made, "{{ area.keadaan }}", align=blocks.JUSTIFY)
    blocks.text(made, "{{ 'Temuan:' if area.temuan else 'Tidak ada temuan.' }}", after=2)
    blocks.numbered(made, "area.temuan")
    blocks.text(made, "{%p endfor %}")
    blocks.heading(made, "BAB IV Rekomendasi", 2)
    blocks.heading(made, "A. Rekomendasi triwulan ini", 3)
    blocks.listing(made, "rekomendasi", ADVICE)
    blocks.heading(made, "B. Tindak lanjut rekomendasi triwulan sebelumnya", 3)
    blocks.listing(made, "rekomendasi_bawaan", CARRIED)


_BUILT: Mapping[PaperKind, Callable[[Any], None]] = {
    PaperKind.INVITATION: _invitation,
    PaperKind.ASSIGNMENT: _assignment,
    PaperKind.ATTENDANCE: _attendance,
    PaperKind.MINUTES: _minutes,
    PaperKind.REPORT: _report,
}
