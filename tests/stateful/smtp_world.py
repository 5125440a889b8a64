"""The same service with real SMTP conversations to the scripted relay of tests/support/sinks.py; draws nothing."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from notifications.archive import Archive, FolderArchive
from notifications.circuit import Circuit
from notifications.transports.outcomes import BeforeData, Fate, Outcome, Transport
from notifications.transports.relay import Patience, Relay
from notifications.transports.smtp import SmtpTransport
from tests.stateful.relay import FAULTS, SENDER, CrashError, Desk, End, Witness
from tests.stateful.world import World
from tests.support.mails import parsed
from tests.support.services import free_port
from tests.support.sinks import Fault, Sink

SECONDS = 30
IMPATIENT = Patience(connect=5, hello=5, envelope=5, data=5, answer=5)
SPOKEN: Mapping[str, Fault] = {
    "greeting_421": Fault("greeting", "421 busy"),
    "mail_451": Fault("mail", "451 later"),
    "mail_550": Fault("mail", "550 not from you"),
    "rcpt_450": Fault("rcpt", "450 greylisted"),
    "rcpt_unknown": Fault("rcpt", "550 5.1.1 no such user"),
    "rcpt_full": Fault("rcpt", "552 5.2.2 mailbox full"),
    "rcpt_drop": Fault("rcpt", "drop"),
    "data_451": Fault("data", "451 later"),
    "data_554": Fault("data", "554 no"),
    "data_drop": Fault("data", "drop"),
    "content_reset": Fault("content", "drop"),
    "dot_452": Fault("dot", "452 full"),
    "dot_554": Fault("dot", "554 spam"),
    "dot_lost": Fault("dot", "drop"),
    "taken_unanswered": Fault("kept", "drop"),
    "quit_drop": Fault("quit", "drop"),
}
"""What the relay says or does; a fault that is not here is played by the client, or is a matter of waiting."""


@dataclass
class Ear:
    """Where the relay listens, and its conduct now."""

    port: int
    sink: Sink


@contextmanager
def listening(folder: Path) -> Iterator[Ear]:
    """The relay in a thread of its own; it keeps what it accepts in the folder, a maildir."""
    for part in ("new", "cur", "tmp"):
        (folder / part).mkdir(parents=True)
    sink, loop = Sink(folder), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        opening = asyncio.start_server(sink.serve, "127.0.0.1", 0, limit=2**25)
        server = asyncio.run_coroutine_threadsafe(opening, loop).result(SECONDS)
        yield Ear(server.sockets[0].getsockname()[1], sink)
        asyncio.run_coroutine_threadsafe(_ended(server), loop).result(SECONDS)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _ended(server: asyncio.Server) -> None:
    server.close()
    talks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for each in talks:
        each.cancel()
    await asyncio.gather(*talks, return_exceptions=True)


@dataclass
class SmtpRelay:
    """A node's way to the relay over its network; what is drawn is what the relay does to the next mail."""

    desk: Desk
    witness: Witness
    ear: Ear

    def __post_init__(self) -> None:
        self.name, self.sender, self.lanes, self.circuit = "smtp", SENDER, 1, Circuit()
        self._inner = self._to(self.ear.port)

    def _to(self, port: int, *, starttls: bool = False) -> SmtpTransport:
        relay = Relay("127.0.0.1", port, SENDER, starttls=starttls, lanes=1, patience=IMPATIENT)
        return SmtpTransport(relay)

    async def send(self, content: bytes, to_address: str, before_data: BeforeData) -> Outcome:
        """Whatever really comes of it."""
        name, message = self.desk.draw(), parsed(content)
        ends, copies, kept = FAULTS[name].ends, list[int](), self.ear.sink.number
        self._end_if(ends is End.BEFORE)
        self.witness.offered(message)
        await asyncio.to_thread(self.witness.interrupted)
        self._end_if(self.witness.dead)

        async def mark() -> bool:
            if not await before_data():
                return False
            copies.append(self.witness.begins(message, to_address))
            self._end_if(ends is End.MARKED)
            return True

        self.ear.sink.fault = SPOKEN.get(name)
        outcome = await self._way(name).send(content, to_address, mark)
        if name == "greeting_421" or name not in SPOKEN:
            await self._inner.close()
        if copies:
            answered = outcome.fate is not Fate.UNCERTAIN and ends is None
            self.witness.ended(copies[0], self.ear.sink.number > kept, answered)
        self._end_if(ends is End.TAKEN)
        return outcome

    def _way(self, name: str) -> SmtpTransport:
        if name == "refused":
            return self._to(free_port())
        return self._to(self.ear.port, starttls=True) if name == "no_starttls" else self._inner

    def _end_if(self, ends: bool) -> None:
        if ends or self.witness.dead:
            raise CrashError

    async def close(self) -> None:
        """Goodbye."""
        await self._inner.close()


class SmtpWorld(World):
    """A service whose relay is another thread at a port, and whose archive is what that one kept."""

    def _way(self) -> Transport:
        return SmtpRelay(self.state.desk, self.observer, self.ear)

    def begins(self) -> None:
        """The relay first."""
        self.ear = self.lasts(listening(self.folder / "relay"))

    def archive(self) -> Archive:
        """The maildir of the relay."""
        return FolderArchive(self.folder / "relay")
