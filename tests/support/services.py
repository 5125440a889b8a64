"""`zi serve` as a real process, and a relay that takes its mail; knows no claim of a test."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

ZI = Path(sys.executable).parent / "zi"
PROC = Path("/proc")


class Mailbox:
    """Keeps what the relay accepted."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Accept everything."""
        self.mails.append(envelope.content)
        return "250 kept"


@contextmanager
def relay() -> Iterator[tuple[int, Mailbox]]:
    """An SMTP server on a free loopback port; the port and what it accepts."""
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port, box
    finally:
        controller.stop()


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(data: Path, **settings: object) -> dict[str, str]:
    """The settings of a service on a data folder, and nothing of the tester's own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ZI_", "PREFECT_"))}
    chosen = {f"ZI_{key.upper()}": str(value) for key, value in settings.items()}
    return {**kept, "ZI_DATA": str(data), "ZI_LANG": "en", **chosen}


@contextmanager
def service(env: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A running `zi serve` whose words go to `log`; killed at the end if it still runs."""
    with log.open("wb") as words:
        process = subprocess.Popen([ZI, "serve"], env=dict(env), stdout=words, stderr=words)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def wait_for(condition: Callable[[], Any], seconds: float, log: Path) -> Any:
    """What `condition` answers as soon as it is true; AssertionError with the service's words otherwise."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} s:\n{log.read_text()}")


def children(pid: int) -> list[int]:
    """The processes below a process, however deep."""
    parents: dict[int, int] = {}
    for status in PROC.glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if fields[0] != "Z":
            parents[int(status.parent.name)] = int(fields[1])
    found, waiting = list[int](), [pid]
    while waiting:
        below = [child for child, parent in parents.items() if parent == waiting[0]]
        waiting = waiting[1:] + below
        found += below
    return found


def alive(pids: list[int]) -> list[int]:
    """Which of them still run our server."""
    return running(pids, "flows.server_process")


def running(pids: list[int], module: str) -> list[int]:
    """Which of them run a module of ours."""
    found = []
    for pid in pids:
        try:
            command = (PROC / str(pid) / "cmdline").read_text()
        except OSError:
            continue
        if module in command:
            found.append(pid)
    return found
