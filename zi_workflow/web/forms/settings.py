"""What is typed into a programme's settings, as values, with what cannot be read; judges no ladder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from starlette.datastructures import FormData

from zi_workflow.domain.errors import InputError
from zi_workflow.domain.ladder_rules import ProgrammeLadder
from zi_workflow.domain.offices import TOP_LEVEL
from zi_workflow.domain.situations import Rules
from zi_workflow.domain.times_of_day import read_time
from zi_workflow.i18n import _, sentence
from zi_workflow.web.forms.setups import read_version, text

LEVELS = tuple(range(1, TOP_LEVEL + 1))
_DIGITS = 4


@dataclass
class SettingsForm:
    """The fields as they were typed or stand, what is wrong with each, and the version that was seen."""

    typed: Mapping[str, str]
    version: int
    problems: dict[str, str] = field(default_factory=dict)
    ladder: ProgrammeLadder | None = None
    hours: tuple[time, time] | None = None

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.typed.get(name, "")

    def refuse(self, error: InputError) -> None:
        """Put each problem under its field."""
        for problem in error.problems:
            said = sentence(type(problem)(problem.message, problem.params))
            self.problems[problem.where] = " ".join(
                filter(None, (self.problems.get(problem.where, ""), said))
            )


def of_ladder(ladder: ProgrammeLadder) -> dict[str, str]:
    """A ladder as its fields."""
    rules = ladder.rules
    levels = {f"level{n}": str(days) for n, days in enumerate(rules.thresholds, 1)}
    holding = {f"holding{n}": str(days) for n, days in enumerate(rules.thresholds_holding, 1)}
    return {
        "rungs": ", ".join(map(str, rules.rungs)),
        **levels,
        **holding,
        "review_days": str(rules.review_days),
        "separate_from": str(ladder.separate_from),
    }


def read_ladder(form: FormData) -> SettingsForm:
    """A ladder, with every field that is no number at once."""
    names = ("rungs", *_all("level"), *_all("holding"), "review_days", "separate_from")
    filled = SettingsForm({name: text(form, name).strip() for name in names}, read_version(form))
    rungs = _numbers(filled, "rungs", filled.value("rungs").replace(";", ",").replace(" ", ",").split(","))
    levels = _numbers(filled, "thresholds", [filled.value(name) or "?" for name in _all("level")])
    holding = _numbers(filled, "holding", [filled.value(name) or "?" for name in _all("holding")])
    review = _numbers(filled, "review_days", [filled.value("review_days") or "?"])
    apart = _numbers(filled, "separate_from", [filled.value("separate_from") or "?"])
    if not filled.problems:
        rules = Rules(tuple(sorted(rungs, reverse=True)), levels, holding, review[0])
        filled.ladder = ProgrammeLadder(rules, apart[0])
    return filled


def read_hours(form: FormData) -> SettingsForm:
    """Hours, with every field that is none at once."""
    filled = SettingsForm(
        {name: text(form, name).strip() for name in ("opens", "closes")}, read_version(form)
    )
    found = {name: _time(filled, name) for name in ("opens", "closes")}
    if found["opens"] is not None and found["closes"] is not None:
        filled.hours = (found["opens"], found["closes"])
    return filled


def _all(front: str) -> list[str]:
    return [f"{front}{n}" for n in LEVELS]


def _numbers(filled: SettingsForm, name: str, parts: list[str]) -> tuple[int, ...]:
    found = [part.strip() for part in parts if part.strip()]
    if all(part.isascii() and part.isdigit() for part in found):
        # a number of many digits is cut, not refused here: it is as far outside as before, and the range is said
        return tuple(int(part.lstrip("0")[:_DIGITS] or "0") for part in found)
    filled.problems[name] = _("Please write whole numbers only.")
    return ()


def _time(filled: SettingsForm, name: str) -> time | None:
    found = read_time(filled.value(name))
    if found is None:
        filled.problems[name] = _("Please write a time, such as 08:00.")
    return found
