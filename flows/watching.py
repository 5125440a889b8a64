"""Hands nothing over while the clock is in doubt; knows no transport and no mark."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from flows.ground import Deliver
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.clock_doubts import MOST_QUIET
from zi_workflow.usecases import clock_watch
from zi_workflow.usecases.clock_watch import Look

_log = logging.getLogger("zi.mail")


def watched(
    store: Store, now: Callable[[], datetime], deliver: Deliver, most_quiet: timedelta | None = MOST_QUIET
) -> Deliver:
    """`deliver` only by a clock that is believed; nothing is handled otherwise."""

    def by_a_good_clock() -> int:
        doubt = do(store, clock_watch.witness, Look(most_quiet), now())
        if doubt is None:
            return deliver()
        _log.error("no mail leaves: the clock says %s, last seen %s (zi clock accept)", doubt.now, doubt.seen)
        return 0

    return by_a_good_clock
