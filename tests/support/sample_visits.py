"""Who looks at which page of the sample programme, and under which address; opens no page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import select

from tests.support import sample_pages, twin_units, visitors
from tests.support.met_rounds import met
from tests.support.programmes import joins
from tests.support.recommendations import recommend
from tests.support.twin_units import Twin
from zi_workflow.bootstrap import Store
from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import Action, may
from zi_workflow.domain.tasks import State
from zi_workflow.storage.queries import pages
from zi_workflow.storage.queries.accounts import account_of
from zi_workflow.storage.queries.invitations import round_of
from zi_workflow.storage.queries.viewers import viewer_of
from zi_workflow.storage.tables import Membership, Programme, Unit
from zi_workflow.web.policy import TABLE, Way

ROLES = (Role.TEAM_LEAD, Role.COORDINATOR, Role.HEAD, Role.ORGANISATION_BUREAU, Role.ASSISTANCE_TEAM)
"""Who is asked first; whoever sees the whole service looks at what none of them may."""


@dataclass(frozen=True)
class Visit:
    """A page, and the cookies of somebody who may see it."""

    template: str
    address: str
    cookies: dict[str, str]

    @property
    def name(self) -> str:
        """What its picture is called."""
        return (
            self.template.strip("/").replace("/", "-").translate(str.maketrans("", "", "{}:.")) or "beranda"
        )


def twin_of(store: Store) -> Twin:
    """The sample's unit with the ids that its addresses need."""
    with store.reading() as session:
        unit = session.exec(select(Unit)).one()
        held = session.exec(select(Membership)).all()
        people = {Role(row.role): row.person_id for row in held}
    twin = Twin(sample_pages.CODE, sample_pages.UNIT, unit.agency, unit.id, people)
    twin.mails = twin_units.mails_of(store, twin)
    with store.reading() as session:
        programme = session.exec(select(Programme)).one().id
        begun = next(row.code for row in pages.tasks(session, programme) if row.state == State.IN_PROGRESS)
    bureau = joins(store, unit.id, "Lina Marlina", Role.ORGANISATION_BUREAU, None, "lina@contoh.go.id")
    twin.people[Role.ORGANISATION_BUREAU] = bureau
    twin_units.show_something(store, twin, programme, begun, sample_pages.NOW)
    twin_units.type_in(store, twin, sample_pages.NOW)
    twin_units.open_round(store, twin, programme, sample_pages.NOW)
    recommend(store, programme, begun, twin.people[Role.ASSISTANCE_TEAM], sample_pages.NOW)
    with store.writing() as session:
        row = round_of(session, programme, twin_units.QUARTER)
        twin.photo = met(session, row, twin.word, twin_units.content_of(twin)[1], sample_pages.NOW)
    return twin


def visits(store: Store, now: datetime) -> Iterator[Visit]:
    """Every line of the table once, with a viewer who may open it."""
    twin = twin_of(store)
    signed = {role: visitors.person(store, twin.people[role], now) for role in ROLES}
    with store.reading() as session:
        accounts = {role: account_of(session, twin.people[role]) for role in ROLES}
        viewers = {role: viewer_of(session, found.id, now) for role, found in accounts.items() if found}
    administrator = visitors.administrator(store, now)
    for template, need in TABLE.items():
        able = (role for role in ROLES if isinstance(need, Action) and may(viewers[role], need).allowed)
        chosen = next(able, None)
        asks: dict[str, str] = {} if isinstance(need, Way) else administrator
        yield Visit(template, twin.address(template), signed[chosen] if chosen else asks)
