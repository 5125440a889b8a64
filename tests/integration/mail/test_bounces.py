"""A bounce of a mail of ours has its effects once; nobody else's mail has any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from notifications.bounce_box import BounceBox, box_of, take_in
from notifications.delivery import deliver
from notifications.transports.outcomes import Fate, Outcome
from tests.support import bounces, mails
from tests.support.mails import NOW, Clock, ScriptedTransport
from zi_workflow.bootstrap import Store
from zi_workflow.domain.errors import InputError
from zi_workflow.domain.messages import MessageState
from zi_workflow.domain.notices import MailKind, NoticeKind
from zi_workflow.settings import Settings
from zi_workflow.storage.tables import BounceRow, EventRow, MessageRow, NoticeRow, Person
from zi_workflow.usecases.returns import Verdict

LATER = NOW + timedelta(hours=1)


@dataclass
class Box:
    """The mailbox of bounces in a folder."""

    path: Path
    count: int = 0

    def put(self, *raws: bytes) -> None:
        """As a delivery agent does."""
        for raw in raws:
            self.count += 1
            (self.path / "new" / f"{self.count:04}.mx").write_bytes(raw)

    def names(self, part: str) -> list[str]:
        """What lies there."""
        return sorted(file.name for file in (self.path / part).iterdir())


@pytest.fixture
def box(tmp_path: Path) -> Box:
    """An empty one."""
    for part in ("new", "cur", "tmp"):
        (tmp_path / "bounces" / part).mkdir(parents=True)
    return Box(tmp_path / "bounces")


async def sent(store: Store, key: str = "k", days: int = 0) -> tuple[str, str, str]:
    """A mail to Budi that the relay took: its id, its Message-ID and its notice."""
    on, at = mails.ON + timedelta(days=days), NOW + timedelta(days=days)
    with store.writing() as session:
        notice = mails.notice(session, "TL-03")
        row = mails.enqueue(session, key, mails.line("TL-03", notice), kind=MailKind.RETURNED, on=on, at=at)
        ids = row.id, row.message_id, notice
    transport = ScriptedTransport(name="smtp")
    assert (await deliver(store, Clock(at).now, transport, "w1")).sent == 1
    return ids


def full(message_id: str) -> bytes:
    """Not the address's fault."""
    return bounces.report(message_id, status="4.2.2", said="452 4.2.2 mailbox full")


def read(store: Store, box: Box, days: int = 0) -> dict[Verdict, int]:
    """One round."""
    return dict(take_in(store, LATER + timedelta(days=days), BounceBox(box.path)))


def suppressed(store: Store) -> str | None:
    """Why nothing is sent to Budi."""
    with store.reading() as session:
        return session.get_one(Person, "budi").suppressed


def counts(store: Store) -> tuple[int, int, int]:
    """Notes about mails that did not arrive, events about addresses, notices to whoever can mend it."""
    with store.reading() as session:
        told = select(func.count()).where(col(NoticeRow.kind) == str(NoticeKind.UNDELIVERED))
        events = select(func.count()).where(col(EventRow.kind) == "address.suppressed")
        return (
            session.scalar(select(func.count()).select_from(BounceRow)) or 0,
            session.scalar(events) or 0,
            session.scalar(told) or 0,
        )


async def test_a_hard_bounce_suppresses_the_address_and_tells_its_coordinator_once(
    store: Store, box: Box
) -> None:
    """The mail failed, what it told is due again, and the same bounce again changes nothing."""
    mails.settle(store)
    mail_id, message_id, notice = await sent(store)
    assert mails.notice_state(store, notice)[0] == "told"
    box.put(bounces.report(message_id))
    assert read(store, box) == {Verdict.SUPPRESSED: 1}
    row = mails.message(store, mail_id)
    assert (row.state, suppressed(store)) == ("failed", "bounced")
    assert row.reason is not None
    assert row.reason.startswith("returned: 550 5.1.1 <budi@example.go.id>")
    assert mails.notice_state(store, notice) == ("due", None, None)
    assert (box.names("new"), box.names("cur")) == ([], ["0001.mx:2,S"])
    box.put(bounces.report(message_id), bounces.qmail(message_id))
    assert read(store, box) == {Verdict.KNOWN: 2}
    assert counts(store) == (1, 1, 1)


