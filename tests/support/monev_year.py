"""A unit's first year with its monev rounds, as it is lived: mornings, people, the assistance team; holds no claim.

Tatalaksana begins five weeks late and takes twice its time, so that Manajemen Perubahan and Pelayanan Publik wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import col

from flows.acting import People
from flows.behaviour import Behaviour, Habit, Script
from flows.day import run_day
from flows.ground import Ground
from flows.rehearsal import DATABASE, Rehearsal, rehearse
from flows.rounds import do_rounds
from zi_workflow.bootstrap import Store, create_store, do
from zi_workflow.domain.calendars import FIVE_DAYS, WorkCalendar, working_calendar
from zi_workflow.domain.invitations import Meeting
from zi_workflow.domain.matrices import DONE, Told
from zi_workflow.domain.papers import TEAM, UNIT, Party
from zi_workflow.domain.people import Role
from zi_workflow.domain.round_openings import Opening
from zi_workflow.domain.scopes import Viewer
from zi_workflow.domain.teams import Duty
from zi_workflow.frameworks import loader
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries.matrices import matrix
from zi_workflow.storage.queries.monev import round_facts
from zi_workflow.storage.queries.pages import TaskRow, tasks
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import ProgrammeFacts, all_programmes
from zi_workflow.storage.queries.viewers import viewer_of_person
from zi_workflow.storage.tables import Matrix, Recommendation
from zi_workflow.usecases import closing, findings, meetings, recommending, round_orders, signing
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.findings import AddFinding
from zi_workflow.usecases.follow_up_answers import Answer, Settle, answer, settle
from zi_workflow.usecases.matrix_filling import FillMatrix, fill
from zi_workflow.usecases.meetings import Hold, NoteCheck
from zi_workflow.usecases.recommending import Recommend
from zi_workflow.usecases.round_orders import OpenNext
from zi_workflow.usecases.round_triggers import PlaceOrder, UnitAsked, place
from zi_workflow.usecases.signing import Report, Sign

ZONE = ZoneInfo("Asia/Jakarta")
CODE, UNIT_NAME = "ZI-2025", "Dinas Perpustakaan dan Kearsipan Contoh"
SLOW = Behaviour(areas={"tl": Habit(25, 2.0)})
AREAS = ("mp", "tl", "sdm", "ak", "pw", "pp")
SILENT = "sdm"
"""The area that never sends its matrix of the first quarter."""
FOUND = (
    ("tl", "SOP layanan sirkulasi belum ditetapkan.", "Tetapkan SOP layanan sirkulasi dengan keputusan kepala dinas."),
    ("tl", "Peta proses bisnis belum disahkan.", "Sahkan peta proses bisnis unit."),
    ("mp", "Notulen rapat tim kerja belum lengkap.", "Lengkapi notulen dan daftar hadir setiap rapat tim kerja."),
    ("pp", "Standar pelayanan menunggu SOP.", "Susun standar pelayanan sejalan dengan SOP yang ditetapkan."),
    ("ak", "Perjanjian kinerja eselon IV belum ada.", "Tandatangani perjanjian kinerja seluruh pejabat."),
)  # fmt: skip
"""Area, finding and recommendation of the first round, in order."""


def at(on: date, hour: int, minute: int = 0) -> datetime:
    """An instant on the unit's clock."""
    return datetime.combine(on, time(hour, minute), ZONE)


def _same(instant: datetime) -> datetime:
    """A clock that stands still."""
    return instant


def _nothing() -> int:
    """Mail is kept by the mornings themselves."""
    return 0


