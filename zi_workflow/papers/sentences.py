"""The sentences of the papers, in the stock phrases of official letters; one place for both layouts."""

from __future__ import annotations

from collections.abc import Mapping

from zi_workflow.domain.papers import TEAM, UNIT, Paper, PaperKind
from zi_workflow.domain.recommendations import RecommendationState
from zi_workflow.domain.signatures import service_number
from zi_workflow.papers import words

_MINISTER = "Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi"
_LAW = f"{_MINISTER} Nomor 90 Tahun 2021 tentang Pembangunan dan Evaluasi Zona Integritas Menuju Wilayah Bebas dari"
_LAW = f"{_LAW} Korupsi dan Wilayah Birokrasi Bersih dan Melayani di Instansi Pemerintah"
_CHANGE = f"{_MINISTER} Nomor 5 Tahun 2024 tentang Perubahan atas {_MINISTER} Nomor 90 Tahun 2021"
LAWS = (_LAW, _CHANGE)
TARGETS: Mapping[str, str] = {
    "wbk": "Wilayah Bebas dari Korupsi (WBK)",
    "wbbm": "Wilayah Birokrasi Bersih dan Melayani (WBBM)",
}
_TITLES: Mapping[PaperKind, str] = {
    PaperKind.INVITATION: "Undangan Monitoring dan Evaluasi Pembangunan Zona Integritas",
    PaperKind.ASSIGNMENT: "Surat Tugas",
    PaperKind.ATTENDANCE: "Daftar Hadir Monitoring dan Evaluasi Pembangunan Zona Integritas",
    PaperKind.MINUTES: "Berita Acara Monitoring dan Evaluasi Pembangunan Zona Integritas",
    PaperKind.REPORT: "Laporan Hasil Monitoring dan Evaluasi Pembangunan Zona Integritas",
}
_WITH_FIGURES = frozenset({PaperKind.MINUTES, PaperKind.REPORT})


def title(paper: Paper) -> str:
    """What the paper is called."""
    return _TITLES[paper.kind]


def about(paper: Paper) -> str:
    """What the round is, in the middle of a sentence."""
    return f"Monitoring dan Evaluasi Pembangunan Zona Integritas {words.quarter(paper.quarter)}"


def joint(paper: Paper) -> str:
    """That other units are in the same meeting, with a space before it; nothing for a unit alone."""
    return " dalam ekspose bersama beberapa unit kerja" if paper.joint else ""


def agenda(paper: Paper) -> str:
    """What the meeting is about."""
    said = (paper.venue.agenda if paper.venue else "") or about(paper)
    return f"{said} (ekspose bersama beberapa unit kerja)" if paper.joint else said


def on_the_letter(paper: Paper) -> str:
    """The letter that the team came with; dots where it has no number yet."""
    return f"Surat Tugas Nomor {paper.assignment.number or words.BLANK} tanggal {words.day(paper.assignment.dated)}"


def invitation(paper: Paper) -> str:
    """How the invitation begins."""
    return f"Dalam rangka {about(paper)}, kami mengharapkan kehadiran Bapak/Ibu beserta Tim Kerja pada:"


def wanted(paper: Paper) -> str:
    """What has to be ready by when."""
    until = f" paling lambat {words.weekday(paper.cutoff)}" if paper.cutoff else ""
    return f"Mohon kiranya Bapak/Ibu menyiapkan dan menyampaikan dokumen berikut{until}:"


def order(paper: Paper) -> str:
    """What the team is sent to do."""
    return (
        f"Melaksanakan {about(paper)} pada {paper.unit}{joint(paper)}, menuangkan hasilnya dalam Berita Acara, dan"
        " menyampaikan Laporan Hasil Monitoring dan Evaluasi."
    )


def minutes_begin(paper: Paper) -> str:
    """Day, date and place in words, as a Berita Acara begins."""
    met = paper.day
    figures = f" ({met:%d-%m-%Y})" if met else ""
    return (
        f"Pada hari ini {words.day_in_words(met)}{figures}, bertempat di {place(paper)}, kami yang bertanda tangan"
        " di bawah ini:"
    )


def minutes_basis(paper: Paper) -> str:
    """On what the two parties met, and what follows."""
    return (
        f"Berdasarkan {on_the_letter(paper)}, PIHAK PERTAMA dan PIHAK KEDUA telah melaksanakan {about(paper)} pada"
        f" {paper.unit}{joint(paper)} dengan hasil sebagai berikut:"
    )


def agreements(paper: Paper) -> tuple[str, ...]:
    """What both sides agree on about the recommendations."""
    last = max((each.deadline for each in paper.recommendations), default=None)
    until = f", paling lambat {words.day(last)} untuk yang terakhir" if last else ""
    unit = "PIHAK KEDUA menindaklanjuti setiap rekomendasi sesuai penanggung jawab dan batas waktunya"
    team = "PIHAK PERTAMA memeriksa jawaban dan bukti dukung; rekomendasi dinyatakan selesai oleh"
    return (
        f"{unit}{until}, dan menyampaikan jawaban disertai bukti dukung.",
        f"{team} ketua Tim Pendamping.",
        "Rekomendasi yang belum selesai dibawa ke monitoring dan evaluasi triwulan berikutnya.",
    )


def frozen_early(paper: Paper) -> bool:
    """Whether the figures were frozen before the cutoff that people were told, the meeting having been held."""
    day, cutoff = paper.progress_on, paper.cutoff
    return paper.frozen and day is not None and cutoff is not None and day < cutoff


