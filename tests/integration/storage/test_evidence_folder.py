"""Files of evidence are kept whole under the hash of their content."""

from __future__ import annotations

import errno
import hashlib
import io
import os
from pathlib import Path

import pytest

from tests.support.evidence_samples import PDF, PNG
from zi_workflow.storage.evidence_folder import Condition, EvidenceFolder


def kept(folder: EvidenceFolder, content: bytes = PDF) -> str:
    """A content that was settled; its hash."""
    with folder.receiving([io.BytesIO(content)]) as received:
        for each in received:
            each.settle()
            each.settle()
    return received[0].digest


def files(folder: EvidenceFolder) -> list[Path]:
    """All files in the folder."""
    return [path for path in folder.path.rglob("*") if path.is_file()]


def test_a_content_is_kept_once_under_its_hash(tmp_path: Path) -> None:
    """Only its owner may read it, and its name says nothing."""
    folder = EvidenceFolder(tmp_path / "evidence")
    digest = kept(folder)
    assert digest == hashlib.sha256(PDF).hexdigest() == kept(folder)
    assert files(folder) == [folder.place(digest)]
    assert files(folder)[0].read_bytes() == PDF
    assert files(folder)[0].stat().st_mode & 0o077 == 0
    assert folder.path.stat().st_mode & 0o077 == 0


def test_what_is_not_settled_leaves_nothing_behind(tmp_path: Path) -> None:
    """Neither when its form is refused nor when something fails; what was there before stays."""
    folder = EvidenceFolder(tmp_path / "evidence")
    digest = kept(folder)
    with folder.receiving([io.BytesIO(PDF), io.BytesIO(PNG)]):
        assert len(files(folder)) == 3
    with pytest.raises(RuntimeError), folder.receiving([io.BytesIO(PNG)]):
        raise RuntimeError
    assert files(folder) == [folder.place(digest)]


def test_what_a_dead_process_was_receiving_goes_after_a_day(tmp_path: Path) -> None:
    """The next content that comes in takes it away; a form that is still coming in stays."""
    folder = EvidenceFolder(tmp_path / "evidence")
    kept(folder)
    for name, hours in (("incoming-dead", 25), ("incoming-alive", 1)):
        path = folder.path / name
        path.write_bytes(b"half")
        since = path.stat().st_mtime - hours * 3600
        os.utime(path, (since, since))
    kept(folder, PNG)
    assert not (folder.path / "incoming-dead").exists()
    assert (folder.path / "incoming-alive").exists()


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a file is no evidence."""

    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    folder = EvidenceFolder(tmp_path / "evidence")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        kept(folder)
    assert files(folder) == []


def test_a_content_keeps_its_place_whatever_comes_and_says_when_it_is_not_whole(tmp_path: Path) -> None:
    """The same content again, another one, a refused form: the file stays; a changed or missing one is found."""
    folder = EvidenceFolder(tmp_path / "evidence")
    digest = kept(folder)
    kept(folder)
    kept(folder, b"lain")
    with folder.receiving([io.BytesIO(PDF)]):
        pass  # nothing is settled
    assert folder.condition(digest) is Condition.WHOLE
    folder.place(digest).write_bytes(b"lain")
    assert folder.condition(digest) is Condition.CHANGED
    folder.place(digest).unlink()
    assert folder.condition(digest) is Condition.MISSING
