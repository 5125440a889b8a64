"""Dates, times, quarters and numbers as Indonesian offices write them; knows no catalogue and no facts.

Babel's CLDR where it is right; CLDR's full date pads the day ("05 Juni") and its times and quarters are not
those of official letters, so those patterns stand here, per language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from zi_workflow.domain.calendars import quarter_named, zone_label, zone_name
from zi_workflow.domain.errors import N_
from zi_workflow.domain.office_hours import CLOSE_OF_DAY

_FULL = "EEEE, d MMMM y"
_SHORT = "EEE, d MMM y"
_AT = {"id": "{day} pukul {hour:02}.{minute:02} {zone}", "en": "{day} at {hour:02}:{minute:02} {zone}"}
_HOURS = {
    "id": "pukul {begins:%H.%M}-{ends:%H.%M} {zone}",
    "en": "{begins:%H:%M}-{ends:%H:%M} {zone}",
}
_QUARTER = {"id": "Triwulan {number} {year}", "en": "Quarter {number} {year}"}
_ROMAN = ("I", "II", "III", "IV")


@lru_cache(maxsize=4096)
def _pattern(day: date, pattern: str, lang: str) -> str:
    from babel.dates import format_date  # loading the locales takes longer than a command that names no date

    return format_date(day, pattern, locale=lang)


def full_date(day: date, lang: str = "id") -> str:
    """For text: `Rabu, 30 April 2025`."""
    return _pattern(day, _FULL, lang)


def short_date(day: date, lang: str = "id") -> str:
    """For tables: `Rab, 30 Apr 2025`."""
    return _pattern(day, _SHORT, lang)


def month(day: date, lang: str = "id") -> str:
    """For tables: `Jan 2026`."""
    return _pattern(day, "MMM y", lang)


def deadline(day: date, zone: str, lang: str = "id") -> str:
    """The end of that office day: `Rabu, 30 April 2025 pukul 16.00 WIB`; `zone` as `zone_label` takes it."""
    return _at(day, CLOSE_OF_DAY, zone, lang)


def local(at: datetime, zone: str) -> datetime:
    """The instant on a unit's clock; `zone` is a label (WIB) or a name."""
    return at.astimezone(ZoneInfo(zone_name(zone)))


def instant(at: datetime, zone: str, lang: str = "id") -> str:
    """An aware instant on the unit's clock: `Rabu, 30 April 2025 pukul 07.30 WIB`."""
    here = local(at, zone)
    return _at(here.date(), here.time(), zone, lang)


def _at(day: date, at: time, zone: str, lang: str) -> str:
    return _AT[lang].format(day=full_date(day, lang), hour=at.hour, minute=at.minute, zone=zone_label(zone))


def hours(begins: time, ends: time, zone: str, lang: str = "id") -> str:
    """From when until when on the unit's clock: `pukul 09.00-12.00 WIB`."""
    return _HOURS[lang].format(begins=begins, ends=ends, zone=zone_label(zone))


def quarter_of_key(key: str, lang: str = "id") -> str:
    """The quarter of a key (`2025-Q2`): `Triwulan II 2025`; what is no such key stays as it is."""
    named = quarter_named(key)
    return key if named is None else quarter(named.first, lang)


def quarter(day: date, lang: str = "id") -> str:
    """The quarter of the fiscal (= calendar) year: `Triwulan II 2025`."""
    return _QUARTER[lang].format(number=_ROMAN[(day.month - 1) // 3], year=day.year)


@lru_cache(maxsize=4096)
def decimal(value: float, lang: str = "id", places: int = 1) -> str:
    """A number with at most `places` decimals: `7,5`, `1.234`."""
    from babel.numbers import format_decimal

    return format_decimal(value, f"#,##0.{'#' * places}", locale=lang)


def listing(items: Sequence[str], lang: str = "id") -> str:
    """`a`, `a dan b`, `a, b, dan c`."""
    return _listing(tuple(items), lang)


@lru_cache(maxsize=4096)
def _listing(items: tuple[str, ...], lang: str) -> str:
    from babel.lists import format_list

    return format_list(items, locale=lang)


AREA_NAMES: Mapping[str, str] = {
    "mp": N_("Change Management"),
    "tl": N_("Business Process Arrangement"),
    "sdm": N_("Human Resource Management System Arrangement"),
    "ak": N_("Accountability Strengthening"),
    "pw": N_("Supervision Strengthening"),
    "pp": N_("Public Service Quality Improvement"),
    "um": N_("Working Team"),
    "ext": N_("outside party"),
}
"""Message ids of the six change areas (PermenPANRB 90/2021), the unit's own team and outside parties.

A plan file may use any word as an area; such a word is shown as it is.
"""

NOT_AREAS = frozenset({"um", "ext"})
"""Keys that stand where an area stands but are not called one."""
