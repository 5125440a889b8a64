"""A bounce says which of our mails came back for whom, and nothing else says anything."""

from __future__ import annotations

import pytest

from notifications import returns
from notifications.refusals import blames_address
from tests.support import bounces
from zi_workflow.usecases.returns import Failure

OURS = "<0123456789abcdef@example.go.id>"
BUDI = "budi@example.go.id"


@pytest.mark.parametrize("headers_only", [False, True])
def test_a_report_names_the_mail_and_the_address(headers_only: bool) -> None:
    """From the returned part, whole or only its headers; the server's own words are kept."""
    found = returns.read(bounces.report(OURS, headers_only=headers_only))
    assert found is not None
    assert found.original == OURS
    said = "550 5.1.1 <budi@example.go.id>: Recipient address rejected: User unknown"
    assert found.failures == {BUDI: Failure(True, said)}


def test_a_notice_in_plain_words_is_read_too() -> None:
    """With the copy that it carries."""
    found = returns.read(bounces.qmail(OURS))
    assert found is not None
    assert (found.original, found.failures) == (OURS, {BUDI: Failure(True, "")})


@pytest.mark.parametrize(
    ("status", "said", "hard"),
    [
        ("5.1.1", "550 5.1.1 User unknown", True),
        ("5.0.0", "550 No such user", True),
        ("5.2.1", "550 5.2.1 mailbox disabled", True),
        ("5.2.2", "552 5.2.2 over quota", False),
        ("5.0.0", "552 mailbox full", False),
        ("5.7.1", "550 5.7.1 policy", False),
        ("5.4.4", "Host or domain name not found", False),
        ("4.4.1", "connection timed out", False),
        ("4.2.2", "452 4.2.2 over quota", False),
        ("5.1.1", "550 User unknown [10.5.7.1]", True),
    ],
)
def test_only_some_failures_speak_against_the_address(status: str, said: str, hard: bool) -> None:
    """A full mailbox, a policy or a server that is away may be another tomorrow."""
    found = returns.read(bounces.report(OURS, status=status, said=said))
    assert found is not None
    assert found.failures[BUDI].hard is hard


def test_the_address_we_wrote_to_counts_where_an_alias_led_on() -> None:
    """Not where it was led to."""
    found = returns.read(bounces.report(OURS, rewritten="budi@example.com"))
    assert found is not None
    assert BUDI in found.failures


def _without_copy() -> bytes:
    return bounces.report(OURS).partition(b"--batas\nContent-Type: message/rfc822")[0] + b"--batas--\n"


@pytest.mark.parametrize(
    "raw",
    [
        bounces.report(OURS, action="delayed", status="4.4.1"),
        bounces.report(OURS, action="delivered", status="2.0.0"),
        bounces.absence(OURS),
        _without_copy(),
        b"",
        b"\x00\xff\xfe" * 1_000,
        b"From: x\n\nkata-kata biasa\n",
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n--x",
        b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n!!!!\n",
        bounces.report(OURS).replace(b"us-ascii", b"tidak-ada"),
    ],
    ids=["delay", "delivered", "absence", "no copy", "empty", "bytes", "letter", "cut", "odd", "charset"],
)
def test_what_is_no_final_report_about_a_mail_says_nothing(
    raw: bytes, request: pytest.FixtureRequest
) -> None:
    """Delays, absences, mails without a copy of ours, and rubbish; an odd charset elsewhere does no harm."""
    found = returns.read(raw)
    assert (found is not None) == ("charset" in request.node.name)


def test_of_a_huge_mail_the_beginning_is_enough() -> None:
    """The report stands before the copy, and the copy's headers before its body."""
    huge = bounces.report(OURS).replace(b"Yth. Bapak Budi", b"Yth. " + b"x" * 70 * 100_000)
    found = returns.read(huge)
    assert found is not None
    assert found.original == OURS


def test_words_of_a_refusal_without_a_code_blame_the_address() -> None:
    """As a bare 550 at RCPT always did."""
    assert blames_address("550 no such user")
    assert not blames_address("552 too much")
    assert not blames_address("550 5.7.26 unauthenticated")
