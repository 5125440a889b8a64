"""Has a workbook opened by another process and takes what it found; knows no table and no person."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from zi_workflow.domain.errors import N_, InputError, Problem

OPENER = "zi_workflow.storage.workbook_opening"
MOST_SECONDS = 60.0
_ZIP = b"PK\x03\x04"
_OLD = b"\xd0\xcf\x11\xe0"


def is_old(raw: bytes) -> bool:
    """Whether it is a workbook of before 2007, or a newer one inside its lock."""
    return raw.startswith(_OLD)


def is_packed(raw: bytes) -> bool:
    """Whether it is an archive, as workbooks are."""
    return raw.startswith(_ZIP)


def opened(raw: bytes, *how: str) -> list[dict[str, Any]]:
    """The sheets with something in them (`how` is the opener's); InputError: a process that was ended says nothing."""
    command = [sys.executable, "-I", "-m", OPENER, *how]
    message = N_(
        "The workbook cannot be read: it is damaged, has macros or a password, or is too large inside."
    )
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module; it gets none of our secrets
            command, input=raw, capture_output=True, timeout=MOST_SECONDS, check=False, env={}
        )
        found = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        raise InputError(Problem(message)) from None
    if "unfit" in found:
        raise InputError(Problem(message))
    sheets: list[dict[str, Any]] = found["sheets"]
    return sheets
