"""Which files may be handed in as evidence, told by their content and never by their name; opens none."""

from __future__ import annotations

from collections.abc import Mapping
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


class Unfit(StrEnum):
    """Why a content is no evidence."""

    STRANGE = "strange"  # nothing that is handed in
    OLD = "old"  # Office's format before 2007, or a newer file inside its lock
    MACROS = "macros"
    LOCKED = "locked"  # opens with a password only
    BROKEN = "broken"  # begins like its kind and cannot be opened
    TOO_MUCH = "too much"  # takes more memory or time to open than anybody should spend on it


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
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN_TYPES: Mapping[str, FileKind] = {
    f"{MEDIA_TYPES[kind]}.main+xml": kind for kind in (FileKind.DOCX, FileKind.XLSX)
}
_MACRO_PART, _MACRO_TYPE = "vbaproject.bin", "macroenabled"

MOST_PARTS = 5_000
MOST_UNPACKED = 300_000_000
"""An office file is an archive; one that unpacks to more is a trap for whoever opens it."""
MOST_PIXELS = 64_000_000
"""Of a picture, which a small file can have any number of; phones make up to 50 million."""


def is_archive(head: bytes) -> bool:
    """Whether the content is an archive, of which the parts have to be seen."""
    return head.startswith(_ARCHIVE)


def begun(head: bytes) -> FileKind | Unfit | None:
    """What a content claims to be by its first bytes; None for an archive, which may be several kinds."""
    if is_archive(head):
        return None
    if head.startswith(_OLD_OFFICE):
        return Unfit.OLD
    return next((kind for start, kind in _BEGINNINGS.items() if head.startswith(start)), Unfit.STRANGE)


def main_kind(media_type: str) -> FileKind | None:
    """The kind of an office file of which this is the type of a part, None for all but the main part."""
    return _MAIN_TYPES.get(media_type)


def has_macros(part: str, media_type: str = "") -> bool:
    """Whether a part of an office file shows that it has macros."""
    return part.lower().endswith(_MACRO_PART) or _MACRO_TYPE in media_type.lower()
