"""Runs a piece of work for many who ask at once, in one thread at a time; knows not what the work is."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock


class OneAtATime:
    """Whoever asks while the work runs is answered by one more run after it, and waits for nothing.

    A slow relay can so hold one thread of the pages, never all of them.
    """

    def __init__(self, work: Callable[[], object]) -> None:
        self._work, self._busy, self._wanted = work, Lock(), False

    def __call__(self) -> None:
        """Work until nobody wants it any more, or leave it to whoever is at it."""
        self._wanted = True
        if not self._busy.acquire(blocking=False):
            return
        try:
            while self._wanted:
                self._wanted = False
                self._work()
        finally:
            self._busy.release()