@dataclass
class Year:
    """The unit on a day; whoever does something is named by their role, in an area where the role has one."""

    store: Store
    programme: ProgrammeFacts
    people: People
    calendar: WorkCalendar
    on: date
    mails: list[Any] = field(default_factory=list)

    def until(self, day: date) -> None:
        """Live every day up to `day`: its morning too, but not what people do on it."""
        while self.on < day:
            if self.calendar.is_working(self.on):
                self.people.act(self.on, at(self.on, 15), self.calendar)
            self.on += timedelta(days=1)
            if self.calendar.is_working(self.on):
                early = at(self.on, 6)
                do_rounds(Ground(self.store, partial(_same, early), _nothing), [self.programme.zone])
                run_day(self.store, self.programme.zone, self.on, at(self.on, 7, 30))

    def viewer(self, role: Role, area: str | None = None) -> Viewer:
        """Whoever holds a role today."""
        with self.store.reading() as session:
            person = directory(session, self.programme.unit_id, self.on).holder(role, area)
            assert person is not None
            return viewer_of_person(session, person.id, at(self.on, 9))

    def asks(self, command: type[Any], quarter: str, by: Role, **more: Any) -> Any:
        """A command about a round."""
        return command(viewer=self.viewer(by), programme_id=self.programme.id, quarter=quarter, **more)

    def does(
        self, usecase: Any, command: type[Any], quarter: str, by: Role = Role.INSPECTORATE, **more: Any
    ) -> Any:
        """One act about a round, at ten o'clock."""
        return do(self.store, usecase, self.asks(command, quarter, by, **more), at(self.on, 10))

    def reads(self, query: Callable[..., Any], *arguments: Any) -> Any:
        """What a query finds."""
        with self.store.reading() as session:
            return query(session, *arguments)

    # -- what the inspectorate does

    def opens(self, quarter: str, meeting: date, cutoff: date) -> None:
        """Trigger the round: the inspectorate's own officer chairs the team, the assistance team comes along."""
        team = (
            (self.viewer(Role.INSPECTORATE).person_id, str(Duty.CHAIR)),
            (self.viewer(Role.ASSISTANCE_TEAM).person_id, str(Duty.MEMBER)),
        )
        opening = Opening(
            Meeting(meeting, time(9), time(12), "Ruang rapat dinas", agenda="Capaian rencana aksi"),
            cutoff, team, ("Matriks rencana aksi dan realisasi", "Notulen rapat tim kerja"),
            f"700/{quarter[-1]}/ITPROV", self.on,
        )  # fmt: skip
        order = PlaceOrder(
            viewer=self.viewer(Role.INSPECTORATE), quarter=quarter, opening=opening,
            units=(UnitAsked(programme_id=self.programme.id),),
        )  # fmt: skip
        for _press in range(2):  # a double click is one order
            kept = do(self.store, place, order, at(self.on, 10))
        while do(self.store, round_orders.open_next, OpenNext(kept), at(self.on, 10)) is not None:
            pass

    def meets(self, quarter: str, found: tuple[tuple[str, str, str], ...] = FOUND) -> None:
        """Hold the meeting of today, note what is there and what is not, recommend with 20 working days for each."""
        deadline = self.calendar.add(self.on, 20)
        code = self.a_task("tl")
        self.does(meetings.note_check, NoteCheck, quarter, kind="task", target=code, verdict="missing",
                  note="SOP belum ada.")  # fmt: skip
        self.does(meetings.hold, Hold, quarter, on=self.on)
        for number, (area, words, advice) in enumerate(found, 1):
            self.does(findings.add, AddFinding, quarter, area=area, words=words)
            self.does(recommending.recommend, Recommend, quarter, finding=number, words=advice,
                      responsible=str(Role.COORDINATOR), deadline=deadline)  # fmt: skip

    def signs(self, quarter: str, file: Handed) -> None:
        """Both parties sign today; the unit's head is a Plt."""
        parties = (
            Party(TEAM, "Inspektorat, S.E.", "Auditor Madya", "198001012005011001"),
            Party(UNIT, "Eka Prasetya", "Kepala Dinas", "197505052000121002", "plt"),
        )
        chair = self.viewer(Role.INSPECTORATE).person_id
        self.does(signing.sign, Sign, quarter, letter_number=f"700/BA-{quarter[-1]}/2025", parties=parties,
                  signed_by=chair, dated=self.on, file=file)  # fmt: skip
        self.leave_alone()

    def reports(self, quarter: str, file: Handed) -> None:
        """The report goes out."""
        inspector = Party(TEAM, "Gita Wulandari", "Inspektur", "197001011995032001")
        self.does(signing.report, Report, quarter, letter_number=f"700/LHM-{quarter[-1]}/2025", dated=self.on,
                  parties=(inspector,), file=file)  # fmt: skip

    def closes(self, quarter: str) -> Any:
        """Close the round; what was closed and what was carried over."""
        return self.does(closing.close, closing.Close, quarter)

    # -- what the unit does

    def fills(self, quarter: str, silent: str = "") -> None:
        """The coordinators of all areas but one send their matrix, with an obstacle for everything that is not done."""
        round_id: str = self.reads(round_facts, self.programme.id, quarter).id
        for area in self.reads(asked_areas, round_id):
            if area in (silent, "um"):  # nobody coordinates the working team's own
                continue
            lines = self.reads(matrix, round_id, area).lines
            told = {
                line.task: Told(line.told.realisation or "Belum ada.", line.told.percent,
                                "" if line.told.percent == DONE else "Menunggu pekerjaan area lain.",
                                "" if line.told.percent == DONE else "Dipercepat bulan depan.")
                for line in lines
            }  # fmt: skip
            command = FillMatrix(
                viewer=self.viewer(Role.COORDINATOR, area), programme_id=self.programme.id, quarter=quarter,
                area=area, told=told, send=True,
            )  # fmt: skip
            do(self.store, fill, command, at(self.on, 10))

    def answers(self, quarter: str, number: int) -> None:
        """The coordinator of the recommendation's area answers with evidence."""
        home = self.reads(round_facts, self.programme.id, quarter).id
        area = next(
            each.area for each in self.recommended() if (each.round_id, each.number) == (home, number)
        )
        command = Answer(
            viewer=self.viewer(Role.COORDINATOR, area), programme_id=self.programme.id, quarter=quarter, number=number,
            words=f"Rekomendasi {number} sudah dilaksanakan.", evidence=(Handed(f"Bukti {number}", "rak arsip 3"),),
        )  # fmt: skip
        do(self.store, answer, command, at(self.on, 11))

    def settles(self, quarter: str, number: int, *, close: bool = True, by: Role = Role.INSPECTORATE) -> Any:
        """The chair decides about an answer."""
        command = Settle(
            viewer=self.viewer(by), programme_id=self.programme.id, quarter=quarter, number=number, close=close,
            note="Sesuai." if close else "Keputusannya belum ditandatangani.",
        )  # fmt: skip
        return do(self.store, settle, command, at(self.on, 13))

    def a_task(self, area: str) -> str:
        """The code of the first task of an area."""
        rows: list[TaskRow] = self.reads(tasks, self.programme.id)
        return next(row.code for row in rows if row.area == area)

    def recommended(self) -> list[Recommendation]:
        """Every recommendation, in order."""
        with self.store.reading() as session:
            rows = session.scalars(
                select(Recommendation).order_by(col(Recommendation.made_at), col(Recommendation.number))
            )
            return list(rows)

    def leave_alone(self) -> None:
        """People do with recommendations what the story says, not what their habits are."""
        codes = {each.task: Script() for each in self.recommended() if each.task is not None}
        self.people.behaviour = replace(self.people.behaviour, tasks=codes)


def asked_areas(session: Session, round_id: str) -> list[str]:
    """The areas that a round asks for their matrix."""
    return list(session.scalars(select(col(Matrix.area)).where(col(Matrix.round_id) == round_id)))


def begun(folder: Path, until: date) -> Year:
    """The unit after its first months, on the morning of `until`."""
    rehearsal = Rehearsal(
        unit_name=UNIT_NAME, start=date(2025, 1, 2), until=until, behaviour=SLOW, code=CODE, unit_code="DPK",
        last_afternoon=False,
    )  # fmt: skip
    rehearse(rehearsal, folder)
    store = create_store(f"sqlite:///{(folder / DATABASE).resolve()}", durable=False)
    with store.reading() as session:
        programme = all_programmes(session)[0]
    people = People(store, programme.id, programme.unit_id, SLOW, 1)
    calendar = working_calendar(FIVE_DAYS, loader.national_days_off(), date(2024, 12, 1), date(2026, 3, 31))
    return Year(store, programme, people, calendar, until)
