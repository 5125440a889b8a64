"""The answers of the API as they are described to programs; fills none of them."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field


class Office(BaseModel):
    """A role that the token's person holds today."""

    role: str
    unit_id: str | None
    area: str | None


class Me(BaseModel):
    """Whose token it is, and what they may do anywhere."""

    name: str
    address: str
    offices: list[Office]
    may: list[str]


class Programme(BaseModel):
    """A programme as it was last computed; days are working days, `because` the days of delay by area."""

    code: str
    title: str
    unit: str
    target: str
    state: str
    zone: str
    as_of: date | None
    planned_finish: date | None
    forecast_finish: date | None
    late_days: int
    because: dict[str, float]
    done: int
    total: int
    sentence: str


class Programmes(BaseModel):
    """Every programme in sight."""

    items: list[Programme]


class Stage(BaseModel):
    """A stage in its order."""

    key: str
    title: str
    state: str
    opened_on: date | None
    closed_on: date | None


class Round(BaseModel):
    """A monev round."""

    quarter: str
    planned_on: date
    state: str


class Blocker(BaseModel):
    """A task on which somebody can act and for which others wait, and what another week costs."""

    task: str
    title: str
    area: str
    who: str
    cost: str


class ProgrammeInFull(Programme):
    """A programme with its stages and what holds it up; `version` goes with an edit."""

    version: int
    stages: list[Stage]
    next_round: Round | None
    blockers: list[Blocker]


class TaskLine(BaseModel):
    """A task of a list; `state` is what happened, `status` the same in words with what it waits for."""

    programme: str
    code: str
    title: str
    area: str
    stage: str
    state: str
    status: str
    who: str
    external: bool
    progress: int
    due: date | None
    planned_finish: date | None
    forecast_finish: date | None
    late_days: int


class Tasks(BaseModel):
    """A list of tasks; all of them, or a page of 50."""

    items: list[TaskLine]
    page: int = 1
    total: int


class Item(BaseModel):
    """An item of the evaluation sheet."""

    code: str
    label: str


class Analysis(BaseModel):
    """What the last computation says; days are working days, `because` the days of delay by area."""

    state: str
    planned_start: date
    planned_finish: date
    forecast_start: date
    forecast_finish: date
    last_day: date
    late_days: int
    slack_days: int | None
    blocked_by: str | None
    because: dict[str, float]
    finish_days: int | None
    other_areas_days: int | None
    moves: int | None


class Happening(BaseModel):
    """One thing that was done about it."""

    on: date
    kind: str
    sentence: str
    said: str


class Task(TaskLine):
    """A task in full; `version` goes with what is done about it, `can` says what its person can do today."""

    version: int
    days: int
    responsible: str
    verifier: str
    approver: str | None
    started: date | None
    obstacle: str | None
    submitted: date | None
    finished: date | None
    promised: date | None
    not_before: date | None
    evidence_wanted: list[str]
    items: list[Item]
    can: list[str]
    why: list[str]
    another_week: str
    analysis: Analysis | None
    history: list[Happening]


class Done(BaseModel):
    """What a task is after it was acted on."""

    programme: str
    task: str
    state: str
    version: int


class DayOff(BaseModel):
    """A day on which the unit does not work, besides its weekends."""

    day: date
    name: str


class Calendar(BaseModel):
    """When the unit works, and its monev rounds."""

    zone: str
    week: list[str]
    days_off: list[DayOff]
    rounds: list[Round]


class Mail(BaseModel):
    """A line of the list of mails."""

    id: str
    on: date
    kind: str
    role: str
    channel: str
    state: str
    to_name: str
    subject: str | None


class Mails(BaseModel):
    """A page of 50 mails, the newest first."""

    items: list[Mail]
    page: int
    total: int


class MailInFull(Mail):
    """A mail with its text; links in it do not work."""

    programme: str | None
    reason: str | None
    sent_at: datetime | None
    text: str | None


class Moved(BaseModel):
    """A task whose planned span changes."""

    task: str
    area: str
    old_start: date
    old_finish: date
    new_start: date
    new_finish: date
    days: int


class Effect(BaseModel):
    """What an area feels: tasks whose plan moves, and the working days their finishes move in all."""

    tasks: int
    planned_days: int
    forecast_days: int


class Finish(BaseModel):
    """When the programme ends."""

    planned: date
    forecast: date
    late_days: int


class Edited(BaseModel):
    """What an edit moves; `version` is the programme's as it stands then, `applied` whether it was saved."""

    applied: bool
    version: int
    before: Finish
    after: Finish
    moves: list[Moved]
    areas: dict[str, Effect]


class Sentence(BaseModel):
    """What is wrong, and where."""

    sentence: str
    place: str
    line: int | None = None


class Refusal(BaseModel):
    """A refusal (RFC 9457): `detail` are all sentences, `problems` each with its place."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    problems: list[Sentence] = Field(default_factory=list)
