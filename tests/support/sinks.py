"""A scripted SMTP relay as a process of its own that is never killed; knows no outbox.

It keeps what it accepted in a maildir, one file each, before it says so: that folder is both the oracle of a test
and the archive of the service. Each process has one fault at most. Like real relays it wants RSET between mails that
came to nothing, closes idle connections with a 421, and may take so many mails a connection only.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import ssl
import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.parser import BytesHeaderParser
from pathlib import Path

AT_ONCE = "at_once=yes"
IDLE_SECONDS, CONTENT_SECONDS, STALL = 5.0, 60.0, 0.5


@dataclass(frozen=True, slots=True)
class Fault:
    """What the relay does at one stage instead of going on: an answer (`550 no`), `drop` (RST) or `hang`.

    Stages: greeting, mail, rcpt, data, content (`drop` at once, `reset` in its midst), dot, kept (accepted, before
    the answer), quit.
    """

    stage: str
    act: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A connection's end: after so many mails a 421 at that stage of the next one."""

    mails: int
    stage: str = "mail"


@dataclass
class Sink:
    """The relay's conduct: one fault at most, in a process's arguments.

    It refuses the address `refuse` (550), takes `slow` seconds for mails to `slow_to`, and says that it hears
    several commands `at_once` (PIPELINING).
    """

    folder: Path
    fault: Fault | None = None
    tls: ssl.SSLContext | None = None
    offer_tls: bool = False
    delay: float = 0.0
    idle: float = IDLE_SECONDS
    patience: float = CONTENT_SECONDS
    limit: Limit | None = None
    refuse: str = ""
    slow_to: str = ""
    slow: float = 0.0
    at_once: bool = False
    number: int = field(default=0)
    connections: int = field(default=0)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection from greeting to goodbye."""
        self.connections += 1
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            await Talk(self, reader, writer, self.connections).run()
        with contextlib.suppress(ConnectionError):
            writer.close()

    def keep(self, content: bytes, connection: int) -> None:
        """Into the maildir, whole or not at all; the name tells the order and the connection."""
        self.number += 1
        name = f"{os.getpid()}.{self.number:06}.{connection}"
        (self.folder / "tmp" / name).write_bytes(content)
        (self.folder / "tmp" / name).rename(self.folder / "new" / name)


@dataclass
class Talk:
    """One SMTP conversation."""

    sink: Sink
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    number: int
    kept: int = 0
    recipients: list[str] | None = None  # of the mail under way

    async def run(self) -> None:
        """Until the client leaves, a fault ends it, or it was idle for too long."""
        if await self._fault("greeting"):
            return
        await self._say("220 sink")
        while True:
            line = await self._line()
            word = line[:4].upper().strip()
            if word == "STAR":
                await self._encrypt()
            elif not await self._fault(word.lower()):
                await self._conduct(word, line)
            if word == "QUIT":
                return

    async def _line(self) -> str:
        try:
            line = await asyncio.wait_for(self.reader.readuntil(b"\n"), self.sink.idle)
        except TimeoutError:
            await self._say("421 4.4.2 idle for too long")
            raise
        return line.decode("ascii", "replace")

    async def _conduct(self, word: str, line: str) -> None:
        """What a relay that is well does at a command."""
        if word == "DATA":
            await self._content()
        elif word in ("MAIL", "RSET", "RCPT"):
            await self._say(self._envelope(word, line))
        elif word == "EHLO":
            offers = {"PIPELINING": self.sink.at_once, "STARTTLS": self.sink.offer_tls}
            await self._say(
                "\r\n".join(["250-sink", *(f"250-{name}" for name, on in offers.items() if on), "250 OK"])
            )
        else:
            await self._say("221 bye" if word == "QUIT" else "250 OK")

    def _envelope(self, word: str, line: str) -> str:
        if word == "RSET":
            self.recipients = None
            return "250 OK"
        if word == "MAIL":
            if self.recipients is not None:
                return "503 5.5.1 nested MAIL"
            self.recipients = []
            return "250 OK"
        address = line[line.find("<") + 1 : line.rfind(">")]
        if self.recipients is None or address == self.sink.refuse:
            return "503 5.5.1 MAIL first" if self.recipients is None else "550 5.1.1 no such user"
        self.recipients.append(address)
        return "250 OK"

    async def _encrypt(self) -> None:
        await self._say("220 go on")
        assert self.sink.tls is not None
        await self.writer.start_tls(self.sink.tls)

    async def _content(self) -> None:
        if self.sink.fault == Fault("content", "drop"):
            self._asked_and_gone()
            raise ConnectionResetError
        if self.sink.fault == Fault("content", "reset"):
            self._pause_reading()
            await self._say("354 go on")
            await asyncio.sleep(STALL)
            self._reset()
            raise ConnectionResetError
        await self._say("354 go on")
        content = await asyncio.wait_for(self.reader.readuntil(b"\r\n.\r\n"), self.sink.patience)
        to, self.recipients = self.recipients or [], None
        await asyncio.sleep(self.sink.slow if self.sink.slow_to in to else self.sink.delay)
        if await self._fault("dot"):
            return
        self.sink.keep(content[:-3].replace(b"\r\n..", b"\r\n."), self.number)
        self.kept += 1
        if await self._fault("kept"):
            return
        await self._say("250 kept")

    async def _fault(self, stage: str) -> bool:
        """Whether the script has something else to say here."""
        fault, limit = self.sink.fault, self.sink.limit
        if limit is not None and limit.stage == stage and self.kept >= limit.mails:
            await self._say("421 4.7.0 enough for one connection")
            raise ConnectionResetError
        if fault is None or fault.stage != stage:
            return False
        if fault.act == "drop":
            self._reset()
            raise ConnectionResetError
        if fault.act == "hang":
            await asyncio.sleep(3600)
        await self._say(fault.act)
        if fault.act.startswith("421"):
            raise ConnectionResetError
        return True

    async def _say(self, words: str) -> None:
        self.writer.write(words.encode() + b"\r\n")
        await self.writer.drain()

    def _pause_reading(self) -> None:
        """Let the content pile up on its way, so that the client is in its midst whatever else the machine does."""
        transport = self.writer.transport
        assert isinstance(transport, asyncio.Transport)
        transport.pause_reading()

    def _reset(self) -> None:
        """RST instead of FIN."""
        held: socket.socket = self.writer.get_extra_info("socket")
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def _asked_and_gone(self) -> None:
        """354 and FIN in one packet: the client knows both before its content can be anywhere."""
        held: socket.socket = self.writer.get_extra_info("socket")
        held.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
        self.writer.write(b"354 go on\r\n")
        self.writer.close()


def connections(folder: Path) -> list[int]:
    """The connection that each accepted mail came over, in the order of acceptance (of one relay process)."""
    return [int(each.name.rpartition(".")[2]) for each in sorted((folder / "new").iterdir())]


def accepted(folder: Path) -> Counter[str]:
    """How many copies of each Message-ID the relay accepted."""
    return copies([*fresh(folder), *(folder / "cur").iterdir()])


def copies(mails: Iterable[Path]) -> Counter[str]:
    """How many there are of each Message-ID."""
    parser = BytesHeaderParser()
    return Counter(parser.parsebytes(each.read_bytes())["Message-ID"] for each in mails)


def fresh(folder: Path) -> list[Path]:
    """The mails that the relay accepted and nobody has put away."""
    return list((folder / "new").iterdir())


def put_away(folder: Path, when: datetime) -> None:
    """What the relay accepted by now was accepted at that instant of a clock that runs ahead; as a maildir's reader does."""
    for each in fresh(folder):
        os.utime(each, (when.timestamp(), when.timestamp()))
        each.rename(folder / "cur" / each.name)


@contextmanager
def sink(folder: Path, *words: str) -> Iterator[int]:
    """A relay in a process of its own; its port."""
    for part in ("new", "cur", "tmp"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.support.sinks", str(folder), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.kill()
            process.wait()


async def _main(words: list[str]) -> None:
    options = dict(word.split("=", 1) for word in words[1:])
    kept = Sink(Path(words[0]), delay=float(options.get("delay", 0)), refuse=options.get("refuse", ""))
    kept.idle = float(options.get("idle", IDLE_SECONDS))
    kept.patience = float(options.get("patience", CONTENT_SECONDS))
    kept.at_once = "at_once" in options
    if "limit" in options:
        stage, mails = options["limit"].split(":")
        kept.limit = Limit(int(mails), stage)
    if "slow" in options:
        kept.slow_to, seconds = options["slow"].split(":")
        kept.slow = float(seconds)
    if "fault" in options:
        stage, act = options["fault"].split(":", 1)
        kept.fault = Fault(stage, act)
    if "cert" in options:
        kept.tls, kept.offer_tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), True
        kept.tls.load_cert_chain(options["cert"], options["key"])
    server = await asyncio.start_server(kept.serve, "127.0.0.1", int(options.get("port", 0)), limit=2**25)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1:]))
