"""Who may do what to a task."""

from __future__ import annotations

import pytest

from zi_workflow.domain.people import Duty
from zi_workflow.domain.permissions import ALLOWED, Actor, Relation, may, relations
from zi_workflow.domain.tasks import Verb

DUTY = Duty("tl", "member", "coordinator", "head", assignee_id="ayu")


def actor(id: str, *roles: tuple[str, str | None], acts_for: tuple[str, ...] = ()) -> Actor:
    """Somebody with roles."""
    return Actor(id, frozenset({id, *acts_for}), frozenset(roles))


def test_relations_are_read_from_roles() -> None:
    """A coordinator of the task's area is its verifier here, one of another area is nobody."""
    own = relations(actor("budi", ("coordinator", "tl")), DUTY)
    assert own == {Relation.VERIFIER, Relation.COORDINATOR}
    assert relations(actor("budi", ("coordinator", "pp")), DUTY) == frozenset()


@pytest.mark.parametrize("verb", Verb)
def test_an_outsider_may_do_nothing(verb: Verb) -> None:
    """Dewi has no role in the unit."""
    assert not may(actor("dewi"), verb, DUTY).allowed


@pytest.mark.parametrize("verb", Verb)
def test_a_machine_may_do_what_is_not_about_itself(verb: Verb) -> None:
    """The console acts on somebody's word."""
    assert may(Actor("cli"), verb, DUTY, by="ayu").allowed


def test_nobody_verifies_their_own_work_in_any_role() -> None:
    """Not as the head, not as a substitute, not at the console."""
    head = actor("ayu", ("head", None), ("coordinator", "tl"))
    assert not may(head, Verb.VERIFY, DUTY, by="ayu").allowed
    assert not may(actor("budi", ("head", None), acts_for=("ayu",)), Verb.VERIFY, DUTY, by="ayu").allowed
    assert not may(Actor("cli"), Verb.VERIFY, DUTY, by="cli").allowed


def test_the_last_word_is_the_approvers() -> None:
    """A coordinator cannot override a gate."""
    coordinator = actor("budi", ("coordinator", "tl"))
    assert may(coordinator, Verb.VERIFY, DUTY, by="ayu").allowed
    assert not may(coordinator, Verb.VERIFY, DUTY, by="ayu", final=True).allowed
    assert may(actor("dewi", ("head", None)), Verb.VERIFY, DUTY, by="ayu", final=True).allowed


def test_the_team_lead_decides_about_the_approvers_own_work() -> None:
    """Otherwise the head's own tasks could never be finished."""
    own = Duty("mp", "head", "secretary", "head")
    lead = actor("citra", ("team_lead", None))
    assert may(lead, Verb.VERIFY, own, by="dewi", final=True).allowed
    assert not may(lead, Verb.VERIFY, DUTY, by="ayu", final=True).allowed


def test_a_substitute_does_the_work_of_whom_they_stand_for() -> None:
    """Budi acts for Ayu, whose task it is."""
    assert may(actor("budi", acts_for=("ayu",)), Verb.SUBMIT, DUTY).allowed
    assert not may(actor("budi"), Verb.SUBMIT, DUTY).allowed


def test_nobody_accepts_their_own_promise() -> None:
    """The coordinator's own promise is for the team lead to accept."""
    own = Duty("tl", "member", "coordinator", assignee_id="ayu")
    assert not may(actor("ayu", ("coordinator", "tl")), Verb.ACCEPT, own).allowed
    assert may(actor("citra", ("team_lead", None)), Verb.ACCEPT, own).allowed


def test_every_verb_is_open_to_somebody() -> None:
    """A verb that nobody may use is dead."""
    assert all(ALLOWED.values())
