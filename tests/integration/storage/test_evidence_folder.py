"""Files of evidence are told by their content and kept whole under its hash."""

from __future__ import annotations

import errno
import hashlib
import io
import os
from pathlib import Path

import pytest

from tests.support.evidence_samples import BOMB, DOCX, JPG, MACROS, PDF, PLAIN_ZIP, PNG, XLSX
from zi_workflow.domain.evidence_files import FileKind
from zi_workflow.storage.evidence_folder import EvidenceFolder, kind_of_content


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, FileKind.PDF),
        (JPG, FileKind.JPG),
        (PNG, FileKind.PNG),
        (DOCX, FileKind.DOCX),
        (XLSX, FileKind.XLSX),
        (b"", None),
        (b"MZ\x90\x00", None),
        (b"<html><script>alert(1)</script>", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b" %PDF-1.7", None),
        (PLAIN_ZIP, None),
        (MACROS, None),
        (BOMB, None),
        (DOCX[:40], None),
        (b"PK\x03\x04 and no more", None),
    ],
    ids=lambda value: str(value)[:12] if isinstance(value, FileKind) else "content",
)
def test_a_file_is_what_its_content_says(content: bytes, kind: FileKind | None) -> None:
    """Scripts, programs, macros and archives that unpack to too much are nothing that is handed in."""
    stream = io.BytesIO(content)
    assert kind_of_content(stream) is kind
    assert stream.tell() == 0


def test_a_content_is_kept_once_under_its_hash(tmp_path: Path) -> None:
    """Only its owner may read it, and its name says nothing."""
    folder = EvidenceFolder(tmp_path / "evidence")
    digest = folder.keep(io.BytesIO(PDF))
    assert digest == hashlib.sha256(PDF).hexdigest() == folder.keep(io.BytesIO(PDF))
    files = [path for path in folder.path.rglob("*") if path.is_file()]
    assert files == [folder.place(digest)]
    assert files[0].read_bytes() == PDF
    assert files[0].stat().st_mode & 0o077 == 0
    assert folder.path.stat().st_mode & 0o077 == 0


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a file is no evidence."""

    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    folder = EvidenceFolder(tmp_path / "evidence")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        folder.keep(io.BytesIO(PDF))
    assert [path for path in folder.path.rglob("*") if path.is_file()] == []
