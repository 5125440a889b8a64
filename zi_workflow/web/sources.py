"""What a page reads from: the store and the instant; hands both to the routes and holds nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

from zi_workflow.bootstrap import Store
from zi_workflow.domain.calendars import ZONES
from zi_workflow.domain.messages import Rendered
from zi_workflow.storage.evidence_folder import EvidenceFolder

Samples = Callable[[str], Mapping[str, Rendered]]


def no_samples(_lang: str) -> Mapping[str, Rendered]:
    """Of a service that was given none."""
    return {}


@dataclass(frozen=True)
class Sources:
    """The open store, the service's clock, the samples of the emails in a language, and where evidence is kept."""

    store: Store
    now: Callable[[], datetime]
    samples: Samples = no_samples
    evidence: EvidenceFolder | None = None

    def today(self, zone: str) -> date:
        """The date in a unit's zone (a label such as WIB or a zone name)."""
        return self.now().astimezone(ZoneInfo(ZONES.get(zone, zone))).date()


def _of_request(request: Request) -> Sources:
    sources: Sources = request.app.state.sources
    return sources


FromRequest = Annotated[Sources, Depends(_of_request)]
