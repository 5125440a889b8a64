"""What is typed about the people of a unit: an absence, and a list whose changes were looked at; stores nothing."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from starlette.datastructures import FormData

from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.people_sheets import SheetRow
from zi_workflow.i18n import _, sentence
from zi_workflow.usecases.absences import limits
from zi_workflow.usecases.setup_orders import kept_rows, rows_of
from zi_workflow.web.forms.setups import text, whole


@dataclass
class AbsenceForm:
    """The fields as they were typed, and what is wrong with each."""

    person: str = ""
    first: str = ""
    last: str = ""
    substitute: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    days: tuple[date, date] | None = None


def read_absence(form: FormData, known: Collection[str], on: date) -> AbsenceForm:
    """An absence of one of the unit's people noted on a day, with everything that is wrong at once."""
    filled = AbsenceForm(
        text(form, "person"), text(form, "first"), text(form, "last"), text(form, "substitute")
    )
    if filled.person not in known:
        filled.problems["person"] = _("Please choose somebody of the unit.")
    if filled.substitute and filled.substitute not in known:
        filled.problems["substitute"] = _("Please choose somebody of the unit.")
    elif filled.substitute and filled.substitute == filled.person:
        filled.problems["substitute"] = _("Nobody is their own substitute.")
    days = {name: _day(filled, name) for name in ("first", "last")}
    first, last = days["first"], days["last"]
    if first and last:
        wrong = limits(first, last, on)
        filled.problems |= {name: sentence(problem) for name, problem in wrong.items()}
        filled.days = None if wrong else (first, last)
    return filled


_NO_DAY = {
    "first": N_("Please choose the first day away."),
    "last": N_("Please choose the last day away."),
}
"""Each field its own sentence, so that the summary above the form says which it means."""


def _day(filled: AbsenceForm, name: str) -> date | None:
    try:
        return date.fromisoformat(getattr(filled, name))
    except ValueError:
        filled.problems[name] = _(_NO_DAY[name])
        return None


def carried(rows: tuple[SheetRow, ...]) -> str:
    """A list as the page of its changes carries it to its button."""
    return json.dumps(kept_rows(rows), ensure_ascii=False)


def read_carried(form: FormData) -> tuple[SheetRow, ...]:
    """The list that the page carried; InputError for one that is none of ours."""
    torn = InputError(Problem(N_("The list did not arrive as it should. Please choose it again.")))
    try:
        kept: Any = json.loads(whole(form, "rows"))
        ours = isinstance(kept, list) and all(
            isinstance(row, list) and isinstance(row[0], int) and all(isinstance(x, str) for x in row[1:])
            for row in kept
        )
        if ours:
            return rows_of({"people": kept})
    except (ValueError, TypeError, IndexError):
        raise torn from None
    raise torn
