"""Servers and processes that the tests of mail share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from notifications.scribe import Scribe
from tests.support import dovecot
from tests.support.dovecot import Dovecot
from tests.support.requirements import require
from tests.support.scribes import await_ready


@pytest.fixture(scope="session")
def imap_server() -> Iterator[Dovecot]:
    """A Dovecot server, one for each test process."""
    require(dovecot.installed(), "the Dovecot IMAP server (Debian: apt-get install dovecot-imapd)")
    with dovecot.dovecot() as server:
        yield server


@pytest.fixture
def mailbox(imap_server: Dovecot) -> Dovecot:
    """The server with an empty mailbox."""
    imap_server.empty()
    return imap_server


@pytest.fixture
def scribe() -> Iterator[Scribe]:
    """A second process that waits for drafts."""
    scribe = Scribe()
    scribe.start()
    await_ready(scribe)
    yield scribe
    scribe.close()
