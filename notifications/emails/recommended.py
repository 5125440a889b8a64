"""What a mail says about the task of a recommendation beside what it says of every task; knows no mail around it."""

from __future__ import annotations

from notifications.names import quarter_name
from zi_workflow.domain.follow_up import quarter_in
from zi_workflow.domain.notices import Line, NoticeKind
from zi_workflow.i18n import _

CARRIED_OUT = frozenset(
    {NoticeKind.ASSIGNED, NoticeKind.READY, NoticeKind.REMINDER, NoticeKind.OVERDUE, NoticeKind.NUDGE}
)
"""Lines to who carries something out."""


def recommended(line: Line) -> str:
    """Of which round's minutes it is the follow-up, for who is to carry it out; empty for every other line."""
    quarter = quarter_in(line.task or "")
    if quarter is None or line.review or line.kind not in CARRIED_OUT:
        return ""
    return _(
        "It follows up a recommendation in the minutes of monev {quarter}; please send the report on it with "
        "its evidence to the assistance team.",
        quarter=quarter_name(quarter),
    )
