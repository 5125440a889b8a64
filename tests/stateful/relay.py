"""An SMTP relay in this process, as a transport sees it: every outcome that a real one can come to, as drawn.

It is the oracle, since it tells the world of every mail whose content begins to go out, and the archive of what it
accepted. What its outcomes stand for is tried against real conversations in tests/chaos/smtp_faults.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from enum import StrEnum
from typing import Protocol

from notifications.archive import ArchiveUnavailableError
from notifications.circuit import Circuit
from notifications.transports.outcomes import BeforeData, Fate, Outcome
from tests.support.mails import parsed

SENDER = "zi@contoh.go.id"


class CrashError(BaseException):
    """The process ends here: nothing of it runs any more."""


class End(StrEnum):
    """Where a process may end while it hands a mail over."""

    BEFORE = "before anything was said"
    MARKED = "after the mark, before the content"
    TAKEN = "accepted, before that was written down"


@dataclass(frozen=True, slots=True)
class Conduct:
    """What the relay does to one mail; `waits` are minutes before DATA, `answers_after` those until its answer."""

    outcome: Outcome
    offered: bool = True  # whether it comes to DATA
    takes: bool = False
    waits: int = 0
    answers_after: int = 0
    ends: End | None = None


def _no(stage: str, reason: str, *, down: bool = False) -> Conduct:
    return Conduct(Outcome(Fate.RETRY, stage, reason, relay_down=down), offered=False)


GOOD = Conduct(Outcome(Fate.SENT, "answer"), takes=True)
SENT, UNCERTAIN = Outcome(Fate.SENT, "answer"), Outcome(Fate.UNCERTAIN, "answer", "connection lost")
FAULTS: Mapping[str, Conduct] = {
    "good": GOOD,
    "refused": _no("connect", "connection refused", down=True),
    "greeting_421": _no("connect", "421 busy", down=True),
    "greeting_hang": Conduct(Outcome(Fate.RETRY, "connect", "timed out", relay_down=True), offered=False, waits=1),
    "no_starttls": _no("starttls", "the relay does not offer STARTTLS", down=True),
    "mail_451": _no("mail", "451 later"),
    "mail_550": _no("mail", "550 not from you", down=True),
    "rcpt_450": _no("rcpt", "450 greylisted"),
    "rcpt_unknown": Conduct(Outcome(Fate.FAILED, "rcpt", "550 5.1.1 no such user", bounced=True), offered=False),
    "rcpt_full": Conduct(Outcome(Fate.FAILED, "rcpt", "552 5.2.2 mailbox full", unreached=True), offered=False),
    "rcpt_drop": _no("rcpt", "connection lost"),
    "data_451": Conduct(Outcome(Fate.RETRY, "data", "451 later")),
    "data_554": Conduct(Outcome(Fate.FAILED, "data", "554 no")),
    "data_drop": Conduct(Outcome(Fate.RETRY, "data", "connection lost")),
    "content_reset": Conduct(Outcome(Fate.RETRY, "content", "connection reset", relay_down=True)),
    "dot_452": Conduct(Outcome(Fate.RETRY, "answer", "452 full")),
    "dot_554": Conduct(Outcome(Fate.FAILED, "answer", "554 spam")),
    "dot_lost": Conduct(UNCERTAIN),
    "taken_unanswered": Conduct(UNCERTAIN, takes=True),
    "taken_hang": Conduct(UNCERTAIN, takes=True, answers_after=10),
    "quit_drop": GOOD,
    "slow": Conduct(SENT, takes=True, waits=3, answers_after=4),
    "held_up_before_mark": Conduct(SENT, takes=True, waits=20),
    "held_up_after_mark": Conduct(Outcome(Fate.RETRY, "content", "held up for too long after the mark"), answers_after=20),
    "crash_before": Conduct(SENT, ends=End.BEFORE),
    "crash_marked": Conduct(SENT, ends=End.MARKED),
    "crash_taken": Conduct(SENT, takes=True, ends=End.TAKEN),
}  # fmt: skip


class Witness(Protocol):
    """Who wants to know what the relay sees."""

    def offered(self, mail: EmailMessage) -> None:
        """A mail was offered; it has passed the guards."""

    def begins(self, mail: EmailMessage, address: str) -> int:
        """Its content begins to go out; the number of this copy."""

    def ended(self, copy: int, accepted: bool, answered: bool) -> None:
        """Whether the copy was accepted, and whether the sender knows."""

    def spend(self, minutes: int) -> None:
        """Time goes by."""

    def interrupted(self) -> None:
        """Something else happens meanwhile."""

    @property
    def dead(self) -> bool:
        """Whether the sender has died."""


@dataclass
class Desk:
    """What is drawn for the next mails, and what the relay accepted so far."""

    script: list[str] = field(default_factory=list)
    taken: list[tuple[str, datetime]] = field(default_factory=list)
    drawn: Callable[[str], None] = lambda name: None
    archived: bool = True
    reachable: bool = True

    def draw(self) -> str:
        """What happens to the next mail."""
        name = self.script.pop(0) if self.script else "good"
        self.drawn(name)
        return name

    def holds(self, message_ids: Collection[str], since: datetime) -> frozenset[str]:
        """As the archive of a relay that keeps a copy of everything."""
        if not self.reachable:
            raise ArchiveUnavailableError("away")
        return frozenset(message_ids) & {id for id, at in self.taken if at >= since}


@dataclass
class RelayTransport:
    """A node's way to the relay."""

    desk: Desk
    witness: Witness
    lanes: int = 1
    name: str = "smtp"
    sender: str = SENDER
    circuit: Circuit = field(default_factory=Circuit)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One lane at a time is interrupted or marks, so that a run can be repeated."""

    async def send(self, content: bytes, to_address: str, before_data: BeforeData) -> Outcome:
        """As drawn."""
        conduct, message = FAULTS[self.desk.draw()], parsed(content)
        await asyncio.sleep(0)  # another lane's turn
        self._end_if(conduct.ends is End.BEFORE)
        self.witness.offered(message)
        if not conduct.offered:
            self.witness.spend(conduct.waits)
            return conduct.outcome
        self.witness.spend(conduct.waits)
        async with self.turn:
            await asyncio.to_thread(self.witness.interrupted)
            self._end_if(self.witness.dead)
            if not await before_data():
                return Outcome(Fate.LOST, "data")
            copy = self.witness.begins(message, to_address)
        self._end_if(conduct.ends is End.MARKED)
        answered = conduct.outcome.fate is not Fate.UNCERTAIN and conduct.ends is None
        self.witness.ended(copy, conduct.takes, answered)
        self._end_if(conduct.ends is End.TAKEN)
        self.witness.spend(conduct.answers_after)
        await asyncio.sleep(0)
        return conduct.outcome

    def _end_if(self, ends: bool) -> None:
        if ends or self.witness.dead:
            raise CrashError

    async def close(self) -> None:
        """Nothing is open; the next delivery has a loop of its own."""
        self.turn = asyncio.Lock()
