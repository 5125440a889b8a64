"""What happens between the mails of one connection, and beside it: limits, idle closes, refusals, slow answers.

Played by `python -m tests.chaos.smtp_faults` after the faults of single mails. Times are a tenth of real ones.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP
from pathlib import Path

from notifications.delivery import deliver
from notifications.transports.outcomes import BeforeData, Outcome
from notifications.transports.relay import Relay
from notifications.transports.smtp import SmtpTransport
from tests.support import databases, mails
from tests.support.mails import NOW, Clock
from tests.support.sinks import AT_ONCE, accepted, connections, sink
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store
from zi_workflow.domain.notices import MailKind

SENDER = "zi@example.go.id"
BUDI, NOBODY, SLOW = "budi@example.go.id", "tiada@example.go.id", "lambat@example.go.id"
LARGE = 48 * 2**20  # more than the buffers of two sockets hold on any machine
RETRY, SENT = "retry", "sent"
LINE = mails.line("TL-03", None)


@dataclass(frozen=True, slots=True)
class Session:
    """Mails over a relay with a habit: their states after one run, over which connections, and their states at the end.

    A state with a reason is followed by the stage that decided it; `retry` alone was put back untried.
    """

    name: str
    words: tuple[str, ...]
    first: dict[str, int]
    over: list[int]
    to: tuple[str, ...] = (BUDI,) * 5
    end: dict[str, int] = field(default_factory=dict)  # all sent where nothing is said
    lanes: int = 1
    pause: float = 0.0
    large: bool = False

    @property
    def ends(self) -> dict[str, int]:
        """The states at the end."""
        return self.end or {SENT: len(self.to)}


SESSIONS = [
    Session("idle close between mails", ("idle=0.2",), {SENT: 3}, [1, 2, 3], to=(BUDI,) * 3, pause=0.4),
    Session("421 at MAIL after two mails", ("limit=mail:2",), {SENT: 5}, [1, 1, 2, 2, 3]),
    Session("421 at RCPT after two mails", ("limit=rcpt:2",), {SENT: 2, "retry rcpt": 1, RETRY: 2}, [1, 1]),
    Session("421 at DATA after two mails", ("limit=data:2",), {SENT: 2, "retry data": 1, RETRY: 2}, [1, 1]),
    Session(
        "421 at the dot after two mails", ("limit=dot:2",), {SENT: 2, "retry answer": 1, RETRY: 2}, [1, 1]
    ),
    Session(
        "RSET after a refused RCPT",
        (f"refuse={NOBODY}",),
        {SENT: 2, "failed rcpt": 1},
        [1, 1],
        to=(BUDI, NOBODY, BUDI),
        end={SENT: 2, "failed rcpt": 1},
    ),
    Session(
        "RST in the midst of a large mail",
        ("fault=content:reset",),
        {"retry content": 1},
        [],
        to=(BUDI,),
        large=True,
    ),
    Session(
        "one of four lanes waits for a second",
        (f"slow={SLOW}:1",),
        {SENT: 13},
        [],
        to=(SLOW, *[BUDI] * 12),
        lanes=4,
    ),
]
SESSIONS += [
    replace(session, name=f"{session.name}, at once", words=(*session.words, AT_ONCE)) for session in SESSIONS
]


class Trying(SmtpTransport):
    """Waits before each mail, or sends it with a large attachment."""

    def __init__(self, relay: Relay, session: Session) -> None:
        super().__init__(relay)
        self.session = session

    async def send(self, content: bytes, to_address: str, before_data: BeforeData) -> Outcome:
        """As the session wants it."""
        await asyncio.sleep(self.session.pause)
        if self.session.large:
            message = message_from_bytes(content, EmailMessage, policy=SMTP)
            message.add_attachment("lampiran\n" * (LARGE // 9), filename="lampiran.txt")
            content = message.as_bytes()
        return await super().send(content, to_address, before_data)


@dataclass(frozen=True, slots=True)
class End:
    """What came of a session."""

    first: dict[str, int]
    over: list[int]
    ends: dict[str, int]
    doubled: int
    slow_last: bool

    def fits(self, session: Session) -> bool:
        """As expected; with several lanes the connections may share the mails in any way, but nobody waits."""
        shared = session.lanes > 1 and len(set(self.over)) == session.lanes
        return (
            (self.first, self.ends, self.doubled, self.slow_last) == (session.first, session.ends, 0, True)
            and (shared or self.over == session.over)
        )  # fmt: skip


def play(session: Session, folder: Path) -> End:
    """One run against the relay with the habit, then, until an hour later, against one that is well."""
    kept = folder / "kept"
    with closing(bootstrap.create_store(databases.sqlite_url(folder / "zi.db"), durable=False)) as store:
        mails.settle(store)
        with store.writing() as writing:
            ids = [
                mails.enqueue(writing, f"k{number}", LINE, kind=MailKind.ESCALATION, address=to).id
                for number, to in enumerate(session.to)
            ]
        with sink(kept, *session.words) as port:
            _send(store, Clock(), port, session)
        first, over, last = _states(store, ids), connections(kept), _last_receiver(kept)
        with sink(kept) as port:
            for minutes in (20, 40, 60):
                _send(store, Clock(NOW + timedelta(minutes=minutes)), port, replace(session, large=False))
        copies = accepted(kept)
        doubled = copies.total() - len(copies)
        return End(first, over, _states(store, ids), doubled, SLOW not in session.to or last == SLOW)


def _send(store: Store, clock: Clock, port: int, session: Session) -> None:
    relay = Relay("127.0.0.1", port, SENDER, starttls=False, lanes=session.lanes)
    asyncio.run(deliver(store, clock.now, Trying(relay, session), "w1"))


def _states(store: Store, ids: list[str]) -> dict[str, int]:
    rows = [mails.message(store, each) for each in ids]
    stages = [(row.reason or "").partition(":")[0] for row in rows]
    return dict(Counter(f"{row.state} {stage}".strip() for row, stage in zip(rows, stages, strict=True)))


def _last_receiver(kept: Path) -> str:
    """To whom the mail went that was accepted last."""
    files = sorted((kept / "new").iterdir())
    to = BytesHeaderParser().parsebytes(files[-1].read_bytes())["To"] if files else ""
    return str(to).rpartition("<")[2].rstrip(">")


def line(session: Session, end: End) -> str:
    """For people."""
    words = ", ".join(f"{count} {state}" for state, count in end.first.items())
    mark = "" if end.fits(session) else f"   expected {session.first} {session.over} {session.ends}: {end}"
    return f"{session.name:46}{words:34}{len(set(end.over))} connections, {end.doubled} doubled{mark}"
