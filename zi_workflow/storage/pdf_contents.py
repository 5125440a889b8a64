"""Looks through every object of a PDF for what would run or carry files; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from zi_workflow.domain.evidence_files import ACTIVE_KEYS, ACTIVE_NAMES

MOST_OBJECTS = 300_000


def is_active(reader: PdfReader) -> bool:
    """Whether anything in it runs a script, starts a program, sends a form, plays, or is a file of its own.

    Raises what the library raises for a broken object, and MemoryError for one that has more parts than a document.
    """
    return any(_wrong(each) for each in _dictionaries(reader))


def _wrong(found: DictionaryObject) -> bool:
    if ACTIVE_KEYS & found.keys():
        return True
    kinds = {str(found.raw_get(key)) for key in ("/S", "/Subtype") if key in found}
    return bool(kinds & ACTIVE_NAMES)


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, also what nothing points at: a viewer may mend the file and find it."""
    waiting: list[Any] = [reader.trailer]
    waiting += [reader.get_object(IndirectObject(*each, reader)) for each in _numbers(reader)]
    seen = 0
    while waiting:
        found = waiting.pop()
        seen += 1
        if seen > MOST_OBJECTS:
            raise MemoryError
        if isinstance(found, DictionaryObject):
            yield found
            waiting += [found.raw_get(key) for key in found]
        elif isinstance(found, ArrayObject):
            waiting += list.__iter__(found)


def _numbers(reader: PdfReader) -> Iterator[tuple[int, int]]:
    for generation, places in reader.xref.items():
        yield from ((number, generation) for number in places if number)
    yield from ((number, 0) for number in reader.xref_objStm)
