"""The API's answers about evidence, formats and decisions, as they are described to programs; fills none of them."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel


class Version(BaseModel):
    """One version of a piece; without `sha256` it is a reference in words. `quarter`: the one it is valid for."""

    number: int
    name: str
    reference: str
    sha256: str | None
    quarter: str | None
    state: str
    added_at: datetime
    judged_at: datetime | None
    note: str


class Piece(BaseModel):
    """A document with its versions, the newest first, and the tasks and items that it serves."""

    id: str
    area: str
    tasks: list[str]
    items: list[str]
    withdrawn_at: datetime | None
    versions: list[Version]


class Pieces(BaseModel):
    """A page of pieces."""

    items: list[Piece]
    page: int
    total: int


class Format(BaseModel):
    """A format of the agency's regulation in force; `number` is its newest file's."""

    id: str
    title: str
    legal_basis: str
    tasks: list[str]
    items: list[str]
    file: str
    number: int


class Formats(BaseModel):
    """Every format in force."""

    items: list[Format]


class Decision(BaseModel):
    """One decision that waits since a day; `until` is the date that was asked for."""

    programme: str
    task: str
    title: str
    area: str
    asked: str
    since: date
    until: date | None
    said: str


class Decisions(BaseModel):
    """Everything that waits, the oldest first."""

    items: list[Decision]
