"""Recommendations as lists show them: with the working days they are late by their units' calendars; writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from zi_workflow.domain.calendars import WorkCalendar, working_calendar
from zi_workflow.domain.follow_up import days_late
from zi_workflow.domain.recommendations import RecommendationState
from zi_workflow.domain.scopes import Scope
from zi_workflow.storage.queries.lists import Wanted
from zi_workflow.storage.queries.recommendation_lists import Listed, among, of_round, recommendations, within
from zi_workflow.usecases.plans import days_off_of

_MARGIN = timedelta(days=60)
"""More than the longest row of days off in a year."""


@dataclass(frozen=True, slots=True)
class FollowedLine:
    """A recommendation and the working days after its deadline, to its answer or to today."""

    row: Listed
    late: int

    @property
    def closed(self) -> bool:
        """Whether the chair closed it."""
        return self.row.state is RecommendationState.CLOSED


def lines(session: Session, rows: Sequence[Listed], today: date) -> list[FollowedLine]:
    """The rows with their days late; one calendar a unit, however many rows it has."""
    if not rows:
        return []
    off = days_off_of(session, {row.unit_id for row in rows})
    days = [day for row in rows for day in (row.deadline, row.answered_on, today) if day is not None]
    first, last = min(days) - _MARGIN, max(days) + _MARGIN
    calendars: dict[str, WorkCalendar] = {}
    found = []
    for row in rows:
        if row.unit_id not in calendars:
            calendars[row.unit_id] = working_calendar(row.week, off[row.unit_id], first, last)
        late = days_late(row.state, row.deadline, row.answered_on, today, calendars[row.unit_id])
        found.append(FollowedLine(row, late))
    return found


def every(session: Session, rows: Iterable[Listed], today: date) -> Iterator[FollowedLine]:
    """The rows of a download with their days late."""
    yield from lines(session, list(rows), today)


def before_round(session: Session, scope: Scope, round_id: str, today: date) -> list[FollowedLine]:
    """What lay before a round: carried into it first, then its own."""
    found = list(recommendations(scope, Wanted(), today, of_round(round_id)).every(session))
    found.sort(key=lambda row: (row.quarter, row.number))
    return lines(session, found, today)


def of_programme(session: Session, unit_id: str, programme_id: str, today: date) -> list[FollowedLine]:
    """All of a programme, by round and number."""
    scope = Scope(units=frozenset({unit_id}))
    found = list(recommendations(scope, Wanted(), today, within(programme_id)).every(session))
    found.sort(key=lambda row: (row.quarter, row.number))
    return lines(session, found, today)


def with_ids(session: Session, scope: Scope, ids: Sequence[str], today: date) -> list[FollowedLine]:
    """These, the earliest deadline first."""
    return lines(session, list(recommendations(scope, Wanted(), today, among(ids)).every(session)), today)
