"""Makes the ids of rows (UUIDv7) and the secrets of links, from a source of randomness that is given; knows no table."""

from __future__ import annotations

import base64
import hashlib
import secrets
import uuid
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

RandomBits = Callable[[int], int]
_KEY, _LAST = "random_bits", "last_id"


def give_randomness(session: Session, random_bits: RandomBits) -> None:
    """Let this session draw its ids from `random_bits(n)` (a rehearsal gives a seeded one)."""
    session.info[_KEY] = random_bits


def new_id(session: Session, now: datetime) -> str:
    """A UUIDv7 (RFC 9562) for a row written at `now`: sortable by time, within a session by order of writing."""
    random_bits: RandomBits = session.info.get(_KEY, secrets.randbits)
    milliseconds = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    last_milliseconds, last_count = session.info.get(_LAST, (None, 0))
    # the first id of an instant leaves room above it for those that follow
    count = last_count + 1 if milliseconds == last_milliseconds else random_bits(11)
    session.info[_LAST] = milliseconds, count
    return str(uuid.UUID(int=_version_7(milliseconds, count, random_bits(62))))


def _version_7(milliseconds: int, count: int, chance: int) -> int:
    """The 128 bits; a count that outgrows its 12 bits is carried into the time, as RFC 9562 section 6.2 allows."""
    carried = milliseconds + (count >> 12)
    return (carried << 80) | (0x7 << 76) | ((count & 0xFFF) << 64) | (0b10 << 62) | chance


TOKEN_BITS = 192  # a multiple of 24: base64 without padding


def new_token(session: Session) -> str:
    """A secret for a link, 32 characters that may stand in an address; only its hash is stored."""
    random_bits: RandomBits = session.info.get(_KEY, secrets.randbits)
    return base64.urlsafe_b64encode(random_bits(TOKEN_BITS).to_bytes(TOKEN_BITS // 8, "big")).decode("ascii")


def token_hash(token: str) -> str:
    """What is stored of a token; a token has enough bits to need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


SEED_BITS = 160  # what RFC 4226 section 4 wants; a multiple of 40: base32 without padding


def new_seed(session: Session) -> str:
    """A secret for an authenticator, in base32 as such apps take it."""
    random_bits: RandomBits = session.info.get(_KEY, secrets.randbits)
    return base64.b32encode(random_bits(SEED_BITS).to_bytes(SEED_BITS // 8, "big")).decode("ascii")
