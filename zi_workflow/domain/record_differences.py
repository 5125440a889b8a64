"""What a number of a signed paper says otherwise than the number before it, field by field; knows no table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zi_workflow.domain.papers import Party
from zi_workflow.domain.signatures import service_number, tidied

_OF_A_SIGNER = ("name", "number", "title", "capacity")


@dataclass(frozen=True, slots=True)
class Written:
    """What stands on a signed paper, and the file that it came in, known by `sha256`."""

    letter_number: str
    dated: date
    file: str
    sha256: str
    signers: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field with what it said before and says now; `side` is empty for a field of the paper itself."""

    side: str
    field: str
    before: str | date
    after: str | date


def differences(before: Written, after: Written) -> Iterator[Difference]:
    """Every field that says something else; how digits are grouped and blanks do not count."""
    letters = [" ".join(each.letter_number.split()) for each in (before, after)]
    if letters[0] != letters[1]:
        yield Difference("", "letter_number", letters[0], letters[1])
    if before.dated != after.dated:
        yield Difference("", "dated", before.dated, after.dated)
    if before.sha256 != after.sha256:
        yield Difference("", "file", _file(before), _file(after))
    known = {each.side: tidied(each) for each in before.signers}
    for party in map(tidied, after.signers):
        old = known.get(party.side, Party(party.side))
        for field in _OF_A_SIGNER:
            said = [_of(each, field) for each in (old, party)]
            if said[0] != said[1]:
                yield Difference(party.side, field, said[0], said[1])


def _of(party: Party, field: str) -> str:
    said: str = getattr(party, field)
    return service_number(said) if field == "number" else said


def _file(written: Written) -> str:
    return f"{written.file} ({written.sha256[:12]})"
