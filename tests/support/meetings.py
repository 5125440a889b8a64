"""What the assistance team does in the meeting of an opened round, in few words; knows no rule of a round."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from tests.support.clocks import wib
from tests.support.monev_rounds import HELD, QUARTER, MonevUnit, opened_round
from tests.support.programmes import START
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.papers import TEAM, UNIT, Party
from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import CONSOLE, Viewer, at_console
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.viewers import viewer_of_person
from zi_workflow.storage.tables import EventRow, Finding, Membership, Recommendation, Round, RoundRecord
from zi_workflow.usecases import closing, findings, meetings, recommending, signing
from zi_workflow.usecases.closing import Close
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.findings import AddFinding
from zi_workflow.usecases.meetings import Hold, NoteCheck
from zi_workflow.usecases.recommending import Recommend
from zi_workflow.usecases.signing import Report, Sign

AT = wib(2025, 4, 30, 10)
LATER = wib(2025, 5, 7, 10)
DEADLINE = date(2025, 6, 4)  # 20 working days after the meeting: 1, 12, 13, 29 and 30 May are off


PARTIES = (
    Party(TEAM, "Fajar Nugroho, S.E.", "Auditor Madya", "19800101 200501 1 001"),
    Party(UNIT, "Eka Prasetya, S.H.", "Kepala Dinas", "197505052000121002"),
)
FILE = Handed("Berita Acara.pdf", sha256="ab" * 32)


@dataclass(frozen=True)
class Meeting:
    """The meeting of a unit's round; who does something is named by their id."""

    unit: MonevUnit
    quarter: str = QUARTER
    at: datetime = AT

    @property
    def store(self) -> Store:
        """Where it lies."""
        return self.unit.store

    def viewer(self, person_id: str) -> Viewer:
        """Somebody with their offices of the day; the console for its own name."""
        if person_id == CONSOLE:
            return at_console(Role.ASSISTANCE_TEAM, self.unit.office.unit_id, self.unit.agency)
        with self.store.reading() as session:
            return viewer_of_person(session, person_id, self.at)

    def asks(self, command: type[Any], by: str | None = None, **more: Any) -> Any:
        """A command about the round, by the chair of the team unless somebody else is named."""
        viewer = self.viewer(by or self.unit.fajar)
        common = {"viewer": viewer, "programme_id": self.unit.programme_id, "quarter": self.quarter}
        return command(**{**common, **more})

    def does(self, usecase: Any, command: type[Any], by: str | None = None, **more: Any) -> Any:
        """One act."""
        return do(self.store, usecase, self.asks(command, by, **more), self.at)

    def checks(self, target: str = "TL-01", verdict: str = "fits", by: str | None = None, **more: Any) -> Any:
        """A word on a task."""
        said = {"kind": "task", "target": target, "verdict": verdict, **more}
        return self.does(meetings.note_check, NoteCheck, by, **said)

    def finds(self, area: str = "tl", words: str = "SOP belum ditetapkan.", by: str | None = None) -> Any:
        """A finding; its number."""
        return self.does(findings.add, AddFinding, by, area=area, words=words)

    def recommends(
        self, finding: int = 1, words: str = "Tetapkan SOP.", by: str | None = None, **more: Any
    ) -> Any:
        """A recommendation; its number."""
        said = {
            "finding": finding,
            "words": words,
            "responsible": "coordinator",
            "deadline": DEADLINE,
            **more,
        }
        return self.does(recommending.recommend, Recommend, by, **said)

    def holds(self, on: date = HELD, by: str | None = None, **more: Any) -> Any:
        """The meeting took place."""
        return self.does(meetings.hold, Hold, by, on=on, **more)

    def signs(self, by: str | None = None, **more: Any) -> Any:
        """The Berita Acara goes on record; its number."""
        said = {"letter_number": "700/BA/45", "dated": HELD, "parties": PARTIES, "file": FILE,
                "signed_by": self.unit.fajar, **more}  # fmt: skip
        return self.does(signing.sign, Sign, by, **said)

    def reports(self, by: str | None = None, **more: Any) -> Any:
        """The report goes on record; its number."""
        said = {"letter_number": "700/LHM/9", "dated": HELD, "parties": PARTIES[:1], "file": FILE, **more}
        return self.does(signing.report, Report, by, **said)

    def closes(self, by: str | None = None, **more: Any) -> Any:
        """The round closes; what was closed and carried."""
        return self.does(closing.close, Close, by, **more)

    def later(self, at: datetime = LATER) -> Meeting:
        """The same round at another time."""
        return replace(self, at=at)

    def records(self) -> list[RoundRecord]:
        """Every signed paper of the round."""
        return self._rows(RoundRecord)

    def becomes(self, state: str) -> None:
        """Put the round into a state, whatever led there."""
        with self.store.writing() as session:
            row = session.get_one(Round, self.unit.round().id)
            row.state = state
            session.add(row)

    def takes_office(self, person_id: str, role: str, area: str | None = None) -> None:
        """Somebody has one more office in the unit, since the year began."""
        with self.store.writing() as session:
            held = Membership(id=new_id(session, self.at), person_id=person_id, unit_id=self.unit.office.unit_id,
                              role=role, area=area, valid_from=START)  # fmt: skip
            session.add(held)

    def found(self) -> list[Finding]:
        """Every finding of the round, in order of number."""
        return self._rows(Finding)

    def recommended(self) -> list[Recommendation]:
        """Every recommendation of the round, in order of number."""
        return self._rows(Recommendation)

    def events(self) -> list[str]:
        """The kinds of what was recorded about the round."""
        with self.store.reading() as session:
            rows = select(col(EventRow.kind)).where(col(EventRow.kind).startswith("round."))
            return list(session.scalars(rows.order_by(col(EventRow.number))))

    def _rows(self, table: Any) -> list[Any]:
        with self.store.reading() as session:
            query = select(table).where(col(table.round_id) == self.unit.round().id)
            rows = list(session.scalars(query.order_by(col(table.number))))
            session.expunge_all()
            return rows


def meeting(store: Store, *, whole: bool = False) -> Meeting:
    """The meeting of the unit's opened round, on its day."""
    return Meeting(opened_round(store, whole=whole))
