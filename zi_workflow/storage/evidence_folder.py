"""Keeps files of evidence in a folder outside the web root, each under the hash of its content; knows no task."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class EvidenceFolder:
    """A folder of contents; the same content is kept once."""

    path: Path

    def keep(self, content: BinaryIO) -> str:
        """Store a content durably; its SHA-256 (hex). It is whole under its name, or not there. OSError."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        number, name = tempfile.mkstemp(dir=self.path, prefix="incoming-")
        written = Path(name)
        try:
            with os.fdopen(number, "wb") as copy:
                digest = _copied(content, copy)
            place = self.place(digest)
            place.parent.mkdir(exist_ok=True, mode=0o700)
            written.replace(place)
        except BaseException:
            written.unlink(missing_ok=True)
            raise
        for folder in (place.parent, self.path):
            _sync(folder)
        return digest

    def place(self, digest: str) -> Path:
        """Where the content with that hash lies, if it was kept."""
        return self.path / digest[:2] / digest


def _copied(content: BinaryIO, copy: BinaryIO) -> str:
    digest = hashlib.sha256()
    content.seek(0)
    while chunk := content.read(_CHUNK):
        digest.update(chunk)
        copy.write(chunk)
    copy.flush()
    os.fsync(copy.fileno())
    return digest.hexdigest()


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
