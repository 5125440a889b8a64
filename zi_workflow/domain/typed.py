"""What may not stand in a text that somebody typed or sent, because it lets a reader see another one; knows no field."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TURNING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_NONE = dict.fromkeys(_TURNING)


def straight(text: str) -> str:
    """The text without the marks that turn the direction of what follows (U+202E and its like).

    `laporan\\u202exslx.exe` would read as a workbook; no language of the service needs them.
    """
    return text.translate(_NONE)


def printable(text: str) -> str:
    """The text without signs that no spreadsheet can hold."""
    return _CONTROL.sub("", text)
