"""Tells what a file really is by having it opened in a process of its own, which may take so much and no more."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import BinaryIO

from zi_workflow.domain.evidence_files import HEAD_BYTES, FileKind, Unfit, begun

OPENER = "zi_workflow.storage.evidence_opening"
MOST_SECONDS = 60.0
"""On the wall, for a machine that is busy; the process itself stops much earlier."""
_at_once = threading.BoundedSemaphore(2)  # of those processes, however many files come in together


def examine(content: BinaryIO) -> FileKind | Unfit:
    """What an open file is, by its content, or why it is nothing that may be handed in. It is rewound."""
    content.seek(0)
    claim = begun(content.read(HEAD_BYTES))
    content.seek(0)
    if isinstance(claim, Unfit):
        return claim
    whole = content.read()
    content.seek(0)
    with _at_once:
        return _opened(whole)


def _opened(whole: bytes) -> FileKind | Unfit:
    """The word of the process that opened it; one that was ended says nothing."""
    command = [sys.executable, "-I", "-m", OPENER]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module; it gets none of our secrets
            command, input=whole, capture_output=True, timeout=MOST_SECONDS, check=False, env={}
        )
    except subprocess.TimeoutExpired:
        return Unfit.TOO_MUCH
    word = done.stdout.decode()
    if word in list(FileKind):
        return FileKind(word)
    return Unfit(word) if word in list(Unfit) else Unfit.TOO_MUCH
