"""The fields that a template may use, each with what it says in a made-up round; what pages and docs/monev.md list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zi_workflow.domain.papers import PaperKind
from zi_workflow.papers.fields import Row, fields
from zi_workflow.papers.sample import sample


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field with an example; `columns` of a list, whose own lists have a dot in their names."""

    name: str
    example: str
    columns: tuple[str, ...] = ()


def field_list() -> tuple[FieldLine, ...]:
    """Texts first, then lists, as `fields` has them."""
    found = fields(sample(PaperKind.REPORT))
    single = [FieldLine(name, value) for name, value in found.items() if isinstance(value, str)]
    lists = [
        FieldLine(name, "; ".join(_texts(rows[0])), tuple(_columns(rows[0])))
        for name, rows in found.items()
        if isinstance(rows, list)
    ]
    return (*single, *lists)


def _columns(row: Row, before: str = "") -> Iterator[str]:
    for name, value in row.items():
        yield f"{before}{name}"
        if isinstance(value, list):
            yield from _columns(value[0], f"{before}{name}.")


def _texts(row: Row) -> list[str]:
    return [value for value in row.values() if isinstance(value, str) and value]
