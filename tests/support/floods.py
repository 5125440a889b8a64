"""A unit with its people, twelve bugs of a planner that fill the outbox, and a relay that counts; knows no guard's rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from zi_workflow.bootstrap import Store
from zi_workflow.domain.calendars import FIVE_DAYS
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind, NoticeState
from zi_workflow.storage.tables import Membership, MessageRow, NoticeRow, Person, Programme, Unit
from zi_workflow.usecases import mail_gate, outbox
from zi_workflow.usecases.outbox import NewMessage, enqueue

ON = date(2025, 4, 30)
NOW = datetime(2025, 4, 30, 0, 30, tzinfo=UTC)  # 07.30 WIB
MEMBERS = 16
ROLES = ("coordinator", "team_lead", "head", "administrator")
PEOPLE = MEMBERS + len(ROLES)
Bug = Callable[[Session], None]


def people_of(unit: str) -> list[str]:
    """Ids of everybody with an office in a unit: members first."""
    return [f"{unit}-{number}" for number in range(PEOPLE)]


def settle(store: Store) -> None:
    """Two units with an active programme each; in each sixteen members and four officers."""
    with store.writing() as session:
        for unit in ("ua", "ub"):
            _unit(session, unit)
        session.add(Person(id="guest", name="Dewi", email="guest@example.go.id", created_at=NOW))
        session.add(Person(id="gone", name="Citra", email="gone@example.go.id", active=False, created_at=NOW))


def _unit(session: Session, unit: str) -> None:
    session.add(Unit(id=unit, code=unit, agency="A", name=f"Dinas {unit}", zone="Asia/Jakarta",
                     week=list(FIVE_DAYS), created_at=NOW))  # fmt: skip
    session.flush()
    session.add(Programme(id=f"p{unit}", code=f"p{unit}", unit_id=unit, title="Pembangunan", framework="f",
                          framework_version="1", calendar_version="1", target="wbk", route="tpn",
                          start=date(2025, 1, 2), state="active", created_at=NOW))  # fmt: skip
    for number, key in enumerate(people_of(unit)):
        role = "member" if number < MEMBERS else ROLES[number - MEMBERS]
        session.add(Person(id=key, name=f"Budi {key}", email=f"{key}@example.go.id", created_at=NOW))
        session.flush()
        session.add(Membership(id=f"m-{key}", person_id=key, unit_id=unit, role=role,
                               area="tl" if role in ("member", "coordinator") else None,
                               valid_from=date(2025, 1, 2)))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """One message of a planner; what is not said is as it should be."""

    key: str
    person: str
    unit: str = "ua"
    kind: MailKind = MailKind.DIGEST
    on: date = ON
    address: str | None = None
    level: int | None = None
    about: str = ""  # programme of the line, else the unit's


def digests(store: Store, many: int) -> Store:
    """A digest for each of so many members of the unit ua."""
    settle(store)
    with store.writing() as session:
        for number in range(many):
            put(session, Letter(f"k{number}", f"ua-{number}"))
    return store


def states(store: Store) -> dict[str, int]:
    """How many of the digests are in which state."""
    with store.reading() as session:
        query = select(col(MessageRow.state), func.count()).where(col(MessageRow.kind) == MailKind.DIGEST)
        return {row[0]: row[1] for row in session.execute(query.group_by(col(MessageRow.state)))}


def put(session: Session, letter: Letter, now: datetime = NOW) -> str | None:
    """Into the outbox with a collected notice of its own; its id."""
    kind = NoticeKind.ESCALATION if letter.level else NoticeKind.OVERDUE
    notice = NoticeRow(id=f"n-{letter.key}"[:36], key=f"n:{letter.key}", programme_id=f"p{letter.unit}",
                       kind=str(kind), task="TL-01", recipient_id=letter.person, due_on=letter.on,
                       level=letter.level, state=str(NoticeState.COLLECTED), created_at=now)  # fmt: skip
    session.add(notice)
    session.flush()
    line = Line(kind, "TL-01", "Peta proses bisnis", "tl", level=letter.level, clock=date(2025, 4, 25), age=3,
                notice=notice.id, programme_code=letter.about or f"p{letter.unit}")  # fmt: skip
    row = enqueue(session, _new(letter, line, now), now)
    if row is None:
        return None
    notice.message_id = row.id
    session.flush()
    return row.id


def _new(letter: Letter, line: Line, now: datetime) -> NewMessage:
    facts = MailFacts(kind=letter.kind, on=letter.on, unit=f"Dinas {letter.unit}", programme="Pembangunan",
                      programme_code=f"p{letter.unit}", year=2025, zone="Asia/Jakarta", to_name="Budi", office="",
                      role="member", area="tl", lines=(line,))  # fmt: skip
    return NewMessage(key=letter.key, kind=letter.kind, unit_id=letter.unit, programme_id=f"p{letter.unit}",
                      person_id=letter.person, role="member", on=letter.on, to_name="Budi",
                      to_address=letter.address or f"{letter.person}@example.go.id", facts=facts,
                      not_before=now)  # fmt: skip


def honest(session: Session) -> None:
    """A morning as it should be: a digest for everybody in the unit, an escalation for two."""
    for key in people_of("ua"):
        put(session, Letter(f"d:{key}", key))
    for key in people_of("ua")[MEMBERS + 1 : MEMBERS + 3]:
        put(session, Letter(f"e:{key}", key, kind=MailKind.ESCALATION, level=3))


def _times(session: Session, letters: Iterator[Letter]) -> None:
    for letter in letters:
        put(session, letter)


_SINGLE = MailKind.RETURNED  # not absorbed by a newer one, as a digest is


def _per_person(times: int, **values: object) -> Bug:
    def bug(session: Session) -> None:
        _times(session, (replace(Letter(f"b{n}:{key}", key, kind=_SINGLE), **values)  # type: ignore[arg-type]
                         for n in range(times) for key in people_of("ua")))  # fmt: skip

    return bug


def _each(*, count: int = PEOPLE, **values: Callable[[str], object]) -> Bug:
    def bug(session: Session) -> None:
        for key in people_of("ua")[:count]:
            made = {name: value(key) for name, value in values.items()}
            put(session, replace(Letter(f"b:{key}", key), **made))  # type: ignore[arg-type]

    return bug


def _loop_over_days(session: Session) -> None:
    _times(session, (Letter(f"b:{key}:{n}", key, kind=MailKind.ESCALATION, on=ON - timedelta(days=n))
                     for n in range(30) for key in people_of("ua")))  # fmt: skip


def _everybody_of_all_units(session: Session) -> None:
    for key in (*people_of("ub"), *people_of("ua"), "guest"):
        put(session, Letter(f"b:{key}", key))


def _one_gets_all(session: Session) -> None:
    """Everybody's mail to one known person's address."""
    _each(address=lambda _key: "ua-0@example.go.id")(session)


def _former(session: Session) -> None:
    for n in range(40):
        put(session, Letter(f"b:{n}", "gone", kind=_SINGLE))


BUGS: Mapping[str, Bug] = {
    "duplicated notices with new keys": _per_person(5),
    "all people of all units": _everybody_of_all_units,
    "another unit's people": _each(person=lambda key: key.replace("ua", "ub")),
    "unknown addresses": _each(address=lambda key: f"{key}@elsewhere.example"),
    "a loop over days": _loop_over_days,
    "the head's escalation to everybody": _each(level=lambda _key: 4, kind=lambda _key: MailKind.ESCALATION),
    "one person gets everybody's mail": _one_gets_all,
    "another unit's matters": _each(about=lambda _key: "pub"),
    "people who left": _former,
    "a key with the minute in it": _per_person(60),
    "a mail for each task instead of a digest": _per_person(12, kind=MailKind.ASSIGNED),
    "mangled addresses": _each(address=lambda key: f"{key}+zi@example.go.id"),
}
WRONG = frozenset(BUGS) & {
    "another unit's people", "unknown addresses", "one person gets everybody's mail", "another unit's matters",
    "people who left", "mangled addresses", "the head's escalation to everybody",
}  # fmt: skip
"""Bugs of which not one mail is right for its receiver (but what officers would get anyway)."""


@dataclass
class Relay:
    """Takes what the guards let through, message by message, as a delivery does; its clock moves a second a mail."""

    store: Store
    at: datetime = NOW
    taken: list[tuple[str, str]] = field(default_factory=list)
    before_each: Callable[[], None] = lambda: None

    def run(self, times: int = 1) -> int:
        """So many deliveries, a minute apart; how many mails were taken so far."""
        for _number in range(times):
            with self.store.writing() as session:
                claimed = outbox.claim(session, outbox.Claim("w1", 1_000), self.at)
            for key in claimed:
                self.before_each()
                with self.store.writing() as session:
                    self._carry(session, key)
            self.at += timedelta(minutes=1)
        return len(self.taken)

    def _carry(self, session: Session, key: str) -> None:
        row = session.get_one(MessageRow, key)
        self.at += timedelta(seconds=1)
        if not mail_gate.withheld(session, [row], self.at):
            self.taken.append((row.person_id, row.to_address or ""))
            row.state, row.sent_at, row.owner = "sent", self.at, None
            for notice in session.scalars(select(NoticeRow).where(col(NoticeRow.message_id) == key)):
                notice.state, notice.told_on = str(NoticeState.TOLD), ON
