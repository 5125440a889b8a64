"""Puts right what dead or stalled nodes left behind, judged from our database alone; asks no flow server."""

from __future__ import annotations

import logging
from datetime import datetime

from schedules.table import TABLE
from zi_workflow.bootstrap import Store, do
from zi_workflow.usecases import occurrences
from zi_workflow.usecases.occurrences import Prune, Requeue

_log = logging.getLogger("zi.schedules")


def reconcile(store: Store, now: datetime, *, alone: bool = False) -> tuple[str, ...]:
    """Requeue occurrences whose claim is over and forget old settled ones; the keys that were requeued.

    `alone` at the start of a process that holds the data folder: every claim is of one that is gone.
    """
    keys = do(store, occurrences.requeue, Requeue(alone=alone), now)
    if keys:
        _log.warning("Requeued what was left unfinished: %s", ", ".join(keys))
    for line in TABLE:
        if line.keep is not None:
            do(store, occurrences.prune, Prune(line.job, now - line.keep), now)
    return keys
