"""Keeps a child process running: started again when it dies, ended with us even when we are killed; knows no child's work.

The child's standard input is our pipe. It closes however we end, a SIGKILL included, and whoever calls
`end_with_parent` then ends at once.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from zi_workflow.clock import elapsed

STOP_SECONDS = 4.0
_WATCH_SECONDS = 0.5
_LONGEST_PAUSE = 30.0
_STEADY_SECONDS = 30.0
"""Whoever ran so long did not die of its start: it is started again at once."""
_log = logging.getLogger("zi.flows")


@dataclass(frozen=True)
class Start:
    """How a child starts: our interpreter with these arguments; `log` takes its words (None: they go where ours go)."""

    arguments: Sequence[str]
    environment: Mapping[str, str] | None = None
    keep: Sequence[int] = ()
    """Descriptors that it shares with us."""

    def spawn(self, log: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
        """A process in a session of its own: Ctrl-C is for us, we end it ourselves."""
        return subprocess.Popen(  # noqa: S603 - our own interpreter and modules
            [sys.executable, *self.arguments],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=self.keep,
            env=self.environment,
        )


def _nothing() -> None:
    """Of a child that nobody asks."""


class Child:
    """One supervised process. `look` is called every half second while it runs; `fell` hears that it died."""

    def __init__(
        self,
        name: str,
        spawn: Callable[[], subprocess.Popen[bytes]],
        look: Callable[[], object] = _nothing,
        fell: Callable[[], object] = _nothing,
    ) -> None:
        self.name, self._spawn, self._look, self._fell = name, spawn, look, fell
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._supervise, name=f"{name}-watch", daemon=True)

    @property
    def pid(self) -> int | None:
        """The process id while there is one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it and return at once."""
        self._watch.start()

    def stop(self) -> None:
        """End it: politely, then for good."""
        self._stopping.set()
        if self._watch.is_alive():
            self._watch.join()
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _close(process)

    def _supervise(self) -> None:
        pause = begun = 0.0
        while not self._stopping.wait(_WATCH_SECONDS if self._process else pause):
            if self._process is None:
                self._process, begun = self._spawn(), elapsed()
            elif self._process.poll() is not None:
                _log.warning("%s ended (%s); starting it again.", self.name, self._process.returncode)
                self._fell()
                _close(self._process)
                self._process = None
                pause = 0.0 if elapsed() - begun > _STEADY_SECONDS else min(_LONGEST_PAUSE, pause * 2 + 1)
            else:
                self._look()


def _close(process: subprocess.Popen[bytes]) -> None:
    if process.stdin:
        process.stdin.close()


def end_with_parent() -> None:
    """In a child, at its start: end when the parent has ended, in whatever way."""
    threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()


def _end_with_parent() -> None:
    while os.read(0, 1):
        pass
    os._exit(0)
