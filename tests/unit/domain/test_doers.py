"""Whom a unit's work may be given to."""

from __future__ import annotations

from datetime import date

import pytest

from zi_workflow.domain.doers import doers, why_no_doer
from zi_workflow.domain.people import Directory, Holding, Person, Role
from zi_workflow.domain.scopes import OF_UNIT

ON = date(2025, 1, 8)


def held(*roles: str) -> Directory:
    """Ayu in these offices."""
    return Directory({"ayu": Person("ayu", "Ayu")}, tuple(Holding("ayu", role) for role in roles))


@pytest.mark.parametrize("role", list(Role))
def test_only_an_office_that_builds_makes_a_doer(role: Role) -> None:
    """Whoever assesses, accompanies or reads is refused with a sentence of their own."""
    people = held(role)
    assert ("ayu" in doers(people)) is (role in OF_UNIT)
    assert (why_no_doer(people, "ayu", ON, "TL-01") is None) is (role in OF_UNIT)


def test_a_second_office_that_builds_is_enough() -> None:
    """An assessor who also is a member of the unit's team may work in it."""
    assert why_no_doer(held(Role.INTERNAL_ASSESSOR, Role.MEMBER), "ayu", ON, "TL-01") is None


def test_the_two_reasons_are_told_apart() -> None:
    """No office at all is something else than one that does no work."""
    messages = {
        getattr(why_no_doer(held(*roles), "ayu", ON, ""), "message", "") for roles in ((), ("auditor",))
    }
    assert len(messages) == 2
