"""People, their roles over time, and their absences."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class Person(Table, table=True):
    """A person with a display name, an office and perhaps an address; never assume there is one."""

    __tablename__ = "person"
    id: str = Field(primary_key=True, max_length=36)
    name: str = Field(max_length=200)
    office: str = Field(default="", max_length=200)
    email: str | None = Field(default=None, max_length=254, index=True)
    phone: str | None = Field(default=None, max_length=40)
    language: str = Field(default="id", max_length=2)
    active: bool = Field(default=True)
    suppressed: str | None = Field(default=None, max_length=40)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Membership(Table, table=True):
    """A role of a person in a unit (for `member` and `coordinator` in one area) from a day until a day, both included."""

    __tablename__ = "membership"
    id: str = Field(primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    unit_id: str = Field(foreign_key="unit.id", index=True, max_length=36)
    role: str = Field(max_length=30)
    area: str | None = Field(default=None, max_length=20)
    valid_from: date
    valid_to: date | None = Field(default=None)


class Absence(Table, table=True):
    """Days on which a person is away (both included), and who acts for them (Plt./Plh.)."""

    __tablename__ = "absence"
    id: str = Field(primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    first: date
    last: date
    substitute_id: str | None = Field(default=None, foreign_key="person.id", max_length=36, index=True)
