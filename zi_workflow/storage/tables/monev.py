"""What belongs to monev rounds: orders, sessions, matrices, frozen figures, what was seen and said in the meeting."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class MonevOrder(Table, table=True):
    """One press of the trigger for one or many units; `via` marks the form, so that a second press is the same order.

    `meeting` is as invitations have it, `team` a list of {person, duty}; `joint`: all units in one session.
    """

    __tablename__ = "monev_order"
    id: str = Field(primary_key=True, max_length=36)
    agency: str = Field(index=True, max_length=40)
    quarter: str = Field(max_length=7)
    joint: bool = Field(default=False)
    meeting: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    cutoff: date
    documents: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    team: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    letter_number: str = Field(default="", max_length=120)
    letter_date: date | None = Field(default=None)
    state: str = Field(default="open", max_length=10)
    via: str = Field(unique=True, max_length=80)
    made_by: str = Field(max_length=80)
    made_at: datetime = Field(sa_type=UtcDateTime)


class MonevOrderUnit(Table, table=True):
    """One unit of an order and what became of it (waiting, opened, refused); `meeting` where it has one of its own.

    `seen` names the unit as it was shown before the order was given.
    """

    __tablename__ = "monev_order_unit"
    order_id: str = Field(primary_key=True, foreign_key="monev_order.id", max_length=36)
    programme_id: str = Field(primary_key=True, foreign_key="programme.id", max_length=36)
    position: int
    meeting: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    seen: str = Field(default="", max_length=16)
    state: str = Field(default="waiting", index=True, max_length=10)
    reason: str = Field(default="", max_length=500)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class MonevSession(Table, table=True):
    """A meeting of the assistance team with one unit, or with several at once; its rounds point to it."""

    __tablename__ = "monev_session"
    id: str = Field(primary_key=True, max_length=36)
    order_id: str | None = Field(default=None, foreign_key="monev_order.id", index=True, max_length=36)
    agency: str = Field(index=True, max_length=40)
    quarter: str = Field(max_length=7)
    joint: bool = Field(default=False)
    meeting: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    documents: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    letter_number: str = Field(default="", max_length=120)
    letter_date: date | None = Field(default=None)
    version: int = Field(default=1)
    made_at: datetime = Field(sa_type=UtcDateTime)


class MonevTeamMember(Table, table=True):
    """Who comes for the assistance team: chair, deputy (may close like the chair) or member."""

    __tablename__ = "monev_team"
    session_id: str = Field(primary_key=True, foreign_key="monev_session.id", max_length=36)
    person_id: str = Field(primary_key=True, foreign_key="person.id", max_length=36)
    duty: str = Field(max_length=10)
    position: int = Field(default=0)


class Attendance(Table, table=True):
    """Somebody at a session, of a unit or of the team; `person_id` is None for a guest who is not known here."""

    __tablename__ = "monev_attendance"
    id: str = Field(primary_key=True, max_length=36)
    session_id: str = Field(foreign_key="monev_session.id", index=True, max_length=36)
    programme_id: str | None = Field(default=None, foreign_key="programme.id", max_length=36)
    person_id: str | None = Field(default=None, foreign_key="person.id", max_length=36)
    name: str = Field(max_length=200)
    office: str = Field(default="", max_length=200)
    present: bool = Field(default=False)
    position: int = Field(default=0)
    noted_by: str = Field(default="", max_length=80)
    noted_at: datetime = Field(sa_type=UtcDateTime)


class Matrix(Table, table=True):
    """An area's action plan against its realisation: asked for, sent, or not sent when the round was frozen."""

    __tablename__ = "monev_matrix"
    round_id: str = Field(primary_key=True, foreign_key="round.id", max_length=36)
    area: str = Field(primary_key=True, max_length=20)
    state: str = Field(default="asked", max_length=10)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    sent_by: str | None = Field(default=None, max_length=80)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    late: bool = Field(default=False)
    version: int = Field(default=1)


class MatrixLine(Table, table=True):
    """One activity of a matrix; what the plan says is prefilled, the rest is in the area's words once `typed_by` is set."""

    __tablename__ = "monev_matrix_line"
    round_id: str = Field(primary_key=True, foreign_key="round.id", max_length=36)
    task: str = Field(primary_key=True, max_length=60)
    area: str = Field(index=True, max_length=20)
    position: int
    activity: str = Field(max_length=300)
    target: str = Field(default="", max_length=1000)
    output: str = Field(default="", max_length=1000)
    starts: date
    finishes: date
    responsible: str = Field(default="", max_length=200)
    realisation: str = Field(default="", max_length=1000)
    percent: int = Field(default=0)
    obstacle: str = Field(default="", max_length=1000)
    solution: str = Field(default="", max_length=1000)
    evidence: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    typed_by: str | None = Field(default=None, max_length=80)


