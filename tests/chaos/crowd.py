"""A delivery in a child process as it is when there is much to send, with few mails: small batches, composed beside.

The second process is a fork, which is there at once; a fresh one would come when the few mails are gone. What it does
and the line to it are the product's own.
"""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass

from flows import dispatch
from notifications import scribe, scribing, supply
from tests.chaos.ground import fork, wait

BATCH, WAVE = 6, 2
LANES = 2


@dataclass(frozen=True, slots=True)
class Helper:
    """What the scribe wants of its process."""

    pid: int

    def kill(self) -> None:
        """At once."""
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> None:
        """Until it is gone."""
        wait(self.pid)


def _forked(line: int) -> Helper:
    def serve() -> None:
        os.closerange(3, line)  # our end of the line among them: it hears when we are gone
        os.closerange(line + 1, os.sysconf("SC_OPEN_MAX"))
        scribing.main(str(line))

    return Helper(fork(serve))


def crowd() -> None:
    """In this process, which is a child and ends soon."""
    dispatch.BATCH, supply.WAVE = BATCH, WAVE
    scribe._spawned = _forked  # type: ignore[assignment]
