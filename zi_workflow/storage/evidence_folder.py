"""Keeps files of evidence in a folder outside the web root, each under the hash of its content; knows no task."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

_CHUNK = 1 << 20
_INCOMING = "incoming-"
_DAY_SECONDS = 86_400


class Condition(StrEnum):
    """How a content lies in the folder."""

    WHOLE = "whole"
    CHANGED = "changed"  # what lies there has another hash
    MISSING = "missing"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Received:
    """A content that is stored durably and has no name yet; `digest` is its SHA-256 (hex)."""

    digest: str
    written: Path
    place: Path

    def settle(self) -> None:
        """Give it its name, under which it is whole or not there; a second time changes nothing. OSError."""
        self.place.parent.mkdir(exist_ok=True, mode=0o700)
        if self.written.exists():
            self.written.replace(self.place)
        for folder in (self.place.parent, self.place.parent.parent):
            _sync(folder)


@dataclass(frozen=True, slots=True)
class EvidenceFolder:
    """A folder of contents; the same content is kept once."""

    path: Path

    @contextmanager
    def receiving(self, contents: Iterable[BinaryIO]) -> Iterator[list[Received]]:
        """Store contents for as long as the block lasts; only what is settled in it stays. OSError.

        Settle just before the commit that names them: a form that is refused leaves nothing, and no commit names
        what is not there.
        """
        received: list[Received] = []
        try:
            for content in contents:
                each = self._receive(content)
                received.append(each)
            yield received
        finally:
            for each in received:
                each.written.unlink(missing_ok=True)

    def place(self, digest: str) -> Path:
        """Where the content with that hash lies, if it was kept."""
        return self.path / digest[:2] / digest

    def condition(self, digest: str) -> Condition:
        """Whether the content with that hash still is what was kept; reads all of it."""
        try:
            with self.place(digest).open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
        except FileNotFoundError:
            return Condition.MISSING
        except OSError:
            return Condition.UNREADABLE
        return Condition.WHOLE if found == digest else Condition.CHANGED

    def _receive(self, content: BinaryIO) -> Received:
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        number, name = tempfile.mkstemp(dir=self.path, prefix=_INCOMING)
        written = Path(name)
        try:
            with os.fdopen(number, "wb") as copy:
                digest = _copied(content, copy)
            self._sweep(written)
        except BaseException:
            written.unlink(missing_ok=True)
            raise
        return Received(digest, written, self.place(digest))

    def _sweep(self, newest: Path) -> None:
        """Remove what a process that died was receiving a day before the newest."""
        oldest = newest.stat().st_mtime - _DAY_SECONDS
        for each in self.path.glob(f"{_INCOMING}*"):
            with suppress(FileNotFoundError):
                if each.stat().st_mtime < oldest:
                    each.unlink()


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
