"""Servers that the tests of mail share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support import dovecot
from tests.support.dovecot import Dovecot
from tests.support.requirements import require


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
