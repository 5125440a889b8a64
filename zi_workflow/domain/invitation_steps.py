"""What somebody knows of an invitation, and what they are told by as few mails as possible; knows no mail and no table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from zi_workflow.domain.invitations import Meeting, Method, News, is_over
from zi_workflow.domain.round_terms import Terms


@dataclass(frozen=True, slots=True)
class Known:
    """What a person knows of a round: the meeting in their calendar, and what a mail on its way will tell them.

    `sure` is False when nobody can say whether what they hold arrived. The terms are those that were told with each.
    """

    holds: Meeting | None = None
    sure: bool = True
    coming: Meeting | None = None
    news: News | None = None
    holds_terms: Terms | None = None
    coming_terms: Terms | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What a person is told now (None: nothing), and whether a mail on its way to them must not go any more."""

    news: News | None = None
    stops: bool = False


def invited(known: Known, meeting: Meeting, terms: Terms | None = None) -> Step:
    """What makes somebody who is to come know the meeting and its terms, by as few mails as possible."""
    coming = (known.coming, known.coming_terms) == (meeting, terms)
    if known.news is not None and known.news.method is Method.REQUEST and coming:
        return Step()
    if known.holds is None:
        return Step(News.NEW, known.news is not None)
    unchanged = (known.holds, known.holds_terms) == (meeting, terms) and known.sure
    return Step(None if unchanged else News.CHANGED, known.news is not None)


def released(known: Known, news: News) -> Step:
    """What makes somebody who is not to come (any more) know it; nobody hears of a round only to be told that it is off."""
    if known.news is news:
        return Step()
    return Step(None if known.holds is None else news, known.news is not None)


def met(known: Known, on: date, now: datetime) -> Step:
    """What makes somebody know that the meeting took place on a day: who expects it on a day to come is told.

    Nobody is asked to it any more; `now` is on the unit's clock.
    """
    if known.holds is not None and known.holds.on != on and not is_over(known.holds, now):
        return released(known, News.HELD)
    return Step(None, known.news is not None)
