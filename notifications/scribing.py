"""What the scribe's process does: loads the templates, then composes what it is sent until the line is closed.

`python -m notifications.scribing FD`: a socket that only `notifications.scribe` knows.
"""

from __future__ import annotations

import contextlib
import copyreg
import gc
import io
import pickle
import signal
import socket
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from operator import attrgetter
from typing import Any, BinaryIO

from notifications.composing import Draft, UnusableMessageError, compose
from notifications.registry import SAMPLES
from notifications.rendering import render
from zi_workflow.domain.links import Way
from zi_workflow.domain.notices import Line, MailFacts, TaskRef
from zi_workflow.usecases.link_issues import Issued
from zi_workflow.usecases.marks import Kept

READY = b"r"
FEW = 10  # mails of a wave that are handed back together; the first ones go out while the last ones are composed
LENGTH = 8  # bytes that say how long what follows is


def _parts(kind: type) -> Callable[[Any], tuple[type, Any]]:
    """How to pickle a frozen dataclass: by its fields in their order; its own way looks each of them up by name."""
    values = attrgetter(*(each.name for each in fields(kind)))
    return lambda one: (kind, values(one))


_PLAINLY: dict[type, Callable[[Any], Any]] = {
    **copyreg.dispatch_table,
    **{kind: _parts(kind) for kind in (Draft, Kept, MailFacts, Line, TaskRef, Way, Issued)},
}


def packed(what: object) -> bytes:
    """As it goes over the line: how long it is, and then it."""
    content = io.BytesIO()
    pickler = pickle.Pickler(content, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _PLAINLY
    pickler.dump(what)
    return content.tell().to_bytes(LENGTH, "big") + content.getvalue()


def unpacked(content: bytes | bytearray) -> Any:
    """What came over the line, from a process of our own."""
    return pickle.loads(content)  # noqa: S301


def _compose(drafts: list[Any]) -> list[Any]:
    """What was made of each draft; None where there is an error: then it is tried, and explained, where it came from."""
    worded = (compose(draft) for draft in drafts)
    return [None if isinstance(each, UnusableMessageError) else (each.kept, each.content) for each in worded]


def _serve(line: BinaryIO) -> None:
    _say(line, READY)
    with ThreadPoolExecutor(1) as mouth:  # goes on composing while the other end is too busy to listen
        while head := line.read(LENGTH):
            drafts = unpacked(line.read(int.from_bytes(head, "big")))
            for first in range(0, len(drafts), FEW):
                mouth.submit(_say, line, packed(_compose(drafts[first : first + FEW])))


def _say(line: BinaryIO, words: bytes) -> None:
    line.write(words)
    line.flush()


def main(descriptor: str) -> None:
    """Work until whoever started it is gone; Ctrl-C is for that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for facts in SAMPLES.values():
        render(facts)
    gc.freeze()  # what is loaded stays; to look through it again and again for garbage takes a tenth of the time
    with (
        contextlib.suppress(ConnectionError),
        socket.socket(fileno=int(descriptor)) as connection,
        connection.makefile("rwb") as line,
    ):
        _serve(line)  # type: ignore[arg-type]


if __name__ == "__main__":
    main(*sys.argv[1:])
