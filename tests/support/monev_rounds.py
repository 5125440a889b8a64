"""A unit with everybody whom a monev round needs, and its round of the first quarter of 2025; holds no claim.

Ayu and Budi coordinate areas, Citra leads the team, Dewi is an outsider (as in `programmes`); Eka heads the unit, Fajar
is its assistance team, Gita comes from the inspectorate, Hana is a member.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, time

from sqlalchemy import select
from sqlmodel import col

from tests.support.clocks import wib
from tests.support.programmes import Office, joins, small_office, whole_office
from zi_workflow.bootstrap import Store
from zi_workflow.domain.invitations import Meeting
from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import Viewer
from zi_workflow.domain.teams import Duty
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.monev import RoundFacts, round_facts
from zi_workflow.storage.queries.viewers import viewer_of_person
from zi_workflow.storage.tables import MonevSession, MonevTeamMember, Round, Unit

QUARTER = "2025-Q1"
CODE = "ZI-1"
NOW = wib(2025, 4, 14, 9)  # Monday
CUTOFF = date(2025, 4, 25)
HELD = date(2025, 4, 30)  # Wednesday, the 16th working day after the quarter's end
MEETING = Meeting(
    HELD, time(9), time(12), "Ruang Rapat Dinas Contoh", agenda="Capaian rencana aksi triwulan I"
)
DOCUMENTS = ("Matriks rencana aksi dan realisasi", "SK Tim Kerja")
LETTER = ("700/123/ITPROV", date(2025, 4, 11))


@dataclass(frozen=True)
class MonevUnit:
    """The unit, its programme and the ids of its people."""

    office: Office
    agency: str
    eka: str
    fajar: str
    gita: str
    hana: str
    team: tuple[tuple[str, Duty], ...] = field(default_factory=tuple)

    @property
    def store(self) -> Store:
        """Where it lies."""
        return self.office.store

    @property
    def programme_id(self) -> str:
        """Of its programme."""
        return self.office.programme_id

    @property
    def address(self) -> str:
        """The page of the round."""
        return f"/programme/{CODE}/monev/{QUARTER}"

    def viewer(self, person_id: str) -> Viewer:
        """Somebody with their offices of the day."""
        with self.store.reading() as session:
            return viewer_of_person(session, person_id, NOW)

    def round(self) -> RoundFacts:
        """The round as it stands."""
        with self.store.reading() as session:
            return round_facts(session, self.programme_id, QUARTER)


def monev_unit(store: Store, *, whole: bool = False) -> MonevUnit:
    """The unit before its round is opened: over a small plan, or over the `whole` framework."""
    office = whole_office(store) if whole else small_office(store)
    unit = office.unit_id
    made = MonevUnit(
        office,
        _agency(store, unit),
        eka=joins(store, unit, "Eka", Role.HEAD, None, "eka@contoh.go.id"),
        fajar=joins(store, unit, "Fajar", Role.ASSISTANCE_TEAM, None, "fajar@contoh.go.id"),
        gita=joins(store, unit, "Gita", Role.INSPECTORATE, None, "gita@contoh.go.id"),
        hana=joins(store, unit, "Hana", Role.MEMBER, "tl", "hana@contoh.go.id"),
    )
    plan_round(store, office.programme_id)
    return replace(made, team=((made.fajar, Duty.CHAIR), (made.gita, Duty.DEPUTY)))


def plan_round(store: Store, programme_id: str, quarter: str = QUARTER, on: date = HELD) -> None:
    """The round of a quarter is planned for that day, whether or not there was one."""
    with store.writing() as session:
        query = select(Round).where(col(Round.programme_id) == programme_id, col(Round.quarter) == quarter)
        row = session.scalars(query).one_or_none()
        if row is None:
            row = Round(id=new_id(session, NOW), programme_id=programme_id, quarter=quarter, planned_on=on)
        row.planned_on = on
        session.add(row)


def opened_round(store: Store, *, whole: bool = False) -> MonevUnit:
    """The unit with its round under preparation: a session of its own, the team, a cutoff. Nobody has a mail about it."""
    unit = monev_unit(store, whole=whole)
    with store.writing() as session:
        held = MonevSession(
            id=new_id(session, NOW), agency=unit.agency, quarter=QUARTER, meeting=MEETING.to_json(),
            documents=list(DOCUMENTS), letter_number=LETTER[0], letter_date=LETTER[1], made_at=NOW,
        )  # fmt: skip
        session.add(held)
        session.flush()
        for position, (person, duty) in enumerate(unit.team):
            session.add(
                MonevTeamMember(session_id=held.id, person_id=person, duty=str(duty), position=position)
            )
        query = select(Round).where(
            col(Round.programme_id) == unit.programme_id, col(Round.quarter) == QUARTER
        )
        row = session.scalars(query).one()
        row.state, row.cutoff, row.session_id, row.planned_on = "preparing", CUTOFF, held.id, MEETING.on
        session.add(row)
    return unit


def _agency(store: Store, unit_id: str) -> str:
    with store.reading() as session:
        return session.get_one(Unit, unit_id).agency
