"""The small office after a monev round: a team with chair, deputy and member, recommendations, their tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from tests.support import visitors
from tests.support.clocks import wib
from tests.support.monev_rounds import MEETING
from tests.support.programmes import Office, joins, small_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.people import Role
from zi_workflow.domain.plans import Plan
from zi_workflow.domain.recommendations import RecommendationState
from zi_workflow.domain.scopes import Viewer
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.viewers import viewer_of
from zi_workflow.storage.tables import MonevSession, MonevTeamMember, Recommendation, Round, Task
from zi_workflow.usecases import conducting, follow_up_answers
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.follow_up import begin_follow_up, carry_over
from zi_workflow.usecases.follow_up_answers import Answer, Settle

SIGNED = wib(2025, 4, 30, 15)
"""When the minutes of the first quarter came on record."""
DEADLINE = date(2025, 5, 23)
SHOWN = Handed("Laporan tindak lanjut", "https://arsip.contoh.go.id/1")


@dataclass
class Rounds:
    """An office with two rounds whose team has a chair, a deputy and a member; acts through the use cases."""

    office: Office
    chair: str
    deputy: str
    member: str
    later_chair: str

    @property
    def store(self) -> Store:
        """Where it lives."""
        return self.office.store

    def viewer(self, person_id: str, now: datetime = SIGNED) -> Viewer:
        """The person, signed in, with the offices of the day."""
        account = visitors.account(self.store, person_id, now)
        with self.store.reading() as session:
            return viewer_of(session, account, now)

    def signs(self, quarter: str = "2025-Q1", now: datetime = SIGNED) -> tuple[str, ...]:
        """The minutes come on record: the codes of the tasks that this makes."""
        return self._in_round(begin_follow_up, quarter, now)  # type: ignore[no-any-return]

    def closes(self, quarter: str = "2025-Q1", now: datetime = SIGNED) -> int:
        """The round closes: how many are carried over."""
        return self._in_round(carry_over, quarter, now)  # type: ignore[no-any-return]

    def _in_round(self, step: Any, quarter: str, now: datetime) -> Any:
        viewer = self.viewer(self.chair, now)

        def conducted(session: Session, programme_id: str, at: datetime) -> Any:
            return step(session, conducting.look(session, viewer, programme_id, quarter, at), at)

        return do(self.store, conducted, self.office.programme_id, now)

    def answers(self, number: int, by: str, now: datetime, **more: Any) -> RecommendationState:
        """Somebody of the unit answers."""
        values: dict[str, Any] = {
            "quarter": "2025-Q1",
            "words": "SOP telah ditetapkan.",
            "evidence": (SHOWN,),
            **more,
        }
        mine: dict[str, Any] = {
            "viewer": self.viewer(by, now),
            "programme_id": self.office.programme_id,
            "number": number,
        }
        return do(self.store, follow_up_answers.answer, Answer(**mine, **values), now)

    def settles(
        self, number: int, by: str, now: datetime, *, close: bool = True, **more: Any
    ) -> RecommendationState:
        """Somebody decides on the answer."""
        values: dict[str, Any] = {"quarter": "2025-Q1", "note": "Sudah sesuai.", "close": close, **more}
        mine: dict[str, Any] = {
            "viewer": self.viewer(by, now),
            "programme_id": self.office.programme_id,
            "number": number,
        }
        return do(self.store, follow_up_answers.settle, Settle(**mine, **values), now)

    def row(self, number: int) -> Recommendation:
        """A recommendation of the first round as it is stored."""
        with self.store.reading() as session:
            found = session.exec(select(Recommendation).where(Recommendation.number == number)).one()
            session.expunge(found)
            return found


def recommended(store: Store, *them: dict[str, Any], tasks: Plan | None = None) -> Rounds:
    """An office whose round about the first quarter was held with these recommendations; the minutes are unsigned."""
    office = small_office(store, tasks)
    chair, deputy, member, later = (
        joins(
            store, office.unit_id, name, Role.ASSISTANCE_TEAM, None, f"{name.split()[0].lower()}@contoh.go.id"
        )
        for name in ("Ketua Tim Pendamping", "Wakil Ketua Tim", "Anggota Tim", "Pengganti Ketua Tim")
    )
    made = Rounds(office, chair, deputy, member, later)
    with store.writing() as session:
        first = _round(session, office, "2025-Q1", (chair, "chair"), (deputy, "deputy"), (member, "member"))
        _round(session, office, "2025-Q2", (later, "chair"), (member, "member"))
        for number, each in enumerate(them or ({},), 1):
            session.add(_recommendation(session, first, number, each))
    return made


def _round(session: Session, office: Office, quarter: str, *team: tuple[str, str]) -> Round:
    meeting = new_id(session, SIGNED)
    session.add(
        MonevSession(id=meeting, agency="contoh", quarter=quarter, meeting=MEETING.to_json(), made_at=SIGNED)
    )
    session.flush()
    for place, (person, duty) in enumerate(team):
        session.add(MonevTeamMember(session_id=meeting, person_id=person, duty=duty, position=place))
    row = Round(
        id=new_id(session, SIGNED),
        programme_id=office.programme_id,
        quarter=quarter,
        planned_on=date(2025, 4, 30) if quarter == "2025-Q1" else date(2025, 7, 22),
        state="held" if quarter == "2025-Q1" else "scheduled",
        session_id=meeting,
    )
    session.add(row)
    session.flush()
    return row


def _recommendation(session: Session, of: Round, number: int, said: dict[str, Any]) -> Recommendation:
    values: dict[str, Any] = {
        "area": "tl",
        "words": "Tetapkan SOP layanan.",
        "responsible": "coordinator",
        "deadline": DEADLINE,
        **said,
    }
    return Recommendation(
        id=new_id(session, SIGNED),
        round_id=of.id,
        programme_id=of.programme_id,
        number=number,
        made_by="cli",
        made_at=SIGNED,
        **values,
    )


def recommend(store: Store, programme_id: str, task: str, chair: str, now: datetime) -> None:
    """The first recommendation of a programme's first round is carried out by a task that the plan has anyway."""
    with store.writing() as session:
        row = session.exec(
            select(Round).where(Round.programme_id == programme_id).order_by(col(Round.quarter))
        ).first()
        assert row is not None
        if row.session_id is None:
            row.session_id = new_id(session, now)
            session.add(
                MonevSession(
                    id=row.session_id,
                    agency="contoh",
                    quarter=row.quarter,
                    meeting=MEETING.to_json(),
                    made_at=now,
                )
            )
            session.flush()
            session.add(MonevTeamMember(session_id=row.session_id, person_id=chair, duty="chair"))
            session.add(row)
        area = session.exec(
            select(Task.area).where(Task.programme_id == programme_id, Task.code == task)
        ).one()
        made = _recommendation(session, row, 1, {"area": area})
        made.task = task
        session.add(made)
