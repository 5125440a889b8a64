"""Captured mail counts as told, so the stop and the guards hold for it too."""

from __future__ import annotations

from tests.integration.cli.conftest import Terminal


def test_a_stop_keeps_mail_from_being_captured(office: Terminal) -> None:
    """Nothing is told until somebody lets it go on; then the same mails are captured."""
    office.does("mail", "stop", "--reason", "sedang diperiksa")
    (zone,) = office.tells("tick")["zones"]
    assert zone["mails"] > 0
    assert zone["delivered"] == 0
    assert {mail["state"] for mail in office.tells("mail", "list")} == {"queued"}
    office.does("mail", "resume", "--reason", "selesai")
    (zone,) = office.tells("tick")["zones"]
    assert zone["delivered"] > 0
    assert {mail["state"] for mail in office.tells("mail", "list")} == {"sent"}
