"""What a reader sees of an answer; asks for no page."""

from __future__ import annotations

import re
from html import unescape

from httpx import Response


def text(answer: Response) -> str:
    """A page's words."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))
