"""Hands mail over behind the fence: the mark is looked at before and kept after; knows no transport."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from flows.ground import Deliver
from zi_workflow.bootstrap import Store, do
from zi_workflow.usecases import fence
from zi_workflow.usecases.fence import Place

_log = logging.getLogger("zi.mail")


def fenced(store: Store, now: Callable[[], datetime], place: Place, deliver: Deliver) -> Deliver:
    """`deliver` behind the fence.

    A mark is kept before the first mail: a crash, or another node's look, in the midst of a delivery, would else find
    mails that passed and no mark, or a backup of just before it as new as the mark.
    """

    def behind_the_fence() -> int:
        place.folder.mkdir(parents=True, exist_ok=True)
        look(store, place, now())
        if fence.kept(place.folder) is None:
            keep_mark(
                store, place
            )  # before anything is counted: a crash right after must not look like a copy
        if do(store, fence.begin, place, now()):
            keep_mark(store, place)
        try:
            return deliver()
        finally:
            keep_mark(store, place)

    return behind_the_fence


def look(store: Store, place: Place, now: datetime) -> None:
    """Hold all mail, and let all links, sessions and tokens be dead, if the database is older than the mark."""
    if (hold := do(store, fence.look, place, now)) is not None:
        _log.error("all mail is held (%s); look at it with: zi mail release", hold.cause)


def keep_mark(store: Store, place: Place) -> None:
    """Write down beside the database how far it is. After each batch: a restore shows what was sent before a crash.

    In one go with the counting, so that of two nodes' marks the later one stays.
    """
    with store.writing() as session:
        reached = fence.mark(session, place.host)
        if reached is not None:
            fence.keep(place.folder, reached)
