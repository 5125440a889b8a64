"""The fields that a template may use, filled from a paper: texts, and lists of rows whose columns are texts.

Their names are Indonesian, for whoever writes a template does so in Indonesian. What people typed is text and stays
text: nothing in it is ever evaluated, and characters that no document can hold are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from zi_workflow.domain.papers import NO_WORK, OTHERS, TEAM, UNIT, Attendee, MatrixSent, Paper
from zi_workflow.papers import sentences, words
from zi_workflow.papers.words import BLANK, area

Row = dict[str, Any]
Fields = dict[str, str | list[Row]]
_SIDES: Mapping[str, str] = {TEAM: "Tim Pendamping", UNIT: "Unit kerja", OTHERS: "Tamu"}
_BIDI = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)))


def fields(paper: Paper) -> Fields:
    """Every field by its name."""
    found: Fields = {
        **_letter(paper), **_meeting(paper), **_counts(paper), **_people(paper), **_seal(paper), **_lists(paper),
        **_results(paper), **sentences.report(paper),
    }  # fmt: skip
    return {name: _inert(value) for name, value in found.items()}


def clean(text: str) -> str:
    """Without what XML 1.0 forbids, and without marks that turn the direction of the text around."""
    return "".join(each for each in text.replace("\r\n", "\n").replace("\r", "\n") if _holds(each))


def _holds(char: str) -> bool:
    point = ord(char)
    control = (point < 0x20 and char not in "\n\t") or 0x7F <= point < 0xA0
    return not (control or 0xD800 <= point < 0xE000 or point & 0xFFFE == 0xFFFE or char in _BIDI)


def _inert(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_inert(each) for each in value]
    return {name: _inert(each) for name, each in value.items()}


def _letter(paper: Paper) -> Fields:
    return {
        "judul": sentences.title(paper),
        "instansi": paper.agency,
        "instansi_kapital": paper.agency.upper(),
        "unit": paper.unit,
        "unit_kapital": paper.unit.upper(),
        "kode_unit": paper.unit_code,
        "program": paper.programme,
        "predikat": sentences.TARGETS.get(paper.target, paper.target),
        "triwulan": words.quarter(paper.quarter),
        "periode": words.period(paper.quarter),
        "nomor": paper.letter.number or BLANK,
        "tanggal_surat": words.day(paper.letter.dated),
        "surat_tugas_nomor": paper.assignment.number or BLANK,
        "surat_tugas_tanggal": words.day(paper.assignment.dated),
        "berita_acara_nomor": paper.minutes.number or BLANK,
        "berita_acara_tanggal": words.day(paper.minutes.dated),
        "tanggal_dibuat": words.day(paper.made_on),
    }


def _meeting(paper: Paper) -> Fields:
    venue = paper.venue
    return {
        "hari_tanggal": words.weekday(paper.day),
        "hari_tanggal_terbilang": words.day_in_words(paper.day),
        "waktu": words.clock(venue.begins, venue.ends, paper.zone) if venue else BLANK,
        "tempat": sentences.place(paper),
        "tautan": venue.link if venue else "",
        "acara": sentences.agenda(paper),
        "batas_waktu": words.weekday(paper.cutoff),
        "pembuka_undangan": sentences.invitation(paper),
        "permintaan_dokumen": sentences.wanted(paper),
        "perintah": sentences.order(paper),
        "pembuka_berita_acara": sentences.minutes_begin(paper),
        "dasar_berita_acara": sentences.minutes_basis(paper),
    }


def _counts(paper: Paper) -> Fields:
    def checks(verdict: str) -> str:
        return str(sum(each.verdict == verdict for each in paper.checks))

    return {
        "keterangan_angka": sentences.figures(paper),
        "ringkasan_pemeriksaan": sentences.checked(paper),
        "jumlah_sesuai": checks("fits"),
        "jumlah_belum_lengkap": checks("incomplete"),
        "jumlah_belum_ada": checks("missing"),
        "jumlah_hadir": str(sum(each.present for each in paper.attendance)),
        "jumlah_temuan": str(len(paper.findings)),
        "jumlah_rekomendasi": str(len(paper.recommendations)),
        "jumlah_rekomendasi_bawaan": str(len(paper.carried)),
    }


def _people(paper: Paper) -> Fields:
    sides = {"ketua": sentences.signatory(paper, TEAM), "kepala": sentences.signatory(paper, UNIT)}
    return {f"{who}_{what}": text for who, said in sides.items() for what, text in said.items()}


def _seal(paper: Paper) -> Fields:
    return {
        "keaslian": sentences.authentic(paper),
        "rantai_nomor": str(paper.seal.event_number),
        "rantai_hash": paper.seal.chain_head,
        "angka_sha256": sentences.figures_sha256(paper),
    }


def _lists(paper: Paper) -> Fields:
    wanted = paper.documents or (
        "Matriks rencana aksi dan realisasi",
        "Data dukung enam area perubahan",
    )
    there = paper.attendance or _expected(paper)
    return {
        "dasar_hukum": _rows(sentences.LAWS, lambda law: {"uraian": law}),
        "dokumen": _rows(wanted, lambda each: {"nama": each}),
        "tim": _rows(
            paper.team,
            lambda each: {
                "nama": each.name,
                "jabatan": each.office,
                "tugas": words.DUTIES.get(each.duty, each.duty),
            },
        ),
        "hadir": _rows(there, lambda each: _attendee(each, bool(paper.attendance))),
        "matriks": _rows(
            _by_order(paper.matrices), lambda each: {"area": area(each.area), "status": _sent(paper, each)}
        ),
        "kesepakatan": _rows(sentences.agreements(paper), lambda each: {"uraian": each}),
        "tembusan": _rows(sentences.copies(paper), lambda each: {"nama": each}),
    }


def _expected(paper: Paper) -> tuple[Attendee, ...]:
    team = tuple(Attendee(TEAM, each.name, each.office) for each in paper.team)
    return (*paper.guests, *team)


def _attendee(each: Attendee, noted: bool) -> Row:
    there = ("hadir" if each.present else "tidak hadir") if noted else ""
    return {
        "nama": each.name,
        "jabatan": each.office,
        "pihak": _SIDES[each.side],
        "kehadiran": there,
        "tanda_tangan": "",
    }


def _sent(paper: Paper, each: MatrixSent) -> str:
    """In time is until the cutoff; of figures that were frozen before it nothing can be said but of their day."""
    on = f" {words.day(each.sent_on)}" if each.sent_on else ""
    if each.state == NO_WORK:
        return "tidak ada kegiatan pada triwulan ini"
    if each.state == "not_sent":
        until = (
            f"{words.day(paper.progress_on)}, saat angka dibekukan"
            if sentences.frozen_early(paper)
            else "batas waktu"
        )
        return f"tidak menyampaikan sampai {until}{'; diterima' + on if on else ''}"
    if not on:
        return "belum menyampaikan"
    return f"disampaikan{on}{', terlambat' if each.late else ''}"


def _results(paper: Paper) -> Fields:
    return {
        "kemajuan": _rows(
            _by_order(paper.progress),
            lambda each: {
                "area": area(each.area),
                "selesai": str(each.done),
                "jumlah": str(each.total),
                "direncanakan": "-" if each.planned is None else str(each.planned),
                "persen": words.percent(each.done, each.total),
                "terlambat": str(each.late),
                "hari_terlambat": str(each.late_days),
                "sebab": words.causes(each.causes) or "-",
            },
        ),
        "pemeriksaan": _rows(
            _by_order(paper.checks),
            lambda each: {
                "area": area(each.area),
                "sasaran": f"{each.target} {each.title}".strip(),
                "hasil": words.VERDICTS.get(each.verdict, each.verdict),
                "catatan": each.note or "-",
            },
        ),
        "temuan": [
            {"no": str(each.number), "area": area(each.area), "uraian": each.words} for each in paper.findings
        ],
        "rekomendasi": [_recommended(each) for each in paper.recommendations],
        "rekomendasi_bawaan": [
            {**_recommended(each), "asal": words.quarter(each.quarter), "umur": f"{each.age} triwulan"}
            for each in paper.carried
        ],
        "rencana_aksi": _rows(_by_order(paper.matrix), _planned),
        "hasil_area": _by_area(paper),
    }


def _recommended(each: Any) -> Row:
    return {
        "no": str(each.number),
        "area": area(each.area),
        "uraian": each.words,
        "penanggung_jawab": each.office,
        "batas_waktu": words.day(each.deadline),
        "status": words.STATES.get(each.state, each.state),
    }


def _planned(each: Any) -> Row:
    days = f"{words.day(each.starts)} s.d. {words.day(each.finishes)}"
    return {
        "area": area(each.area),
        "kegiatan": each.activity,
        "target": each.target or "-",
        "output": each.output or "-",
        "jadwal": days,
        "penanggung_jawab": each.responsible or "-",
        "realisasi": each.realisation or "-",
        "persen": f"{each.percent}%",
        "kendala": each.obstacle or "-",
        "solusi": each.solution or "-",
        "bukti": str(each.evidence),
    }


def _by_area(paper: Paper) -> list[Row]:
    """What each area did, was found to lack and is asked to do."""
    lines: tuple[Any, ...] = (*paper.progress, *paper.findings, *paper.recommendations)
    return _rows(words.in_order(each.area for each in lines), lambda key: _of_area(paper, key))


def _by_order(lines: Sequence[Any]) -> list[Any]:
    """Lines of areas in the order of the areas, those of one area as they came."""
    places = {key: place for place, key in enumerate(words.in_order(each.area for each in lines))}
    return sorted(lines, key=lambda each: places[each.area])


def _of_area(paper: Paper, key: str) -> Row:
    return {
        "nama": area(key),
        "keadaan": next((_standing(each) for each in paper.progress if each.area == key), ""),
        "temuan": [
            {"no": str(each.number), "uraian": each.words} for each in paper.findings if each.area == key
        ],
        "rekomendasi": [_recommended(each) for each in paper.recommendations if each.area == key],
    }


def _standing(each: Any) -> str:
    done = f"{each.done} dari {each.total} kegiatan selesai ({words.percent(each.done, each.total)})"
    if each.planned is not None:
        done = f"{done}, direncanakan selesai sampai saat itu: {each.planned}"
    if not each.late:
        return f"{done}; tidak ada yang terlambat."
    because = f", disebabkan oleh: {words.causes(each.causes)}" if each.causes else ""
    return f"{done}; {each.late} {words.LATE} ({words.LATE_TOO}), paling lama {each.late_days} hari kerja{because}."


def _rows(items: Iterable[Any] | Sequence[Any], made: Callable[[Any], Row]) -> list[Row]:
    """Rows with their number in front."""
    return [{"no": str(number), **made(each)} for number, each in enumerate(items, 1)]
