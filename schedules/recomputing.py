"""Computes every programme for today while nothing else may be done: the pages stay right; decides and tells nothing."""

from __future__ import annotations

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from flows.day import speaking_programmes
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import ZiError
from zi_workflow.usecases.analyses import Analyse, analyse
from zi_workflow.usecases.zones import active_zones

_log = logging.getLogger("zi.schedules")


def recompute(store: Store, now: datetime) -> int:
    """How many programmes were computed; one that cannot be computed is named and does not stop the others."""
    with store.reading() as session:
        days = {zone.name: now.astimezone(ZoneInfo(zone.name)).date() for zone in active_zones(session)}
    done = 0
    for zone, on in days.items():
        for programme_id in speaking_programmes(store, zone, on):
            try:
                do(store, analyse, Analyse(programme_id, on), now)
                done += 1
            except ZiError as error:
                _log.warning("%s was not computed: %s", programme_id, error)
    return done
