"""A data folder on a machine that sends, is backed up and put back; its relay is the archive too."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from flows.dispatch import Aids, deliver_due
from flows.fencing import fenced, keep_mark
from notifications.archive import Archive, ArchiveUnavailableError
from notifications.transports.capture import CaptureTransport
from notifications.transports.outcomes import BeforeData, Outcome
from tests.support import floods
from tests.support.floods import NOW, ON, Letter, put
from tests.support.mails import parsed
from zi_workflow.bootstrap import Store, do, open_store
from zi_workflow.domain.notices import MailKind
from zi_workflow.storage.tables import MailHold, MessageRow
from zi_workflow.usecases import breaker
from zi_workflow.usecases.breaker import Release
from zi_workflow.usecases.fence import Place
from zi_workflow.usecases.mail_gate import gate

HOST = "mesin-a"


@dataclass(frozen=True)
class Relay(CaptureTransport):
    """Takes every mail and is the archive of what it took."""

    taken: list[str] = field(default_factory=list)

    async def send(self, content: bytes, to_address: str, before_data: BeforeData) -> Outcome:
        """Accepted and archived."""
        outcome = await super().send(content, to_address, before_data)
        self.taken.append(str(parsed(content)["Message-ID"]))
        return outcome

    def holds(self, message_ids: Collection[str], since: datetime) -> frozenset[str]:
        """What was taken, if it may be that old."""
        return frozenset(message_ids) & set(self.taken) if since < NOW else frozenset()


class Closed(Relay):
    """An archive that cannot be asked."""

    def holds(self, message_ids: Collection[str], since: datetime) -> frozenset[str]:
        """Out of reach."""
        raise ArchiveUnavailableError("out of reach")


@dataclass
class Machine:
    """A data folder on a machine, whose database can be backed up and put back."""

    folder: Path
    relay: Relay = field(default_factory=Relay)
    host: str = HOST
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.store = open_store(self.url)

    @property
    def url(self) -> str:
        """Where the database is."""
        return f"sqlite:///{self.folder / 'zi.db'}"

    @property
    def place(self) -> Place:
        """Where the mark is."""
        return Place(self.folder, self.host)

    def delivers(
        self, *, crashing: int | None = None, archive: Archive | None = None, at: datetime = NOW
    ) -> int:
        """One run behind the fence; how many mails the relay has in all. It may die after so many batches."""
        batches = 0

        def after_batch() -> None:
            nonlocal batches
            batches += 1
            keep_mark(self.store, self.place)
            if batches == crashing:
                raise KeyboardInterrupt

        def hand_over() -> int:
            aids = Aids(archive, after_batch)
            return deliver_due(self.store, lambda: at, self.relay, "w1", gate(), aids)

        fenced(self.store, lambda: at, self.place, hand_over)()
        return len(self.relay.taken)

    def back_up(self) -> Path:
        """A copy by SQLite's own tool, as operations.md says."""
        target = self.folder.parent / "backup.db"
        with (
            closing(sqlite3.connect(self.folder / "zi.db")) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
        return target

    def restores(self, backup: Path) -> None:
        """The backup in place of the database; the mark stays."""
        self.store.close()
        for leftover in self.folder.glob("zi.db-*"):
            leftover.unlink()
        shutil.copyfile(backup, self.folder / "zi.db")
        self.store = open_store(self.url)

    def letters(self, *keys: str) -> None:
        """A mail each, to different people."""
        with self.store.writing() as session:
            for number, key in enumerate(keys):
                put(session, Letter(key, f"ua-{number}", kind=MailKind.RETURNED))

    def states(self) -> dict[str, str]:
        """Of every message, by key."""
        with self.store.reading() as session:
            return {r[0]: r[1] for r in session.execute(select(col(MessageRow.key), col(MessageRow.state)))}

    def holds(self) -> list[str]:
        """Causes of the holds nobody has ended."""
        with self.store.reading() as session:
            return list(session.scalars(select(col(MailHold.cause)).where(col(MailHold.ended_at).is_(None))))

    def release(self) -> int:
        """Somebody looks and lets go; how many."""
        with self.store.reading() as session:
            token = breaker.preview(session).token
        return do(self.store, breaker.release, Release(token, "citra", "diperiksa", ON), NOW)


@contextmanager
def sending(tmp_path: Path, template: Path) -> Iterator[Machine]:
    """A machine with two units and their people, that has sent one mail."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copyfile(template, folder / "zi.db")
    found = Machine(folder)
    floods.settle(found.store)
    found.letters("first")
    assert found.delivers() == 1
    try:
        yield found
    finally:
        found.store.close()
