"""A day's work takes in what came back: whom it did not reach reads it on paper, and somebody hears of it."""

from __future__ import annotations

from email import message_from_bytes
from pathlib import Path

import pytest

from tests.integration.cli.conftest import Terminal
from tests.support import bounces
from tests.support.smtp_servers import Sink, content, serving

BUDI = "budi@contoh.go.id"


def go_live(monkeypatch: pytest.MonkeyPatch, box: Path, port: int) -> None:
    """Send through the relay on that port; what comes back lies in `box`."""
    for part in ("new", "cur"):
        (box / part).mkdir(parents=True)
    settings = {
        "MAIL_MODE": "live",
        "MAIL_FROM": "zi@contoh.go.id",
        "MAIL_BOUNCES": "zi-bounces@contoh.go.id",
        "BOUNCE_FOLDER": str(box),
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "SMTP_STARTTLS": "false",
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"ZI_{name}", value)


def test_the_next_morning_knows_what_came_back(office: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Budi's matters are told again on the printable list; Ayu, his coordinator, is asked to mend the address."""
    box = office.folder / "bounces"
    sink = Sink()
    with serving(sink) as relay:
        go_live(monkeypatch, box, relay.port)
        office.does("tick")
        (first,) = [mail for mail in sink.taken if mail.rcpt_tos == [BUDI]]
        assert first.mail_from == "zi-bounces@contoh.go.id"
        before = [row for row in office.tells("mail", "list") if row["to_name"] == "Budi"]
        assert [row["state"] for row in before] == ["sent"]
        original = str(message_from_bytes(content(first))["Message-ID"])
        (box / "new" / "1").write_bytes(bounces.report(original, BUDI))
        sink.taken.clear()
        for later in ("2025-02-03T13:00+07:00", "2025-02-04T08:00+07:00"):
            monkeypatch.setenv("ZI_CLOCK_START", later)
            office.does("tick")
    assert [file.name for file in (box / "cur").iterdir()] == ["1:2,S"]
    assert BUDI not in [address for mail in sink.taken for address in mail.rcpt_tos]
    (failed, again) = sorted(
        (row for row in office.tells("mail", "list") if row["to_name"] == "Budi"), key=lambda row: row["on"]
    )
    assert (failed["id"], failed["state"]) == (before[0]["id"], "failed")
    assert office.tells("mail", "show", failed["id"])["reason"].startswith("returned: 550 5.1.1")
    assert (again["on"], again["state"], again["channel"]) == ("2025-02-04", "sent", "print")
    lost = office.does("mail", "show", failed["id"], "--text").splitlines()
    anew = office.does("mail", "show", again["id"], "--text").splitlines()
    matters = {line for line in lost if "(MP-" in line or "[MP-" in line or "tugas" in line}
    assert matters
    assert matters <= set(anew)
    (mend,) = [
        row for row in office.tells("mail", "list", "--on", "2025-02-04") if row["to_name"] == "Ayu, S.H."
    ]
    assert BUDI in office.does("mail", "show", mend["id"], "--text")


def test_a_folder_that_is_no_maildir_is_refused_at_the_start(
    office: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence; so is a key that cannot sign, once mail is live."""
    monkeypatch.setenv("ZI_BOUNCE_FOLDER", str(office.folder / "nowhere"))
    (said,) = office.refuses("tick")
    assert said.startswith("ZI_BOUNCE_FOLDER: ")
    monkeypatch.delenv("ZI_BOUNCE_FOLDER")
    monkeypatch.setenv("ZI_DKIM_KEY_FILE", office.file("kunci", "bukan kunci"))
    monkeypatch.setenv("ZI_DKIM_SELECTOR", "zi2025")
    monkeypatch.setenv("ZI_MAIL_MODE", "live")
    (said,) = office.refuses("tick")
    assert said.startswith("ZI_DKIM_KEY_FILE: ")
