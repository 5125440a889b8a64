"""Reads a unit's own days off from lines that people type, a day and its name each; knows no unit and no calendar."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from zi_workflow.domain.calendars import DayKind, DayOff
from zi_workflow.domain.errors import N_, Problem

MOST_DAYS = 60
EARLIEST, LATEST = date(1945, 1, 1), date(2099, 12, 31)
"""Between these lies every day that somebody may mean: another is a slip, or stands for a day that nobody knows."""
MOST_LETTERS = 200
_LINE = re.compile(
    r"(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<d2>\d{1,2})[/.-](?P<m2>\d{1,2})[/.-](?P<y2>\d{4}))"
    r"[\s,;:]*(?P<name>.*)"
)


def read_local_days(text: str, years: Collection[int]) -> tuple[tuple[DayOff, ...], list[Problem]]:
    """The days of the lines in order, and everything that is wrong with a line; `years` are those that are known."""
    found: dict[date, DayOff] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        day, name = _read(line.strip())
        if day is None:
            message = N_("{text!r} does not begin with a date; write 31/12/2026 and the name of the day.")
            problems.append(Problem(message, {"text": line.strip()[:40]}, line=number))
        elif day.year not in years:
            message = N_("Days off are known from {first} to {last} only.")
            problems.append(Problem(message, {"first": min(years), "last": max(years)}, line=number))
        elif day in found:
            problems.append(Problem(N_("{day} stands there twice."), {"day": day}, line=number))
        elif not name or len(name) > MOST_LETTERS:
            message = N_("{day} needs a name of at most {most} characters.")
            problems.append(Problem(message, {"day": day, "most": MOST_LETTERS}, line=number))
        else:
            found[day] = DayOff(day, DayKind.LOCAL, name)
    if len(found) > MOST_DAYS:
        problems.append(Problem(N_("A unit has at most {most} days off of its own."), {"most": MOST_DAYS}))
    return tuple(found[day] for day in sorted(found)), problems


def read_day(text: str) -> date | None:
    """The day of `31/12/2026` or `2026-12-31`; None for anything else."""
    day, rest = _read(text)
    return day if not rest else None


def beyond_age(day: date) -> dict[str, date] | None:
    """None for a day that may be meant; else what a sentence says of it: the day, and the `first` and `last` that may."""
    return None if EARLIEST <= day <= LATEST else {"day": day, "first": EARLIEST, "last": LATEST}


def _read(line: str) -> tuple[date | None, str]:
    match = _LINE.fullmatch(line)
    if match is None:
        return None, ""
    year, month, day = (match[name] or match[f"{name}2"] for name in ("y", "m", "d"))
    try:
        return date(int(year), int(month), int(day)), match["name"].strip()
    except ValueError:
        return None, ""  # a day that no calendar has
