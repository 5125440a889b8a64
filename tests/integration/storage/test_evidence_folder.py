"""Files of evidence are kept whole under the hash of their content."""

from __future__ import annotations

import errno
import hashlib
import io
import os
from pathlib import Path

import pytest

from tests.support.evidence_samples import PDF
from zi_workflow.storage.evidence_folder import EvidenceFolder


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
