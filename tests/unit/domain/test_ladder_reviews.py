"""The ladder of a review: whoever has to verify is told in time, then the levels above them (docs/mail.md section 2)."""

from __future__ import annotations

from tests.support.ladders import Mornings, alone, by_day, march
from zi_workflow.domain.offices import Charge
from zi_workflow.domain.situations import WorkState


def submitted(level_of: str = "coordinator", person: str = "ayu") -> Mornings:
    """A late task handed in on Thursday the 6th, to be verified by somebody."""
    mornings = alone()
    mornings.late(march(6))
    mornings.replan("tl-1", started=march(3))
    mornings.change("tl-1", state=WorkState.SUBMITTED, review=Charge(person, level_of, "tl"), since=march(6))
    return mornings


def test_handing_in_stops_the_submitters_ladder_and_starts_the_reviewers() -> None:
    """Three working days to verify, then levels after 3 and 7 more; the reviewer's own level is passed over."""
    assert by_day(submitted(), 7, 31) == {
        7: ["verify tl-1 to ayu"],
        20: ["escalation 3 tl-1 to citra"],
        27: ["escalation 4 tl-1 to head"],
    }


def test_levels_below_the_reviewer_are_passed_over() -> None:
    """Citra leads the team: her coordinator and she herself are not told of her delay."""
    told = by_day(submitted("team_lead", "citra"), 7, 31)
    assert told == {7: ["verify tl-1 to citra"], 27: ["escalation 4 tl-1 to head"]}


def test_a_review_that_comes_back_is_solved_for_those_it_went_to() -> None:
    """Returned to the assignee: the review's ladder ends, the work's goes on where it was."""
    mornings = submitted()
    by_day(mornings, 7, 20)
    mornings.change("tl-1", state=WorkState.OPEN, review=None, since=None)
    assert mornings.late(march(21)) == ["solved tl-1 to citra", "escalation 2 tl-1 to ayu"]
