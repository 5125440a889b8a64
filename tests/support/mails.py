"""Small factories for the outbox: a unit with its people, notices and messages; knows no transport."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from itertools import count

from sqlmodel import Session

from notifications.circuit import Circuit
from notifications.composing import Composed, Draft, compose
from notifications.preparing import Preparation, prepare
from notifications.transports.outcomes import BeforeData, Fate, Outcome
from zi_workflow.bootstrap import Store
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind, NoticeState
from zi_workflow.storage.tables import Membership, MessageRow, NoticeRow, Person, Programme, Unit
from zi_workflow.usecases import outbox
from zi_workflow.usecases.outbox import About, NewMessage, Recheck

ON = date(2025, 4, 30)
NOW = datetime(2025, 4, 30, 0, 30, tzinfo=UTC)  # 07.30 WIB
_NUMBERS = count(1)


@dataclass
class Clock:
    """A clock that stands until it is set."""

    at: datetime = NOW

    def now(self) -> datetime:
        """The instant it shows."""
        return self.at


def settle(store: Store) -> None:
    """The unit U with programme P; Ayu coordinates tl, Budi is a member of it, Citra leads the team."""
    people = {"ayu": "Ayu Lestari", "budi": "Budi Santoso, S.H.", "citra": "Citra Mahardika"}
    roles = {"ayu": ("coordinator", "tl"), "budi": ("member", "tl"), "citra": ("team_lead", None)}
    with store.writing() as session:
        session.add(
            Unit(
                id="U",
                code="U",
                agency="A",
                name="Dinas Contoh",
                zone="Asia/Jakarta",
                week=["mon", "tue", "wed", "thu", "fri"],
                created_at=NOW,
            )
        )
        for key, name in people.items():
            session.add(Person(id=key, name=name, email=f"{key}@example.go.id", created_at=NOW))
        session.flush()
        for key, (role, area) in roles.items():
            session.add(
                Membership(
                    id=f"m-{key}",
                    person_id=key,
                    unit_id="U",
                    role=role,
                    area=area,
                    valid_from=date(2025, 1, 2),
                )
            )
        session.add(_programme())


def _programme() -> Programme:
    return Programme(
        id="P",
        code="p-2025",
        unit_id="U",
        title="Pembangunan Zona Integritas",
        framework="f",
        framework_version="1",
        calendar_version="1",
        target="wbk",
        route="tpn",
        start=date(2025, 1, 2),
        state="active",
        created_at=NOW,
    )


def notice(session: Session, task: str, kind: NoticeKind = NoticeKind.OVERDUE, to: str = "budi") -> str:
    """A collected notice about a task; its id."""
    row = NoticeRow(
        id=f"n{next(_NUMBERS)}",
        key=f"{kind}:{task}:{to}:{next(_NUMBERS)}",
        programme_id="P",
        kind=str(kind),
        task=task,
        recipient_id=to,
        due_on=ON,
        state=str(NoticeState.COLLECTED),
        created_at=NOW,
    )
    session.add(row)
    session.flush()
    return row.id


def line(task: str, notice_id: str | None, kind: NoticeKind = NoticeKind.OVERDUE) -> Line:
    """A line about a task of area tl that was due five days ago."""
    return Line(
        kind,
        task,
        f"Tugas {task}",
        "tl",
        clock=date(2025, 4, 25),
        age=3,
        notice=notice_id,
        programme_code="p-2025",
    )


def facts(*lines: Line, kind: MailKind = MailKind.DIGEST, on: date = ON) -> MailFacts:
    """A mail to Budi."""
    return MailFacts(
        kind=kind,
        on=on,
        unit="Dinas Contoh",
        programme="Pembangunan Zona Integritas",
        programme_code="p-2025",
        year=2025,
        zone="Asia/Jakarta",
        to_name="Budi Santoso, S.H.",
        office="",
        role="member",
        area="tl",
        base_url="https://zi.example.go.id",
        lines=lines,
    )


def enqueue(
    session: Session,
    key: str,
    *lines: Line,
    kind: MailKind = MailKind.DIGEST,
    on: date = ON,
    address: str | None = "budi@example.go.id",
    at: datetime = NOW,
) -> MessageRow:
    """A message to Budi in the outbox, with the notices of its lines in it."""
    row = outbox.enqueue(
        session,
        NewMessage(
            key=key,
            kind=kind,
            unit_id="U",
            programme_id="P",
            person_id="budi",
            role="member",
            on=on,
            to_name="Budi Santoso, S.H.",
            to_address=address,
            facts=facts(*lines, kind=kind, on=on),
            not_before=at,
        ),
        at,
    )
    assert row is not None
    for each in lines:
        if each.notice is not None:
            found = session.get(NoticeRow, each.notice)
            assert found is not None
            found.message_id = row.id
    session.flush()
    return row


def queue_one(store: Store, key: str = "k", address: str | None = "budi@example.go.id") -> tuple[str, str]:
    """A message of one line; its id and its notice's."""
    with store.writing() as session:
        notice_id = notice(session, "TL-03")
        return enqueue(session, key, line("TL-03", notice_id), address=address).id, notice_id


def message(store: Store, id: str) -> MessageRow:
    """A message as it stands."""
    with store.reading() as session:
        row = session.get(MessageRow, id)
        assert row is not None
        session.expunge(row)
        return row


def notice_state(store: Store, id: str) -> tuple[str, str | None, date | None]:
    """A notice's state, reason and the day it was told."""
    with store.reading() as session:
        row = session.get(NoticeRow, id)
        assert row is not None
        return row.state, row.reason, row.told_on


def parsed(content: bytes) -> EmailMessage:
    """What a mail program makes of the bytes."""
    message = message_from_bytes(content, EmailMessage, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def each(look: Callable[[MailFacts], MailFacts | None]) -> Recheck:
    """A last look that is asked about one message after the other."""

    def recheck(
        _session: Session, claimed: Sequence[tuple[About, MailFacts]], _now: datetime
    ) -> dict[str, MailFacts | None]:
        return {about.id: look(facts) for about, facts in claimed}

    return recheck


def composed(
    session: Session, row: MessageRow, now: datetime, recheck: Recheck | None = None
) -> EmailMessage | None:
    """The mail as it would go out now; None when nothing of it is true any more."""
    draft = prepare(session, [row], now, Preparation("zi@contoh.go.id", recheck))[row.id]
    if draft is None:
        return None
    assert isinstance(draft, Draft)
    mail = compose(draft)
    assert isinstance(mail, Composed)
    return parsed(mail.content or b"")


@dataclass
class ScriptedTransport:
    """Answers as it is told to; `at_data` runs when the content would go out."""

    outcomes: list[Outcome] = field(default_factory=list)
    at_data: Callable[[], None] = lambda: None
    sender: str = "zi@example.go.id"
    name: str = "scripted"
    lanes: int = 1
    circuit: Circuit = field(default_factory=Circuit)
    handed: list[tuple[str, EmailMessage]] = field(default_factory=list)
    closed: int = 0

    async def send(self, content: bytes, to_address: str, before_data: BeforeData) -> Outcome:
        """The next outcome; a mail that is accepted or uncertain was marked before."""
        self.at_data()
        outcome = self.outcomes.pop(0) if self.outcomes else Outcome(Fate.SENT, "data")
        if outcome.stage in ("", "data") and not await before_data():
            return Outcome(Fate.LOST, "data")
        self.handed.append((to_address, parsed(content)))
        return outcome

    async def close(self) -> None:
        """Counted."""
        self.closed += 1
