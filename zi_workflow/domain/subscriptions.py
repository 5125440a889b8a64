"""The address at which a person does without an optional mail (RFC 8058); knows no table, no page and no person."""

from __future__ import annotations

PATH = "/berhenti/"


def reachable(base_url: str) -> bool:
    """Whether a mail may carry links of the service."""
    return base_url.startswith(("https://", "http://"))


def address(base_url: str, token: str) -> str:
    """Where the page of a token is."""
    return f"{base_url.rstrip('/')}{PATH}{token}"
