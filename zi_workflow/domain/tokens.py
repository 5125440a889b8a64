"""The secrets in addresses of mails: their shape, and how they vanish from what is kept; knows no purpose of theirs."""

from __future__ import annotations

import re
from functools import cache

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_MASK = "disamarkan"  # "masked", for the eyes of those who run the service
_SOFT_BREAK = r"(?:=\r?\n)?"  # quoted-printable lines may break anywhere inside an address


def is_token(text: str) -> bool:
    """Whether it could be a token at all."""
    return _TOKEN.fullmatch(text) is not None


def masked(text: str, *paths: str) -> str:
    """A text of a mail, or its raw source, with every token after a path replaced; a kept copy can do nothing."""
    return _secret(paths).sub(rf"\1{_MASK}", text)


@cache
def _secret(paths: tuple[str, ...]) -> re.Pattern[str]:
    """Paths begin with the same letter, which is sought first."""
    ways = "|".join(_SOFT_BREAK.join(re.escape(letter) for letter in path[1:]) for path in paths)
    address = f"({re.escape(paths[0][0])}{_SOFT_BREAK}(?:{ways}))"
    return re.compile(f"{address}(?:{_SOFT_BREAK}[A-Za-z0-9_-]){{32,}}")
