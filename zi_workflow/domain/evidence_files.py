"""Which files may be handed in as evidence, told by their content and never by their name; opens none."""

from __future__ import annotations

import re
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

    EMPTY = "empty"
    STRANGE = "strange"  # nothing that is handed in
    OLD = "old"  # Office's format before 2007, or a newer file inside its lock
    MACROS = "macros"
    LOCKED = "locked"  # opens with a password only
    BROKEN = "broken"  # begins like its kind and cannot be opened
    ACTIVE = "active"  # a PDF that runs scripts, starts programs, sends forms or carries files
    OBJECTS = "objects"  # an Office file with other programs' objects or controls inside
    LINKED = "linked"  # an Office file that fetches from elsewhere when it is opened
    TOO_MUCH = "too much"  # takes more memory or time to open than anybody should spend on it


MEDIA_TYPES: Mapping[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.JPG: "image/jpeg",
    FileKind.PNG: "image/png",
}

SIGNED = (FileKind.PDF, FileKind.JPG, FileKind.PNG)
"""What a signed paper comes as: a scan, a photo or an e-signed PDF; whoever has an Office file can still write in it."""

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
    if not head:
        return Unfit.EMPTY
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


ACTIVE_NAMES = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMedia", "/Rendition", "/Movie",
                          "/Sound"})  # fmt: skip
"""What an action or an annotation of a PDF may not be; a link to a page or to the web is none of them."""
ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/AA", "/EmbeddedFiles", "/EF", "/XFA"})
"""Keys of a PDF's dictionaries that bring something to run, or a file inside the file."""

_OBJECT_PARTS = ("/activex/", "/embeddings/oleobject", ".bin")
_OBJECT_RELATIONS = ("/oleobject", "/control", "/activexcontrolbinary", "/vbaproject")
HARMLESS_OUTSIDE = "/hyperlink"
"""The only relation of an Office file that may lead outside: a reader follows it, the program does not."""
_ON_A_DISK = re.compile(r"(file:/{3})?[a-z]:[\\/][^\\/].*", re.IGNORECASE)
_LINK_PARTS = ("/externallinks/", "xl/connections.xml", "/querytables/")
_BINARY_BUT_PLAIN = ("printersettings",)
PACKAGES = (".docx", ".xlsx", ".pptx")
"""Files that a chart brings along; they are looked into as well."""


def is_object(part: str) -> bool:
    """Whether a part of an Office file is another program's object or a control."""
    low = f"/{part.lower()}"
    if any(word in low for word in _BINARY_BUT_PLAIN):
        return False
    inside = "/embeddings/" in low and not low.endswith(PACKAGES)
    return inside or any(word in low for word in _OBJECT_PARTS[:2]) or low.endswith(_OBJECT_PARTS[2])


def is_link(part: str) -> bool:
    """Whether a part of an Office file is there to fetch from elsewhere."""
    return any(word in f"/{part.lower()}" for word in _LINK_PARTS)


def wrong_relation(kind: str, target: str, outside: bool) -> Unfit | None:
    """What a relation of an Office file, by its type and where it leads, makes of the file."""
    low = kind.lower()
    if low.endswith(_OBJECT_RELATIONS):
        return Unfit.OBJECTS
    if not outside or low.endswith(HARMLESS_OUTSIDE):
        return None
    # a letterhead's template on the writer's own disk is noted in every letter made from it, and fetches nothing elsewhere
    own_template = low.endswith("/attachedtemplate") and _ON_A_DISK.fullmatch(target)
    return None if own_template else Unfit.LINKED


def is_dde(instruction: str) -> bool:
    """Whether a field's instruction asks another program for its content, or fetches a file."""
    words = instruction.upper().split()
    return bool(words) and words[0] in {"DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT"}
