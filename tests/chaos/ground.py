"""What the programs of this folder share: a programme in trouble, children, and the account.

A child is a fork of a process without threads; it stands on its own connections and ends without cleaning up.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import col

from tests.support import databases
from tests.support.clocks import WIB
from tests.support.going_programmes import going
from tests.support.sinks import accepted
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store
from zi_workflow.domain.messages import MAIL
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind, NoticeState
from zi_workflow.frameworks import loader
from zi_workflow.storage.tables import Membership, MessageRow, NoticeRow, Person, Programme
from zi_workflow.usecases import events
from zi_workflow.usecases.outbox import NewMessage, enqueue

ZONE = "Asia/Jakarta"
MEMORY = Path("/dev/shm")
BEFORE_ANY_MAIL = datetime(2025, 1, 2, 7, tzinfo=WIB)
WAITING = ("claimed", "data", "queued", "retry", "held")
STEP = timedelta(
    minutes=35
)  # longer than a lease and a grace, so that each child finds what the last one left


class Stopwatch:
    """What a run costs: in real time, and of a processor, which other work on the machine does not change much."""

    def __init__(self) -> None:
        self._begun = os.times()

    def each(self, many: int, what: str) -> str:
        """For people, in all and for each of so many."""
        now = os.times()
        real, busy = now.elapsed - self._begun.elapsed, sum(now[:4]) - sum(self._begun[:4])
        return f"{real:.0f} s; {real / many:.2f} s a {what}, {busy / many:.2f} s of them at work"


def scratch(prefix: str) -> tempfile.TemporaryDirectory[str]:
    """A folder in memory where there is one: a killed process loses nothing there either, and no disk is waited for."""
    return tempfile.TemporaryDirectory(prefix=prefix, dir=MEMORY if MEMORY.is_dir() else None)


def prepare(url: str) -> None:
    """A programme of the shipped framework on which nobody works: every morning has something to say."""
    with closing(bootstrap.open_store(url)) as store:
        going(store, BEFORE_ANY_MAIL)


def few_addresses(store: Store, many: int) -> None:
    """So many in each unit; the others are told on paper. Of mails that are all alike a few are as good as many."""
    with store.writing() as session:
        people = select(col(Membership.unit_id), Person).join(Person).order_by(col(Person.email))
        seen = Counter[str]()
        for unit_id, person in session.execute(people).all():
            seen[unit_id] += 1
            if seen[unit_id] > many:
                person.email = None


def more_mails(store: Store, day: date, many: int) -> None:
    """Single mails of a day to the people of a programme, which are formal: each tells one notice."""
    now = at(day)
    with store.writing() as session:
        programme = session.execute(select(Programme).order_by(col(Programme.code)).limit(1)).scalars().one()
        members = select(col(Membership.person_id)).where(col(Membership.unit_id) == programme.unit_id)
        reached = select(Person).where(col(Person.email).is_not(None), col(Person.id).in_(members))
        people = session.execute(reached.order_by(col(Person.email))).scalars().all()
        for number, person in zip(range(many), cycle(people), strict=False):
            key = f"chaos:{day}:{number}"
            notice = NoticeRow(
                id=key, key=key, programme_id=programme.id, kind=str(NoticeKind.ASSIGNED), role="member",
                recipient_id=person.id, due_on=day, state=str(NoticeState.COLLECTED), created_at=now,
            )  # fmt: skip
            line = Line(NoticeKind.ASSIGNED, count=2, programme_code=programme.code, notice=key)
            facts = MailFacts(
                kind=MailKind.ASSIGNED, on=day, unit="Dinas", programme=programme.title, zone=ZONE,
                programme_code=programme.code, year=day.year, to_name=person.name, office="", role="member",
                lines=(line,),
            )  # fmt: skip
            mail = NewMessage(
                key=key, kind=MailKind.ASSIGNED, unit_id=programme.unit_id, programme_id=programme.id,
                person_id=person.id, role="member", on=day, to_name=person.name, to_address=person.email,
                facts=facts, not_before=now,
            )  # fmt: skip
            row = enqueue(session, mail, now)
            assert row is not None
            notice.message_id = row.id
            session.add(notice)


def fork(work: Callable[[], object]) -> int:
    """A child that does the work and ends at once with 0, or with 1 if it failed; its pid."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    except BaseException as error:
        os.write(2, f"child: {type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(code)


def wait(pid: int) -> int:
    """How a child ended: its exit code, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@dataclass(frozen=True, slots=True)
class Account:
    """The outbox beside the relay's own list; all zero but `uncertain` and `sent` is what must hold."""

    sent: int
    uncertain: int
    lost: int  # sent for the outbox, unknown to the relay; or a notice that nobody will tell any more
    doubled: int  # accepted more than once, as one message or as two messages with the same matter
    strange: int  # accepted, unknown to the outbox
    unsettled: int  # in a worker's hands, waiting or held by a guard after everything was over
    broken: int  # what the database's own check says, and the chains of events

    def line(self) -> str:
        """For people."""
        return (
            f"{self.sent} sent, {self.lost} lost, {self.doubled} doubled, {self.uncertain} uncertain, "
            f"{self.strange} strange, {self.unsettled} unsettled, integrity {'broken' if self.broken else 'ok'}"
        )


def account(store: Store, folder: Path) -> Account:
    """Compare the outbox with what the relay accepted."""
    copies = accepted(folder)
    with store.reading() as session:
        rows = session.execute(
            select(col(MessageRow.message_id), col(MessageRow.state)).where(col(MessageRow.channel) == MAIL)
        ).all()
        stuck = session.execute(
            select(func.count())
            .select_from(NoticeRow)
            .join(MessageRow, col(MessageRow.id) == col(NoticeRow.message_id))
            .where(
                col(NoticeRow.state) == "collected",
                col(MessageRow.state).not_in(["uncertain", "queued", "retry"]),
            )
        ).scalar_one()
        failed = session.scalar(
            select(func.count()).select_from(NoticeRow).where(col(NoticeRow.state) == "failed")
        )
    states = Counter(row.state for row in rows)
    known = {row.message_id: row.state for row in rows}
    unheard = sum(row.state == "sent" and row.message_id not in copies for row in rows)
    return Account(
        sent=states["sent"],
        uncertain=states["uncertain"],
        lost=unheard + stuck + (failed or 0),
        doubled=sum(count - 1 for count in copies.values()),
        strange=sum(each not in known or known[each] not in ("sent", "uncertain") for each in copies),
        unsettled=sum(states[state] for state in WAITING),
        broken=_broken(store),
    )


def _broken(store: Store) -> int:
    with store.reading() as session:
        broken = not events.verify(session).intact
    if not store.engine.url.drivername.startswith("sqlite"):
        return broken
    with closing(sqlite3.connect(databases.sqlite_path(f"sqlite:///{store.engine.url.database}"))) as file:
        whole = file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return broken + (not whole) + len(file.execute("PRAGMA foreign_key_check").fetchall())


def is_working(day: date) -> bool:
    """Whether mail leaves on that day."""
    return day.isoweekday() <= 5 and day not in loader.national_days_off()


def following(day: date) -> date:
    """The next working day: no mail leaves on another one."""
    later = day + timedelta(days=1)
    while not is_working(later):
        later += timedelta(days=1)
    return later


def at(day: date, step: int = 0) -> datetime:
    """An instant of a morning, `step` children later."""
    return datetime(day.year, day.month, day.day, 7, 31, tzinfo=WIB) + step * STEP
