"""The archive asks a real IMAP server, and whatever goes wrong on the way is not taken for a no."""

from __future__ import annotations

import os
import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from imapclient import IMAPClient  # type: ignore[import-untyped]

from notifications import archive
from notifications.archive import ArchiveUnavailableError, ImapArchive
from tests.support.dovecot import HOST, PASSWORD, USER, Dovecot
from tests.support.smtp_servers import free_port

SINCE = datetime(2025, 1, 1, 12, tzinfo=UTC)
HELD, OTHER, NOWHERE = "<a@example.go.id>", "<b@example.go.id>", "<c@example.go.id>"


def archive_at(server: Dovecot, folder: str = "INBOX") -> ImapArchive:
    """The mailbox as somebody reads it who trusts its certificate."""
    trust = ssl.create_default_context(cafile=str(server.certificate))
    return ImapArchive(HOST, server.port, USER, PASSWORD, folder, tls=trust)


def mail(message_id: str, body: str = "isi") -> bytes:
    """A mail with this header."""
    return f"From: zi@example.go.id\r\nMessage-ID: {message_id}\r\n\r\n{body}\r\n".encode()


def test_the_header_counts_and_not_the_body(mailbox: Dovecot) -> None:
    """Found, not found, and only mentioned; a part of an id is not the id."""
    mailbox.deliver(mail(HELD, body=f"Message-ID: {NOWHERE}"))
    mailbox.deliver(mail("\r\n " + OTHER))
    mailbox.deliver(mail("<xx" + NOWHERE[1:]))
    asked = archive_at(mailbox)
    assert asked.holds({HELD, OTHER, NOWHERE}, SINCE) == {HELD, OTHER}
    assert asked.holds({NOWHERE}, SINCE) == frozenset()
    assert asked.holds({"c@example.go.id>"}, SINCE) == frozenset()
    assert asked.holds(set(), SINCE) == frozenset()


def test_many_ids_in_a_full_mailbox_cost_few_searches(
    mailbox: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2,000 mails: one search for an id, and a search for each 40 of them."""
    for number in range(2_000):
        mailbox.deliver(mail(f"<{number}@example.go.id>"))
    searches = []
    search = IMAPClient.search

    def counted(self: IMAPClient, criteria: list[object]) -> object:
        searches.append(criteria)
        return search(self, criteria)

    monkeypatch.setattr(IMAPClient, "search", counted)
    asked = archive_at(mailbox)
    assert asked.holds({"<1999@example.go.id>"}, SINCE) == {"<1999@example.go.id>"}
    assert len(searches) == 1
    many = {f"<{number}@example.go.id>" for number in range(1_900, 2_100)}
    assert asked.holds(many, SINCE) == {f"<{number}@example.go.id>" for number in range(1_900, 2_000)}
    assert len(searches) == 1 + 5


def test_it_is_only_read(mailbox: Dovecot) -> None:
    """Whoever reads the mailbox too finds the mail as new as before."""
    mailbox.deliver(mail(HELD))
    asked = archive_at(mailbox)
    asked.holds({HELD}, SINCE)
    with IMAPClient(HOST, mailbox.port, ssl_context=asked.tls) as server:
        server.login(USER, PASSWORD)
        server.select_folder("INBOX", readonly=True)
        assert len(server.search(["UNSEEN"])) == 1


def test_mails_older_than_the_question_are_left_out(mailbox: Dovecot) -> None:
    """With a day of slack for other clocks."""
    for message_id, days in ((HELD, 0.5), (OTHER, 3)):
        mailbox.deliver(mail(message_id))
        newest = max((mailbox.maildir / "new").iterdir(), key=lambda file: int(file.name.partition(".")[0]))
        at = SINCE.timestamp() - days * 86_400
        os.utime(newest, (at, at))
    assert archive_at(mailbox).holds({HELD, OTHER}, SINCE) == {HELD}


@pytest.mark.parametrize(
    ("shown", "kept"), [('Arsip "ZI"', '.Arsip "ZI"'), ("Arsip é/2025", ".Arsip &AOk-.2025")]
)
def test_folders_may_have_any_name(mailbox: Dovecot, shown: str, kept: str) -> None:
    """With quotes, letters beyond ASCII, and levels."""
    mailbox.make_folder(kept)
    mailbox.deliver(mail(HELD), kept)
    assert archive_at(mailbox, shown).holds({HELD}, SINCE) == {HELD}


@pytest.mark.parametrize("wrong", ["password", "user", "folder", "trust", "name", "port"])
def test_what_cannot_be_asked_is_not_a_no(mailbox: Dovecot, wrong: str) -> None:
    """A wrong password or folder, a certificate nobody vouches for or of another host, nobody there."""
    mailbox.deliver(mail(HELD))
    right = archive_at(mailbox)
    asked = {
        "password": replace(right, password="salah"),
        "user": replace(right, user="lain é"),
        "folder": replace(right, folder="Tidak Ada"),
        "trust": replace(right, tls=None),
        "name": replace(right, host="127.0.0.1"),
        "port": replace(right, port=free_port()),
    }[wrong]
    with pytest.raises(ArchiveUnavailableError) as caught:
        asked.holds({HELD}, SINCE)
    assert str(caught.value)
    assert right.holds({HELD}, SINCE) == {HELD}


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while."""
    monkeypatch.setattr(archive, "IMAP_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        asked = ImapArchive("127.0.0.1", silent.getsockname()[1], USER, PASSWORD)
        with pytest.raises(ArchiveUnavailableError):
            asked.holds({HELD}, SINCE)
