"""Sends one mail by hand and says of each stage how it went; knows no outbox, and tries nothing twice."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiosmtplib import SMTPException

from notifications.signing import SigningError
from notifications.transports.connection import Connection, crlf
from notifications.transports.relay import Relay
from notifications.transports.smtp import SIGN, words_of
from zi_workflow.clock import elapsed


@dataclass
class Trial:
    """The stages that went well, in order; the one that did not, if any, with the reason; the relay's last words."""

    passed: list[str] = field(default_factory=list)
    failed: str | None = None
    words: str = ""


class _Watched(Connection):
    """A connection that remembers its way."""

    def __init__(self, relay: Relay) -> None:
        super().__init__(relay)
        self.way: list[str] = []

    def _reach(self, stage: str) -> None:
        super()._reach(stage)
        self.way.append(stage)


async def attempt(relay: Relay, message: bytes, to_address: str, *, only_knock: bool = False) -> Trial:
    """One try over a connection of its own; with `only_knock` it ends before the content, and nothing is sent."""
    trial, connection = Trial(), _Watched(relay)
    try:
        content = crlf(message)
        if relay.sign is not None:
            content = relay.sign(content)
            trial.passed.append(SIGN)
        await connection.open()
        await connection.offer(to_address)
        if only_knock:
            await connection.reset()
        else:
            trial.words = await connection.hand_over(content, elapsed())
        trial.passed += connection.way
        await connection.quit()
    except SigningError as error:
        trial.failed, trial.words = SIGN, str(error)
    except (SMTPException, OSError) as error:
        trial.passed += connection.way[:-1]
        trial.failed, trial.words = connection.stage, words_of(error)
        connection.drop()
    return trial
