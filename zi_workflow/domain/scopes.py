"""Who may do what, where: one table of role, action and reach; knows no page, no query and no account's secrets.

A role reaches its own person, its area, its unit, its agency or the whole service. What is out of reach does not exist
for the viewer. `domain.permissions` goes on from here and decides about a single task.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import NamedTuple

from zi_workflow.domain.errors import N_
from zi_workflow.domain.people import Role
from zi_workflow.domain.permissions import Decision


class Action(StrEnum):
    """What somebody does on a page."""

    OWN_ACCOUNT = "own_account"  # password, second step, sessions
    SEE_SAMPLES = "see_samples"  # the mails as samples
    SEE_PROGRAMME = "see_programme"
    SEE_PORTFOLIO = "see_portfolio"  # units beside each other
    SEE_MAIL = "see_mail"
    SEE_HEALTH = "see_health"  # what the whole service does
    WORK = "work"  # begin, report, hand in
    REVIEW = "review"  # the unit's own look at what was handed in
    STEER = "steer"  # dates, people, dependencies
    ASSESS = "assess"  # accept evidence for the sheet
    CONDUCT = "conduct"  # monev rounds: open them, hold them, say what was found
    KEEP_FORMATS = "keep_formats"  # the agency's own, for all its units
    MANAGE_MAIL = "manage_mail"  # stop all mail, look at what is held and decide
    MANAGE_CALENDAR = "manage_calendar"  # days off of many units at once
    MANAGE_ACCOUNTS = "manage_accounts"


class Reach(IntEnum):
    """How far a role carries."""

    OWN = 1
    AREA = 2
    UNIT = 3
    AGENCY = 4
    SERVICE = 5  # only an administrator of the service, who belongs to no unit


FOR_EVERYBODY = frozenset({Action.OWN_ACCOUNT, Action.SEE_SAMPLES})
"""What whoever is signed in may do."""

_TEAM = (Role.SECRETARY, Role.TEAM_LEAD, Role.HEAD)
_AREAS = (Role.MEMBER, Role.COORDINATOR)
OF_UNIT = frozenset({*_AREAS, Role.CHANGE_AGENT, *_TEAM})
"""Those who build: their work is what others assess."""
OF_ASSESSORS = frozenset({Role.ASSISTANCE_TEAM, Role.INTERNAL_ASSESSOR, Role.INSPECTORATE})
_READERS = (Role.ORGANISATION_BUREAU, Role.AUDITOR, Role.ADMINISTRATOR)


def _reaching(reach: Reach, *roles: Role) -> dict[Role, Reach]:
    return dict.fromkeys(roles, reach)


POLICY: Mapping[Action, Mapping[Role, Reach]] = {
    Action.OWN_ACCOUNT: {},
    Action.SEE_SAMPLES: {},
    Action.SEE_PROGRAMME: {
        **_reaching(Reach.UNIT, *OF_UNIT, Role.ASSISTANCE_TEAM, Role.INTERNAL_ASSESSOR, Role.NATIONAL_ASSESSOR),
        **_reaching(Reach.AGENCY, Role.INSPECTORATE, Role.AGENCY_HEAD, *_READERS),
    },
    Action.SEE_PORTFOLIO: _reaching(Reach.AGENCY, Role.INSPECTORATE, Role.AGENCY_HEAD, *_READERS),
    Action.SEE_MAIL: {
        **_reaching(Reach.OWN, *Role),
        **_reaching(Reach.UNIT, *_TEAM),
        **_reaching(Reach.AGENCY, *_READERS),
    },
    Action.SEE_HEALTH: _reaching(Reach.SERVICE, Role.ADMINISTRATOR),
    Action.WORK: {
        **_reaching(Reach.OWN, Role.CHANGE_AGENT),
        **_reaching(Reach.AREA, *_AREAS),
        **_reaching(Reach.UNIT, *_TEAM),
    },
    Action.REVIEW: {**_reaching(Reach.AREA, Role.COORDINATOR), **_reaching(Reach.UNIT, *_TEAM)},
    Action.STEER: {
        **_reaching(Reach.AREA, Role.COORDINATOR),
        **_reaching(Reach.UNIT, *_TEAM),
        **_reaching(Reach.AGENCY, Role.ORGANISATION_BUREAU),
    },
    Action.ASSESS: {
        **_reaching(Reach.UNIT, Role.ASSISTANCE_TEAM, Role.INTERNAL_ASSESSOR),
        **_reaching(Reach.AGENCY, Role.INSPECTORATE),
    },
    Action.CONDUCT: {
        **_reaching(Reach.UNIT, Role.ASSISTANCE_TEAM),
        **_reaching(Reach.AGENCY, Role.INSPECTORATE),
    },
    Action.KEEP_FORMATS: _reaching(Reach.AGENCY, Role.ORGANISATION_BUREAU),
    Action.MANAGE_MAIL: _reaching(Reach.SERVICE, Role.ADMINISTRATOR),
    Action.MANAGE_CALENDAR: _reaching(Reach.AGENCY, Role.ORGANISATION_BUREAU, Role.ADMINISTRATOR),
    Action.MANAGE_ACCOUNTS: _reaching(Reach.SERVICE, Role.ADMINISTRATOR),
}  # fmt: skip
"""The one table; what is not in it is refused."""

WHY_NOT: Mapping[Action, str] = {
    Action.OWN_ACCOUNT: N_("Please sign in first."),
    Action.SEE_SAMPLES: N_("Please sign in first."),
    Action.SEE_PROGRAMME: N_("Your account has no office in a programme; please ask your team lead."),
    Action.SEE_PORTFOLIO: N_("Only the inspectorate and other offices of the whole agency compare its units."),
    Action.SEE_MAIL: N_("Your account has no office in a programme; please ask your team lead."),
    Action.SEE_HEALTH: N_("Only an administrator of the service sees its inner workings."),
    Action.WORK: N_("Only whoever does the work in this area or leads the working team reports on it."),
    Action.REVIEW: N_("Only the area's coordinator and those who lead the working team review its work."),
    Action.STEER: N_("Only coordinators, those who lead the working team and the organisation bureau change a plan."),
    Action.ASSESS: N_("Only the assistance team, the internal assessors and the inspectorate assess."),
    Action.CONDUCT: N_("Only the assistance team and the inspectorate open and hold monev rounds."),
    Action.KEEP_FORMATS: N_("Only the organisation bureau keeps the formats of its agency."),
    Action.MANAGE_MAIL: N_("Only an administrator of the service stops mail and decides about what is held."),
    Action.MANAGE_CALENDAR: N_("Only the organisation bureau and administrators take decrees of days off into use."),
    Action.MANAGE_ACCOUNTS: N_("Only an administrator of the service manages accounts."),
}  # fmt: skip
"""What a refusal says."""
NO_SIDE = N_("An administrator looks after accounts and takes neither the unit's side nor the assessors'.")
OWN_EVIDENCE = N_("Nobody assesses a unit in which they work themselves.")

CHANGING = frozenset(
    {Action.WORK, Action.REVIEW, Action.STEER, Action.ASSESS, Action.CONDUCT, Action.KEEP_FORMATS}
)
"""What takes a side; an administrator takes none."""
OF_OTHERS = frozenset({Action.ASSESS, Action.CONDUCT})
"""What nobody does to a unit in which they work."""
CONSOLE = "cli"
CODE_ROLES = frozenset({Role.COORDINATOR, Role.SECRETARY, Role.TEAM_LEAD, *OF_ASSESSORS, *_READERS})
"""Who signs in with a code of an authenticator as well: coordinators, the assessing side, and who sees many units."""


class Office(NamedTuple):  # tuples, this and the viewer, as `scope_of` looks them up fifty times for a page
    """A role that somebody holds today, themselves or for somebody they stand in for.

    An administrator of the service holds theirs in no unit; everybody else's has a unit and its agency.
    """

    role: Role
    unit_id: str | None = None
    agency: str | None = None
    area: str | None = None


class Viewer(NamedTuple):
    """Whoever is signed in, with their offices of the day."""

    account_id: str
    person_id: str
    name: str
    offices: tuple[Office, ...] = ()

    def holds(self, *roles: Role) -> bool:
        """Whether any of their offices is one of these."""
        return any(office.role in roles for office in self.offices)

    def units(self, roles: frozenset[Role]) -> frozenset[str]:
        """Where they hold one of these roles."""
        return frozenset(o.unit_id for o in self.offices if o.role in roles and o.unit_id is not None)


def at_console(role: Role, unit_id: str, agency: str, area: str | None = None) -> Viewer:
    """The operator at the console, whose record says so, in an office of a unit."""
    return Viewer("", CONSOLE, CONSOLE, (Office(role, unit_id, agency, area),))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing is; `person_id` is whose it is, if it is somebody's."""

    unit_id: str
    agency: str
    area: str | None = None
    person_id: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """The places that an action of a viewer reaches; the empty one reaches none."""

    service: bool = False
    agencies: frozenset[str] = field(default_factory=frozenset)
    units: frozenset[str] = field(default_factory=frozenset)
    areas: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    people: frozenset[str] = field(default_factory=frozenset)
    without: frozenset[str] = field(
        default_factory=frozenset
    )  # units that are left out whatever else is said

    def __bool__(self) -> bool:
        """Whether it could reach anything."""
        return self.service or bool(self.agencies or self.areas or self.people or self.units - self.without)

    def covers(self, place: Place) -> bool:
        """Whether the place is in it."""
        if place.unit_id in self.without:
            return False
        return (
            self.service
            or place.agency in self.agencies
            or place.unit_id in self.units
            or (place.unit_id, place.area or "") in self.areas
            or place.person_id in self.people
        )


