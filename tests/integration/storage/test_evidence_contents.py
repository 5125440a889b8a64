"""A file is what it opens as, not what it begins like, and opening one cannot hurt the service."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
from typing import Any

import pytest

from tests.support.evidence_samples import (
    BOMB,
    DOCM,
    DOCX,
    ENTITIES,
    JPG,
    LOCKED_PDF,
    MACROS,
    MAIN,
    OLD_WORD,
    OWNED_PDF,
    PDF,
    PLAIN_ZIP,
    PNG,
    WORD,
    XLSX,
    office,
    picture,
)
from zi_workflow.domain.evidence_files import FileKind, Unfit
from zi_workflow.storage import evidence_opening
from zi_workflow.storage.evidence_contents import examine


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, FileKind.PDF),
        (OWNED_PDF, FileKind.PDF),
        (JPG, FileKind.JPG),
        (PNG, FileKind.PNG),
        (DOCX, FileKind.DOCX),
        (office("word/document2.xml", WORD), FileKind.DOCX),
        (XLSX, FileKind.XLSX),
        (b"", Unfit.EMPTY),
        (b"MZ\x90\x00", Unfit.STRANGE),
        (b"<html><script>alert(1)</script>", Unfit.STRANGE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Unfit.STRANGE),
        (b" %PDF-1.7", Unfit.STRANGE),
        (PLAIN_ZIP, Unfit.STRANGE),
        (office("ppt/presentation.xml", "application/x"), Unfit.STRANGE),
        (OLD_WORD, Unfit.OLD),
        (MACROS, Unfit.MACROS),
        (DOCM, Unfit.MACROS),
        (LOCKED_PDF, Unfit.LOCKED),
        (BOMB, Unfit.TOO_MUCH),
        (picture("PNG", 8_100, 8_000, "1"), Unfit.TOO_MUCH),
        (b"%PDF-", Unfit.BROKEN),
        (b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n", Unfit.BROKEN),
        (PNG[:8], Unfit.BROKEN),
        (PNG[: len(PNG) // 2], Unfit.BROKEN),
        (JPG[:3], Unfit.BROKEN),
        (JPG[: len(JPG) // 2], Unfit.BROKEN),
        (DOCX[:40], Unfit.BROKEN),
        (b"PK\x03\x04 and no more", Unfit.BROKEN),
        (office(MAIN, WORD, **{MAIN: "<main>"}), Unfit.BROKEN),
        (ENTITIES, Unfit.BROKEN),
    ],
    ids=lambda value: str(value) if isinstance(value, FileKind | Unfit) else "content",
)
def test_a_file_is_what_it_opens_as(content: bytes, kind: FileKind | Unfit) -> None:
    """A bare beginning, half a file, programs, macros, locks and traps are nothing that is handed in."""
    stream = io.BytesIO(content)
    assert examine(stream) is kind
    assert stream.tell() == 0


@pytest.mark.parametrize("trouble", ["crash", "hang"])
def test_what_breaks_or_holds_up_its_opener_is_refused(monkeypatch: pytest.MonkeyPatch, trouble: str) -> None:
    """The process that opens it may end without a word or never: the service says that it is too much."""

    def run(*_command: object, timeout: float, **_more: Any) -> subprocess.CompletedProcess[bytes]:
        if trouble == "hang":
            raise subprocess.TimeoutExpired("python", timeout)
        return subprocess.CompletedProcess("python", -9, b"", b"")

    monkeypatch.setattr(subprocess, "run", run)
    assert examine(io.BytesIO(PDF)) is Unfit.TOO_MUCH


def test_the_opener_has_limits() -> None:
    """It says itself how much memory and time it may take after it has opened something."""
    ask = (
        "import resource; from zi_workflow.storage.evidence_opening import main; main();"
        "print('', *resource.getrlimit(resource.RLIMIT_AS), *resource.getrlimit(resource.RLIMIT_CPU))"
    )
    told = subprocess.run([sys.executable, "-I", "-c", ask], input=PNG, capture_output=True, check=True)
    memory, seconds = evidence_opening.MOST_MEMORY, evidence_opening.MOST_SECONDS
    assert told.stdout.split() == [b"png", *(str(n).encode() for n in (memory, memory, seconds, seconds))]
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != memory
