"""What an invitation to an opened round says beside its meeting; knows no mail and no table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Terms:
    """Last day that counts, documents to prepare, the team's letter of assignment; `joint`: several units meet at once."""

    cutoff: date | None = None
    documents: tuple[str, ...] = ()
    letter_number: str = ""
    letter_date: date | None = None
    joint: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "cutoff": _text(self.cutoff),
            "documents": list(self.documents),
            "letter_number": self.letter_number,
            "letter_date": _text(self.letter_date),
            "joint": self.joint,
        }


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def terms_from_json(data: Mapping[str, Any]) -> Terms:
    """The inverse of `Terms.to_json`."""
    return Terms(
        _day(data["cutoff"]),
        tuple(data["documents"]),
        data["letter_number"],
        _day(data["letter_date"]),
        data["joint"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
