"""Everything that can happen to a programme after its rounds were frozen, a deed a function; knows no figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlmodel import col

from tests.support.clocks import wib
from tests.support.frozen_rounds import FrozenUnit
from tests.support.monev_rounds import QUARTER
from zi_workflow.bootstrap import do
from zi_workflow.domain.calendars import DayKind, DayOff, Decree, DecreeStatus
from zi_workflow.domain.edits import RemoveDependency, SetDates, SetDays
from zi_workflow.domain.errors import ZiError
from zi_workflow.domain.scopes import Action
from zi_workflow.domain.tasks import State
from zi_workflow.storage.queries.evidence import PieceRow, pieces
from zi_workflow.storage.tables import Programme
from zi_workflow.usecases import absences, calendars, editing, evidence_ends, evidence_pieces, matrix_filling
from zi_workflow.usecases.absences import RecordAbsence
from zi_workflow.usecases.calendars import ApplyDecree
from zi_workflow.usecases.editing import EditProgramme, Rebaseline
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.evidence_ends import Withdraw
from zi_workflow.usecases.evidence_pieces import Replace, Share
from zi_workflow.usecases.matrix_filling import FillMatrix
from zi_workflow.usecases.reviews import Reopen, Waive, reopen, waive
from zi_workflow.usecases.round_plans import ProposeRounds, propose
from zi_workflow.usecases.splits import Part, SplitTask, split_task
from zi_workflow.usecases.transfers import Transfer, transfer

BEGIN = wib(2025, 7, 21, 9)
Deed = Callable[[FrozenUnit, datetime, int], None]


def works(frozen: FrozenUnit, now: datetime, number: int) -> None:
    """Somebody begins a task, and says that it was in spring."""
    office = replace(frozen.unit.office, now=now)
    office.starts(("PP-01", "PP-02")[number % 2], date(2025, 4, 7))


def finishes(frozen: FrozenUnit, now: datetime, number: int) -> None:
    """Somebody does a whole task and hands in a file, and it is accepted."""
    office = replace(frozen.unit.office, now=now)
    if office.task("PP-02").standing.state is State.PLANNED:
        office.starts("PP-02", now.date())
    office.submits("PP-02", now.date(), evidence=(Handed(f"Berkas {number}", sha256="c" * 64),))
    office.verifies("PP-02", now.date(), office.citra)


def reopens(frozen: FrozenUnit, now: datetime, number: int) -> None:
    """A finished task is taken up again."""
    office = replace(frozen.unit.office, now=now)
    office.does(
        reopen, Reopen, ("TL-01", "PP-02")[number % 2], office.citra, now.date(), reason="Belum lengkap."
    )


def waives(frozen: FrozenUnit, now: datetime, number: int) -> None:
    """A task does not apply."""
    office = replace(frozen.unit.office, now=now)
    office.does(waive, Waive, "PP-02", office.citra, now.date(), reason="Tidak berlaku.", approved_by="Eka")


def replaces(frozen: FrozenUnit, now: datetime, number: int) -> None:
    """A piece of evidence gets a newer version."""
    piece = _piece(frozen, number)
    command = Replace(
        viewer=frozen.unit.viewer(frozen.unit.office.citra), programme_id=frozen.programme_id, piece=piece.id,
        seen=piece.newest.number, handed=Handed(f"Perbaikan {number}", sha256=f"{number % 10}" * 64),
    )  # fmt: skip
    do(frozen.store, evidence_pieces.replace, command, now)


def shares(frozen: FrozenUnit, now: datetime, number: int) -> None:
    """A piece serves another task as well."""
    piece = _piece(frozen, number)
    command = Share(
        viewer=frozen.unit.viewer(frozen.unit.office.citra), programme_id=frozen.programme_id, piece=piece.id,
        seen=piece.newest.number, tasks=("PP-01",),
    )  # fmt: skip
    do(frozen.store, evidence_pieces.share, command, now)


def withdraws(frozen: FrozenUnit, now: datetime, number: int) -> None:
    """A piece is taken back, with all that this does to its task."""
    piece = _piece(frozen, number)
    viewer = frozen.unit.viewer(frozen.unit.office.citra)
    with frozen.store.reading() as session:
        evidence_pieces.look(session, viewer, frozen.programme_id, piece.id, Action.REVIEW, now)
        mark = evidence_ends.impact(session, frozen.programme_id, piece).mark
    command = Withdraw(viewer=viewer, programme_id=frozen.programme_id, piece=piece.id, seen=piece.newest.number,
                       reason="Salah berkas.", impact=mark)  # fmt: skip
    do(frozen.store, evidence_ends.withdraw, command, now)


def edits(frozen: FrozenUnit, now: datetime, number: int) -> None:
    """The plan is changed: lengths, dates, dependencies."""
    changes = (
        SetDays("PP-01", 5 + number % 20),
        SetDates("PP-02", date(2025, 8, 4), date(2025, 8, 4) + timedelta(days=number % 9)),
        RemoveDependency("PP-01", "TL-02"),
    )
    command = EditProgramme(
        programme_id=frozen.programme_id,
        changes=(changes[number % 3],),
        actor="cli",
        on=now.date(),
        reason="Uji",
    )
    do(frozen.store, editing.apply, command, now)


def rebaselines(frozen: FrozenUnit, now: datetime, number: int) -> None:
    """The forecast becomes the plan."""
    command = Rebaseline(programme_id=frozen.programme_id, reason="Uji", actor="cli", on=now.date())
    do(frozen.store, editing.rebaseline, command, now)


def splits(frozen: FrozenUnit, now: datetime, number: int) -> None:
    """A task becomes two."""
    halves = [
        Part(title=each, start=date(2025, 8, 11), finish=date(2025, 8, 15)) for each in ("Konsep", "Final")
    ]
    command = SplitTask(
        viewer=frozen.unit.viewer(frozen.unit.office.citra), programme_id=frozen.programme_id, task="PP-02",
        version=None, first=halves[0], second=halves[1], note="Terlalu besar.",
    )  # fmt: skip
    do(frozen.store, split_task, command, now)


def moves(frozen: FrozenUnit, now: datetime, number: int) -> None:
    """Everything of Budi goes to Hana, or Ayu is away."""
    unit = frozen.unit
    on = now.date()
    if number % 2:
        away = RecordAbsence(
            person_id=unit.office.ayu,
            first=on,
            last=on + timedelta(days=3),
            substitute_id=None,
            actor="cli",
            on=on,
        )
        do(frozen.store, absences.record_absence, away, now)
        return
    command = Transfer(
        programme_id=frozen.programme_id,
        person_id=unit.office.budi,
        to_id=unit.hana,
        first=on,
        actor="cli",
        on=on,
    )
    do(frozen.store, transfer, command, now)


def rests(frozen: FrozenUnit, now: datetime, number: int) -> None:
    """A decree makes a day off of a day long before the cutoff."""
    day = DayOff(date(2025, 2, 3) + timedelta(days=number % 5), DayKind.LOCAL, "Hari jadi")
    decree = Decree(
        f"KEP {number}/2025", date(2025, 1, 3), "Libur daerah", "", DecreeStatus.FIXED, 2025, (day,)
    )
    command = ApplyDecree(decree=decree, actor="cli", on=now.date(), unit_id=frozen.unit.office.unit_id)
    do(frozen.store, calendars.apply, command, now)


def sends(frozen: FrozenUnit, now: datetime, number: int) -> None:
    """An area sends its matrix, late."""
    office = frozen.unit.office
    command = FillMatrix(
        viewer=frozen.unit.viewer(office.citra), programme_id=frozen.programme_id, quarter=QUARTER,
        area=("tl", "pp")[number % 2], send=number % 3 > 0,
    )  # fmt: skip
    do(frozen.store, matrix_filling.fill, command, now)


def proposes(frozen: FrozenUnit, now: datetime, number: int) -> None:
    """More rounds are planned."""
    command = ProposeRounds(frozen.programme_id, "cli", working_day=1 + number % 30)
    do(frozen.store, propose, command, now + timedelta(days=90 * (number % 5)))


def ends(frozen: FrozenUnit, now: datetime, number: int) -> None:
    """The programme is over, or goes on after all."""
    state = ("awarded", "active")[number % 2]
    with frozen.store.writing() as session:
        session.execute(update(Programme).where(col(Programme.id) == frozen.programme_id).values(state=state))


DEEDS: tuple[Deed, ...] = (
    works, finishes, reopens, waives, replaces, shares, withdraws, edits, rebaselines, splits, moves, rests, sends,
    proposes, ends,
)  # fmt: skip


def tries(deed: Deed, frozen: FrozenUnit, step: int, number: int) -> bool:
    """Do it an hour a step after the last freeze; False where a rule refuses it."""
    try:
        deed(frozen, BEGIN + timedelta(hours=step), number)
    except ZiError:
        return False
    return True


def _piece(frozen: FrozenUnit, number: int) -> PieceRow:
    with frozen.store.reading() as session:
        found = pieces(session, frozen.programme_id)
    return found[number % len(found)]
