"""A unit before its first monev round, and what is done about inviting to it; knows no rule of an invitation.

Eka heads the unit, Citra leads the team, Ayu and Budi coordinate areas, Gita too and has no address, Fajar comes from
the inspectorate, Hana is a member, Dewi is an outsider.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from notifications.delivery import deliver
from notifications.reports import Report
from notifications.resolving import resolve
from tests.support.mails import ScriptedTransport
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.calendars import FIVE_DAYS
from zi_workflow.domain.invitations import Meeting
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind
from zi_workflow.storage.queries.invitations import Invitation, find
from zi_workflow.storage.tables import Absence, Membership, MessageRow, Person, Programme, Round, Unit
from zi_workflow.usecases import invitations
from zi_workflow.usecases.invitation_commands import Cancel, Change, Invite, Plan, RoundCommand
from zi_workflow.usecases.mail_gate import withheld
from zi_workflow.usecases.outbox import Guard, NewMessage, enqueue
from zi_workflow.usecases.rechecks import recheck

NOW = datetime(2025, 4, 21, 2, 0, tzinfo=UTC)  # Monday, 09.00 WIB
QUARTER = "2025-Q1"
MEETING = Meeting(date(2025, 4, 30), time(9), time(12), "Ruang Rapat", agenda="Capaian rencana aksi")
LATER = replace(MEETING, begins=time(13), ends=time(15))
PEOPLE = {
    "eka": ("Eka Prasetya", "head", None),
    "citra": ("Citra Mahardika", "team_lead", None),
    "ayu": ("Ayu Lestari, S.H.", "coordinator", "tl"),
    "budi": ("Budi Santoso", "coordinator", "pp"),
    "gita": ("Gita Wulandari", "coordinator", "mp"),
    "fajar": ("Fajar Nugroho", "assistance_team", None),
    "hana": ("Hana Kusuma", "member", "tl"),
}
GUARDED = Guard(withheld=withheld)
USUAL = ["eka", "citra", "ayu", "budi", "gita", "fajar"]


def settle(store: Store, zone: str = "Asia/Jakarta", state: str = "active") -> None:
    """The unit U with its programme P and its first round R."""
    with store.writing() as session:
        session.add(Unit(id="U", code="U", agency="A", name="Dinas Contoh", zone=zone, week=list(FIVE_DAYS),
                         created_at=NOW))  # fmt: skip
        session.flush()
        session.add(Programme(id="P", code="p-2025", unit_id="U", title="Pembangunan Zona Integritas", framework="f",
                              framework_version="1", calendar_version="1", target="wbk", route="tpn",
                              start=date(2025, 1, 2), state=state, created_at=NOW))  # fmt: skip
        session.flush()
        session.add(Round(id="R", programme_id="P", quarter=QUARTER, planned_on=date(2025, 4, 22)))
        for key, (name, role, area) in PEOPLE.items():
            joins(session, key, name, role, area)
        session.get_one(Person, "gita").email = None
        session.add(Person(id="dewi", name="Dewi Anggraini", email="dewi@example.go.id", created_at=NOW))


def joins(session: Session, key: str, name: str, role: str, area: str | None = None) -> None:
    """Somebody with an office in the unit since January."""
    session.add(Person(id=key, name=name, email=f"{key}@example.go.id", created_at=NOW))
    session.flush()
    session.add(Membership(id=f"m-{key}", person_id=key, unit_id="U", role=role, area=area,
                           valid_from=date(2025, 1, 2)))  # fmt: skip


def goes_away(store: Store, person: str, first: date, last: date, substitute: str | None = None) -> None:
    """An absence, perhaps with somebody who acts for them."""
    with store.writing() as session:
        session.add(
            Absence(id=f"a-{person}", person_id=person, first=first, last=last, substitute_id=substitute)
        )


def digest(session: Session, person: str, at: datetime, number: int = 0) -> None:
    """A returned task of a person in the outbox: a mail like any other, not taken up by a newer one."""
    line = Line(
        NoticeKind.OVERDUE, None, "Tugas", "tl", clock=date(2025, 4, 17), age=1, programme_code="p-2025"
    )
    facts = MailFacts(kind=MailKind.RETURNED, on=at.date(), unit="Dinas Contoh", programme="Pembangunan",
                      programme_code="p-2025", year=2025, zone="Asia/Jakarta", to_name=person, office="",
                      role="coordinator", lines=(line,))  # fmt: skip
    enqueue(session, NewMessage(key=f"r:{person}:{number}", kind=MailKind.RETURNED, unit_id="U", programme_id="P",
                                person_id=person, role="coordinator", on=at.date(), to_name=person,
                                to_address=f"{person}@example.go.id", facts=facts, not_before=at), at)  # fmt: skip


@dataclass
class Desk:
    """Somebody who does things to the round, at an instant that moves on."""

    store: Store
    at: datetime = NOW
    actor: str = "cli"
    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)

    def asks(self, kind: type[RoundCommand], **more: Any) -> Any:
        """A command about the round."""
        values: dict[str, Any] = {
            "programme_id": "P",
            "quarter": QUARTER,
            "actor": self.actor,
            "on": self.at.date(),
        }
        if issubclass(kind, Invite):
            values["meeting"] = MEETING
        return kind(**{**values, **more})

    def invites(self, **more: Any) -> Plan:
        """Ask the usual people, unless told otherwise."""
        return do(self.store, invitations.invite, self.asks(Invite, **more), self.at)

    def changes(self, meeting: Meeting = MEETING, **more: Any) -> Plan:
        """Change what they were told."""
        return do(self.store, invitations.change, self.asks(Change, meeting=meeting, **more), self.at)

    def cancels(self, reason: str = "Tim berhalangan.", **more: Any) -> Plan:
        """Take it back."""
        return do(self.store, invitations.cancel, self.asks(Cancel, reason=reason, **more), self.at)

    def previews(self, kind: type[RoundCommand], **more: Any) -> Plan:
        """What a command would do."""
        with self.store.reading() as session:
            return invitations.preview(session, self.asks(kind, **more), self.at)

    def delivers(self, transport: ScriptedTransport | None = None, guard: Guard = GUARDED) -> Report:
        """A delivery behind the guards an hour later, and what it sent since."""
        self.at += timedelta(hours=1)
        chosen = transport or ScriptedTransport()
        resolve(self.store, self.at, None)
        report = asyncio.run(deliver(self.store, lambda: self.at, chosen, "w1", recheck, 200, guard))
        self.mails = chosen.handed
        return report

    def sent_to(self) -> list[str]:
        """Who was sent something in the last delivery, by the name in front of the address."""
        return sorted(address.partition("@")[0] for address, _mail in self.mails)

    def seen(self) -> Invitation:
        """The invitation as it stands."""
        with self.store.reading() as session:
            return find(session, "P", QUARTER)

    def messages(self) -> list[tuple[str, str, str | None, str]]:
        """Person, state, reason and news of every invitation in the outbox, in order of writing."""
        with self.store.reading() as session:
            rows = session.scalars(
                select(MessageRow)
                .where(col(MessageRow.kind) == str(MailKind.INVITATION))
                .order_by(col(MessageRow.created_at), col(MessageRow.id))
            )
            return [(row.person_id, row.state, row.reason, row.facts["summons"]["news"]) for row in rows]


def told(plan: Plan) -> dict[str, str]:
    """By person, what a plan tells."""
    return {letter.person.id: str(letter.summons.news) for letter in plan.letters}
