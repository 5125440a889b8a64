"""Working days, quarters, decrees of days off and Indonesian zones; knows no plan, no file and no clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from zi_workflow.domain.errors import N_, InputError, Problem

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIVE_DAYS = WEEKDAYS[:5]
DAY_NAMES: Mapping[str, str] = {
    "mon": N_("Monday"),
    "tue": N_("Tuesday"),
    "wed": N_("Wednesday"),
    "thu": N_("Thursday"),
    "fri": N_("Friday"),
    "sat": N_("Saturday"),
    "sun": N_("Sunday"),
}
"""What the days are called, as message ids."""

ZONES: Mapping[str, str] = {
    "WIB": "Asia/Jakarta",
    "WITA": "Asia/Makassar",
    "WIT": "Asia/Jayapura",
}
_LABELS = {**{name: label for label, name in ZONES.items()}, "Asia/Pontianak": "WIB"}
_ROMAN = ("I", "II", "III", "IV")


def zone_name(zone: str) -> str:
    """The zone's name for a label (WIB) or a name."""
    return ZONES.get(zone, zone)


def zone_label(zone: str) -> str:
    """WIB, WITA or WIT for a label or a zone name; Asia/Pontianak (Kalbar, Kalteng) is WIB."""
    label = zone if zone in ZONES else _LABELS.get(zone)
    if label is None:
        message = N_("Unknown time zone {zone!r}; known: {known}.")
        raise InputError(Problem(message, {"zone": zone, "known": ", ".join((*ZONES, *_LABELS))}))
    return label


class WorkCalendar:
    """The working days of a period and their indexes: the only place where dates become numbers and back.

    All indexes and distances are in working days. A day outside the period raises InputError.
    """

    __slots__ = ("_from", "_last", "_next", "days", "first", "last")

    def __init__(self, week: frozenset[int], days_off: Collection[date], first: date, last: date) -> None:
        self.first, self.last = first, last
        self._from = first.toordinal()
        off = {day.toordinal() for day in days_off}
        days: list[date] = []
        following: list[int] = []  # index of the first working day on or after each calendar day
        preceding: list[int] = []  # index of the last working day on or before it
        for ordinal in range(self._from, last.toordinal() + 1):
            following.append(len(days))
            if (ordinal - 1) % 7 in week and ordinal not in off:
                days.append(date.fromordinal(ordinal))
            preceding.append(len(days) - 1)
        self.days, self._next, self._last = tuple(days), following, preceding

    def start_index(self, day: date) -> int:
        """Index of the first working day on or after `day`."""
        place = day.toordinal() - self._from
        if not 0 <= place < len(self._next) or self._next[place] == len(self.days):
            raise self._unreached(day)
        return self._next[place]

    def finish_index(self, day: date) -> int:
        """Index of the last working day on or before `day`."""
        place = day.toordinal() - self._from
        if not 0 <= place < len(self._last) or self._last[place] < 0:
            raise self._unreached(day)
        return self._last[place]

    def day(self, index: int) -> date:
        """The working day with this index."""
        if not 0 <= index < len(self.days):
            raise self._unreached(self.first if index < 0 else self.last)
        return self.days[index]

    def is_working(self, day: date) -> bool:
        """Whether `day` is a working day."""
        place = day.toordinal() - self._from
        if not 0 <= place < len(self._next):
            raise self._unreached(day)
        return self._next[place] == self._last[place]

    def add(self, day: date, working_days: int) -> date:
        """The working day `working_days` after (negative: before) the first working day on or after `day`."""
        return self.day(self.start_index(day) + working_days)

    def between(self, a: date, b: date) -> int:
        """Working days from `a` to `b`, both moved to the first working day on or after (< 0: back)."""
        return self.start_index(b) - self.start_index(a)

    def _unreached(self, day: date) -> InputError:
        message = N_("The calendar from {first} to {last} holds no working day for {day}.")
        return InputError(Problem(message, {"first": self.first, "last": self.last, "day": day}))


def working_calendar(
    week: Iterable[str], days_off: Collection[date], first: date, last: date
) -> WorkCalendar:
    """The working days from `first` to `last`: the named week days (WEEKDAYS) without the days off."""
    names = tuple(week)
    unknown = [name for name in names if name not in WEEKDAYS]
    if unknown:
        message = N_("Unknown week day {name!r}; known: {known}.")
        known = ", ".join(WEEKDAYS)
        raise InputError([Problem(message, {"name": name, "known": known}) for name in unknown])
    return _calendar(frozenset(WEEKDAYS.index(name) for name in names), frozenset(days_off), first, last)


@lru_cache(maxsize=32)
def _calendar(week: frozenset[int], days_off: frozenset[date], first: date, last: date) -> WorkCalendar:
    """A programme's calendar, of which nothing ever changes, is wanted again by whatever is asked about it next."""
    return WorkCalendar(week, days_off, first, last)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A calendar quarter, which is also the fiscal one (triwulan)."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Its first calendar day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last calendar day."""
        return self.next().first - timedelta(days=1)

    def next(self) -> Quarter:
        """The quarter after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def label(self) -> str:
        """`II 2025`; the edge puts its word for quarter in front."""
        return f"{_ROMAN[self.number - 1]} {self.year}"


def quarter_named(key: str) -> Quarter | None:
    """The quarter of a key that begins with its year and ends in its number, such as `2025-Q1`."""
    named = key[:4].isdigit() and key[-1:] in "1234" and len(key) > 4
    return Quarter(int(key[:4]), int(key[-1])) if named else None


def quarter_of(day: date) -> Quarter:
    """The quarter a day lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


class DayKind(StrEnum):
    """Why a day is off; `working` is a day that a later decree gives back."""

    NATIONAL = "national"
    COLLECTIVE_LEAVE = "collective_leave"
    LOCAL = "local"
    WORKING = "working"


class DecreeStatus(StrEnum):
    """`fixed`: signed and published; `estimated`: our forecast until the decree of that year is signed."""

    FIXED = "fixed"
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class DayOff:
    """One day of a decree."""

    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class Decree:
    """A decree of days off (SKB 3 Menteri, or a regional one) for one year."""

    number: str
    signed: date
    title: str
    source: str
    status: DecreeStatus
    year: int
    days: tuple[DayOff, ...]


def effective_days_off(decrees: Iterable[Decree]) -> frozenset[date]:
    """The days off that hold: in order of signature, a fixed decree puts aside the estimates of its year."""
    return frozenset(named_days_off(decrees))


def named_days_off(decrees: Iterable[Decree]) -> dict[date, str]:
    """`effective_days_off`, each with the name that its last decree gives it."""
    known = sorted(decrees, key=lambda decree: (decree.signed, decree.number))
    settled = {d.year for d in known if d.status is DecreeStatus.FIXED and _national(d)}
    off: dict[date, str] = {}
    for decree in known:
        if decree.status is DecreeStatus.ESTIMATED and decree.year in settled:
            continue
        for entry in decree.days:
            if entry.kind is DayKind.WORKING:
                off.pop(entry.day, None)
            else:
                off[entry.day] = entry.name
    return off


def _national(decree: Decree) -> bool:
    """A regional decree of local days settles nothing about the nation's year."""
    return any(entry.kind is DayKind.NATIONAL for entry in decree.days)
