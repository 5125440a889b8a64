"""Hands mail over behind the fence: the mark is looked at before and kept after; knows no transport."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.ground import Deliver
from zi_workflow.bootstrap import Store, do
from zi_workflow.usecases import fence

_log = logging.getLogger("zi.mail")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the mark is kept, and the name of this machine."""

    folder: Path
    host: str


def fenced(store: Store, now: Callable[[], datetime], place: Place, deliver: Deliver) -> Deliver:
    """`deliver` behind the fence."""

    def behind_the_fence() -> int:
        place.folder.mkdir(parents=True, exist_ok=True)
        seen = fence.Check(fence.kept(place.folder), place.host)
        if (hold := do(store, fence.check, seen, now())) is not None:
            _log.error("all mail is held (%s); look at it with: zi mail release", hold.cause)
        try:
            return deliver()
        finally:
            with store.writing() as session:
                reached = fence.mark(session, place.host)
            if reached is not None:
                fence.keep(place.folder, reached)

    return behind_the_fence
