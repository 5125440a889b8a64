"""Who signs the papers of a monev round, in which title at that time, and what a signed paper lacks; knows no file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum

from zi_workflow.domain.errors import N_, Problem, Word
from zi_workflow.domain.papers import Paper, PaperKind, Party
from zi_workflow.domain.round_states import RoundState

MOST = {"name": 200, "title": 200}
MOST_LETTERS_NUMBER = 120
_NUMBER = re.compile(
    r"[0-9][0-9 ./-]{4,28}[0-9]"
)  # a NIP has 18 digits, in groups or not; other services have an NRP
"""What a person's service number looks like."""


class Capacity(StrEnum):
    """As what somebody holds the office in whose name they sign."""

    DEFINITIVE = "definitive"
    PLT = "plt"  # pelaksana tugas: the office is vacant
    PLH = "plh"  # pelaksana harian: its holder is away


CAPACITY_NAMES: Mapping[str, Word] = {
    Capacity.DEFINITIVE: Word(N_("holds the office")),
    Capacity.PLT: Word(N_("Plt., acting in a vacant office")),
    Capacity.PLH: Word(N_("Plh., while its holder is away")),
}
MAKES: Mapping[PaperKind, RoundState] = {
    PaperKind.MINUTES: RoundState.BA_SIGNED,
    PaperKind.REPORT: RoundState.REPORT_ISSUED,
}
"""What a round becomes by a paper's first record."""
CORRECTED: Mapping[PaperKind, frozenset[RoundState]] = {
    PaperKind.MINUTES: frozenset({RoundState.BA_SIGNED, RoundState.REPORT_ISSUED, RoundState.CLOSED}),
    PaperKind.REPORT: frozenset({RoundState.REPORT_ISSUED, RoundState.CLOSED}),
}
"""When a further record of it is a correction, which needs a reason and leaves the round where it is."""


_NIP = ((0, 8), (8, 14), (14, 15), (15, 18))
"""Born, since when, which sex, which number: how the 18 digits of a NIP are written."""
_BETWEEN = re.compile(r"[ ./-]")
"""What may stand between the groups of a number."""
_SHORT: Mapping[str, str] = {Capacity.PLT: "Plt.", Capacity.PLH: "Plh."}


def service_number(text: str) -> str:
    """A NIP in its groups, `19800101 200501 1 001`; any other number as it was typed."""
    digits = _digits(text)
    if len(digits) != _NIP[-1][1] or not digits.isdigit():
        return text
    return " ".join(digits[first:last] for first, last in _NIP)


def signed_as(title: str, capacity: str) -> str:
    """The office in whose name somebody signed, acting or not: `Plt. Kepala Dinas`."""
    return f"{_SHORT[capacity]} {title}" if capacity in _SHORT else title


def names(written: str, known: str) -> bool:
    """Whether a name as it was written is that of a person; titles before and after it do not count."""
    words, own = _words(written), _words(known.partition(",")[0])
    return any(words[start : start + len(own)] == own for start in range(len(words) - len(own) + 1))


def _words(text: str) -> list[str]:
    found = (each.strip(".,").casefold() for each in text.replace(",", " ").split())
    return [each for each in found if each]


def tidied(party: Party) -> Party:
    """The party with its words on one line each."""
    name, title, number = (" ".join(text.split()) for text in (party.name, party.title, party.number))
    return replace(party, name=name, title=title, number=number)


def letter_problems(number: str, dated: date, held: date | None, today: date) -> Iterator[Problem]:
    """What is wrong with a letter's number (tidy) and date: it lies between the meeting and today."""
    if not number:
        yield Problem(N_("Please write the number of the letter."), where="letter_number")
    if len(number) > MOST_LETTERS_NUMBER:
        params = {"n": len(number), "most": MOST_LETTERS_NUMBER}
        yield Problem(N_("This has {n} characters; at most {most}."), params, where="letter_number")
    if dated > today:
        message = N_("{on} lies in the future; today is {today}.")
        yield Problem(message, {"on": dated, "today": today}, where="dated")
    if held is not None and dated < held:
        message = N_("{on} lies before the meeting, which was on {held}.")
        yield Problem(message, {"on": dated, "held": held}, where="dated")


def doubts(paper: Paper) -> Iterator[Problem]:
    """What minutes say nothing of, though a meeting would; they can be signed all the same."""
    if paper.kind is not PaperKind.MINUTES:
        return
    if not any(each.present for each in paper.attendance):
        yield Problem(N_("Nobody is noted as present at the meeting."))
    if not paper.checks:
        yield Problem(N_("The meeting looked at no task and no item."))
    if not paper.findings:
        yield Problem(N_("The meeting found nothing and recommends nothing."))


def party_problems(parties: Iterable[Party], sides: Iterable[str]) -> Iterator[Problem]:
    """What is wrong with the signers (tidy): every side has one, with name, service number, title and capacity."""
    by_side = {each.side: each for each in parties}
    for side in sides:
        party = by_side.get(side, Party(side))
        for field, missing in _MISSING.items():
            text = getattr(party, field)
            if not text:
                yield Problem(missing, where=f"{side}_{field}")
            elif len(text) > MOST.get(field, len(text)):
                params = {"n": len(text), "most": MOST[field]}
                yield Problem(N_("This has {n} characters; at most {most}."), params, where=f"{side}_{field}")
        if party.number and _NUMBER.fullmatch(party.number) is None:
            message = N_("{number!r} is no NIP: it has digits, perhaps in groups.")
            yield Problem(message, {"number": party.number[:40]}, where=f"{side}_number")
        if party.capacity not in list(Capacity):
            message = N_("Please choose as what they hold the office: definitive, Plt. or Plh.")
            yield Problem(message, where=f"{side}_capacity")
    yield from _same_numbers([by_side[side] for side in sides if side in by_side])


def _same_numbers(parties: Iterable[Party]) -> Iterator[Problem]:
    """Nobody signs for both: a number that two have is wrong at one of them, and nobody here knows at which."""
    by_number: dict[str, list[Party]] = {}
    for party in parties:
        by_number.setdefault(_digits(party.number), []).append(party)
    for number, having in by_number.items():
        if number and len(having) > 1:
            message = N_("Both who sign have the same NIP; each has their own.")
            yield from (Problem(message, where=f"{party.side}_number") for party in having)


def _digits(number: str) -> str:
    return _BETWEEN.sub("", number)


_MISSING = {
    "name": N_("Please write the name of who signed."),
    "number": N_("Please write the NIP of who signed."),
    "title": N_("Please write the title that who signed had then."),
}