NOWHERE = Scope()
EVERYWHERE = Scope(service=True)
"""Of whoever asks for no viewer: the service itself, the console, a capability that names one thing."""


@lru_cache(maxsize=4096)
def scope_of(viewer: Viewer, action: Action) -> Scope:
    """Where the viewer may do it; every list is narrowed to this. A page asks some fifty times."""
    if action in CHANGING and viewer.holds(Role.ADMINISTRATOR):
        return NOWHERE
    if action in FOR_EVERYBODY:
        return Scope(people=frozenset({viewer.person_id}))
    reached = tuple(_reached(viewer, action))
    own = reached and Reach.OWN in POLICY[action].values()  # what is theirs, wherever it is
    return Scope(
        service=any(reach >= Reach.AGENCY and office.unit_id is None for office, reach in reached),
        agencies=frozenset(o.agency for o, reach in reached if reach is Reach.AGENCY and o.agency),
        units=frozenset(o.unit_id for o, reach in reached if reach is Reach.UNIT and o.unit_id),
        areas=frozenset((o.unit_id, o.area) for o, r in reached if r is Reach.AREA and o.unit_id and o.area),
        people=frozenset({viewer.person_id} if own else ()),
        without=viewer.units(OF_UNIT) if action in OF_OTHERS else frozenset(),
    )