def figures(paper: Paper) -> str:
    """Whether the figures are the round's for good, or of a day; and what counts as late in them."""
    late = any(each.late for each in paper.progress)
    counted = f" Kegiatan yang {words.LATE}: {words.LATE_TOO}." if late else ""
    if frozen_early(paper):
        frozen, cutoff = words.day(paper.progress_on), words.day(paper.cutoff)
        return f"Angka dibekukan per {frozen}, sebelum batas waktu {cutoff}.{counted}"
    if paper.frozen:
        return f"Angka dibekukan menurut keadaan pada batas waktu {words.day(paper.progress_on)}.{counted}"
    if paper.progress_on:
        return f"Angka belum dibekukan; menurut keadaan pada {words.day(paper.progress_on)}.{counted}"
    return "Angka kemajuan belum dihitung."


def place(paper: Paper) -> str:
    """Where the meeting is, or that it is held at a distance."""
    if paper.venue is None:
        return words.BLANK
    return paper.venue.place or ("pertemuan daring" if paper.venue.link else words.BLANK)


def checked(paper: Paper) -> str:
    """How many of what was looked at fit, are incomplete or missing."""
    if not paper.checks:
        return "Belum ada pemeriksaan yang dicatat."
    by_verdict = [sum(each.verdict == verdict for each in paper.checks) for verdict in words.VERDICTS]
    counted = ", ".join(
        f"{n} {name.lower()}" for n, name in zip(by_verdict, words.VERDICTS.values(), strict=True)
    )
    return f"Dari {len(paper.checks)} butir yang diperiksa: {counted}."


def authentic(paper: Paper) -> str:
    """The line that lets a reader compare the paper with the agency's chain of events."""
    line = f"Keaslian: rantai peristiwa instansi nomor {paper.seal.event_number}, {paper.seal.chain_head}."
    sha256 = figures_sha256(paper)
    return f"{line} Angka beku SHA-256 {sha256}." if sha256 else line


def figures_sha256(paper: Paper) -> str:
    """The hash of the frozen figures, for a paper that prints them."""
    return paper.seal.snapshot_sha256 if paper.kind in _WITH_FIGURES else ""


def report(paper: Paper) -> dict[str, str]:
    """The running text of the report's chapters."""
    minutes = paper.minutes
    in_minutes = f"Berita Acara Nomor {minutes.number} tanggal {words.day(minutes.dated)}" if minutes.number else (
        "Berita Acara Monitoring dan Evaluasi"
    )  # fmt: skip
    done, total = sum(each.done for each in paper.progress), sum(each.total for each in paper.progress)
    left = sum(each.state != RecommendationState.CLOSED for each in paper.carried)
    return {
        "kata_pengantar": (
            f"Puji syukur kami panjatkan ke hadirat Tuhan Yang Maha Esa. Laporan ini memuat hasil {about(paper)} pada"
            f" {paper.unit}, disusun oleh Tim Pendamping sebagai pertanggungjawaban pelaksanaan tugas dan bahan"
            " pengambilan keputusan pimpinan."
        ),
        "latar_belakang": (
            f"{paper.unit} sedang melaksanakan pembangunan Zona Integritas menuju"
            f" {TARGETS.get(paper.target, paper.target)}. Pelaksanaannya dipantau setiap triwulan agar rencana aksi"
            " berjalan sesuai jadwal dan setiap rekomendasi ditindaklanjuti."
        ),
        "tujuan": (
            f"Mengetahui capaian rencana aksi periode {words.period(paper.quarter)}, menemukan kendala dan penyebabnya,"
            " serta memberikan rekomendasi perbaikan dengan penanggung jawab dan batas waktu."
        ),
        "pelaksanaan": (
            f"Monitoring dan evaluasi dilaksanakan pada {words.weekday(paper.day)} bertempat di {place(paper)}{joint(paper)}"
            f" berdasarkan {on_the_letter(paper)}, dan dituangkan dalam {in_minutes}."
        ),
        "ringkasan": (
            f"Dari {total} kegiatan rencana aksi, {done} selesai ({words.percent(done, total)}){_planned(paper)}."
            f" Tim Pendamping mencatat {len(paper.findings)} temuan, memberikan {len(paper.recommendations)}"
            f" rekomendasi, dan mencatat tindak lanjut {len(paper.carried)} rekomendasi triwulan sebelumnya,"
            f" {left} di antaranya belum selesai."
        ),
        "penutup": (
            f"Demikian laporan ini disampaikan. Tindak lanjut atas {len(paper.recommendations) + left}"
            " rekomendasi dipantau pada monitoring dan evaluasi triwulan berikutnya."
        ),
    }


def _planned(paper: Paper) -> str:
    """Against the plan, where every area's is known."""
    planned = [each.planned for each in paper.progress if each.planned is not None]
    if not planned or len(planned) < len(paper.progress):
        return ""
    return f", sedangkan {sum(planned)} direncanakan selesai sampai {words.day(paper.progress_on)}"


def copies(paper: Paper) -> tuple[str, ...]:
    """Who gets a copy (tembusan): offices, never names."""
    if paper.kind in (PaperKind.INVITATION, PaperKind.ASSIGNMENT):
        return (f"Pimpinan {paper.agency} sebagai laporan", "Biro Organisasi", "Ketua Tim Pendamping")
    if paper.kind is PaperKind.REPORT:
        return (f"Pimpinan {paper.agency} sebagai laporan", "Biro Organisasi", f"Kepala {paper.unit}")
    return ()


def signatory(paper: Paper, side: str) -> dict[str, str]:
    """Name, NIP and office of who signs for a side; dots where nobody is known."""
    party = paper.party(side)
    own = {TEAM: "Ketua Tim Pendamping", UNIT: f"Kepala {paper.unit}"}
    return {
        "nama": party.name or words.BLANK,
        "nip": service_number(party.number) or words.BLANK,
        "jabatan": words.title(party) if party.title else own.get(side, words.BLANK),
    }
