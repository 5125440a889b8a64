"""Which files may be handed in as evidence, told by their content and never by their name; opens none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

MOST_BYTES = 20_000_000
"""All files of one form together; refused while they come in, not afterwards."""
MOST_FILES = 10


class FileKind(StrEnum):
    """A kind of file that people hand in; the value is its usual ending."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    JPG = "jpg"
    PNG = "png"


MEDIA_TYPES: Mapping[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.JPG: "image/jpeg",
    FileKind.PNG: "image/png",
}

HEAD_BYTES = 8
_BEGINNINGS: Mapping[bytes, FileKind] = {
    b"%PDF-": FileKind.PDF,
    b"\xff\xd8\xff": FileKind.JPG,
    b"\x89PNG\r\n\x1a\n": FileKind.PNG,
}
_ARCHIVE = b"PK\x03\x04"
_MAIN_PARTS: Mapping[str, FileKind] = {
    "word/document.xml": FileKind.DOCX,
    "xl/workbook.xml": FileKind.XLSX,
}
_MACROS = "vbaproject.bin"

MOST_PARTS = 5_000
MOST_UNPACKED = 300_000_000
"""An office file is an archive; one that unpacks to more is a trap for whoever opens it."""


def is_archive(head: bytes) -> bool:
    """Whether the content is an archive, of which the names of its parts have to be seen."""
    return head.startswith(_ARCHIVE)


def kind_of(head: bytes, parts: Collection[str] = ()) -> FileKind | None:
    """The kind of a content by its first bytes and, for an archive, its parts; None for everything else.

    An office file with macros is not accepted.
    """
    if not is_archive(head):
        return next((kind for beginning, kind in _BEGINNINGS.items() if head.startswith(beginning)), None)
    if any(part.lower().endswith(_MACROS) for part in parts):
        return None
    return next((kind for part, kind in _MAIN_PARTS.items() if part in parts), None)