def _reached(viewer: Viewer, action: Action) -> Iterator[tuple[Office, Reach]]:
    for office in viewer.offices:
        reach = POLICY[action].get(office.role)
        if reach is not None:
            yield office, reach


def may(viewer: Viewer, action: Action, place: Place | None = None) -> Decision:
    """Whether the viewer may do it there, or, without a place, anywhere; the reason is a message id."""
    if action in CHANGING and viewer.holds(Role.ADMINISTRATOR):
        return Decision(False, NO_SIDE)
    scope = scope_of(viewer, action)
    if place is None:
        return Decision(bool(scope)) if scope else Decision(False, WHY_NOT[action])
    if place.unit_id in scope.without:
        return Decision(False, OWN_EVIDENCE)
    return Decision(True) if scope.covers(place) else Decision(False, WHY_NOT[action])


def needs_code(viewer: Viewer, roles: frozenset[Role] = CODE_ROLES) -> bool:
    """Whether a password or a link alone does not let them in."""
    return viewer.holds(*roles)


SIDES = N_("This person is an administrator and holds another office; with both they can only read.")
BOTH_SIDES = N_("This person works in a unit and assesses it too; they cannot assess it.")
TWO_DUTIES = N_("This person assists a unit and assesses it too; that is allowed, and shown.")


def conflicts(viewer: Viewer) -> tuple[str, ...]:
    """What their offices together mean for the separation of duties, as message ids; shown, never hidden."""
    works, assesses = viewer.units(OF_UNIT), viewer.units(OF_ASSESSORS)
    assists = viewer.units(frozenset({Role.ASSISTANCE_TEAM}))
    judges = viewer.units(frozenset({Role.INTERNAL_ASSESSOR}))
    found = {
        SIDES: viewer.holds(Role.ADMINISTRATOR) and bool(works | assesses),
        BOTH_SIDES: bool(works & assesses),
        TWO_DUTIES: bool(assists & judges),
    }
    return tuple(message for message, holds in found.items() if holds)
