"""What an event is and how a chain of them is sealed; knows no database and no clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True)
class Event:
    """Something that happened, in full: `occurred_on` is the day that is claimed, in the unit's zone.

    `kind` is `noun.verb`, `subject` a code or id, `actor` who did it. An event about a task carries in its
    payload `task` (its code) and `state` (the whole state that results); one about many tasks carries `states`
    by code. A state of None says that the task left the programme.
    """

    kind: str
    subject: str
    actor: str
    occurred_on: date
    payload: Mapping[str, Any]
    unit_id: str | None = None
    programme_id: str | None = None


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no spaces, ASCII, dates in ISO form, instants in UTC.

    The keys of a mapping are strings, or all of one other kind. Raises TypeError for what JSON and dates cannot
    say, ValueError for NaN, infinities and naive instants.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False, default=_iso
    )


def plain(value: Any) -> Any:
    """The value as it will be read back from the store: strings, numbers, lists and string-keyed mappings."""
    return json.loads(canonical(value))


def chain_hash(previous: str, fields: Mapping[str, Any]) -> str:
    """The SHA-256 (hex) that seals `fields` to the event before, whose hash is `previous` (GENESIS at first)."""
    return hashlib.sha256(f"{previous}\n{canonical(fields)}".encode("ascii")).hexdigest()


def _iso(value: Any) -> str | list[Any] | dict[str, Any]:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("naive datetime: instants are sealed with their zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be part of an event")
