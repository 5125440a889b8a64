"""Whether the points of the evaluation sheet add up and every item is worked for; knows no dates."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.frameworks import Answer, Area, AreaKind, Aspect, Component, SubSection, TaskTemplate
from zi_workflow.domain.scores import ACHIEVEMENT, IPAK, IPKP
from zi_workflow.frameworks.folders import Draft

FULL_SCORE = Decimal(100)


def sheet_problems(draft: Draft) -> Iterator[Problem]:
    """Unknown areas, points that do not add up, items reached by no task."""
    areas = {area.key: area for area in draft.all("areas", Area)}
    sections = draft.all("subsections", SubSection)
    yield from _places(sections, areas, draft.broken)
    if not any(
        entry is None
        for name in ("areas", "components", "subsections")
        for entry in draft.tables.get(name, ())
    ):
        yield from _area_weights(sections, areas)
        yield from _component_weights(draft, sections, areas)
    yield from _items(sections)
    yield from _results(sections, draft.broken)
    yield from _unreached(draft, sections)


def _places(sections: tuple[SubSection, ...], areas: dict[str, Area], broken: set[str]) -> Iterator[Problem]:
    for section in sections:
        where = f"items.toml [{section.code}]"
        result = section.aspect is Aspect.RESULT
        if result != (section.area is None):
            yield Problem(N_("Levers name an area, results name none."), where=where)
        elif section.area is not None and section.area not in broken:
            area = areas.get(section.area)
            if area is None or area.kind is not AreaKind.CHANGE:
                message = N_("{area!r} is not a change area.")
                yield Problem(message, {"area": section.area}, where=where)
        if section.weight <= 0:
            yield Problem(N_("The weight must be above 0."), where=where)
        if not section.items:
            yield Problem(N_("This sub-section has no item."), where=where)


def _area_weights(sections: tuple[SubSection, ...], areas: dict[str, Area]) -> Iterator[Problem]:
    for area in areas.values():
        where = f"areas.toml [{area.key}]"
        if min(area.fulfilment, area.reform) < 0 or (area.kind is AreaKind.CHANGE) != (area.weight > 0):
            yield Problem(N_("Change areas have a weight above 0, other areas none."), where=where)
        if area.fulfilment + area.reform != area.weight:
            yield _unequal("fulfilment + reform", area.fulfilment + area.reform, area.weight, where)
        for aspect, promised in ((Aspect.FULFILMENT, area.fulfilment), (Aspect.REFORM, area.reform)):
            parts = sum((s.weight for s in sections if s.area == area.key and s.aspect is aspect), Decimal(0))
            if parts != promised:
                yield _unequal(f"items.toml {aspect}", parts, promised, where)


def _component_weights(
    draft: Draft, sections: tuple[SubSection, ...], areas: dict[str, Area]
) -> Iterator[Problem]:
    components = {component.key: component for component in draft.all("components", Component)}
    sums = {
        "lever": sum((area.weight for area in areas.values()), Decimal(0)),
        "result": sum((s.weight for s in sections if s.aspect is Aspect.RESULT), Decimal(0)),
    }
    for key, parts in sums.items():
        component = components.get(key)
        if component is None:
            yield Problem(N_("Component {key!r} is missing."), {"key": key}, where="areas.toml [components]")
        elif component.weight != parts:
            yield _unequal(
                "areas" if key == "lever" else "items.toml result",
                parts,
                component.weight,
                f"areas.toml [{key}]",
            )
    total = sum((component.weight for component in components.values()), Decimal(0))
    if total != FULL_SCORE:
        yield _unequal("components", total, FULL_SCORE, "areas.toml [components]")


def _items(sections: tuple[SubSection, ...]) -> Iterator[Problem]:
    for section in sections:
        where = f"items.toml [{section.code}]"
        own = [item.weight for item in section.items if item.weight is not None]
        if own and (len(own) != len(section.items) or sum(own) != section.weight):
            yield _unequal("items", sum(own, Decimal(0)), section.weight, where)
        for item in section.items:
            place = f"items.toml [{item.code}]"
            if not item.code.startswith(f"{section.code}."):
                yield Problem(N_("The code does not start with that of its sub-section."), where=place)
            if (item.answer is Answer.PERCENT) != (len(item.inputs) == 2):
                yield Problem(N_("A percentage has two 'inputs'; other answers have none."), where=place)


def _results(sections: tuple[SubSection, ...], broken: set[str]) -> Iterator[Problem]:
    """The three results that the thresholds are about."""
    known = {item.code for section in sections for item in section.items if item.weight is not None}
    for code in (IPAK, ACHIEVEMENT, IPKP):
        if code not in known and code not in broken:
            yield Problem(
                N_("Item {code!r} with a weight of its own is missing."), {"code": code}, where="items.toml"
            )


def _unreached(draft: Draft, sections: tuple[SubSection, ...]) -> Iterator[Problem]:
    if any(task is None for task in draft.tables.get("tasks", ())):
        return
    reached = {code for task in draft.all("tasks", TaskTemplate) for code in task.items}
    for section in sections:
        for item in section.items:
            if item.code not in reached:
                yield Problem(N_("No task works for this item."), where=f"items.toml [{item.code}]")


def _unequal(what: str, parts: Decimal, promised: Decimal, where: str) -> Problem:
    message = N_("The weights do not add up: {what} makes {parts}, not {promised}.")
    return Problem(message, {"what": what, "parts": f"{parts:f}", "promised": f"{promised:f}"}, where=where)
