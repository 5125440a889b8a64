"""What every list of the pages can do with its select: search, sort, count and cut; knows no table and no page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, Integer, Select, SQLColumnExpression, bindparam, func, or_
from sqlmodel import Session

from zi_workflow.storage.queries import plain

Row = TypeVar("Row")
PAGE = 50
_AT_ONCE = 500
_SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks of a list; `sort` is the key of a column, `page` counts from 1, `chosen` is what filters say."""

    search: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1
    chosen: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Shape:
    """Where a list looks for words, by what it sorts, and the columns that decide between equals.

    A list that names no column to sort by comes in the order of `ties` alone. Of ties that say nothing to a reader, one
    index serves both directions, when equals are `turned` with the rest.
    """

    searched: tuple[SQLColumnExpression[Any], ...]
    sorts: Mapping[str, SQLColumnExpression[Any]]
    ties: tuple[SQLColumnExpression[Any], ...]
    turned: bool = False


@dataclass(frozen=True)
class Rows(Generic[Row]):
    """The rows of a list: a select inside the viewer's scope, what it can do, what is wanted, and how rows are made.

    `made` takes the rows of one page at a time and may read what belongs to them, never row by row. A select that was
    made once, for many questions, takes the `facts` of this one and asks for columns, never for whole tables' objects;
    what is made of it is then kept as well.
    """

    query: Select[Any]
    shape: Shape
    wanted: Wanted
    made: Callable[[Session, Sequence[Any]], list[Row]]
    facts: Mapping[str, object] | None = None

    def total(self, session: Session) -> int:
        """How many rows there are."""
        return int(plain.rows(session, self._select(_counted), self.facts or {}).scalar_one())

    def total_by(self, session: Session, column: SQLColumnExpression[Any]) -> dict[Any, int]:
        """How many rows there are for each value of a column, in order of the value."""
        rows = plain.rows(session, self._select(_counted_by, column), self.facts or {})
        return {row[0]: row[1] for row in rows}

    def page(self, session: Session, number: int) -> list[Row]:
        """The rows of one page, from 1."""
        facts = {**(self.facts or {}), _SKIPPED: (number - 1) * PAGE}
        query = self._select(_paged, *self._order)
        ask = Session.execute if self.facts is None else plain.rows
        return self.made(session, ask(session, query, facts).all())

    def every(self, session: Session) -> Iterator[Row]:
        """All rows, a few hundred at a time: a download of a long list fits in memory."""
        query = self._select(_ordered, *self._order).execution_options(yield_per=_AT_ONCE)
        for part in session.execute(query, self.facts).partitions():
            yield from self.made(session, part)

    @property
    def _order(self) -> tuple[Shape, str, bool]:
        return self.shape, self.wanted.sort, self.wanted.descending

    def _select(self, make: Callable[..., Select[Any]], *about: object) -> Select[*tuple[Any, ...]]:
        kept = self.facts is not None and not self.wanted.search
        return _kept(make, self.query, *about) if kept else make(self._narrowed(), *about)

    def _narrowed(self) -> Select[Any]:
        """Only the rows that hold every searched word, in any of the searched columns and in either case."""
        query = self.query
        for word in self.wanted.search.split():
            holds = (column.icontains(word, autoescape=True) for column in self.shape.searched)
            query = query.where(or_(*holds))
        return query


@lru_cache(maxsize=512)
def _kept(make: Callable[..., Select[Any]], query: Select[Any], *about: object) -> Select[Any]:
    return make(query, *about)


def _counted(query: Select[Any]) -> Select[Any]:
    return query.with_only_columns(func.count(), maintain_column_froms=True)


def _counted_by(query: Select[Any], column: SQLColumnExpression[Any]) -> Select[Any]:
    bare = query.with_only_columns(column, func.count(), maintain_column_froms=True)
    return bare.group_by(column).order_by(column)


def _paged(query: Select[Any], shape: Shape, sort: str, descending: bool) -> Select[Any]:
    skipped = bindparam(_SKIPPED, type_=Integer)
    return _ordered(query, shape, sort, descending).limit(PAGE).offset(skipped)


def _ordered(query: Select[Any], shape: Shape, sort: str, descending: bool) -> Select[Any]:
    """By the wanted column, what is unknown last; a column that there is not sorts nothing."""
    column = shape.sorts.get(sort)
    if column is None:
        return query.order_by(*shape.ties)
    # PostgreSQL takes no index for an order of nulls that is not the index's own
    known = isinstance(column, Column) and not column.nullable
    turned = column.desc() if descending else column.asc()
    ties = [each.desc() for each in shape.ties] if descending and shape.turned else shape.ties
    return query.order_by(turned if known else turned.nulls_last(), *ties)


def page_within(wanted: Wanted, number: int) -> int:
    """The page that is shown of so many rows: the one that was asked for, or the last."""
    return min(max(wanted.page, 1), max(-(-number // PAGE), 1))
