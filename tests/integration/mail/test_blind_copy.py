"""Every mail goes to the archive too, unseen, so that a mail without an answer can be settled."""

from __future__ import annotations

import ssl
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope, Session

from notifications.archive import ImapArchive
from notifications.delivery import deliver
from notifications.resolving import resolve
from notifications.transports.relay import Relay
from notifications.transports.smtp import SmtpTransport
from tests.support import mails
from tests.support.dovecot import HOST, PASSWORD, USER, Dovecot
from tests.support.mails import NOW, Clock
from tests.support.smtp_servers import Sink, content, serving
from zi_workflow.bootstrap import Store
from zi_workflow.domain.notices import MailKind

BUDI = "budi@example.go.id"
GRACE_OVER = timedelta(minutes=16)


@dataclass
class Delivering(Sink):
    """A relay that puts the archive's copy into its mailbox; `loses` names what goes wrong after the content."""

    mailbox: Dovecot | None = None
    loses: str = ""

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        """Takes the mail unless it is to be lost; says so unless the answer is to be lost."""
        assert self.mailbox is not None
        if self.loses != "mail":
            self.taken.append(envelope)
            if USER in envelope.rcpt_tos:
                self.mailbox.deliver(content(envelope))
        if self.loses:
            server.transport.abort()
        return "250 OK"


def archive_at(server: Dovecot) -> ImapArchive:
    """The mailbox, trusted."""
    trust = ssl.create_default_context(cafile=str(server.certificate))
    return ImapArchive(HOST, server.port, USER, PASSWORD, tls=trust)


def copying(relay: Relay) -> SmtpTransport:
    """A transport whose mails all go to the archive too."""
    return SmtpTransport(replace(relay, archive=USER))


def queue(store: Store, kind: MailKind = MailKind.RETURNED) -> str:
    """One mail to Budi."""
    mails.settle(store)
    with store.writing() as session:
        return mails.enqueue(session, "k", mails.line("TL-03", mails.notice(session, "TL-03")), kind=kind).id


async def test_the_copy_is_in_the_envelope_alone(sqlite_store: Store) -> None:
    """A second recipient that nothing in the mail betrays."""
    queue(sqlite_store)
    sink = Sink()
    with serving(sink) as relay:
        await deliver(sqlite_store, Clock().now, copying(relay), "w1")
    (envelope,) = sink.taken
    assert envelope.rcpt_tos == [BUDI, USER]
    assert message_from_bytes(content(envelope))["Bcc"] is None
    assert USER.encode() not in content(envelope)


@dataclass
class Choosy(Sink):
    """A relay that refuses some recipients."""

    refused: Collection[str] = ()
    refusal: str = "550 no such user"

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """As told."""
        if address in self.refused:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.mark.parametrize("refusal", ["550 no such user", "451 later"])
async def test_a_refused_archive_lets_nothing_out(sqlite_store: Store, refusal: str) -> None:
    """The mail is tried again; its receiver is not to blame, and nobody's address is marked."""
    mail_id = queue(sqlite_store)
    clock, sink = Clock(), Choosy(refused={USER}, refusal=refusal)
    with serving(sink) as relay:
        transport = copying(relay)
        await deliver(sqlite_store, clock.now, transport, "w1")
        row = mails.message(sqlite_store, mail_id)
        assert (row.state, row.reason, row.copies) == ("retry", f"archive: {refusal}", 0)
        sink.refused = ()
        clock.at += timedelta(minutes=2)
        assert (await deliver(sqlite_store, clock.now, transport, "w1")).sent == 1
    assert [envelope.rcpt_tos for envelope in sink.taken] == [[BUDI, USER]]


async def test_a_refused_receiver_sends_no_copy(sqlite_store: Store) -> None:
    """The archive holds what was accepted for somebody, and nothing else."""
    mail_id = queue(sqlite_store)
    sink = Choosy(refused={BUDI})
    with serving(sink) as relay:
        await deliver(sqlite_store, Clock().now, copying(relay), "w1")
    assert (mails.message(sqlite_store, mail_id).state, sink.taken) == ("failed", [])


@pytest.mark.parametrize("kind", [MailKind.RETURNED, MailKind.DIGEST])
async def test_an_accepted_mail_whose_answer_was_lost_is_found(
    store: Store, mailbox: Dovecot, kind: MailKind
) -> None:
    """Relay to mailbox to IMAP: it was sent, once."""
    mail_id, clock = queue(store, kind), Clock()
    sink = Delivering(mailbox=mailbox, loses="answer")
    with serving(sink) as relay:
        assert (await deliver(store, clock.now, copying(relay), "w1")).uncertain == 1
        clock.at += GRACE_OVER
        assert resolve(store, clock.at, archive_at(mailbox)).sent == 1
        assert (await deliver(store, clock.now, copying(relay), "w1")).handled == 0
    row = mails.message(store, mail_id)
    assert (row.state, row.copies, len(sink.taken)) == ("sent", 1, 1)


async def test_a_mail_that_never_arrived_goes_once_more(store: Store, mailbox: Dovecot) -> None:
    """Not in the archive: sent again, and this time it is there."""
    mail_id, clock = queue(store), Clock()
    sink = Delivering(mailbox=mailbox, loses="mail")
    with serving(sink) as relay:
        assert (await deliver(store, clock.now, copying(relay), "w1")).uncertain == 1
        assert resolve(store, clock.at, archive_at(mailbox)).again == 0
        clock.at += GRACE_OVER
        assert resolve(store, clock.at, archive_at(mailbox)).again == 1
        sink.loses = ""
        assert (await deliver(store, clock.now, copying(relay), "w1")).sent == 1
    row = mails.message(store, mail_id)
    assert (row.state, row.copies, len(sink.taken)) == ("sent", 2, 1)
    assert archive_at(mailbox).holds({row.message_id}, NOW) == {row.message_id}


async def test_while_the_archive_is_away_nothing_is_settled(store: Store, mailbox: Dovecot) -> None:
    """A wrong password today is no reason to send twice."""
    mail_id, clock = queue(store), Clock()
    with serving(Delivering(mailbox=mailbox, loses="answer")) as relay:
        await deliver(store, clock.now, copying(relay), "w1")
    clock.at += GRACE_OVER
    resolve(store, clock.at, replace(archive_at(mailbox), password="salah"))
    assert mails.message(store, mail_id).state == "uncertain"
    resolve(store, clock.at, archive_at(mailbox))
    assert mails.message(store, mail_id).state == "sent"
