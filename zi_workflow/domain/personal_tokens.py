"""What a personal token is: a key that a person gives a program of theirs; knows no table and no page."""

from __future__ import annotations

from datetime import timedelta

from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.tokens import is_token

API = "/api/"
"""Where programs ask; nothing there looks at a cookie."""
MARK = "zi_"
"""In front of every token, so that people and scanners of secrets know one when they see it."""
LIFETIMES = (30, 90, 180, 365)
"""Days for which a token may be made."""
MOST = 20
"""So many tokens that work may a person have at once."""
MOST_LETTERS = 80
CHANGES = "ubah"
"""The permission beyond looking that a token may have."""
SEEN_AGAIN = timedelta(minutes=5)
"""How exactly the last use is kept; each question would be a write otherwise."""
ANSWERS_KEPT = timedelta(days=2)
"""So long a change that is sent again with the same key is answered as it was the first time."""


def secret_of(text: str) -> str | None:
    """What is hashed of a token; None for what cannot be one."""
    bare = text.removeprefix(MARK)
    return bare if text.startswith(MARK) and is_token(bare) else None


def problems(name: str, days: int, held: int, permission: str = "") -> dict[str, Problem]:
    """What speaks against a new token, by field; `held` is how many its person has."""
    found: dict[str, Problem] = {}
    if not name:
        found["nama"] = Problem(N_("Please say what the token is for."))
    elif len(name) > MOST_LETTERS:
        found["nama"] = Problem(N_("Please write at most {n} characters."), {"n": MOST_LETTERS})
    if days not in LIFETIMES:
        found["hari"] = Problem(N_("Please choose how long the token works."))
    if permission not in {"", CHANGES}:
        found["izin"] = Problem(
            N_("A token may look only, or also change things; there is no other permission.")
        )
    if held >= MOST:
        found["form"] = Problem(N_("You have {n} tokens already; please revoke one first."), {"n": MOST})
    return found
