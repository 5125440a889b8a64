"""`zi mail test` tries the way to a mailbox, says how each step went, and leaves no trace."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, Envelope, Session

from tests.integration.cli.conftest import Terminal
from tests.support import sinks
from tests.support.smtp_servers import Sink, content, free_port, serving

DEWI = "dewi@example.go.id"


@contextmanager
def relay_at(monkeypatch: pytest.MonkeyPatch, sink: Sink, **options: object) -> Iterator[None]:
    """Live mail through this server."""
    with serving(sink, **options) as relay:
        for name, value in (
            ("MAIL_MODE", "live"),
            ("MAIL_FROM", "zi@example.go.id"),
            ("SMTP_HOST", "127.0.0.1"),
            ("SMTP_PORT", str(relay.port)),
            ("SMTP_STARTTLS", "false"),
        ):
            monkeypatch.setenv(f"ZI_{name}", value)
        yield


def test_each_step_is_told_and_the_outbox_stays_empty(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through to the relay's own words."""
    sink = Sink()
    monkeypatch.setenv("ZI_ARCHIVE_ADDRESS", "arsip@example.go.id")
    with relay_at(monkeypatch, sink):
        said = terminal.does("mail", "test", DEWI).splitlines()
    assert said[0] == "Tanda tangan (DKIM): tidak ada"
    assert said[1].startswith("Sambungan (127.0.0.1:")
    assert said[1].endswith("): berhasil")
    assert "Penyandian (STARTTLS): ditiadakan oleh ZI_SMTP_STARTTLS" in said
    assert "Pengirim (MAIL) (zi@example.go.id): berhasil" in said
    assert "Salinan untuk arsip (RCPT) (arsip@example.go.id): berhasil" in said
    assert said[-2:] == ["Jawaban relai: berhasil: OK", "Relai telah menerima surel uji."]
    (envelope,) = sink.taken
    assert envelope.rcpt_tos == [DEWI, "arsip@example.go.id"]
    mail = message_from_bytes(content(envelope), policy=policy.SMTP)
    assert (str(mail["To"]), str(mail["Auto-Submitted"])) == (DEWI, "auto-generated")
    assert "Uji pengiriman surel - Senin, 3 Februari 2025" in str(mail["Subject"])
    assert terminal.tells("mail", "list") == []


