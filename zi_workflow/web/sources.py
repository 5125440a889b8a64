"""What a page reads from: the store and the instant; hands both to the routes and holds nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

from zi_workflow.bootstrap import Store
from zi_workflow.domain.calendars import ZONES


@dataclass(frozen=True)
class Sources:
    """The open store and the service's clock."""

    store: Store
    now: Callable[[], datetime]

    def today(self, zone: str) -> date:
        """The date in a unit's zone (a label such as WIB or a zone name)."""
        return self.now().astimezone(ZoneInfo(ZONES.get(zone, zone))).date()


def _of_request(request: Request) -> Sources:
    sources: Sources = request.app.state.sources
    return sources


FromRequest = Annotated[Sources, Depends(_of_request)]
