"""Keeps the high-water mark in a file outside the database, whole or not at all; knows no event and no mail."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "mail.mark"


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the service got: by agency the number and hash of the last event, and the mails that passed."""

    instance: str
    host: str
    chains: Mapping[str, tuple[int, str]]
    passed: int


def read(folder: Path) -> Mark | None:
    """The mark; None when there is none or it cannot be read."""
    try:
        data = json.loads((folder / FILE).read_text(encoding="utf-8"))
        chains = {name: (int(number), str(head)) for name, (number, head) in data["chains"].items()}
        return Mark(str(data["instance"]), str(data["host"]), chains, int(data["passed"]))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def write(folder: Path, mark: Mark) -> None:
    """Replace the mark durably."""
    path, fresh = folder / FILE, folder / f"{FILE}.{os.getpid()}"
    with fresh.open("w", encoding="utf-8") as stream:
        json.dump(asdict(mark), stream)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
