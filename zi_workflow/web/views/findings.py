"""Findings and recommendations of a round as pages show them; no query, no HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from zi_workflow.domain.errors import N_
from zi_workflow.domain.recommendations import RECOMMENDATION_STATE_NAMES
from zi_workflow.i18n import _
from zi_workflow.storage.queries.findings import FindingRow, RecommendationRow
from zi_workflow.web.views import words

SAID: Mapping[str, str] = {
    "selenggara": N_("The meeting is noted as held, and its figures are frozen."),
    "temuan": N_("The finding is kept."),
    "rekomendasi": N_("The recommendation is kept."),
    "ubah": N_("The change is kept."),
    "tarik": N_("It was withdrawn; its number is not given again."),
}
"""What a page says after a form was done; message ids."""


def by_area(found: Sequence[FindingRow]) -> list[tuple[str, list[FindingRow]]]:
    """The findings under the names of their areas, in the order of the sheet."""
    return [
        (words.area(area), [each for each in found if each.area == area])
        for area in words.in_order(each.area for each in found)
    ]


def state(row: RecommendationRow) -> str:
    """How far a recommendation is."""
    return _(RECOMMENDATION_STATE_NAMES[row.state])


def typed(row: RecommendationRow | None, usual: date) -> dict[str, str]:
    """What the form of a recommendation begins with: what it says, or the usual deadline."""
    if row is None:
        return {"deadline": str(usual)}
    return {
        "words": row.words,
        "responsible": row.responsible,
        "office": row.office,
        "deadline": str(row.deadline),
        "after": ", ".join(row.after),
        "before": ", ".join(row.before),
    }
