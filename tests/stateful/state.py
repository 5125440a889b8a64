"""What the parts of a test share: the tester's knowledge, what was seen, the clock and the relay's desk."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from tests.stateful.history import History
from tests.stateful.model import Model
from tests.stateful.opening import BEGIN
from tests.stateful.relay import Desk

LISTED = "coordinator.tl.m@contoh.go.id"
"""Whom the mail mode `allowlist` lets mails pass to."""


@dataclass
class State:
    """`era` counts restores, `epoch` returns of a wrong clock, `stretch` both and releases by a person.

    `fenced`: a backup came back and nobody has released anything since. `tokens` are person and token of each link
    that went out.
    """

    model: Model
    now: datetime = BEGIN
    mode: str = "live"
    desk: Desk = field(default_factory=Desk)
    history: History = field(default_factory=History)
    faults: Counter[str] = field(default_factory=Counter)
    tokens: list[tuple[str, str]] = field(default_factory=list)
    dead: bool = False
    fenced: bool = False
    era: int = 0
    epoch: int = 0
    stretch: int = 0
    flooded: bool = False

    def __post_init__(self) -> None:
        self.desk.drawn = lambda name: self.faults.update([name])
