"""Who holds a role, whose a task is, and who acts for whom."""

from __future__ import annotations

import pytest

from zi_workflow.domain.people import ROLE_NAMES, Directory, Duty, Holding, Person, Role

PEOPLE = {name.lower(): Person(name.lower(), name) for name in ("Ayu", "Budi", "Citra", "Dewi")}
WORK = Duty("tl", Role.MEMBER, Role.COORDINATOR)


def here(*holdings: tuple[str, str, str | None], away: dict[str, str | None] | None = None) -> Directory:
    """A directory with these roles."""
    return Directory(PEOPLE, tuple(Holding(*each) for each in holdings), away or {})


def name(person: Person | None) -> str | None:
    """The name, or None."""
    return person.name if person else None


def test_every_role_has_a_name() -> None:
    """A role that cannot be named cannot be addressed."""
    assert set(ROLE_NAMES) == set(Role)


def test_the_one_who_has_held_a_role_longest_holds_it() -> None:
    """Holdings come in order of seniority."""
    directory = here(("budi", "head", None), ("ayu", "head", None))
    assert [person.name for person in directory.holders("head")] == ["Budi", "Ayu"]
    assert name(directory.holder("head")) == "Budi"


def test_members_and_coordinators_belong_to_one_area() -> None:
    """Ayu's area is not Budi's; other roles have none."""
    directory = here(("ayu", "coordinator", "tl"), ("citra", "team_lead", "tl"))
    assert name(directory.holder("coordinator", "tl")) == "Ayu"
    assert directory.holder("coordinator", "pp") is None
    assert name(directory.holder("team_lead", "pp")) == "Citra"


@pytest.mark.parametrize(
    ("holdings", "expected"),
    [
        ((("ayu", "member", "tl"), ("budi", "coordinator", "tl")), "Ayu"),
        ((("budi", "coordinator", "tl"), ("citra", "team_lead", None)), "Budi"),
        ((("budi", "coordinator", "pp"), ("citra", "team_lead", None)), "Citra"),
        ((("dewi", "head", None),), "Dewi"),
        ((), None),
    ],
)
def test_work_falls_to_the_nearest_office(
    holdings: tuple[tuple[str, str, str]], expected: str | None
) -> None:
    """Role, coordinator, team lead, head: whoever is there."""
    assert name(here(*holdings).assignee(WORK)) == expected


def test_an_assignee_comes_before_a_role() -> None:
    """Who was named does the work, unless they are no longer there."""
    directory = here(("ayu", "member", "tl"))
    assert name(directory.assignee(Duty("tl", "member", "coordinator", assignee_id="budi"))) == "Budi"
    assert name(directory.assignee(Duty("tl", "member", "coordinator", assignee_id="gone"))) == "Ayu"


def test_nobody_reviews_their_own_work() -> None:
    """When the coordinator did it, the next one above reviews it."""
    directory = here(("ayu", "coordinator", "tl"), ("citra", "team_lead", None))
    assert name(directory.verifier(WORK)) == "Ayu"
    assert name(directory.verifier(WORK, not_by="ayu")) == "Citra"


def test_only_some_tasks_have_an_approver() -> None:
    """An approver who is not there is replaced by the head."""
    directory = here(("dewi", "head", None))
    assert directory.approver(WORK) is None
    assert name(directory.approver(Duty("tl", "member", "coordinator", "agency_head"))) == "Dewi"


def test_a_substitute_acts_for_whoever_is_away() -> None:
    """Away without a substitute, nobody acts."""
    directory = here(away={"ayu": "budi", "citra": None})
    assert directory.is_away("ayu")
    assert name(directory.substitute_of("ayu")) == "Budi"
    assert directory.substitute_of("citra") is None
    assert directory.substitute_of("budi") is None


def test_a_chain_of_substitutes_ends_with_somebody_who_is_here() -> None:
    """A circle of absences ends with nobody."""
    assert name(here(away={"ayu": "budi", "budi": "citra"}).substitute_of("ayu")) == "Citra"
    assert here(away={"ayu": "budi", "budi": "ayu"}).substitute_of("ayu") is None
