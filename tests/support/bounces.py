"""Mails as servers write them when one of ours could not be delivered, and some that only look so; knows no outbox."""

from __future__ import annotations

RELAY = "relay.example.go.id"
_REPORT = """Return-Path: <>
From: MAILER-DAEMON@{relay} (Mail Delivery System)
To: zi-bounces@example.go.id
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="batas"

--batas
Content-Type: text/plain; charset=us-ascii

This is the mail system at host {relay}.
<{address}>: {said}

--batas
Content-Type: message/delivery-status

Reporting-MTA: dns; {relay}
Arrival-Date: Wed, 30 Apr 2025 07:31:00 +0700 (WIB)

Final-Recipient: rfc822; {final}
Original-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.go.id
Diagnostic-Code: smtp; {said}

--batas
Content-Type: {kind}

{original}
--batas--
"""


def report(
    original: str,
    address: str = "budi@example.go.id",
    *,
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "550 5.1.1 <budi@example.go.id>: Recipient address rejected: User unknown",
    headers_only: bool = False,
    rewritten: str | None = None,
) -> bytes:
    """A delivery report (RFC 3464) as Postfix writes it; `rewritten`: where an alias led to."""
    returned = f"From: zi@example.go.id\nTo: {address}\nMessage-ID: {original}\nSubject: Ringkasan\n"
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    body = "" if headers_only else "\nYth. Bapak Budi\n"
    return _REPORT.format(
        relay=RELAY,
        address=address,
        said=said,
        final=rewritten or address,
        action=action,
        status=status,
        kind=kind,
        original=f"{returned}{body}",
    ).encode()


def qmail(original: str, address: str = "budi@example.go.id") -> bytes:
    """A notice in plain words with a copy of the mail, as qmail writes it."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@{RELAY}
To: zi-bounces@example.go.id
Subject: failure notice

Hi. This is the qmail-send program at {RELAY}.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{address}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <zi-bounces@example.go.id>
Message-ID: {original}
To: {address}

Yth. Bapak Budi
""".encode()


def absence(original: str, address: str = "budi@example.go.id") -> bytes:
    """An answer of somebody who is away, who quotes the mail and words that a failure could have."""
    return f"""Return-Path: <>
From: {address}
To: zi-bounces@example.go.id
Subject: Cuti
In-Reply-To: {original}
Auto-Submitted: auto-replied (vacation)

Saya sedang cuti. 550 5.1.1 <{address}>: User unknown
Hi. This is the qmail-send program at {RELAY}.
<{address}>:
Sorry, no mailbox here by that name. (#5.1.1)

Message-ID: {original}
""".encode()
