"""What a page reads from: the store and the instant; hands both to the routes and holds nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Request

from zi_workflow.bootstrap import Store
from zi_workflow.domain.messages import PLAIN, Letterhead, Rendered
from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import CODE_ROLES
from zi_workflow.storage.evidence_folder import EvidenceFolder
from zi_workflow.web.later import Work, at_once
from zi_workflow.web.providers import Provider
from zi_workflow.wording import local

Samples = Callable[[str], Mapping[str, Rendered]]


def no_samples(_lang: str) -> Mapping[str, Rendered]:
    """Of a service that was given none."""
    return {}


def _nothing() -> None:
    """No mail leaves from here."""


def _no_rehearsal(_setup_id: str) -> None:
    """Of a service that plays none; its page says that nothing has come yet."""


@dataclass(frozen=True)
class Entrance:
    """How people come in: what mails with links carry and what sends them at once, and who needs a code.

    `code_now` is the real time, by which an authenticator works; None: the service's own clock. `later` does what
    nobody shall be able to measure, `provider` is the agency's own sign-in.
    """

    letterhead: Letterhead = PLAIN
    deliver: Callable[[], object] = _nothing
    code_now: Callable[[], datetime] | None = None
    codes: frozenset[Role] = CODE_ROLES
    later: Callable[[Work], None] = at_once
    provider: Provider | None = None


@dataclass(frozen=True)
class Sources:
    """The open store, the service's clock, the samples of the emails in a language, where evidence is kept, the door.

    `rehearse(setup_id)` has a new programme rehearsed beside the pages.
    """

    store: Store
    now: Callable[[], datetime]
    samples: Samples = no_samples
    evidence: EvidenceFolder | None = None
    entrance: Entrance = field(default_factory=Entrance)
    rehearse: Callable[[str], object] = _no_rehearsal

    def code_time(self) -> datetime:
        """The instant by which codes of an authenticator are counted."""
        return (self.entrance.code_now or self.now)()

    def today(self, zone: str) -> date:
        """The date in a unit's zone (a label such as WIB or a zone name)."""
        return local(self.now(), zone).date()


async def _of_request(request: Request) -> Sources:  # asynchronous only so that no thread is taken for it
    sources: Sources = request.app.state.sources
    return sources


FromRequest = Annotated[Sources, Depends(_of_request)]
