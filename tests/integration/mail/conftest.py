"""Servers and processes that the tests of mail share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import dispatch
from notifications.scribe import Scribe
from tests.support import dovecot, mails
from tests.support.dovecot import Dovecot
from tests.support.machines import Machine, sending
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


@pytest.fixture
def machine(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """A machine that has sent one mail; what its mails say is about no task of a plan, and holds."""
    monkeypatch.setattr(dispatch, "recheck", mails.each(lambda facts: facts))
    with sending(tmp_path, sqlite_template) as found:
        yield found