async def test_a_crash_before_a_bounce_is_put_away_doubles_nothing(store: Store, box: Box) -> None:
    """The transaction is done, the file still lies in `new`: the next round puts it away."""
    mails.settle(store)
    _mail_id, message_id, _notice = await sent(store)
    box.put(bounces.report(message_id))

    class Crashing(BounceBox):
        def seen(self, file: Path) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_in(store, LATER, Crashing(box.path))
    assert box.names("new") == ["0001.mx"]
    before = counts(store)
    assert read(store, box) == {Verdict.KNOWN: 1}
    assert (counts(store), box.names("new")) == (before, [])


async def test_failures_of_three_days_are_as_good_as_a_hard_one(store: Store, box: Box) -> None:
    """Two mails of one day count once; until then the matters come again by mail."""
    mails.settle(store)
    for key, day, verdict in (
        ("a", 0, "noted"),
        ("b", 0, "noted"),
        ("c", 2, "noted"),
        ("d", 5, "suppressed"),
    ):
        mail_id, message_id, notice = await sent(store, key, day)
        box.put(full(message_id))
        assert read(store, box, day) == {Verdict(verdict): 1}
        assert mails.message(store, mail_id).state == "failed"
        assert mails.notice_state(store, notice)[0] == "due"
    assert suppressed(store) == "bounced"
    assert counts(store) == (4, 1, 1)


async def test_refusals_at_the_relay_count_as_well(store: Store, box: Box) -> None:
    """A mailbox that is full when we knock, on three days."""
    mails.settle(store)
    no_room = Outcome(Fate.FAILED, "rcpt", "552 5.2.2 mailbox full", unreached=True)
    for day in (0, 2):
        at = NOW + timedelta(days=day)
        with store.writing() as session:
            mails.enqueue(session, f"r{day}", mails.line("TL-03", None), on=at.date(), at=at)
        await deliver(store, Clock(at).now, ScriptedTransport([no_room], name="smtp"), "w1")
        assert suppressed(store) is None
    _mail_id, message_id, _notice = await sent(store, "c", 5)
    box.put(full(message_id))
    assert read(store, box, 5) == {Verdict.SUPPRESSED: 1}


async def test_failures_long_ago_are_forgotten(store: Store, box: Box) -> None:
    """Three days within a month, not within a year."""
    mails.settle(store)
    for key, day in (("a", 0), ("b", 2), ("c", 33)):
        _mail_id, message_id, _notice = await sent(store, key, day)
        box.put(full(message_id))
        assert read(store, box, day) == {Verdict.NOTED: 1}
    assert suppressed(store) is None


async def test_a_stranger_cannot_suppress_anybody(store: Store, box: Box) -> None:
    """Not with an id of nobody's, not with one of ours for another address, not for mail that never went out."""
    mails.settle(store)
    mail_id, message_id, notice = await sent(store)
    with store.writing() as session:
        waiting = mails.enqueue(
            session, "w", mails.line("TL-04", None), kind=MailKind.ASSIGNED, at=NOW + timedelta(days=1)
        ).message_id
    box.put(
        bounces.report("<ffffffffffffffffffffffffffffffff@example.go.id>"),
        bounces.report(message_id, "citra@example.go.id"),
        bounces.report(waiting),
        bounces.absence(message_id),
        bounces.report(message_id, action="delayed", status="4.4.1"),
        bounces.report(message_id).replace(b"Message-ID", b"X-Message-ID"),
        b"\x00\xff" * 10_000,
        b"",
    )
    assert read(store, box) == {Verdict.FOREIGN: 8}
    assert (mails.message(store, mail_id).state, suppressed(store)) == ("sent", None)
    assert (mails.notice_state(store, notice)[0], counts(store)) == ("told", (0, 0, 0))
    assert (box.names("new"), len(box.names("cur"))) == ([], 8)


async def test_captured_mail_cannot_come_back(store: Store, box: Box) -> None:
    """It never went out, so whoever says so knows it from our own pages."""
    mails.settle(store)
    with store.writing() as session:
        message_id = mails.enqueue(session, "k", mails.line("TL-03", None), kind=MailKind.ASSIGNED).message_id
    await deliver(store, Clock().now, ScriptedTransport(name="capture"), "w1")
    box.put(bounces.report(message_id))
    assert read(store, box) == {Verdict.FOREIGN: 1}


