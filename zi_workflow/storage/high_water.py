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
    """How far the service got: by agency the number and hash of the last event, and the mails that passed.

    `copied`: the file that was read is a copy of the one that was written, as after the restore of a whole folder.
    """

    instance: str
    host: str
    chains: Mapping[str, tuple[int, str]]
    passed: int
    copied: bool = False


def read(folder: Path) -> Mark | None:
    """The mark; None when there is none or it cannot be read."""
    try:
        with (folder / FILE).open(encoding="utf-8") as stream:
            data, number_of_file = json.load(stream), os.fstat(stream.fileno()).st_ino
        chains = {name: (int(number), str(head)) for name, (number, head) in data["chains"].items()}
        copied = data.get("file", number_of_file) != number_of_file
        return Mark(str(data["instance"]), str(data["host"]), chains, int(data["passed"]), copied)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def write(folder: Path, mark: Mark) -> None:
    """Replace the mark durably."""
    path, fresh = folder / FILE, folder / f"{FILE}.{os.getpid()}"
    with fresh.open("w", encoding="utf-8") as stream:
        own_number = os.fstat(stream.fileno()).st_ino  # stays when the file is renamed, not when it is copied
        json.dump({**asdict(mark), "copied": False, "file": own_number}, stream)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
