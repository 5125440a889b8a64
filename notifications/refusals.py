"""Tells a refusal of the address itself from one of room, system or policy; knows no protocol and no mail."""

from __future__ import annotations

import re

_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")  # RFC 3463; not a part of an IP
_FULL = re.compile(r"\b552\b")


def blames_address(words: str) -> bool:
    """Whether words of a refusal for good speak against the address: not of a full box, the system or policy.

    Without an enhanced code they do, as a bare 550 means that nobody is there.
    """
    if _FULL.search(words):
        return False
    found = _CODE.search(words)
    if found is None:
        return True
    kind, subject, detail = found.groups()
    return kind == "5" and subject in "012" and (subject, detail) not in {("2", "2"), ("2", "3")}
