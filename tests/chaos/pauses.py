"""Stops a sender with SIGSTOP at a chosen point, lets its lease run out and another one take over, and lets it go on.

Played by `python -m tests.chaos.nodes` on both databases. The old owner can mark nothing, and a mail that it marked
too long ago it does not send any more.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from notifications.archive import FolderArchive
from notifications.delivery import deliver
from notifications.resolving import resolve
from notifications.transports.connection import Connection
from notifications.transports.dialogue import Dialogue
from notifications.transports.outcomes import BeforeData, Outcome
from notifications.transports.relay import Patience, Relay
from notifications.transports.smtp import SmtpTransport
from tests.chaos.crew import Board
from tests.chaos.ground import fork, wait
from tests.chaos.service import SENDER
from tests.support import mails
from tests.support.mails import NOW
from tests.support.sinks import accepted, sink
from zi_workflow import bootstrap
from zi_workflow.domain.notices import MailKind

STALE = 0.3  # seconds; five minutes in real life
DOT = b".\r\n"
DIGEST, FORMAL = MailKind.DIGEST, MailKind.ESCALATION
WAITS = (16, 32, 48, 64)  # minutes: lease over, grace over, and twice more for what was sent once more


class Point(StrEnum):
    """Where the sender is stopped."""

    BEFORE_MARK = "before the mark"
    AFTER_MARK = "between the mark and DATA"
    AFTER_CONTENT = "after the content, before the dot"
    AT_DOT = "in the write of the dot"
    AFTER_DOT = "after the dot, before the answer"


@dataclass(frozen=True, slots=True)
class Case:
    """A stop, and what becomes of the mail; `hangs_up`: the relay waits less long than we were stopped."""

    point: Point
    kind: MailKind
    archived: bool
    state: str
    copies: int
    hangs_up: bool = False

    @property
    def name(self) -> str:
        """For people."""
        how = "archive" if self.archived else "no archive"
        return f"{self.point}, {self.kind}, {how}{', relay hung up' if self.hangs_up else ''}"


def _both(point: Point, kind: MailKind, archived: tuple[str, int], alone: tuple[str, int]) -> list[Case]:
    """With and without an archive."""
    return [Case(point, kind, True, *archived), Case(point, kind, False, *alone)]


ONCE, TWICE, UNKNOWN, NEVER = ("sent", 1), ("sent", 2), ("uncertain", 1), ("uncertain", 0)
NEXT_DIGEST = "failed"
MATTER = {"sent": "told", NEXT_DIGEST: "due", "uncertain": "collected"}  # what becomes of the mail's notice
CASES = [
    *_both(Point.BEFORE_MARK, FORMAL, ONCE, ONCE),
    *_both(Point.BEFORE_MARK, DIGEST, ONCE, ONCE),
    *_both(Point.AFTER_MARK, FORMAL, ONCE, ONCE),
    *_both(Point.AFTER_MARK, DIGEST, (NEXT_DIGEST, 0), NEVER),
    *_both(Point.AFTER_CONTENT, FORMAL, ONCE, ONCE),
    *_both(Point.AFTER_CONTENT, DIGEST, (NEXT_DIGEST, 0), NEVER),
    *_both(Point.AT_DOT, FORMAL, TWICE, TWICE),  # what no process can prevent
    *_both(Point.AT_DOT, DIGEST, (NEXT_DIGEST, 1), UNKNOWN),
    Case(
        Point.AT_DOT, FORMAL, True, *ONCE, hangs_up=True
    ),  # and what prevents it: relays wait 5 minutes, we 30
    *_both(Point.AFTER_DOT, FORMAL, ONCE, TWICE),
    *_both(Point.AFTER_DOT, DIGEST, ONCE, UNKNOWN),
]


def stop() -> None:
    """This process, until somebody lets it go on."""
    os.kill(os.getpid(), signal.SIGSTOP)


class StoppedTransport(SmtpTransport):
    """Stops the process at a point, once."""

    def __init__(self, relay: Relay, point: Point) -> None:
        super().__init__(relay)
        self.point = point
        if point is Point.AFTER_CONTENT:
            _after(Connection, "_write")
        elif point in (Point.AT_DOT, Point.AFTER_DOT):
            _around_dot(before=point is Point.AT_DOT)

    async def send(self, content: bytes, to_address: str, before_data: BeforeData) -> Outcome:
        """As ever, with a stop around the mark."""

        async def mark() -> bool:
            if self.point is Point.BEFORE_MARK:
                stop()
            marked = await before_data()
            if self.point is Point.AFTER_MARK:
                stop()
            return marked

        return await super().send(content, to_address, mark)


def _after(kind: type[Connection], name: str) -> None:
    """Stop after that method; only in the process of a child."""
    inner: Callable[..., Any] = getattr(kind, name)

    async def stopping(*words: Any) -> None:
        await inner(*words)
        stop()

    setattr(kind, name, stopping)


def _around_dot(*, before: bool) -> None:
    write = Dialogue.write

    def stopping(mine: Dialogue, content: bytes) -> None:
        if before and content == DOT:
            stop()
        write(mine, content)
        if not before and content == DOT:
            stop()

    Dialogue.write = stopping  # type: ignore[method-assign, assignment]


@dataclass(frozen=True, slots=True)
class Sender:
    """A sender as a child process, by the clock on the board."""

    url: str
    kept: Path
    port: int
    board: Board
    archived: bool
    point: Point | None = None

    def work(self) -> None:
        """One delivery; nothing that an old owner does may end in an error."""
        relay = Relay("127.0.0.1", self.port, SENDER, starttls=False, patience=Patience(mark=STALE))
        transport = SmtpTransport(relay) if self.point is None else StoppedTransport(relay, self.point)
        archive = FolderArchive(self.kept) if self.archived else None
        with closing(bootstrap.open_store(self.url)) as store:
            resolve(store, self.now(), archive)
            asyncio.run(deliver(store, self.now, transport, "old" if self.point else "new"))

    def now(self) -> datetime:
        """The instant on the board."""
        return datetime.fromtimestamp(self.board.now, UTC)


@dataclass(frozen=True, slots=True)
class End:
    """What became of the mail; `untouched`: the old owner changed nothing after its stop."""

    state: str
    copies: int
    matter: str
    untouched: bool

    def fits(self, case: Case) -> bool:
        """As expected."""
        expected = (case.state, case.copies, MATTER[case.state], True)
        return (self.state, self.copies, self.matter, self.untouched) == expected


def play(case: Case, url: str, folder: Path) -> End:
    """One mail, a sender that is stopped, another one for an hour, the first one again; on an empty database."""
    kept, board = folder / "kept", Board(0)
    with closing(bootstrap.open_store(url)) as store:
        mails.settle(store)
        with store.writing() as session:
            notice = mails.notice(session, "TL-03")
            mail_id = mails.enqueue(session, "k", mails.line("TL-03", notice), kind=case.kind).id

    def seen() -> tuple[object, ...]:
        with closing(bootstrap.open_store(url)) as store:
            row, (matter, *_) = mails.message(store, mail_id), mails.notice_state(store, notice)
        return row.state, matter, row.owner, row.copies, row.reason, row.sent_at, row.attempts

    with sink(kept, "idle=60", f"patience={STALE if case.hangs_up else 60}") as port:
        old = Sender(url, kept, port, board, case.archived, case.point)
        new = Sender(url, kept, port, board, case.archived)
        board.set(NOW)
        pid = fork(old.work)
        assert os.WIFSTOPPED(os.waitpid(pid, os.WUNTRACED)[1])
        stopped = time.monotonic()
        for minutes in WAITS:
            board.set(NOW + timedelta(minutes=minutes))
            assert wait(fork(new.work)) == 0
        before = seen()
        time.sleep(max(0.0, STALE * 2 - (time.monotonic() - stopped)))
        os.kill(pid, signal.SIGCONT)
        assert wait(pid) == 0
        return End(str(before[0]), accepted(kept).total(), str(before[1]), seen() == before)
