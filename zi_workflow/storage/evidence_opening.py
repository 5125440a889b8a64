"""Opens one content, as its own process with limits of memory and time, and says what it is; keeps nothing of it.

Whoever sends a file may have made it to break what opens it: libraries that fail, hang or eat memory end here.
"""

from __future__ import annotations

import io
import os
import resource
import sys
from contextlib import suppress
from typing import BinaryIO

from zi_workflow.domain.evidence_files import (
    HEAD_BYTES,
    MOST_PIXELS,
    FileKind,
    Unfit,
    begun,
)
from zi_workflow.storage.office_contents import office

MOST_MEMORY = 1_000_000_000
MOST_SECONDS = 20
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
            return office(content)
        if isinstance(claim, Unfit):
            return claim
        return _document(content) if claim is FileKind.PDF else _picture(content, claim)
    except MemoryError:
        return Unfit.TOO_MUCH
    except Exception:
        return Unfit.BROKEN


def _document(content: BinaryIO) -> FileKind | Unfit:
    from pypdf import PdfReader

    from zi_workflow.storage.pdf_contents import is_active

    reader = PdfReader(content)
    if reader.is_encrypted and not reader.decrypt(""):
        return Unfit.LOCKED
    if not len(reader.pages):
        return Unfit.BROKEN
    return Unfit.ACTIVE if is_active(reader) else FileKind.PDF


def _picture(content: BinaryIO, kind: FileKind) -> FileKind | Unfit:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # our own count stands below
    with Image.open(content, formats=[_FORMATS[kind]]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            return Unfit.TOO_MUCH
        picture.draft("RGB", (1, 1))  # a photo need not be unpacked in full size
        picture.load()
    return kind


if __name__ == "__main__":
    main()
