"""What was done about a task, in plain words; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zi_workflow.domain.errors import N_
from zi_workflow.i18n import _
from zi_workflow.storage.queries.histories import Happening

SENTENCES: Mapping[str, str] = {
    "task.started": N_("{who} began the work."),
    "task.reported": N_("{who} reported progress: {progress} %."),
    "task.submitted": N_("{who} handed the task in for review."),
    "task.verified": N_("{who} accepted the work; the decision is still to come."),
    "task.done": N_("{who} accepted the work; the task is done."),
    "task.returned": N_("{who} sent the work back for correction."),
    "task.outcome_recorded": N_("{who} recorded what the outside party did."),
    "task.waived": N_("{who} noted that the task does not apply."),
    "task.reopened": N_("{who} opened the task again."),
    "task.promised": N_("{who} asked for time until {until}."),
    "task.promise_accepted": N_("{who} agreed to the new date."),
    "task.promise_refused": N_("{who} did not agree to the new date."),
    "task.assigned": N_("{who} gave the task to somebody."),
    "task.reminded": N_("{who} reminded whoever can act."),
    "task.escalated": N_("{who} passed the matter on to the next office."),
    "task.waiver_asked": N_("{who} proposed to set the task aside."),
    "task.waiver_refused": N_("{who} decided that the task stays."),
    "task.split": N_("{who} split the task in two."),
    "task.handover_refused": N_("{who} let the task stay with whoever does it."),
    "task.handover_asked": N_("{who} asked that somebody else takes the task over."),
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One sentence with its day, and what was written with it."""

    on: date
    sentence: str
    said: str


def history_lines(happenings: Iterable[Happening], reader: str) -> list[HistoryLine]:
    """The sentences about what happened, as the person with the id `reader` reads them."""
    return [
        HistoryLine(each.on, _sentence(each, reader), each.said)
        for each in happenings
        if each.kind in SENTENCES
    ]


def _sentence(happening: Happening, reader: str) -> str:
    who = _("You") if happening.actor == reader else happening.name or _("The service")
    until = date.fromisoformat(happening.until) if happening.until else ""
    facts = {"who": who, "until": until, "progress": happening.progress or 0}
    return _(SENTENCES[happening.kind], **facts)
