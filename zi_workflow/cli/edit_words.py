"""What an edit moves, in words and as JSON; decides nothing."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from zi_workflow import wording
from zi_workflow.i18n import _, language
from zi_workflow.web.views import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zi_workflow.domain.analysis import Finish
    from zi_workflow.usecases.editing import Preview
    from zi_workflow.usecases.moves import Move

MOST_LINES = 20


def to_json(preview: Preview) -> dict[str, Any]:
    """The preview for programs."""
    return {
        "moves": [asdict(move) for move in preview.moves],
        "finish": {"before": preview.before._asdict(), "after": preview.after._asdict()},
        "areas": {area: asdict(effect) for area, effect in preview.areas.items()},
        "version": preview.version,
    }


def lines(preview: Preview, dry_run: bool) -> list[str]:
    """What moves, what each area feels, the finish, and whether it was saved."""
    found = [*moved(preview.moves), *_areas(preview), finish(preview.before, preview.after)]
    return [*found, _("Nothing was saved.") if dry_run else _("Saved.")]


def moved(moves: Iterable[Move]) -> list[str]:
    """One line a task, at most MOST_LINES of them."""
    found = [
        _(
            "{task}: {old} becomes {new} ({days})",
            task=move.task,
            old=wording.short_date(move.old.finish, language()),
            new=wording.short_date(move.new.finish, language()),
            days=words.days(move.days),
        )
        for move in moves
    ]
    more = len(found) - MOST_LINES
    if more > 0:
        return [*found[:MOST_LINES], _("and {n} more tasks", n=more)]
    return found or [_("No planned date moves.")]


def finish(before: Finish, after: Finish) -> str:
    """The programme's expected finish before and after."""
    return _(
        "Expected finish: {before} before, {after} after; planned finish {planned}.",
        before=before.forecast,
        after=after.forecast,
        planned=after.planned,
    )


def _areas(preview: Preview) -> list[str]:
    return [
        _(
            "{area}: {tasks} tasks move, planned finishes by {planned} in all, expected ones by {forecast}.",
            area=words.area(area),
            tasks=effect.tasks,
            planned=words.days(effect.planned_days),
            forecast=words.days(effect.forecast_days),
        )
        for area, effect in preview.areas.items()
    ]