async def test_a_bounce_of_an_old_mail_or_an_old_address_changes_nothing_now(store: Store, box: Box) -> None:
    """Relays give up after days; a corrected address is not to blame for the one before."""
    mails.settle(store)
    _mail_id, message_id, _notice = await sent(store)
    box.put(bounces.report(message_id))
    assert read(store, box, days=20) == {Verdict.FOREIGN: 1}
    mail_id, message_id, notice = await sent(store, "l")
    with store.writing() as session:
        session.get_one(Person, "budi").email = "budi.baru@example.go.id"
    box.put(bounces.report(message_id))
    read(store, box)
    assert (suppressed(store), mails.message(store, mail_id).state) == (None, "failed")
    assert mails.notice_state(store, notice)[0] == "due"


async def test_an_uncertain_mail_that_comes_back_was_accepted_and_failed(store: Store, box: Box) -> None:
    """It is settled; one that a worker has in hands waits for the next round."""
    mails.settle(store)
    mail_id, notice = mails.queue_one(store)
    message_id = mails.message(store, mail_id).message_id
    lost = ScriptedTransport([Outcome(Fate.UNCERTAIN, "data", "gone")], name="smtp")
    assert (await deliver(store, Clock().now, lost, "w1")).uncertain == 1
    with store.writing() as session:
        session.get_one(MessageRow, mail_id).state = str(MessageState.DATA)
    box.put(bounces.report(message_id))
    assert read(store, box) == {Verdict.EARLY: 1}
    assert box.names("new") == ["0001.mx"]
    with store.writing() as session:
        session.get_one(MessageRow, mail_id).state = str(MessageState.UNCERTAIN)
    assert read(store, box) == {Verdict.SUPPRESSED: 1}
    assert mails.message(store, mail_id).state == "failed"
    assert mails.notice_state(store, notice)[0] == "due"


async def test_one_mail_that_cannot_be_read_does_not_stop_the_others(store: Store, box: Box) -> None:
    """Nor does a folder among them, nor letters that no database takes."""
    mails.settle(store)
    _mail_id, message_id, _notice = await sent(store)
    box.put(b"x")
    (box.path / "new" / "0001.mx").unlink()
    (box.path / "new" / "0001.mx").symlink_to(box.path / "nowhere")
    (box.path / "new" / "0000").mkdir()
    box.put(
        bounces.report(
            message_id, said="550 5.1.1 \x00 \udcff ada".encode("utf-8", "surrogateescape").decode("latin-1")
        )
    )
    assert read(store, box) == {Verdict.SUPPRESSED: 1}


@pytest.mark.parametrize("kind", ["multipart/mixed; boundary=b", "message/rfc822"])
async def test_a_mail_of_a_thousand_nested_parts_says_nothing(store: Store, box: Box, kind: str) -> None:
    """Anybody can write to that address; the bounce behind it is read, and no mail waits for it."""
    mails.settle(store)
    _mail_id, message_id, _notice = await sent(store)
    part = f"Content-Type: {kind}\n\n" + "--b\n" * kind.startswith("multipart")
    box.put(part.encode() * 3000, bounces.report(message_id))
    assert read(store, box) == {Verdict.FOREIGN: 1, Verdict.SUPPRESSED: 1}
    assert box.names("new") == []


def test_a_folder_that_is_no_mailbox_stops_the_start(tmp_path: Path) -> None:
    """With one sentence; a folder that disappears later stops nothing."""
    with pytest.raises(InputError) as caught:
        box_of(Settings(bounce_folder=tmp_path))
    assert [problem.where for problem in caught.value.problems] == ["ZI_BOUNCE_FOLDER"]
    assert box_of(Settings()) is None


def test_a_mailbox_that_is_away_is_no_reason_to_stop(sqlite_store: Store, tmp_path: Path) -> None:
    """Delivery goes on."""
    assert not take_in(sqlite_store, NOW, BounceBox(tmp_path / "none"))
    assert not take_in(sqlite_store, NOW, None)
