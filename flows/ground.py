"""What a flow stands on: the store, the clock's now and the way mail leaves; knows no Prefect.

A Prefect parameter must be plain data, so a run finds its ground in the context that starts it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from zi_workflow.bootstrap import Store
from zi_workflow.domain.messages import PLAIN, Letterhead

Deliver = Callable[[], int]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a run works; `deliver()` hands over every mail that is due and says how many it handled."""

    store: Store
    now: Callable[[], datetime]
    deliver: Deliver
    letterhead: Letterhead = PLAIN


_ground: ContextVar[Ground] = ContextVar("zi_ground")


@contextmanager
def standing_on(ground: Ground) -> Iterator[None]:
    """Give the runs started in this block their ground."""
    token = _ground.set(ground)
    try:
        yield
    finally:
        _ground.reset(token)


def ground() -> Ground:
    """The ground of this run; LookupError outside of `standing_on`."""
    return _ground.get()
