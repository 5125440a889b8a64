"""The list of programmes, narrowed to the viewer's scope; words are the web's."""

from __future__ import annotations

from sqlmodel import col

from zi_workflow.domain.scopes import Scope
from zi_workflow.storage.queries.lists import Rows, Shape, Wanted
from zi_workflow.storage.queries.pages import ProgrammeRow, programme_rows, programmes_query
from zi_workflow.storage.tables import Programme, ProgrammeAnalysis, Unit

STATE, TARGET = "state", "target"
_SHAPE = Shape(
    searched=(col(Unit.name), col(Programme.title), col(Programme.code)),
    sorts={
        "unit": col(Unit.name),
        "state": col(Programme.state),
        "finish": col(ProgrammeAnalysis.forecast_finish),
        "late": col(ProgrammeAnalysis.late_days),
    },
    ties=(col(Unit.name), col(Programme.code)),
)


def programmes(scope: Scope, wanted: Wanted) -> Rows[ProgrammeRow]:
    """The programmes in reach, narrowed by state and target."""
    query = programmes_query(scope)
    for key, column in ((STATE, Programme.state), (TARGET, Programme.target)):
        if key in wanted.chosen:
            query = query.where(col(column) == wanted.chosen[key])
    return Rows(query, _SHAPE, wanted, programme_rows)
