"""The list of programmes as its page and its files show it; no query, no HTML."""

from __future__ import annotations

from zi_workflow.domain.errors import N_
from zi_workflow.domain.programmes import ProgrammeState, Target
from zi_workflow.i18n import _
from zi_workflow.storage.queries.lists import Wanted
from zi_workflow.storage.queries.programme_lists import STATE, TARGET
from zi_workflow.web.listing import Column, Filter, Listing
from zi_workflow.web.views import words

FILTERS = (STATE, TARGET)
SORT = "unit"
COLUMNS = (
    Column("unit", N_("Unit"), lambda row: row.unit),
    Column("code", N_("Code"), lambda row: row.code, sorts=False, shown=False),
    Column("programme", N_("Programme"), lambda row: row.title, sorts=False, shown=False),
    Column("target", N_("Target"), lambda row: words.target(row.target), sorts=False, shown=False),
    Column("state", N_("State"), lambda row: words.programme_state(row.state)),
    Column("done", N_("Tasks done"), lambda row: row.done, sorts=False, number=True),
    Column("total", N_("Tasks in all"), lambda row: row.total, sorts=False, number=True, shown=False),
    Column("plan", N_("Planned finish"), lambda row: row.planned_finish, sorts=False, shown=False),
    Column("finish", N_("Expected finish"), lambda row: row.forecast_finish),
    Column("late", N_("Working days late"), lambda row: row.late_days, number=True, most_first=True),
)


def listing(wanted: Wanted, total: int) -> Listing:
    """The list with its filters."""
    states = [(str(key), words.programme_state(key)) for key in ProgrammeState]
    targets = [(str(key), words.target(key)) for key in Target]
    return Listing(
        path="/",
        columns=COLUMNS,
        filters=(
            Filter(STATE, _("State"), states, folded=True),
            Filter(TARGET, _("Target"), targets, folded=True),
        ),
        wanted=wanted,
        total=total,
        sort=SORT,
        searches=_("Unit, programme or code"),
    )
