"""Whether thresholds and ladder make sense; knows no task."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.frameworks import Component, Ladder, SubSection, Threshold
from zi_workflow.domain.programmes import Target
from zi_workflow.domain.scores import ACHIEVEMENT, IPAK
from zi_workflow.frameworks.folders import Draft

NUMBERS = ("total", "lever", "area_percent", "clean", "ipak_index", "achievement", "ipkp_index")
RESPONSIBLE = "responsible"


def threshold_problems(draft: Draft) -> Iterator[Problem]:
    """Predicates that are missing, minimums above what can be reached, a higher predicate that asks for less."""
    given = draft.all("thresholds", Threshold)
    entries = {entry.predicate: entry for entry in given}
    repeated = len(entries) < len(given)  # said by the check of ids; which one is meant is unknown
    for target in Target:
        if target not in entries and target not in draft.broken and not repeated:
            yield Problem(
                N_("Predicate {predicate!r} is missing."), {"predicate": str(target)}, where="thresholds.toml"
            )
    most = _most(draft)
    for entry in given:
        where = f"thresholds.toml [{entry.predicate}]"
        if entry.predicate not in set(Target):
            yield Problem(
                N_("Predicate {predicate!r} is unknown."), {"predicate": entry.predicate}, where=where
            )
        for key in NUMBERS:
            value: Decimal = getattr(entry, key)
            if value < 0 or (key in most and value > most[key]):
                message = N_("{key!r} is {value}; it lies between 0 and {most}.")
                params = {"key": key, "value": f"{value:f}", "most": f"{most.get(key, Decimal(100)):f}"}
                yield Problem(message, params, where=where)
        if not repeated:
            yield from _at_least(entry, entries, draft.broken, where)


def _at_least(
    entry: Threshold, entries: dict[str, Threshold], broken: set[str], where: str
) -> Iterator[Problem]:
    if entry.requires is None:
        if entry.predicate == Target.WBBM:
            yield Problem(
                N_("{predicate!r} requires another predicate first."),
                {"predicate": entry.predicate},
                where=where,
            )
        return
    lower = entries.get(entry.requires)
    if lower is None or lower is entry:
        if entry.requires not in broken:
            yield Problem(
                N_("'requires' names {value!r}, which is unknown."), {"value": entry.requires}, where=where
            )
        return
    for key in NUMBERS:
        own, other = getattr(entry, key), getattr(lower, key)
        if own < other:
            message = N_("{key!r} is {own}, below the {other} of {lower}, which comes before it.")
            params = {"key": key, "own": f"{own:f}", "other": f"{other:f}", "lower": lower.predicate}
            yield Problem(message, params, where=where)


def _most(draft: Draft) -> dict[str, Decimal]:
    """The most that can be reached, where the sheet says it."""
    most = {
        "total": Decimal(100),
        "area_percent": Decimal(100),
        "ipak_index": Decimal(4),
        "ipkp_index": Decimal(4),
    }
    most |= {c.key: c.weight for c in draft.all("components", Component) if c.key == "lever"}
    sections = draft.all("subsections", SubSection)
    for section in sections:
        own = {item.code: item.weight for item in section.items}
        if IPAK in own:
            most["clean"] = section.weight
        achievement = own.get(ACHIEVEMENT)
        if achievement is not None:
            most["achievement"] = achievement
    return most


def ladder_problems(draft: Draft, roles: frozenset[str]) -> Iterator[Problem]:
    """Rungs and thresholds out of order, lists of different lengths, unknown receivers."""
    ladder = draft.ladder
    if ladder is None:
        return
    where = "ladders.toml [ladder]"
    for key in ("rungs", "thresholds", "thresholds_holding"):
        days = getattr(ladder, key)[:: -1 if key == "rungs" else 1]
        unequal = key != "thresholds_holding"
        if not days or days[0] < 0 or any(b < a or (unequal and a == b) for a, b in pairwise(days)):
            yield Problem(N_("{key!r} is empty, negative or out of order."), {"key": key}, where=where)
    if len({len(ladder.thresholds), len(ladder.thresholds_holding), len(ladder.receivers)}) > 1:
        message = N_("'thresholds', 'thresholds_holding' and 'receivers' need one entry a level each.")
        yield Problem(message, where=where)
    message = N_("{key!r} names {value!r}, which is unknown.")
    for receiver in ladder.receivers:
        if receiver != RESPONSIBLE and receiver not in roles:
            yield Problem(
                N_("{key!r} names {value!r}, which is unknown."),
                {"key": "receivers", "value": receiver},
                where=where,
            )
    yield from _levels(ladder, where)


def _levels(ladder: Ladder, where: str) -> Iterator[Problem]:
    if any(held > free for held, free in zip(ladder.thresholds_holding, ladder.thresholds, strict=False)):
        yield Problem(N_("Holding another area must not climb later than not holding one."), where=where)
    if ladder.review_days < 1:
        yield Problem(N_("A review takes at least one working day: 'review_days'."), where=where)
    if not 1 <= ladder.separate_from <= len(ladder.receivers) + 1:
        yield Problem(N_("'separate_from' is not a level."), where=where)
