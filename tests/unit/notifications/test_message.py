"""The MIME message has the headers of an obligatory, automatic mail and the same bytes for the same input."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from notifications.message import Envelope, build, thread_of
from notifications.registry import SAMPLES
from notifications.rendering import render
from zi_workflow.domain.notices import MailKind
from zi_workflow.wording import local

ENVELOPE = Envelope(
    message_id="<0123abcd@example.go.id>",
    sender="zi@example.go.id",
    to_name="Budi Santoso, S.H.",
    to_address="budi@example.go.id",
    at=local(datetime(2025, 4, 30, 0, 30, tzinfo=UTC), "Asia/Jakarta"),
    thread="<thread@example.go.id>",
)
RENDERED = render(SAMPLES[MailKind.DIGEST])


def test_the_same_input_gives_the_same_bytes() -> None:
    """Nothing in a message is drawn by chance, the boundary included."""
    assert build(ENVELOPE, RENDERED) == build(ENVELOPE, RENDERED)


def test_headers_are_explicit() -> None:
    """Identity, date in the unit's zone, thread and automatic origin; never an unsubscribe link."""
    message = message_from_bytes(build(ENVELOPE, RENDERED), policy=policy.SMTP)
    assert message["Message-ID"] == "<0123abcd@example.go.id>"
    assert message["Date"] == "Wed, 30 Apr 2025 07:30:00 +0700"
    assert message["References"] == "<thread@example.go.id>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"] == RENDERED.subject
    assert "List-Unsubscribe" not in message


def test_names_with_commas_are_one_receiver() -> None:
    """An academic title after a comma does not become a second address."""
    parsed = message_from_bytes(build(ENVELOPE, RENDERED), policy=policy.SMTP)
    (receiver,) = parsed["To"].addresses
    assert (receiver.display_name, receiver.addr_spec) == ("Budi Santoso, S.H.", "budi@example.go.id")


def test_text_and_html_arrive_as_rendered() -> None:
    """Both bodies survive the encoding, in short lines of plain ASCII."""
    raw = build(ENVELOPE, RENDERED)
    parsed = message_from_bytes(raw, policy=policy.SMTP)
    bodies = [parsed.get_body((kind,)) for kind in ("plain", "html")]
    texts = [body.get_content().replace("\r\n", "\n") for body in bodies if body is not None]
    assert texts == [RENDERED.text, RENDERED.html]
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_a_name_cannot_add_headers() -> None:
    """Line breaks in a display name are spaces."""
    raw = build(replace(ENVELOPE, to_name="Budi\r\nBcc: dewi@example.go.id"), RENDERED)
    message = message_from_bytes(raw, policy=policy.SMTP)
    assert "Bcc" not in message


def test_an_address_that_cannot_stand_in_a_header_is_refused() -> None:
    """Such a message fails alone, before any relay sees it."""
    with pytest.raises(ValueError, match="addr"):
        build(replace(ENVELOPE, to_address="budi example"), RENDERED)


def test_mails_about_one_task_share_a_thread() -> None:
    """A reminder and the return of the same task stand together; a digest about several stands alone."""
    returned = SAMPLES[MailKind.RETURNED]
    again = replace(returned, lines=(replace(returned.lines[0], cycle=3, note="Lagi."),))
    assert thread_of(returned, "x") == thread_of(again, "x") is not None
    assert thread_of(replace(returned, programme_code="lain"), "x") != thread_of(returned, "x")
    assert thread_of(SAMPLES[MailKind.DIGEST], "x") is None
