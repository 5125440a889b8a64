"""What somebody does next in a monev round, by its state and their offices; knows no page and no word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from zi_workflow.domain.matrices import MatrixState
from zi_workflow.domain.round_states import NEXT, RoundState
from zi_workflow.domain.scopes import Action, Place, Viewer, may
from zi_workflow.storage.queries.findings import findings
from zi_workflow.storage.queries.matrices import matrices
from zi_workflow.storage.queries.monev import RoundFacts
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.storage.queries.recommendation_lists import UNANSWERED
from zi_workflow.usecases import conducting, follow_up_answers, meetings
from zi_workflow.usecases.follow_up_lists import FollowedLine
from zi_workflow.usecases.matrix_filling import may_fill
from zi_workflow.usecases.task_moves import local_date


class Deed(StrEnum):
    """A next step of a round."""

    OPEN = "open"
    FILL = "fill"  # the matrix of an area
    MEET = "meet"
    HOLD = "hold"  # note that the meeting took place
    FIND = "find"
    SIGN = "sign"
    REPORT = "report"
    CLOSE = "close"
    ANSWER = "answer"  # a recommendation
    LOOK = "look"  # at what became of the recommendations


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one next step; `area` of the matrix to fill in, quarter and number of the recommendation to answer."""

    deed: Deed
    area: str = ""
    quarter: str = ""
    number: int = 0


_PAPERS = {
    RoundState.BA_SIGNED: Deed.REPORT,
    RoundState.REPORT_ISSUED: Deed.CLOSE,
}


@dataclass(frozen=True, slots=True)
class _Desk:
    session: Session
    viewer: Viewer
    programme: ProgrammeFacts
    round: RoundFacts
    now: datetime

    def of_team(self) -> NextStep | None:
        """Who comes to the round, or inspects."""
        state = RoundState(self.round.state)
        if state is RoundState.PREPARING and self.round.session is not None:
            over = local_date(self.now, self.programme.zone) > self.round.session.meeting.on
            return NextStep(Deed.HOLD if over else Deed.MEET)
        if state is RoundState.HELD:
            return NextStep(Deed.SIGN if findings(self.session, self.round.id) else Deed.FIND)
        return NextStep(_PAPERS[state]) if state in _PAPERS else None

    def of_unit(self, followed: Sequence[FollowedLine]) -> NextStep | None:
        """Who builds: their area's matrix before the meeting, their recommendations after it."""
        if self.round.state == RoundState.PREPARING:
            return self._matrix()
        for each in sorted(followed, key=lambda line: line.row.deadline):
            if each.row.state in UNANSWERED and self._answers(each):
                return NextStep(Deed.ANSWER, quarter=each.row.quarter, number=each.row.number)
        return None

    def _matrix(self) -> NextStep | None:
        where = (self.session, self.viewer, self.programme.id, self.round.quarter, self.now)
        found = conducting.look(*where, Action.SEE_PROGRAMME)
        for each in matrices(self.session, self.round.id):
            if each.state is not MatrixState.SENT and may_fill(self.viewer, found, each):
                return NextStep(Deed.FILL, area=each.area)
        return None

    def _answers(self, line: FollowedLine) -> bool:
        row, facts = line.row, self.programme
        place = Place(facts.unit_id, facts.agency, row.area, self.viewer.person_id)
        if not may(self.viewer, Action.WORK, place).allowed:  # whose task it is need not be read
            return False
        before = follow_up_answers.look(
            self.session, self.viewer, facts.id, row.quarter, row.number, self.now
        )
        return follow_up_answers.may_answer(before, self.viewer).allowed


def next_step(
    session: Session, viewer: Viewer, of: tuple[ProgrammeFacts, RoundFacts], followed: Sequence[FollowedLine],
    now: datetime,
) -> NextStep | None:  # fmt: skip
    """The one thing to do next; None for who only reads. `followed` are the recommendations before the round."""
    programme, round_ = of
    if RoundState.PREPARING in NEXT[RoundState(round_.state)]:
        conducts = may(viewer, Action.CONDUCT, Place(programme.unit_id, programme.agency)).allowed
        return NextStep(Deed.OPEN) if conducts else None
    desk = _Desk(session, viewer, programme, round_, now)
    meeting = round_.session.id if round_.session is not None else None
    team = meetings.writes(session, viewer, programme, meeting)
    step = desk.of_team() if team else desk.of_unit(followed)
    if step is None and round_.state == RoundState.CLOSED and followed:
        return NextStep(Deed.LOOK)
    return step
