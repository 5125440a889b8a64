"""Two frozen rounds beside each other, area by area: plan against realisation, and what became of promises; no table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zi_workflow.domain.matrices import AREAS
from zi_workflow.domain.recommendations import RecommendationState
from zi_workflow.domain.snapshots import NOT_SENT, AreaFigures, Facts, Frozen


@dataclass(frozen=True, slots=True)
class AreaPair:
    """An area in both rounds; None where it had no task in one. `sent`: its matrix; None where none was asked for."""

    area: str
    before: AreaFigures | None
    after: AreaFigures | None
    sent_before: bool | None
    sent_after: bool | None

    @property
    def gained(self) -> int:
        """Tasks finished between the two."""
        return (self.after.done if self.after else 0) - (self.before.done if self.before else 0)

    @property
    def behind(self) -> int:
        """Tasks that should have been finished by the later cutoff and were not, all in all; negative when ahead."""
        return self.after.planned - self.after.done if self.after else 0


@dataclass(frozen=True, slots=True)
class Promise:
    """A recommendation of the earlier round and how it stood at the later cutoff."""

    number: int
    area: str
    words: str
    office: str
    deadline: str
    state: RecommendationState
    overdue: bool

    @property
    def kept(self) -> bool:
        """Whether the chair of the assistance team had closed it."""
        return self.state is RecommendationState.CLOSED


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rounds, the earlier first; without an earlier one it is plan against realisation alone."""

    before: Frozen | None
    after: Frozen
    areas: tuple[AreaPair, ...]
    promises: tuple[Promise, ...]

    @property
    def kept(self) -> int:
        """Promises that were kept."""
        return sum(each.kept for each in self.promises)


def compare(one: Frozen, other: Frozen) -> Comparison:
    """The two rounds in order of their quarters, whichever is given first."""
    before, after = sorted((one, other), key=lambda each: each.quarter)
    promises = tuple(_promise(each) for each in after.recommendations if each["made"] == before.quarter)
    return Comparison(before, after, _pairs(before, after), promises)


def alone(after: Frozen) -> Comparison:
    """A round with no other before it: its plan against its realisation."""
    return Comparison(None, after, _pairs(None, after), ())


def _pairs(before: Frozen | None, after: Frozen) -> tuple[AreaPair, ...]:
    places = {area: place for place, area in enumerate(AREAS)}
    earlier = before.areas if before else {}
    asked = before.matrices if before else {}
    areas = sorted(
        earlier.keys() | after.areas.keys(), key=lambda area: (places.get(area, len(places)), area)
    )
    return tuple(
        AreaPair(
            area, earlier.get(area), after.areas.get(area), _sent(asked, area), _sent(after.matrices, area)
        )
        for area in areas
    )


def verdicts_by_area(
    said: Frozen, verdicts: Mapping[tuple[str, str], str]
) -> Mapping[str, Mapping[str, int]]:
    """How often each verdict was given in each area; `verdicts` by kind (task or item) and code.

    An item counts where the first task that serves it belongs; what no task of the round serves is left out.
    """
    areas: dict[tuple[str, str], str] = {}
    for task in said.tasks:
        areas.setdefault(("task", task["code"]), task["area"])
        for item in task["items"] or ():
            areas.setdefault(("item", item), task["area"])
    found: dict[str, dict[str, int]] = {}
    for target, verdict in verdicts.items():
        area = areas.get(target)
        if area is not None:
            counts = found.setdefault(area, {})
            counts[verdict] = counts.get(verdict, 0) + 1
    return found


def _sent(matrices: Mapping[str, Facts], area: str) -> bool | None:
    return matrices[area]["state"] != NOT_SENT if area in matrices else None


def _promise(said: Facts) -> Promise:
    state = RecommendationState(said["state"])
    return Promise(
        said["number"], said["area"], said["words"], said["office"], said["deadline"], state,
        bool(said["overdue"]) and state is not RecommendationState.CLOSED,
    )  # fmt: skip
