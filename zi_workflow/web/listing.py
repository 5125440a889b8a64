"""One list for the whole web: search, filters, order, pages and downloads, all of it in the address; knows no row.

What an address asks and a list cannot do is left out: a link from a mail or a bookmark opens whatever it says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import Depends, Request

from zi_workflow.i18n import _
from zi_workflow.storage.queries.lists import PAGE, Wanted, page_within
from zi_workflow.web.language import link

MOST_LETTERS = 100
_MOST_DIGITS = 7
SEARCH, SORT, NUMBER, FILE = "q", "sort", "page", "file"
FILES = ("csv", "xlsx")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in addresses, its heading as a message id, and what a download has in it.

    `value` takes a row and gives text, a number, a date or None; without one the column is not in the file.
    """

    key: str
    title: str
    value: Callable[[Any], object] | None = None
    sorts: bool = True
    number: bool = False
    most_first: bool = False  # the first touch of its heading sorts downwards
    shown: bool = True  # in the page too, not only in the file

    @property
    def label(self) -> str:
        """Its heading."""
        return _(self.title)


@dataclass(frozen=True, slots=True)
class Filter:
    """A row of links that narrow the list: the parameter, its name in words, and what can be chosen."""

    key: str
    label: str
    choices: Sequence[tuple[str, str]]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of an address, read without judging them."""

    values: Mapping[str, str] = field(default_factory=dict)

    def wanted(self, columns: Sequence[Column], filters: Sequence[str], sort: str = "") -> Wanted:
        """What of it a list can do; `sort` is its own order: a key, with `-` in front for downwards."""
        keys = {column.key for column in columns if column.sorts}
        order = self.values.get(SORT, sort)
        if order.removeprefix("-") not in keys:
            order = sort
        return Wanted(
            search=" ".join(self.values.get(SEARCH, "").split())[:MOST_LETTERS],
            sort=order.removeprefix("-"),
            descending=order.startswith("-"),
            page=_page(self.values.get(NUMBER, "")),
            chosen={key: self.values[key] for key in filters if self.values.get(key)},
        )

    @property
    def file(self) -> str | None:
        """The kind of file that is asked for instead of a page."""
        kind = self.values.get(FILE)
        return kind if kind in FILES else None


def _page(text: str) -> int:
    digits = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return max(int(text), 1) if digits else 1


async def _asked(request: Request) -> Asked:  # asynchronous only so that no thread is taken for it
    # PostgreSQL's texts know no NUL
    return Asked({name: value.replace("\0", "") for name, value in request.query_params.items()})


FromAddress = Annotated[Asked, Depends(_asked)]
"""What the address asks of a list."""


@dataclass(frozen=True)
class Listing:
    """A list as a page shows it: where it is, what it can do, what was asked, and of how many rows."""

    path: str
    columns: Sequence[Column]
    filters: Sequence[Filter]
    wanted: Wanted
    total: int
    sort: str = ""
    searches: str = ""  # what the field for words looks through, in words; empty: there is none

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(-(-self.total // PAGE), 1)

    @property
    def number(self) -> int:
        """The page that is shown, from 1."""
        return page_within(self.wanted, self.total)

    @property
    def shown(self) -> Wanted:
        """What was asked, with the page that there is."""
        return replace(self.wanted, page=self.number)

    @property
    def before(self) -> int | None:
        """The page before, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The page after, if there is one."""
        return self.number + 1 if self.number < self.pages else None

    @property
    def narrowed(self) -> bool:
        """Whether something was taken away by a word or a filter."""
        return bool(self.wanted.search or self.wanted.chosen)

    @property
    def order(self) -> str:
        """The order as an address says it; empty for the list's own."""
        order = f"{'-' if self.wanted.descending else ''}{self.wanted.sort}"
        return "" if order == self.sort else order

    @property
    def headings(self) -> list[Column]:
        """The columns of the page."""
        return [column for column in self.columns if column.shown]

    @property
    def state(self) -> dict[str, str]:
        """What the address of the same list has to say, but for the page."""
        return {**self.wanted.chosen, SEARCH: self.wanted.search, SORT: self.order}

    def at(self, **changes: object) -> str:
        """The address of the list with something else; a change of what is listed begins at the first page."""
        return link(self.path, **{**self.state, **changes})

    def to_page(self, number: int) -> str:
        """The address of another page of the same list."""
        return self.at(**{NUMBER: number if number > 1 else None})

    def by(self, column: Column) -> str:
        """The address of the list sorted by a column, the other way round where it is already."""
        here = self.wanted.sort == column.key
        downwards = not self.wanted.descending if here else column.most_first
        order = f"{'-' if downwards else ''}{column.key}"
        return self.at(**{SORT: None if order == self.sort else order})

    def direction(self, column: Column) -> str:
        """As `aria-sort` says it; empty for a column by which the list is not sorted."""
        if self.wanted.sort != column.key:
            return ""
        return "descending" if self.wanted.descending else "ascending"

    def chosen(self, key: str) -> str:
        """What a filter is set to."""
        return self.wanted.chosen.get(key, "")

    @property
    def said(self) -> str:
        """What the folded filters are set to, in words."""
        folded = [each for each in self.filters if each.folded]
        found = [text for each in folded for key, text in each.choices if key == self.chosen(each.key)]
        return ", ".join(found)
