"""How everything that is done to a monev round begins and ends: may they, is it as they saw it, did this come before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from zi_workflow.domain.errors import N_, ConflictError, ForbiddenError, NotFoundError, Problem, RefusedError
from zi_workflow.domain.events import Event
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.scopes import Action, Place, Viewer, may
from zi_workflow.storage.queries.invitations import round_of
from zi_workflow.storage.queries.programmes import ProgrammeFacts, programme_facts
from zi_workflow.storage.tables import EventRow, Round
from zi_workflow.usecases import events
from zi_workflow.usecases.form_marks import about, mark, recorded_before
from zi_workflow.usecases.task_moves import local_date


@dataclass(frozen=True, kw_only=True)
class Conduct:
    """What somebody does to a programme's round about a quarter; `version` is that of the round on their page, None: any.

    `form` tells a later form with the same words from the same form sent twice.
    """

    viewer: Viewer
    programme_id: str
    quarter: str
    version: int | None = None
    form: str = ""


@dataclass(frozen=True, slots=True)
class Conducted:
    """The round as it stands, in this transaction alone once it was begun; `via` marks the form."""

    programme: ProgrammeFacts
    round: Round
    on: date
    via: str = ""

    @property
    def place(self) -> str:
        """How sentences and events name the round."""
        return place_of(self.programme.code, self.round.quarter)


def place_of(code: str, quarter: str) -> str:
    """How sentences and events name a round."""
    return f"{code} {quarter}"


def look(
    session: Session, viewer: Viewer, programme_id: str, quarter: str, now: datetime,
    action: Action = Action.CONDUCT, area: str | None = None,
) -> Conducted:  # fmt: skip
    """A round that the viewer may act on (in an area); ForbiddenError where they only see it, NotFoundError out of sight."""
    programme = programme_facts(session, programme_id)
    if not may(viewer, Action.SEE_PROGRAMME, Place(programme.unit_id, programme.agency)).allowed:
        raise NotFoundError(Problem(N_("There is no such round."), where=quarter))
    row = round_of(session, programme_id, quarter)
    decision = may(viewer, action, Place(programme.unit_id, programme.agency, area))
    if not decision.allowed:
        raise ForbiddenError(Problem(decision.reason))
    return Conducted(programme, row, local_date(now, programme.zone))


def begin(
    session: Session,
    command: Conduct,
    now: datetime,
    action: Action = Action.CONDUCT,
    area: str | None = None,
) -> Conducted | None:
    """The round, for this transaction alone; None when this very form came before.

    NotFoundError, ForbiddenError, ConflictError (changed since the page was shown), RefusedError (a draft).
    """
    found = look(session, command.viewer, command.programme_id, command.quarter, now, action, area)
    session.refresh(found.round, with_for_update=True)
    via = mark(command, command.viewer.person_id, found.on)
    if recorded_before(session, via, *about(found.programme.agency, found.place)) is not None:
        return None
    if found.programme.state == ProgrammeState.DRAFT:
        raise RefusedError(
            Problem(N_("The programme is a draft; activate it first."), where=found.programme.code)
        )
    as_seen(command, found)
    return Conducted(found.programme, found.round, found.on, via)


def as_seen(command: Conduct, found: Conducted) -> None:
    """ConflictError when the round changed since the page that the command comes from was shown."""
    if command.version is not None and command.version != found.round.version:
        raise changed_since(found.place)


def changed_since(place: str) -> ConflictError:
    """It is not as it was shown any more."""
    message = N_("The round changed since this page was shown; look at it again.")
    return ConflictError(Problem(message, where=place))


def record(
    session: Session, kind: str, command: Conduct, found: Conducted, said: dict[str, Any], now: datetime
) -> EventRow:
    """Raise the round's version and note what was done in the agency's chain of events (`kind` is `round.verb`)."""
    found.round.version += 1
    session.add(found.round)
    session.flush()
    return note(session, kind, command, found, said, now)


def note(
    session: Session, kind: str, command: Conduct, found: Conducted, said: dict[str, Any], now: datetime
) -> EventRow:
    """Note what was done beside the round itself, which stays as whoever looks at its page saw it."""
    return tell(session, kind, found, command.viewer.person_id, about_round(found, said), now)


def about_round(found: Conducted, said: dict[str, Any]) -> dict[str, Any]:
    """What an event says, with the round that it is about and the form that it came by."""
    return {"round": found.round.id, "quarter": found.round.quarter, "via": found.via, **said}


def tell(
    session: Session, kind: str, found: Conducted, actor: str, payload: dict[str, Any], now: datetime
) -> EventRow:
    """Append an event about the round to its agency's chain, by whoever did it or by the service itself."""
    event = Event(
        kind,
        found.place,
        actor,
        found.on,
        payload,
        unit_id=found.programme.unit_id,
        programme_id=found.programme.id,
    )
    return events.record(session, found.programme.agency, event, now)
