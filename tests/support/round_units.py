"""Many small units of one agency before their round, and two people of its inspectorate who open it; holds no claim."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from tests.support.monev_rounds import CUTOFF, DOCUMENTS, LETTER, MEETING, NOW, QUARTER
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.calendars import FIVE_DAYS
from zi_workflow.domain.messages import PLAIN
from zi_workflow.domain.round_openings import Opening
from zi_workflow.domain.teams import Duty
from zi_workflow.storage.queries.viewers import viewer_of_person
from zi_workflow.storage.tables import (
    EventRow,
    InviteeRow,
    Membership,
    MessageRow,
    MonevOrder,
    MonevOrderUnit,
    MonevSession,
    Person,
    Programme,
    Round,
    Snapshot,
    Unit,
)
from zi_workflow.usecases import round_orders, round_triggers
from zi_workflow.usecases.round_triggers import OrderShown, PlaceOrder, UnitAsked

AGENCY = "provinsi"
SINCE = date(2025, 1, 2)
OFFICES = (("kepala", "head", None), ("ketua", "team_lead", None), ("koordinator", "coordinator", "tl"))
OPENING = Opening(
    MEETING, CUTOFF, (("ketua-tim", Duty.CHAIR), ("anggota-tim", Duty.MEMBER)), DOCUMENTS, *LETTER
)


def settle(store: Store, number: int) -> list[str]:
    """The inspectorate and so many units; the ids of their programmes."""
    with store.writing() as session:
        _unit(session, "inspektorat")
        for key in ("ketua-tim", "anggota-tim"):
            _joins(session, key, "inspektorat", "inspectorate", None)
        return [_programme(session, f"unit-{n:03}") for n in range(1, number + 1)]


def _unit(session: Session, key: str) -> None:
    session.add(
        Unit(id=key, code=key, agency=AGENCY, name=f"Dinas {key}", zone="Asia/Jakarta", week=list(FIVE_DAYS),
             created_at=NOW)
    )  # fmt: skip
    session.flush()


def _programme(session: Session, key: str) -> str:
    _unit(session, key)
    made = Programme(id=f"p-{key}", code=f"zi-{key}", unit_id=key, title="Pembangunan Zona Integritas", framework="f",
                     framework_version="1", calendar_version="1", target="wbk", route="tpn", start=SINCE,
                     state="active", created_at=NOW)  # fmt: skip
    session.add(made)
    session.flush()
    session.add(Round(id=f"r-{key}", programme_id=made.id, quarter=QUARTER, planned_on=date(2025, 4, 22)))
    for office, role, area in OFFICES:
        _joins(session, f"{office}-{key}", key, role, area)
    return made.id


def _joins(session: Session, key: str, unit: str, role: str, area: str | None) -> None:
    session.add(Person(id=key, name=key, email=f"{key}@contoh.go.id", created_at=NOW))
    session.flush()
    session.add(
        Membership(id=f"m-{key}", person_id=key, unit_id=unit, role=role, area=area, valid_from=SINCE)
    )


def queue(store: Store, number: int) -> None:
    """So many other invitations wait to go today."""
    with store.writing() as session:
        for key in range(number):
            row = MessageRow(id=f"w{key}", key=f"w{key}", kind="invitation", unit_id="unit-002",
                             person_id="kepala-unit-002", on=NOW.date(), to_name="Kepala", message_id=f"w{key}",
                             state="queued", next_at=NOW, created_at=NOW)  # fmt: skip
            session.add(row)


@dataclass
class Trigger:
    """Somebody of the inspectorate who opens rounds at an instant."""

    store: Store
    programmes: list[str]
    who: str = "ketua-tim"
    at: datetime = NOW
    opening: Opening = field(default=OPENING)

    def asks(self, **more: Any) -> PlaceOrder:
        """The order for all units."""
        with self.store.reading() as session:
            viewer = viewer_of_person(session, self.who, self.at)
        units = tuple(UnitAsked(programme_id=each) for each in self.programmes)
        values: dict[str, Any] = {
            "viewer": viewer,
            "quarter": QUARTER,
            "opening": self.opening,
            "units": units,
        }
        return PlaceOrder(**{**values, **more})

    def previews(self, **more: Any) -> OrderShown:
        """What it would do."""
        with self.store.reading() as session:
            return round_triggers.preview(session, self.asks(**more), self.at)

    def seen(self, **more: Any) -> PlaceOrder:
        """The order for exactly what was shown."""
        shown = self.previews(**more)
        units = [
            UnitAsked(programme_id=each.programme_id, seen=each.opening.seen)
            for each in shown.units
            if each.opening
        ]
        return self.asks(**{**more, "units": tuple(units)})

    def places(self, command: PlaceOrder | None = None) -> str:
        """Give the order."""
        return do(self.store, round_triggers.place, command or self.asks(), self.at)

    def goes_on(self, order: str, most: int = 1000) -> int:
        """Open units of it."""
        return round_orders.continue_order(partial(do, self.store), order, PLAIN, lambda: self.at, most)

    def opens(self, **more: Any) -> str:
        """All of it, after a look."""
        order = self.places(self.seen(**more))
        self.goes_on(order)
        return order

    def by(self, who: str) -> Trigger:
        """The same by somebody else."""
        return replace(self, who=who)

    def states(self, order: str) -> dict[str, str]:
        """By programme, what became of it."""
        with self.store.reading() as session:
            rows = session.scalars(select(MonevOrderUnit).where(col(MonevOrderUnit.order_id) == order)).all()
            return {row.programme_id: row.state for row in rows}

    def reasons(self, order: str) -> dict[str, str]:
        """By programme, why it was not opened."""
        with self.store.reading() as session:
            rows = session.scalars(select(MonevOrderUnit).where(col(MonevOrderUnit.order_id) == order)).all()
            return {row.programme_id: row.reason for row in rows if row.reason}


@dataclass(frozen=True)
class Tally:
    """What is in the store: orders, sessions, opened rounds, their events, and invitations by person and round."""

    orders: int
    sessions: int
    opened: int
    events: int
    mails: int
    invitees: int


def tally(store: Store) -> Tally:
    """Counted from the rows."""
    with store.reading() as session:
        rounds = session.scalars(select(Round).where(col(Round.state) == "preparing")).all()
        events = session.scalars(select(EventRow).where(col(EventRow.kind) == "round.opened")).all()
        return Tally(
            len(session.scalars(select(MonevOrder)).all()),
            len(session.scalars(select(MonevSession)).all()),
            len(rounds),
            len(events),
            len(session.scalars(select(MessageRow).where(col(MessageRow.kind) == "invitation")).all()),
            len(session.scalars(select(InviteeRow)).all()),
        )


def freeze(store: Store, key: str, on: date = CUTOFF) -> None:
    """The figures of a unit's round, of which nothing is said, are frozen as of a day."""
    with store.writing() as session:
        session.get_one(Round, f"r-{key}").frozen_at = NOW
        session.add(Snapshot(round_id=f"r-{key}", cutoff=on, taken_at=NOW, sha256="0" * 64, event_number=0,
                             chain_head="0" * 64))  # fmt: skip


def arrive(store: Store) -> None:
    """Everything in the outbox was sent."""
    with store.writing() as session:
        for row in session.scalars(select(MessageRow)):
            row.state, row.copies = "sent", 1


def unsent(store: Store) -> list[tuple[str, str]]:
    """Who is told what by mails that wait, by person."""
    with store.reading() as session:
        rows = session.scalars(select(MessageRow).where(col(MessageRow.state) == "queued")).all()
        mails = [row for row in rows if row.kind == "invitation"]
        return sorted((row.person_id, row.facts["summons"]["news"]) for row in mails)
