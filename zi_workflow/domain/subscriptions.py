"""The address at which a person does without an optional mail (RFC 8058); knows no table, no page and no person."""

from __future__ import annotations

import re

PATH = "/berhenti/"
_MASK = "disamarkan"  # "masked", for the eyes of those who run the service
_SOFT_BREAK = r"(?:=\r?\n)?"  # quoted-printable lines may break anywhere inside an address
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_IN_TEXT = re.compile(f"({_SOFT_BREAK.join(PATH)})(?:{_SOFT_BREAK}[A-Za-z0-9_-]){{32,}}")


def is_token(text: str) -> bool:
    """Whether it could be a token at all."""
    return _TOKEN.fullmatch(text) is not None


def reachable(base_url: str) -> bool:
    """Whether a mail may carry links of the service."""
    return base_url.startswith(("https://", "http://"))


def address(base_url: str, token: str) -> str:
    """Where the page of a token is."""
    return f"{base_url.rstrip('/')}{PATH}{token}"


def masked(text: str) -> str:
    """A text of a mail, or its raw source, with every token in it replaced; a kept copy can do nothing."""
    return _IN_TEXT.sub(rf"\1{_MASK}", text)
