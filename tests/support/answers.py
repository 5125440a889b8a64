"""What a reader sees of an answer; asks for no page."""

from __future__ import annotations

import re
from html import unescape

from httpx import Response


def text(answer: Response) -> str:
    """A page's words."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def hidden(answer: Response) -> dict[str, list[str]]:
    """The form that applies what a page shows."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text):
        found.setdefault(name, []).append(unescape(value))
    return found
