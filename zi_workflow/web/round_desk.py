"""What the pages of a round's meeting stand on: the round in sight, and whether the viewer writes in it; no page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from fastapi import Depends

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import N_, ForbiddenError, NotFoundError, Problem
from zi_workflow.domain.meetings import UNSIGNED
from zi_workflow.domain.scopes import Action, Place, Viewer, may
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries.monev import RoundFacts, round_facts
from zi_workflow.storage.queries.pages import ProgrammeRow
from zi_workflow.storage.queries.programmes import ProgrammeFacts, programme_facts
from zi_workflow.usecases import meetings
from zi_workflow.web.language import link
from zi_workflow.web.signed import FromViewer, programme_for
from zi_workflow.web.sources import FromRequest, Sources

Command = TypeVar("Command")


@dataclass(frozen=True, slots=True)
class Seen:
    """The round as it stands; `writes`: the viewer comes with the team (or inspects), whatever the round's state."""

    programme: ProgrammeRow
    facts: ProgrammeFacts
    round: RoundFacts
    writes: bool
    today: date

    @property
    def notes(self) -> bool:
        """Whether the viewer can note something now."""
        return self.writes and self.round.state in UNSIGNED


@contextmanager
def unnamed(quarter: str) -> Iterator[None]:
    """A round that is not found is not there, and that is all: the sentence about it would name the others."""
    try:
        yield
    except NotFoundError:
        raise NotFoundError(Problem(N_("There is no such round."), where=quarter)) from None


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a form about a round comes from."""

    sources: Sources
    viewer: Viewer
    code: str
    quarter: str

    @property
    def base(self) -> str:
        """The address of the round's own page."""
        return f"/programme/{self.code}/monev/{self.quarter}"

    def seen(self, session: Session) -> Seen:
        """The round; NotFoundError, the same for one out of sight and one that is not there at all."""
        programme = programme_for(session, self.code)
        with unnamed(self.quarter):
            found = round_facts(session, programme.id, self.quarter)
        facts = programme_facts(session, programme.id)
        session_id = found.session.id if found.session else None
        writes = meetings.writes(session, self.viewer, facts, session_id)
        return Seen(programme, facts, found, writes, self.sources.today(programme.zone))

    def look(self) -> Seen:
        """As `seen`, in a reading of its own."""
        with self.sources.store.reading() as session:
            return self.seen(session)

    def writing(self) -> Seen:
        """As `look`; ForbiddenError for who sees the round and does not write in it."""
        seen = self.look()
        decision = may(self.viewer, Action.CONDUCT, Place(seen.facts.unit_id, seen.facts.agency))
        if not seen.writes:
            reason = meetings.ONLY_TEAM if decision.allowed else decision.reason
            raise ForbiddenError(Problem(reason))
        return seen

    def do(self, usecase: Callable[[Session, Command, datetime], object], command: Command) -> None:
        """Run a use case in its transaction, now."""
        do(self.sources.store, usecase, command, self.sources.now())

    def common(self, seen: Seen) -> dict[str, Any]:
        """What every command about the round has."""
        return {"viewer": self.viewer, "programme_id": seen.programme.id, "quarter": self.quarter}

    def link(self, path: str = "", anchor: str = "", **query: object) -> str:
        """An address below the round's page."""
        return link(self.base + path, **query) + (f"#{anchor}" if anchor else "")


def _writing(code: str, quarter: str, viewer: FromViewer, sources: FromRequest) -> tuple[Desk, Seen]:
    desk = Desk(sources, viewer, code, quarter)
    return desk, desk.writing()


InWriting = Annotated[tuple[Desk, Seen], Depends(_writing)]
"""The round before whoever writes in it; asked for before anything that was sent is looked at."""