class Snapshot(Table, table=True):
    """A round's figures as they were frozen; never changed. `event_number` and `chain_head` name the chain's end then."""

    __tablename__ = "monev_snapshot"
    round_id: str = Field(primary_key=True, foreign_key="round.id", max_length=36)
    cutoff: date
    taken_at: datetime = Field(sa_type=UtcDateTime)
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    sha256: str = Field(max_length=64)
    event_number: int
    chain_head: str = Field(max_length=64)


class Check(Table, table=True):
    """The team's look at a task or an item: fits, incomplete or missing, with a note."""

    __tablename__ = "monev_check"
    round_id: str = Field(primary_key=True, foreign_key="round.id", max_length=36)
    kind: str = Field(primary_key=True, max_length=4)
    target: str = Field(primary_key=True, max_length=60)
    verdict: str = Field(max_length=10)
    note: str = Field(default="", max_length=1000)
    noted_by: str = Field(max_length=80)
    noted_at: datetime = Field(sa_type=UtcDateTime)
    version: int = Field(default=1)


class RoundFile(Table, table=True):
    """A photo or another file about a round; contents lie in the evidence folder under their hash."""

    __tablename__ = "monev_file"
    id: str = Field(primary_key=True, max_length=36)
    round_id: str = Field(foreign_key="round.id", index=True, max_length=36)
    kind: str = Field(max_length=12)
    target: str = Field(default="", max_length=60)
    name: str = Field(max_length=300)
    sha256: str = Field(max_length=64)
    added_by: str = Field(max_length=80)
    added_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Finding(Table, table=True):
    """What the team found in an area; a correction before the Berita Acara is signed raises `version`."""

    __tablename__ = "monev_finding"
    __table_args__ = (UniqueConstraint("round_id", "number"),)
    id: str = Field(primary_key=True, max_length=36)
    round_id: str = Field(foreign_key="round.id", max_length=36)
    number: int
    area: str = Field(max_length=20)
    words: str = Field(max_length=2000)
    made_by: str = Field(max_length=80)
    made_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = Field(default=1)


class Recommendation(Table, table=True):
    """What the team recommends, to which office, by when; `task` is the unit's task that carries it out.

    `after` are codes of tasks that this one waits for, `before` of those that wait for it; the team may name them.
    """

    __tablename__ = "recommendation"
    __table_args__ = (UniqueConstraint("round_id", "number"),)
    id: str = Field(primary_key=True, max_length=36)
    round_id: str = Field(foreign_key="round.id", max_length=36)
    programme_id: str = Field(foreign_key="programme.id", index=True, max_length=36)
    number: int
    finding_id: str | None = Field(default=None, foreign_key="monev_finding.id", max_length=36)
    area: str = Field(max_length=20)
    words: str = Field(max_length=2000)
    responsible: str = Field(max_length=30)
    office: str = Field(default="", max_length=200)
    deadline: date
    state: str = Field(default="open", max_length=20)
    task: str | None = Field(default=None, max_length=60)
    after: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    before: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    made_by: str = Field(max_length=80)
    made_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: str | None = Field(default=None, max_length=80)
    closed_on: date | None = Field(default=None)
    version: int = Field(default=1)


class RecommendationCarry(Table, table=True):
    """A recommendation that was open when a round closed is carried into the next; `age` counts the rounds since its own."""

    __tablename__ = "recommendation_carry"
    recommendation_id: str = Field(primary_key=True, foreign_key="recommendation.id", max_length=36)
    round_id: str = Field(primary_key=True, foreign_key="round.id", max_length=36)
    age: int
    carried_at: datetime = Field(sa_type=UtcDateTime)


class RecommendationAnswer(Table, table=True):
    """The unit's answer and what the chair decided; `evidence` names pieces with version and hash as they were then."""

    __tablename__ = "recommendation_answer"
    __table_args__ = (UniqueConstraint("recommendation_id", "number"),)
    id: str = Field(primary_key=True, max_length=36)
    recommendation_id: str = Field(foreign_key="recommendation.id", max_length=36)
    number: int
    words: str = Field(max_length=2000)
    evidence: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    answered_by: str = Field(max_length=80)
    answered_on: date
    answered_at: datetime = Field(sa_type=UtcDateTime)
    decision: str | None = Field(default=None, max_length=10)
    decided_by: str | None = Field(default=None, max_length=80)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    note: str = Field(default="", max_length=1000)
