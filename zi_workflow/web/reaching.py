"""The programme before whoever changes its plan, and the answer where their office does not reach that far."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fastapi.responses import Response

from zi_workflow.domain.scopes import Viewer
from zi_workflow.i18n import _
from zi_workflow.usecases import agreements
from zi_workflow.usecases.plan_desk import PlanDesk, plan_desk
from zi_workflow.usecases.steering import ANOTHER_AREA
from zi_workflow.web.refusals import FORBIDDEN, refusal
from zi_workflow.web.signed import programme_for
from zi_workflow.web.sources import Sources


def desk_for(sources: Sources, code: str, now: datetime) -> PlanDesk:
    """The plan of a programme in the viewer's sight; NotFoundError, the same for one that is not there at all."""
    with sources.store.reading() as session:
        return plan_desk(session, programme_for(session, code).id, now)


def out_of_reach(viewer: Viewer, desk: PlanDesk, areas: Iterable[str | None]) -> Response | None:
    """Why they may not change this, as a page; None when they may. None among the areas: the whole programme."""
    areas = list(areas)
    if agreements.reach(viewer, desk.facts, areas).allowed:
        return None
    if None in areas:
        why = _(
            "This concerns the whole programme; only those who lead the working team and the organisation bureau do it."
        )
    else:
        why = _(ANOTHER_AREA)
    return refusal(FORBIDDEN, [why])
