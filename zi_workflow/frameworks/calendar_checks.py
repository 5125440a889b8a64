"""Whether decrees of days off fit their years; knows no framework."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from zi_workflow.domain.calendars import Decree
from zi_workflow.domain.errors import N_, Problem


def decree_problems(decrees: tuple[Decree, ...]) -> Iterator[Problem]:
    """Days outside the decree's year, days named twice, numbers used twice, decrees without a day."""
    for number, times in Counter(decree.number for decree in decrees).items():
        if times > 1:
            message = N_("{code!r} stands here {times} times; an id is used once.")
            yield Problem(message, {"code": number, "times": times}, where="calendars")
    for decree in decrees:
        where = f"{decree.year}.toml [{decree.number}]"
        if not decree.days:
            yield Problem(N_("This decree names no day."), where=where)
        for day, times in Counter(entry.day for entry in decree.days).items():
            if times > 1:
                yield Problem(N_("{day} is named {times} times."), {"day": day, "times": times}, where=where)
            if day.year != decree.year:
                yield Problem(
                    N_("{day} is not a day of {year}."), {"day": day, "year": decree.year}, where=where
                )
