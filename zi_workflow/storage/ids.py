"""Makes the ids of rows: UUIDv7 from the instant and a source of randomness, both given; knows no table."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

RandomBits = Callable[[int], int]
_KEY = "random_bits"


def give_randomness(session: Session, random_bits: RandomBits) -> None:
    """Let this session draw its ids from `random_bits(n)` (a rehearsal gives a seeded one)."""
    session.info[_KEY] = random_bits


def new_id(session: Session, now: datetime) -> str:
    """A UUIDv7 (RFC 9562) for a row written at `now`: sortable by time, 74 random bits."""
    random_bits: RandomBits = session.info.get(_KEY, secrets.randbits)
    milliseconds = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    value = (milliseconds << 80) | (0x7 << 76) | (random_bits(12) << 64) | (0b10 << 62) | random_bits(62)
    return str(uuid.UUID(int=value))
