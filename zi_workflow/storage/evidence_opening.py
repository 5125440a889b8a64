"""Opens one content, as its own process with limits of memory and time, and says what it is; keeps nothing of it.

Whoever sends a file may have made it to break what opens it: libraries that fail, hang or eat memory end here.
"""

from __future__ import annotations

import io
import os
import resource
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any, BinaryIO
from xml.parsers import expat

from zi_workflow.domain.evidence_files import (
    HEAD_BYTES,
    MOST_PARTS,
    MOST_PIXELS,
    MOST_UNPACKED,
    FileKind,
    Unfit,
    begun,
    has_macros,
    main_kind,
)

MOST_MEMORY = 1_000_000_000
MOST_SECONDS = 20
_CHUNK = 1 << 16
_ENCRYPTED = 0x1
_TYPES = "[Content_Types].xml"
_FORMATS = {FileKind.JPG: "JPEG", FileKind.PNG: "PNG"}


def main() -> None:
    """Read a content from the standard input and write the verdict to the standard output."""
    for limit, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        with suppress(ValueError, OSError):  # a system that knows no such limit
            resource.setrlimit(limit, (most, most))
    os.write(1, verdict(io.BytesIO(sys.stdin.buffer.read())).encode())


def verdict(content: BinaryIO) -> FileKind | Unfit:
    """What the content is; every failure of a library is the content's."""
    claim = begun(content.read(HEAD_BYTES))
    try:
        if claim is None:
            return _office(content)
        if isinstance(claim, Unfit):
            return claim
        return _document(content) if claim is FileKind.PDF else _picture(content, claim)
    except MemoryError:
        return Unfit.TOO_MUCH
    except Exception:
        return Unfit.BROKEN


def _document(content: BinaryIO) -> FileKind | Unfit:
    from pypdf import PdfReader

    reader = PdfReader(content)
    if reader.is_encrypted and not reader.decrypt(""):
        return Unfit.LOCKED
    return FileKind.PDF if len(reader.pages) else Unfit.BROKEN


def _picture(content: BinaryIO, kind: FileKind) -> FileKind | Unfit:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # our own count stands below
    with Image.open(content, formats=[_FORMATS[kind]]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            return Unfit.TOO_MUCH
        picture.draft("RGB", (1, 1))  # a photo need not be unpacked in full size
        picture.load()
    return kind


def _office(content: BinaryIO) -> FileKind | Unfit:
    with zipfile.ZipFile(content) as archive:
        entries = archive.infolist()
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            return Unfit.LOCKED
        if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            return Unfit.TOO_MUCH
        names = {entry.filename for entry in entries}
        if _TYPES not in names:
            return Unfit.STRANGE
        types = dict(_types(archive))
        if any(map(has_macros, names)) or any(has_macros(*each) for each in types.items()):
            return Unfit.MACROS
        for part, media_type in types.items():
            kind = main_kind(media_type)
            if kind is not None:
                with archive.open(part) as stream:
                    _parse(_parser(), stream)
                return kind
    return Unfit.STRANGE


def _types(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The parts that are given a type of their own, with it."""
    found: list[dict[str, str]] = []

    def element(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Override":
            found.append(attributes)

    parser = _parser()
    parser.StartElementHandler = element
    with archive.open(_TYPES) as stream:
        _parse(parser, stream)
    for each in found:
        yield each["PartName"].removeprefix("/"), each["ContentType"]


def _parser() -> Any:
    """Reads XML without a document type, which office files never have and traps are made of."""
    parser = expat.ParserCreate()

    def refuse(*_declared: object) -> None:
        raise ValueError("document type")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _parse(parser: Any, stream: IO[bytes]) -> None:
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


if __name__ == "__main__":
    main()
