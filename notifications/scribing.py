"""What the scribe's process does: loads the templates, then composes what it is sent until the line is closed.

`python -m notifications.scribing FD`: a socket that only `notifications.scribe` knows.
"""

from __future__ import annotations

import contextlib
import pickle
import signal
import socket
import sys
from typing import Any, BinaryIO

from notifications.composing import UnusableMessageError, compose
from notifications.registry import SAMPLES
from notifications.rendering import render

READY = b"r"
LENGTH = 8  # bytes that say how long what follows is


def packed(what: object) -> bytes:
    """As it goes over the line: how long it is, and then it."""
    content = pickle.dumps(what, pickle.HIGHEST_PROTOCOL)
    return len(content).to_bytes(LENGTH, "big") + content


def unpacked(content: bytes | bytearray) -> Any:
    """What came over the line, from a process of our own."""
    return pickle.loads(content)  # noqa: S301


def _compose(drafts: list[Any]) -> list[Any]:
    """What was made of each draft; None where there is an error: then it is tried, and explained, where it came from."""
    worded = (compose(draft) for draft in drafts)
    return [
        None if isinstance(each, UnusableMessageError) else (each.rendered, each.content, each.source)
        for each in worded
    ]


def _serve(line: BinaryIO) -> None:
    line.write(READY)
    line.flush()
    while head := line.read(LENGTH):
        line.write(packed(_compose(unpacked(line.read(int.from_bytes(head, "big"))))))
        line.flush()


def main(descriptor: str) -> None:
    """Work until whoever started it is gone; Ctrl-C is for that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for facts in SAMPLES.values():
        render(facts)
    with (
        contextlib.suppress(ConnectionError),
        socket.socket(fileno=int(descriptor)) as connection,
        connection.makefile("rwb") as line,
    ):
        _serve(line)  # type: ignore[arg-type]


if __name__ == "__main__":
    main(*sys.argv[1:])
