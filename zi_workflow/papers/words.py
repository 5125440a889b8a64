"""Numbers, dates and names in the words of Indonesian official letters; knows no catalogue, for papers are Indonesian."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time

from zi_workflow.domain import shares
from zi_workflow.domain.calendars import quarter_named, zone_label
from zi_workflow.domain.papers import Cause, Party
from zi_workflow.domain.signatures import signed_as
from zi_workflow.wording import decimal, full_date

BLANK = "................"
_UNITS = (
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
_ROMAN = ("I", "II", "III", "IV")
_BIGGEST = 1_000_000
AREAS: Mapping[str, str] = {
    "mp": "Manajemen Perubahan",
    "tl": "Penataan Tatalaksana",
    "sdm": "Penataan Sistem Manajemen SDM Aparatur",
    "ak": "Penguatan Akuntabilitas Kinerja",
    "pw": "Penguatan Pengawasan",
    "pp": "Peningkatan Kualitas Pelayanan Publik",
    "um": "Umum dan Evaluasi",
    "ext": "Pihak Luar",
}
"""The areas as the pages call them, in the order of PermenPANRB 90/2021; any other word of a plan stays as it is."""
DUTIES: Mapping[str, str] = {"chair": "Ketua", "deputy": "Wakil Ketua", "member": "Anggota"}
STATES: Mapping[str, str] = {
    "open": "belum ditindaklanjuti",
    "in_progress": "sedang ditindaklanjuti",
    "responded": "sudah dijawab, menunggu ketua tim",
    "verified_closed": "terverifikasi dan selesai",
    "rejected": "jawaban belum diterima",
}
VERDICTS: Mapping[str, str] = {"fits": "Sesuai", "incomplete": "Belum lengkap", "missing": "Belum ada"}
LATE = "terlambat menurut perkiraan"
LATE_TOO = "termasuk yang seharusnya sudah dimulai"
"""Beside what was planned to be finished by a day, for more can be late: also what is due later and should have begun."""


def number(value: int) -> str:
    """`dua ribu dua puluh lima`; ValueError outside 0 to 999,999."""
    if not 0 <= value < _BIGGEST:
        raise ValueError("no number of a date or a count")
    if value < len(_UNITS):
        return _UNITS[value]
    if value < 20:
        return f"{_UNITS[value - 10]} belas"
    for size, name, one in ((1000, "ribu", "seribu"), (100, "ratus", "seratus"), (10, "puluh", "")):
        if value >= size:
            many, rest = divmod(value, size)
            head = one if many == 1 else f"{number(many)} {name}"
            return f"{head} {number(rest)}" if rest else head
    raise AssertionError("every number is one of these")


def day(on: date | None) -> str:
    """`30 April 2025`, dots for a day that is not known."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}" if on else BLANK


def weekday(on: date | None) -> str:
    """`Rabu, 30 April 2025`."""
    return full_date(on, "id") if on else BLANK


def day_in_words(on: date | None) -> str:
    """`Rabu tanggal tiga puluh bulan April tahun dua ribu dua puluh lima`."""
    if on is None:
        return f"{BLANK} tanggal {BLANK} bulan {BLANK} tahun {BLANK}"
    name = full_date(on, "id").split(",")[0]
    return f"{name} tanggal {number(on.day)} bulan {_MONTHS[on.month - 1]} tahun {number(on.year)}"


def clock(begins: time | None, ends: time | None, zone: str) -> str:
    """`09.00 s.d. 12.00 WIB`, or until it is over."""
    if begins is None:
        return BLANK
    until = f"{ends:%H.%M} {zone_label(zone)}" if ends else f"{zone_label(zone)} sampai selesai"
    return f"{begins:%H.%M} s.d. {until}" if ends else f"{begins:%H.%M} {until}"


def quarter(key: str) -> str:
    """`Triwulan I Tahun 2025`; a key that is none stays as it is."""
    found = quarter_named(key)
    return f"Triwulan {_ROMAN[found.number - 1]} Tahun {found.year}" if found else key


def quarter_short(key: str) -> str:
    """For file names: `tw1-2025`."""
    found = quarter_named(key)
    return f"tw{found.number}-{found.year}" if found else key.lower()


def period(key: str) -> str:
    """The days of a quarter: `1 Januari s.d. 31 Maret 2025`."""
    found = quarter_named(key)
    return f"{found.first.day} {_MONTHS[found.first.month - 1]} s.d. {day(found.last)}" if found else key


def area(key: str) -> str:
    """The area's name."""
    return AREAS.get(key, key)


def in_order(areas: Iterable[str]) -> list[str]:
    """Each area once, in the order of the regulation; those that it does not know come last, as they came."""
    found = dict.fromkeys(areas)
    return [*(key for key in AREAS if key in found), *(key for key in found if key not in AREAS)]


def title(party: Party) -> str:
    """The office that somebody signs in, acting or not: `Plh. Kepala Dinas`."""
    return signed_as(party.title, party.capacity)


def causes(found: tuple[Cause, ...]) -> str:
    """Whose working days a lateness is made of: `Penataan Tatalaksana 3 hari; ...`."""
    return "; ".join(f"{area(each.area)} {decimal(each.days)} hari" for each in found)


def percent(part: int, whole: int) -> str:
    """Of so many."""
    return f"{shares.percent(part, whole)}%"
