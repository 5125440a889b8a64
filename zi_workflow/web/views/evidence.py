"""Pieces of evidence as pages show them: what they are, of which state, for what, by whom; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from zi_workflow.domain.errors import N_
from zi_workflow.domain.evidence import EvidenceState, expired
from zi_workflow.i18n import _
from zi_workflow.storage.queries.evidence import PieceRow, VersionRow
from zi_workflow.storage.queries.lists import Wanted
from zi_workflow.storage.queries.pages import TaskRow
from zi_workflow.web.listing import Column, Filter, Listing
from zi_workflow.web.views import words
from zi_workflow.web.views.tasks import Status

SHORT = 12
"""Letters of a content's hash that are enough to tell files apart to the eye."""


class Stands(StrEnum):
    """What a list of evidence is narrowed to."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Validity(StrEnum):
    """... and by its quarter."""

    VALID = "valid"
    EXPIRED = "expired"


class By(StrEnum):
    """How a list of evidence is laid out."""

    TASK = "task"
    ITEM = "item"


SAID: Mapping[str, str] = {
    "ganti": N_("The new version is kept and waits for review."),
    "pakai": N_("It serves more now."),
    "tarik": N_("The evidence was withdrawn; it stays readable on record."),
    "accept": N_("Your acceptance has been recorded."),
    "kembali": N_("It was sent back; the version before it stays in force."),
    "return": N_("It was sent back; whoever does the work is told by mail."),
}
"""What a page says after a form was done; message ids."""

_STATES = {
    Stands.WAITING: EvidenceState.SUBMITTED,
    Stands.ACCEPTED: EvidenceState.ACCEPTED,
    Stands.RETURNED: EvidenceState.REVISION_REQUESTED,
}


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version; `who` and `judged` are sentences' parts, empty where nobody did."""

    number: int
    name: str
    reference: str
    file: bool
    digest: str
    short: str
    status: Status
    quarter: str
    expired: bool
    who: str
    at: datetime
    judged_by: str
    judged_at: datetime | None
    judged_note: str
    returned: bool  # whether the judgement was that it comes back


@dataclass(frozen=True, slots=True)
class PieceLine:
    """A piece with its newest version and what it serves: tasks as code and title, items as codes."""

    id: str
    newest: VersionLine
    older: Sequence[VersionLine]
    status: Status
    withdrawn: bool
    tasks: Sequence[tuple[str, str]]
    items: Sequence[str]


STATE, VALIDITY, BY, TASK, ITEM = "state", "validity", "by", "task", "item"
FILTERS = (STATE, VALIDITY, BY, TASK, ITEM)
STATE_NAMES = {
    Stands.WAITING: N_("waits for review"),
    Stands.ACCEPTED: N_("accepted"),
    Stands.RETURNED: N_("returned for correction"),
    Stands.WITHDRAWN: N_("withdrawn"),
}
VALIDITY_NAMES = {Validity.VALID: N_("valid"), Validity.EXPIRED: N_("no longer valid")}
BY_NAMES = {By.TASK: N_("task"), By.ITEM: N_("item of the sheet")}
COLUMNS = (
    Column("name", N_("Name"), lambda line: line.newest.name, sorts=False),
    Column("version", N_("Version"), lambda line: line.newest.number, sorts=False),
    Column("status", N_("State"), lambda line: line.status.word, sorts=False),
    Column("quarter", N_("Valid for"), lambda line: line.newest.quarter, sorts=False),
    Column("tasks", N_("Tasks"), lambda line: ", ".join(code for code, _title in line.tasks), sorts=False),
    Column("items", N_("Items"), lambda line: ", ".join(line.items), sorts=False),
    Column("who", N_("By whom"), lambda line: line.newest.who, sorts=False),
    Column("at", N_("When"), lambda line: line.newest.at.isoformat(timespec="minutes"), sorts=False),
    Column("sha256", "SHA-256", lambda line: line.newest.digest, sorts=False),
)