def test_a_signature_and_a_return_path_are_tried_too(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As they are set; half a signature is refused before anything is said."""
    key = terminal.file("kunci", base64.b64encode(bytes(range(32))))
    monkeypatch.setenv("ZI_DKIM_KEY_FILE", key)
    sink = Sink()
    with relay_at(monkeypatch, sink):
        (said,) = terminal.refuses("mail", "test", DEWI)
        assert said.startswith("ZI_DKIM_SELECTOR: diperlukan")
        monkeypatch.setenv("ZI_DKIM_SELECTOR", "zi2025")
        monkeypatch.setenv("ZI_MAIL_BOUNCES", "zi-bounces@example.go.id")
        assert "Tanda tangan (DKIM) (ya): berhasil" in terminal.does("mail", "test", DEWI)
    (envelope,) = sink.taken
    assert envelope.mail_from == "zi-bounces@example.go.id"
    mail = message_from_bytes(content(envelope))
    assert "d=example.go.id" in str(mail["DKIM-Signature"])
    assert "zi@example.go.id" in str(mail["From"])


@pytest.mark.parametrize(
    ("answers", "step", "words"),
    [
        ({"mail": "550 not you"}, "Pengirim (MAIL)", "550 not you"),
        ({"rcpt": "550 5.1.1 nobody"}, "Penerima (RCPT)", "550 5.1.1 nobody"),
        ({"data": "554 spam"}, "Jawaban relai", "554 spam"),
    ],
)
def test_a_refusal_names_the_step_and_the_relays_words(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, answers: dict[str, str], step: str, words: str
) -> None:
    """And ends with status 2."""
    with relay_at(monkeypatch, Sink(answers)):
        said = terminal.say("mail", "test", DEWI)
    assert said.status == 2
    assert said.out.splitlines()[-1] == f"{step}: ditolak atau gagal: {words}"
    assert said.err == f"Surel uji tidak terkirim; gagal pada langkah: {step}.\n"


def test_a_lost_answer_is_no_refusal(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The relay took it and hung up: whoever waits for the mail can tell, we cannot."""
    with sinks.sink(tmp_path, "fault=kept:drop") as port, relay_at(monkeypatch, Sink()):
        monkeypatch.setenv("ZI_SMTP_PORT", str(port))
        said = terminal.say("mail", "test", DEWI)
    assert (said.status, len(sinks.fresh(tmp_path))) == (2, 1)
    assert said.err.startswith("Tidak diketahui apakah surel uji terkirim")


def test_a_refused_login_and_an_absent_relay_are_told_apart(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AUTH and connection."""

    def refuse(*_anything: object) -> AuthResult:
        return AuthResult(success=False, handled=False)

    with relay_at(monkeypatch, Sink(), authenticator=refuse, auth_require_tls=False):
        monkeypatch.setenv("ZI_SMTP_USER", "zi")
        monkeypatch.setenv("ZI_SMTP_PASSWORD", "salah")
        said = terminal.say("mail", "test", DEWI)
        assert (said.status, "langkah: Masuk (AUTH)." in said.err) == (2, True)
        assert "salah" not in said.out + said.err
        monkeypatch.setenv("ZI_SMTP_PORT", str(free_port()))
        assert "langkah: Sambungan." in terminal.say("mail", "test", DEWI).err
        monkeypatch.setenv("ZI_SMTP_STARTTLS", "true")


def test_while_mail_is_stopped_the_relay_is_only_asked(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing leaves after a stop, not even a test."""
    terminal.does("mail", "stop", "--reason", "uji")
    sink = Sink()
    with relay_at(monkeypatch, sink):
        said = terminal.does("mail", "test", DEWI).splitlines()
    assert "Penerima (RCPT): berhasil" in said
    assert said[-1].startswith("Pengiriman surel dihentikan sehingga tidak ada yang dikirim")
    assert sink.taken == []


def test_other_modes_send_nothing_to_anybody_else(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Capture and off say what they would do; an allow-list is obeyed."""
    sink = Sink()
    with relay_at(monkeypatch, sink):
        for mode in ("capture", "off"):
            monkeypatch.setenv("ZI_MAIL_MODE", mode)
            assert "tidak ada yang dikirim" in terminal.does("mail", "test", DEWI)
        monkeypatch.setenv("ZI_MAIL_MODE", "allowlist")
        monkeypatch.setenv("ZI_MAIL_ALLOWLIST", "lain@example.go.id")
        (said,) = terminal.refuses("mail", "test", DEWI)
        assert said.startswith(f"{DEWI} tidak ada dalam ZI_MAIL_ALLOWLIST")
        assert sink.taken == []
        monkeypatch.setenv("ZI_MAIL_ALLOWLIST", "@example.go.id")
        terminal.does("mail", "test", DEWI)
    assert len(sink.taken) == 1
    (said,) = terminal.refuses("mail", "test", "bukan alamat")
    assert "bukan alamat" in said


@dataclass
class Filing(Sink):
    """A relay that also files what it takes."""

    box: Path | None = None

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        """Taken, and filed where there is a box."""
        self.taken.append(envelope)
        if self.box is not None:
            (self.box / "new" / str(len(self.taken))).write_bytes(content(envelope))
        return "250 OK"


def test_the_archive_is_asked_for_the_copy(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found, not there yet, or not to be asked: then the test has failed although the mail went out."""
    box = terminal.folder / "arsip"
    for part in ("new", "cur"):
        (box / part).mkdir(parents=True)
    monkeypatch.setattr("zi_workflow.cli.mail_test.BETWEEN", 0)
    monkeypatch.setenv("ZI_ARCHIVE_FOLDER", str(box))
    sink = Filing()
    with relay_at(monkeypatch, sink):
        said = terminal.does("mail", "test", DEWI).splitlines()
        assert said[-1] == "Arsip menjawab, tetapi salinan belum ada di sana."
        sink.box = box
        said = terminal.does("mail", "test", DEWI).splitlines()
        assert said[-1] == "Salinan sudah ada dalam arsip."
        monkeypatch.setenv("ZI_ARCHIVE_FOLDER", str(terminal.folder / "tidak-ada"))
        failed = terminal.say("mail", "test", DEWI)
    assert failed.status == 2
    assert failed.out.splitlines()[-1].startswith("Arsip tidak dapat ditanyai: ")
    assert failed.err == "Surel uji terkirim, tetapi arsip tidak dapat ditanyai.\n"
