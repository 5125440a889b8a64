"""Where a recommendation of a monev round stands, and what may follow; knows no round's date and no table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from zi_workflow.domain.errors import N_, Word


class RecommendationState(StrEnum):
    """Only the chair of the assistance team, or a deputy who was named, leads into CLOSED."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    RESPONDED = "responded"  # the unit answered with evidence; the chair has to look
    CLOSED = "verified_closed"
    REJECTED = "rejected"  # the answer did not do; the unit goes on


RECOMMENDATION_NEXT: Mapping[RecommendationState, frozenset[RecommendationState]] = {
    RecommendationState.OPEN: frozenset({RecommendationState.IN_PROGRESS, RecommendationState.RESPONDED}),
    RecommendationState.IN_PROGRESS: frozenset({RecommendationState.RESPONDED}),
    RecommendationState.RESPONDED: frozenset({RecommendationState.CLOSED, RecommendationState.REJECTED}),
    RecommendationState.REJECTED: frozenset({RecommendationState.IN_PROGRESS, RecommendationState.RESPONDED}),
    RecommendationState.CLOSED: frozenset(),
}
RECOMMENDATION_STATE_NAMES: Mapping[str, Word] = {
    RecommendationState.OPEN: Word(N_("not begun")),
    RecommendationState.IN_PROGRESS: Word(N_("in progress")),
    RecommendationState.RESPONDED: Word(N_("answered, waits for the chair")),
    RecommendationState.CLOSED: Word(N_("verified and closed")),
    RecommendationState.REJECTED: Word(N_("answer not accepted")),
}
