"""Keeps files of evidence in a folder outside the web root, each under the hash of its content; knows no task."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from zi_workflow.domain.evidence_files import (
    HEAD_BYTES,
    MOST_PARTS,
    MOST_UNPACKED,
    FileKind,
    is_archive,
    kind_of,
)

_CHUNK = 1 << 20
_ENCRYPTED = 0x1


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


def kind_of_content(content: BinaryIO) -> FileKind | None:
    """What an open file is, by its content; None when it is nothing that may be handed in. It is rewound."""
    content.seek(0)
    head = content.read(HEAD_BYTES)
    parts = _parts(content) if is_archive(head) else set[str]()
    content.seek(0)
    return None if parts is None else kind_of(head, parts)


def _parts(content: BinaryIO) -> set[str] | None:
    """The names in an archive; None when it cannot be read, is locked, or would unpack to too much."""
    try:
        with zipfile.ZipFile(content) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError):
        return None
    locked = any(entry.flag_bits & _ENCRYPTED for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if locked or len(entries) > MOST_PARTS or unpacked > MOST_UNPACKED:
        return None
    return {entry.filename for entry in entries}


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
