"""Who is asking, for the length of one request; knows no cookie, no query and no page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from zi_workflow.domain.scopes import Action, Viewer, may, scope_of
from zi_workflow.storage.queries.viewers import Visit

_visit: ContextVar[Visit | None] = ContextVar("zi_visit", default=None)
_for_everybody: ContextVar[bool] = ContextVar("zi_for_everybody", default=False)


@contextmanager
def visited(visit: Visit | None) -> Iterator[None]:
    """The block answers this visitor, or nobody who is known."""
    token = _visit.set(visit)
    try:
        yield
    finally:
        _visit.reset(token)


@contextmanager
def for_everybody() -> Iterator[None]:
    """What the block makes is shown to others as well: asking who looks is an error of the program (RuntimeError)."""
    token = _for_everybody.set(True)
    try:
        yield
    finally:
        _for_everybody.reset(token)


def visit() -> Visit | None:
    """The session behind the request, also one whose second step is still to come."""
    if _for_everybody.get():
        raise RuntimeError("what is made for everybody asks who looks")
    return _visit.get()


def current() -> Viewer | None:
    """Whoever is signed in with every step done."""
    found = visit()
    return found.viewer if found is not None and found.whole else None


def can(action: str) -> bool:
    """Whether they may do it anywhere; templates ask before they show a way there."""
    viewer = current()
    return viewer is not None and may(viewer, Action(action)).allowed


def steers(unit_id: str, area: str | None = None) -> bool:
    """Whether they may change the plan of a unit in their sight, in that area or in all of it."""
    viewer = current()
    if viewer is None or not may(viewer, Action.STEER).allowed:
        return False
    reach = scope_of(viewer, Action.STEER)
    whole = reach.service or bool(reach.agencies) or unit_id in reach.units
    return whole or (unit_id, area or "") in reach.areas
