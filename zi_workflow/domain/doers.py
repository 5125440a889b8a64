"""Whom a unit's work may be given to: those who hold an office that builds; who assesses or accompanies it is none.

Whoever did what they assess would judge their own work.
"""

from __future__ import annotations

from datetime import date

from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.people import Directory
from zi_workflow.domain.scopes import OF_UNIT


def doers(people: Directory) -> frozenset[str]:
    """Who holds an office that builds on the directory's day, by id."""
    return frozenset(held.person_id for held in people.holdings if held.role in OF_UNIT)


def why_no_doer(people: Directory, person_id: str, on: date, where: str) -> Problem | None:
    """What keeps the person from being given work of the unit on that day; None: nothing does."""
    roles = {held.role for held in people.holdings if held.person_id == person_id}
    if not roles:
        return Problem(N_("That person has no role in this unit on {on}."), {"on": on}, where=where)
    if roles.isdisjoint(OF_UNIT):
        message = N_(
            "That person does no work of this unit: on {on} they hold no office in its working team."
        )
        return Problem(message, {"on": on}, where=where)
    return None
