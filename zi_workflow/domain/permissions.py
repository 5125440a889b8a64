"""Who may do what to a task, as a table; knows no table of the store and no wording of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from zi_workflow.domain.errors import N_
from zi_workflow.domain.people import AREA_ROLES, Duty, Role
from zi_workflow.domain.tasks import Verb

MACHINES = frozenset({"system", "cli"})
"""Actors that are no person: the service itself, and the operator at the console."""


class Relation(StrEnum):
    """How an actor stands to a task."""

    ASSIGNEE = "assignee"
    RESPONSIBLE = "responsible"
    VERIFIER = "verifier"
    APPROVER = "approver"
    COORDINATOR = "coordinator"
    LEAD = "lead"
    HEAD = "head"


_DOING = frozenset({Relation.ASSIGNEE, Relation.RESPONSIBLE, Relation.COORDINATOR, Relation.LEAD})
_REVIEWING = frozenset({Relation.VERIFIER, Relation.APPROVER, Relation.LEAD, Relation.HEAD})
_STEERING = frozenset({Relation.COORDINATOR, Relation.LEAD, Relation.HEAD})

ALLOWED: Mapping[Verb, frozenset[Relation]] = {
    Verb.START: _DOING | {Relation.HEAD},
    Verb.REPORT: _DOING | {Relation.HEAD},
    Verb.SUBMIT: _DOING | {Relation.HEAD},
    Verb.VERIFY: _REVIEWING | {Relation.COORDINATOR},
    Verb.RETURN: _REVIEWING | {Relation.COORDINATOR},
    Verb.OUTCOME: _REVIEWING | {Relation.COORDINATOR},
    Verb.WAIVE: frozenset({Relation.APPROVER, Relation.LEAD, Relation.HEAD}),
    Verb.REOPEN: _REVIEWING | {Relation.COORDINATOR},
    Verb.PROMISE: _DOING | {Relation.HEAD},
    Verb.ACCEPT: _STEERING,
    Verb.ASSIGN: _STEERING,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, whom they act for (themselves, and whoever they substitute), and the roles of all these."""

    id: str
    acts_for: frozenset[str] = frozenset()
    roles: frozenset[tuple[str, str | None]] = field(default_factory=frozenset)

    def holds(self, role: str | None, area: str | None) -> bool:
        """Whether the actor holds the role, in that area where the role belongs to one."""
        return role is not None and (role, area if role in AREA_ROLES else None) in self.roles


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it is allowed; `reason` is a message id without fields when it is not."""

    allowed: bool
    reason: str = ""


_YES = Decision(True)


def relations(actor: Actor, duty: Duty) -> frozenset[Relation]:
    """How the actor stands to the task on the day that their roles were read."""
    found = {
        Relation.ASSIGNEE: duty.assignee_id is not None and duty.assignee_id in actor.acts_for,
        Relation.RESPONSIBLE: actor.holds(duty.responsible, duty.area),
        Relation.VERIFIER: actor.holds(duty.verifier, duty.area),
        Relation.APPROVER: actor.holds(duty.approver, duty.area),
        Relation.COORDINATOR: actor.holds(Role.COORDINATOR, duty.area),
        Relation.LEAD: actor.holds(Role.TEAM_LEAD, None) or actor.holds(Role.SECRETARY, None),
        Relation.HEAD: actor.holds(Role.HEAD, None),
    }
    return frozenset(relation for relation, holds in found.items() if holds)


def may(actor: Actor, verb: Verb, duty: Duty, by: str | None = None, final: bool = False) -> Decision:
    """Whether the actor may do this to the task.

    `by` is who submitted it, or asked for the time that is to be accepted: nobody verifies their own work or accepts
    their own promise, not even as a substitute. `final`: the review is done and only the approver's decision is left.
    """
    if verb is Verb.VERIFY and by is not None and by in actor.acts_for | {actor.id}:
        return Decision(False, N_("Nobody verifies their own work; somebody else has to."))
    asked = {duty.assignee_id, by} - {None, *MACHINES}
    if verb is Verb.ACCEPT and asked & (actor.acts_for | {actor.id}):
        return Decision(False, N_("Nobody accepts their own promise; somebody else has to."))
    if actor.id in MACHINES:
        return _YES
    held = relations(actor, duty)
    if final and verb is Verb.VERIFY and not held & _deciding(duty):
        return Decision(
            False, N_("This task waits for its approver; only they or the head of the unit decide.")
        )
    if held & ALLOWED[verb]:
        return _YES
    return Decision(False, N_("This person has no role in this task that allows it."))


def _deciding(duty: Duty) -> frozenset[Relation]:
    """Who takes the last decision; the team's lead too where it is about the approver's own work."""
    own = {Relation.LEAD} if duty.responsible == duty.approver else frozenset[Relation]()
    return frozenset({Relation.APPROVER, Relation.HEAD}) | own
