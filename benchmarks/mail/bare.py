"""Bare aiosmtplib as one contestant: no outbox, nothing rendered, nothing kept; prints seconds.

`python -m benchmarks.mail.bare PORT LETTERS CONNECTIONS`
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import deque
from email.message import EmailMessage
from pathlib import Path
from time import perf_counter

from aiosmtplib import SMTP

SENDER = "zi@example.go.id"


def built(letter: dict[str, str]) -> tuple[str, bytes]:
    """A finished message and its receiver."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, letter["to"], letter["subject"]
    message.set_content(letter["text"], cte="quoted-printable")
    message.add_alternative(letter["html"], subtype="html", cte="quoted-printable")
    return letter["to"], message.as_bytes()


async def lane(port: int, waiting: deque[tuple[str, bytes]]) -> int:
    """One connection that sends until nothing waits; how many it sent."""
    sent = 0
    async with SMTP(
        hostname="127.0.0.1", port=port, start_tls=False, local_hostname="example.go.id"
    ) as client:
        while waiting:
            to, content = waiting.popleft()
            await client.sendmail(SENDER, to, content)
            sent += 1
    return sent


async def send_all(port: int, waiting: deque[tuple[str, bytes]], connections: int) -> int:
    """All of them over so many connections; how many were sent."""
    return sum(await asyncio.gather(*(lane(port, waiting) for _ in range(connections))))


def main(port: str, letters: str, connections: str) -> None:
    """Build all messages, then send them, and print what the sending took as JSON."""
    waiting = deque(map(built, json.loads(Path(letters).read_text("utf-8"))))
    begun = perf_counter()
    sent = asyncio.run(send_all(int(port), waiting, int(connections)))
    print(json.dumps({"seconds": perf_counter() - begun, "sent": sent}))


if __name__ == "__main__":
    main(*sys.argv[1:])
