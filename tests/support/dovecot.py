"""A private Dovecot IMAP server over TLS; knows no archive."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.support.accounts import unprivileged
from tests.support.certificates import certificate
from tests.support.smtp_servers import free_port
from zi_workflow.clock import elapsed, pause

PROGRAM = "/usr/sbin/dovecot"
HOST, USER, PASSWORD = "localhost", "arsip@example.go.id", 'ku "n" \\ci'
STARTS_IN = 20  # seconds
_NUMBERS = count(1)

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/run
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
protocols = imap
log_path = {folder}/log
ssl = required
ssl_cert = <{certificate}
ssl_key = <{key}
auth_mechanisms = plain login
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{folder}/mail
namespace inbox {{
  inbox = yes
  separator = /
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port}
    ssl = yes
  }}
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server with one mailbox, whose maildir can be written to; it trusts nobody without the password."""

    folder: Path
    port: int
    certificate: Path

    @property
    def maildir(self) -> Path:
        """The mailbox."""
        return self.folder / "mail"

    def deliver(self, content: bytes, folder: str = "") -> None:
        """Put a mail into the mailbox as a delivery agent does, or into the sub-folder `.Name` of it."""
        box = self.maildir / folder
        name = f"{next(_NUMBERS)}.test"
        (box / "tmp" / name).write_bytes(content)
        (box / "tmp" / name).rename(box / "new" / name)

    def make_folder(self, name: str) -> None:
        """A sub-folder, named as the maildir has it (`.Arsip`)."""
        _make(self.maildir / name)

    def empty(self) -> None:
        """Take all mails of the mailbox away."""
        for part in ("new", "cur"):
            for file in (self.maildir / part).iterdir():
                file.unlink()


def _make(box: Path) -> None:
    for part in ("", "new", "cur", "tmp"):
        (box / part).mkdir(exist_ok=True)
        _give(box / part)


def _give(path: Path) -> None:
    account = unprivileged()
    if account:
        os.chown(path, account["user"], account["group"])


def installed() -> bool:
    """Whether there is a server to start."""
    return Path(PROGRAM).exists()


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """The server while the block runs, in a folder right under /tmp: a socket's path must be short."""
    folder = Path(tempfile.mkdtemp(prefix="zi-imap-", dir="/tmp"))
    try:
        server = Dovecot(folder, free_port(), _prepare(folder))
        command = [PROGRAM, "-F", "-c", str(_configure(server))]
        with subprocess.Popen(command, cwd="/", stdin=subprocess.DEVNULL, **unprivileged()) as process:
            try:
                _wait(server, process)
                yield server
            finally:
                process.terminate()
                process.wait()
    finally:
        shutil.rmtree(folder)


def _prepare(folder: Path) -> Path:
    _give(folder)
    (folder / "run").mkdir()
    _make(folder / "mail")
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    files = certificate(folder, HOST)
    for path in (folder / "run", folder / "users", *files):
        _give(path)
    return files[0]


def _configure(server: Dovecot) -> Path:
    account = unprivileged()
    uid, gid = account.get("user", os.getuid()), account.get("group", os.getgid())
    file = server.folder / "dovecot.conf"
    file.write_text(
        CONFIGURATION.format(
            folder=server.folder,
            user=pwd.getpwuid(uid).pw_name,
            group=grp.getgrgid(gid).gr_name,
            certificate=server.certificate,
            key=server.folder / "key.pem",
            port=server.port,
        )
    )
    return file


def _wait(server: Dovecot, process: subprocess.Popen[bytes]) -> None:
    begun = elapsed()
    while elapsed() - begun < STARTS_IN and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 1):
            return
        pause(0.05)
    log = server.folder / "log"
    raise RuntimeError(f"dovecot did not start:\n{log.read_text() if log.exists() else ''}")
