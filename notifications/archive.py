"""Where copies of accepted mails lie, to be asked whether a mail went out; knows no outbox and sends nothing."""

from __future__ import annotations

import gzip
import re
import ssl
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.parser import BytesHeaderParser
from email.policy import compat32
from pathlib import Path
from typing import Protocol

from imapclient import IMAPClient  # type: ignore[import-untyped]
from imapclient.exceptions import IMAPClientError  # type: ignore[import-untyped]

from zi_workflow.settings import Settings

SLACK = timedelta(days=1)  # clocks of other machines, and logs that are written late
IMAP_SECONDS = 60
AT_ONCE = 40  # a search's line must not outgrow what servers read
_ID_FIELD = "HEADER.FIELDS (MESSAGE-ID)"
_LOGGED = re.compile(
    r"\b([0-9A-Za-z]{6,}): (?:message-id=(<[^>]*>)|from=<[^>]*>, .*queue active|.*status=sent)"
)


class ArchiveUnavailableError(Exception):
    """The archive cannot be asked now; nothing follows from its silence."""


class Archive(Protocol):
    """Holds a copy of every mail that the relay accepted."""

    def holds(self, message_ids: Collection[str], since: datetime) -> frozenset[str]:
        """Those of the Message-IDs that it holds, whose mails are not older than `since`.

        Raises ArchiveUnavailableError when it cannot be asked.
        """


def archive_of(settings: Settings) -> Archive | None:
    """The archive that the settings name; None when there is none."""
    if settings.archive_imap_host is not None:
        return ImapArchive(
            settings.archive_imap_host,
            settings.archive_imap_port,
            settings.archive_imap_user,
            settings.archive_imap_password or "",
            settings.archive_imap_folder,
        )
    return FolderArchive(settings.archive_folder) if settings.archive_folder is not None else None


@dataclass(frozen=True, slots=True)
class FolderArchive:
    """A maildir, or a folder of Postfix logs (also gzipped), on this machine.

    In a log a Message-ID alone proves nothing, it is written while the content still comes in: the same queue id
    must have become active.
    """

    path: Path

    def holds(self, message_ids: Collection[str], since: datetime) -> frozenset[str]:
        """See `Archive.holds`."""
        wanted, oldest = frozenset(message_ids), (since - SLACK).timestamp()
        maildir = [self.path / "new", self.path / "cur"]
        try:
            if all(folder.is_dir() for folder in maildir):
                return wanted & {_id_of(file) for folder in maildir for file in _newer(folder, oldest)}
            return wanted & _accepted(_newer(self.path, oldest))
        except OSError as error:
            raise ArchiveUnavailableError(str(error)) from error


def _newer(folder: Path, oldest: float) -> Iterator[Path]:
    for file in sorted(folder.iterdir()):
        if file.is_file() and file.stat().st_mtime >= oldest:
            yield file


def _id_of(file: Path) -> str:
    with file.open("rb") as mail:
        return str(BytesHeaderParser(policy=compat32).parse(mail)["Message-ID"] or "").strip()


def _accepted(files: Iterator[Path]) -> frozenset[str]:
    """The Message-IDs of mails that Postfix took responsibility for."""
    ids: dict[str, str] = {}
    active: set[str] = set()
    for file in files:
        for found in filter(None, map(_LOGGED.search, _lines(file))):
            queue, message_id = found.groups()
            if message_id:
                ids[queue] = message_id
            else:
                active.add(queue)
    return frozenset(ids[queue] for queue in active & ids.keys())


def _lines(file: Path) -> Iterator[str]:
    if file.suffix == ".gz":
        with gzip.open(file, "rt", encoding="utf-8", errors="replace") as packed:
            yield from packed
    else:
        with file.open("r", encoding="utf-8", errors="replace") as log:
            yield from log


@dataclass(frozen=True, slots=True)
class ImapArchive:
    """The mailbox that gets a blind copy of every mail, asked over TLS; it is only read."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    tls: ssl.SSLContext | None = None

    def holds(self, message_ids: Collection[str], since: datetime) -> frozenset[str]:
        """See `Archive.holds`."""
        wanted = sorted(set(message_ids))
        parts = [wanted[first : first + AT_ONCE] for first in range(0, len(wanted), AT_ONCE)]
        tls = self.tls or ssl.create_default_context()
        try:
            with IMAPClient(self.host, self.port, ssl_context=tls, timeout=IMAP_SECONDS) as server:
                server.login(self.user, self.password)
                server.select_folder(self.folder, readonly=True)
                return frozenset(id for part in parts for id in _in_folder(server, part, since))
        except (IMAPClientError, OSError, UnicodeError) as error:
            raise ArchiveUnavailableError(str(error) or type(error).__name__) from error


def _in_folder(server: IMAPClient, ids: list[str], since: datetime) -> Iterator[str]:
    """Those of the ids that a mail of the folder has as its own; the search itself also finds parts of ids."""
    criteria: list[str | date] = ["SINCE", (since - SLACK).date()]
    for number, id in enumerate(ids, start=1):
        criteria += ["OR"] if number < len(ids) else []
        criteria += ["HEADER", "Message-ID", id]
    found = server.search(criteria)
    if not found:
        return
    for mail in server.fetch(found, [f"BODY.PEEK[{_ID_FIELD}]"]).values():
        header = BytesHeaderParser(policy=compat32).parsebytes(mail[f"BODY[{_ID_FIELD}]".encode()])
        if (id := str(header["Message-ID"] or "").strip()) in ids:
            yield id
