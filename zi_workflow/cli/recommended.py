"""What `zi round recommend` recommends: as it was typed, and where nothing was, as it stands; holds no rule of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zi_workflow.domain.errors import N_, InputError, Problem

if TYPE_CHECKING:
    from zi_workflow.cli.desk import Desk
    from zi_workflow.storage.queries.findings import RecommendationRow


def recommended(stands: RecommendationRow | None, **typed: Any) -> dict[str, Any]:
    """What is recommended: as it was typed, else as it stands, else as usual."""
    from zi_workflow.domain.recommendation_ties import codes_in

    said: dict[str, Any] = {
        name: None if typed[name] is None else codes_in(typed[name]) for name in ("after", "before")
    }
    usual = {"finding": None, "words": "", "responsible": "coordinator", "office": ""}
    for name, value in usual.items():
        untyped = typed[name] is None or (name == "words" and not typed[name])
        said[name] = typed[name] if not untyped else getattr(stands, name) if stands else value
    deadline = {} if stands is None else {"deadline": stands.deadline}
    return {**said, **deadline, "finding": needed(said["finding"], "--finding")}


def standing(desk: Desk, round_id: str, number: int) -> RecommendationRow | None:
    """The round's own recommendation with that number; None where it is not there."""
    from zi_workflow.storage.queries.findings import recommendations

    rows = desk.read(recommendations, round_id)
    return next((each for each in rows if each.number == number), None)


def needed(number: int | None, option: str) -> int:
    """The number; InputError where the option was not given."""
    if number is None:
        raise InputError(Problem(N_("This needs a number."), where=option))
    return number
