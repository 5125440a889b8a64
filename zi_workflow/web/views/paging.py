"""Cuts a long list into pages of 50; knows no row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from zi_workflow.storage.queries.mail_pages import PAGE

Row = TypeVar("Row")


@dataclass(frozen=True)
class Paging:
    """Which page was asked for, of how many rows."""

    asked: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(-(-self.total // PAGE), 1)

    @property
    def number(self) -> int:
        """The page that is shown, from 1."""
        return min(max(self.asked, 1), self.pages)

    @property
    def before(self) -> int | None:
        """The page before, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The page after, if there is one."""
        return self.number + 1 if self.number < self.pages else None

    def cut(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows of this page."""
        return rows[(self.number - 1) * PAGE : self.number * PAGE]
