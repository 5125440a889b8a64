"""What an account is and which rules guard its door; knows no table, no page and no way to compute a hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from zi_workflow.domain import guessable
from zi_workflow.domain.errors import N_, Problem

PATH = "/masuk/"
"""Where a one-time link leads, with its token behind it."""
LINK_LIFETIME = timedelta(minutes=10)
ASKED_LATELY = timedelta(minutes=30)
"""A mail with a link that could not go out for so long is not wanted any more; its link would live on."""

IDLE = timedelta(hours=8)
"""A session that was not used for so long has ended."""
ABSOLUTE = timedelta(days=7)
"""No session lives longer than this, however often it is used."""
HALF = timedelta(minutes=15)
"""So long a person has for the second step."""
SEEN_AGAIN = timedelta(minutes=5)
"""How exactly the last use of a session is kept; each page would be a write otherwise."""

FEWEST_LETTERS, MOST_LETTERS = 12, 200
_FEWEST_DIFFERENT = 5


class Door(StrEnum):
    """What is counted against a flood of tries."""

    PASSWORD = "password"  # noqa: S105 the name of a door
    PASSWORDS_FROM = "passwords_from"  # from one address on the network
    LINK = "link"
    LINKS_FROM = "links_from"
    CODE = "code"
    ELSEWHERE_FROM = "elsewhere_from"  # to the agency's own sign-in


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many tries in a window that begins with the first of them."""

    most: int
    within: timedelta


LIMITS: Mapping[Door, Limit] = {
    Door.PASSWORD: Limit(10, timedelta(minutes=15)),
    Door.PASSWORDS_FROM: Limit(60, timedelta(minutes=15)),  # of wrong ones; an office shares one address
    Door.LINK: Limit(3, timedelta(minutes=15)),
    Door.LINKS_FROM: Limit(120, timedelta(minutes=15)),
    Door.CODE: Limit(6, timedelta(minutes=15)),
    Door.ELSEWHERE_FROM: Limit(120, timedelta(minutes=15)),
}


def normal(address: str) -> str:
    """An address as accounts keep it: without blanks around it, in small letters."""
    return address.strip().lower()


def password_problems(password: str, *known: str) -> list[Problem]:
    """What speaks against a new password; `known` are words that everybody knows of the person, e.g. the address."""
    if len(password) < FEWEST_LETTERS:
        return [Problem(N_("A password has at least {n} characters."), {"n": FEWEST_LETTERS})]
    if len(password) > MOST_LETTERS:
        return [Problem(N_("A password has at most {n} characters."), {"n": MOST_LETTERS})]
    if len(set(password)) < _FEWEST_DIFFERENT:
        return [Problem(N_("This password repeats a few characters only; please choose another."))]
    found = guessable.problem(password, known)
    return [found] if found is not None else []


def address(base_url: str, token: str) -> str:
    """Where the page of a one-time link is."""
    return f"{base_url.rstrip('/')}{PATH}{token}"
