"""Work that nobody who asked shall wait for or measure: a thread of its own does it, one piece after the other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

Work = Callable[[], object]
_log = logging.getLogger("zi.web")


def at_once(work: Work) -> None:
    """Before the connection is free again; for a service that nobody measures."""
    work()


class Later:
    """Takes work and gives back the connection at once, whatever the work is and however long it takes."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="zi-later")

    def __call__(self, work: Work) -> None:
        """Leave it to the thread; what it raises is logged."""
        self._threads.submit(_logged, work)

    def close(self) -> None:
        """Wait for what was taken, and take no more."""
        self._threads.shutdown()


def _logged(work: Work) -> None:
    try:
        work()
    except Exception:
        _log.exception("Work after an answer failed")