def listing(code: str, wanted: Wanted, total: int) -> Listing:
    """The list of the programme with that code."""

    def named(names: Mapping[Any, str]) -> list[tuple[str, str]]:
        return [(str(key), _(text)) for key, text in names.items()]

    return Listing(
        path=f"/programme/{code}/bukti",
        columns=COLUMNS,
        filters=(
            Filter(STATE, _("Standing"), named(STATE_NAMES)),
            Filter(VALIDITY, _("Validity"), named(VALIDITY_NAMES), folded=True),
            Filter(BY, _("Laid out by"), named(BY_NAMES), folded=True),
        ),
        wanted=wanted,
        total=total,
        searches=_("Search by name or task"),
    )


class PieceViews:
    """Shows the pieces of one programme."""

    def __init__(self, tasks: Iterable[TaskRow], on: date) -> None:
        self.tasks: Mapping[str, TaskRow] = {row.code: row for row in tasks}
        self.on = on

    def line(self, row: PieceRow) -> PieceLine:
        """A piece as a line of a list."""
        newest, *older = (self.version(each) for each in row.versions)
        withdrawn = row.withdrawn_at is not None
        status = Status("✕", _("withdrawn"), "done") if withdrawn else newest.status
        tasks = [(code, self.tasks[code].title) for code in row.tasks if code in self.tasks]
        return PieceLine(row.id, newest, older, status, withdrawn, tasks, self.items(row))

    def version(self, row: VersionRow) -> VersionLine:
        """A version as its piece's page shows it."""
        return VersionLine(
            number=row.number,
            name=row.name,
            reference=row.reference if row.reference != row.name else "",
            file=row.sha256 is not None,
            digest=row.sha256 or "",
            short=(row.sha256 or "")[:SHORT],
            status=_STATUS[row.state](),
            quarter=words.quarter(row.quarter) if row.quarter else "",
            expired=expired(row.quarter, self.on),
            who=row.added_name or _("the service"),
            at=row.added_at,
            judged_by=row.judged_name,
            judged_at=row.judged_at,
            judged_note=row.judged_note,
            returned=row.state == EvidenceState.REVISION_REQUESTED,
        )

    def items(self, row: PieceRow) -> list[str]:
        """Codes of the items that it serves, by its tasks or by itself."""
        found = [code for task in row.tasks if task in self.tasks for code in self.tasks[task].items]
        return sorted({*found, *row.items})

    def matches(self, row: PieceRow, wanted: Wanted) -> bool:
        """Whether a piece belongs in the list."""
        asked = wanted.chosen.get
        state, withdrawn = asked(STATE), row.withdrawn_at is not None
        if state in list(Stands) and (state == Stands.WITHDRAWN) is not withdrawn:
            return False
        if state in _STATES and row.newest.state is not _STATES[Stands(state)]:
            return False
        over = expired(row.newest.quarter, self.on)
        if asked(VALIDITY) in list(Validity) and (asked(VALIDITY) == Validity.EXPIRED) is not over:
            return False
        if asked(TASK, "") not in ("", *row.tasks) or asked(ITEM, "") not in ("", *self.items(row)):
            return False
        titles = (self.tasks[code].title for code in row.tasks if code in self.tasks)
        text = " ".join((row.newest.name, row.newest.reference, *row.tasks, *titles)).casefold()
        return all(word in text for word in wanted.search.casefold().split())

    def headed(self, rows: Sequence[PieceRow], by: str) -> list[tuple[str, PieceRow]]:
        """Each piece under what it serves, once for each; without a layout under nothing, the newest first."""
        if by not in list(By):
            return [("", row) for row in rows]
        found = [
            (key, row) for row in rows for key in ((self.items(row) if by == By.ITEM else row.tasks) or [""])
        ]
        return sorted(found, key=lambda each: (not each[0], each[0]))


_STATUS = {
    EvidenceState.SUBMITTED: lambda: Status("◐", _("waits for review"), "run"),
    EvidenceState.ACCEPTED: lambda: Status("●", _("accepted"), "done"),
    EvidenceState.REVISION_REQUESTED: lambda: Status("▲", _("returned for correction"), "late"),
    EvidenceState.REPLACED: lambda: Status("○", _("replaced by a newer version"), "open"),
}
