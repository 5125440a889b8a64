"""An archive answers for what was accepted, and its silence is told apart from a no."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifications.archive import ArchiveUnavailableError, FolderArchive, ImapArchive

SINCE = datetime(2025, 1, 1, tzinfo=UTC)
LOG = (
    "Apr 30 07:31:00 mx postfix/cleanup[1]: 4ABCDEF123: message-id=<a@example.go.id>\n"
    "Apr 30 07:31:00 mx postfix/qmgr[2]: 4ABCDEF123: from=<zi@example.go.id>, size=9, nrcpt=2 (queue active)\n"
    "Apr 30 07:31:01 mx postfix/cleanup[1]: 4ABCDEF999: message-id=<b@example.go.id>\n"
)


def test_a_maildir_is_read_by_the_header(tmp_path: Path) -> None:
    """A Message-ID in a body proves nothing."""
    for part in ("new", "cur", "tmp"):
        (tmp_path / part).mkdir()
    (tmp_path / "new" / "1").write_bytes(b"Message-ID: <a@example.go.id>\r\n\r\nabout <b@example.go.id>\r\n")
    found = FolderArchive(tmp_path).holds({"<a@example.go.id>", "<b@example.go.id>"}, SINCE)
    assert found == {"<a@example.go.id>"}


@pytest.mark.parametrize("packed", [False, True])
def test_a_log_counts_what_the_relay_took_responsibility_for(tmp_path: Path, packed: bool) -> None:
    """The second mail broke off after its headers."""
    if packed:
        (tmp_path / "mail.log.1.gz").write_bytes(gzip.compress(LOG.encode()))
    else:
        (tmp_path / "mail.log").write_text(LOG)
    found = FolderArchive(tmp_path).holds({"<a@example.go.id>", "<b@example.go.id>"}, SINCE)
    assert found == {"<a@example.go.id>"}


def test_an_archive_out_of_reach_is_not_a_no(tmp_path: Path) -> None:
    """A missing folder and a port where nobody listens raise."""
    for archive in (FolderArchive(tmp_path / "none"), ImapArchive("127.0.0.1", 1, "zi", "kunci")):
        with pytest.raises(ArchiveUnavailableError):
            archive.holds({"<a@example.go.id>"}, SINCE)
