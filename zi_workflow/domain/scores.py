"""Scores of the evaluation sheet and what a predicate asks for; knows no evidence, no assessor and no date.

Rules: PermenPANRB 90/2021 Annex III (sheet) and Annex II table 6 (requirements). The option scores are practice,
not law: the regulation prints none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.frameworks import Answer, Aspect, Framework, Item, SubSection

IPAK, ACHIEVEMENT, IPKP = "B.I.a", "B.I.b", "B.II.a"
INDEX_TOP = 4
OPTIONS: Mapping[Answer, Mapping[str, Fraction]] = {
    Answer.YES_NO: {"Ya": Fraction(1), "Tidak": Fraction(0)},
    Answer.ABC: {"A": Fraction(1), "B": Fraction(1, 2), "C": Fraction(0)},
    Answer.ABCD: {"A": Fraction(1), "B": Fraction(67, 100), "C": Fraction(33, 100), "D": Fraction(0)},
    Answer.ABCDE: {
        "A": Fraction(1),
        "B": Fraction(3, 4),
        "C": Fraction(1, 2),
        "D": Fraction(1, 4),
        "E": Fraction(0),
    },
}
REQUIREMENTS: Mapping[str, str] = {
    "total": N_("total score"),
    "lever": N_("levers"),
    "area": N_("area"),
    "clean": N_("clean and accountable bureaucracy"),
    "ipak": N_("anti-corruption perception index"),
    "achievement": N_("performance compared with last year"),
    "ipkp": N_("service quality index"),
    "requires": N_("predicate held before"),
}

AnswerValue = str | int | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class AreaScore:
    """Points of a change area; `percent` is their share of the area's weight."""

    area: str
    weight: Decimal
    fulfilment: Fraction
    reform: Fraction

    @property
    def points(self) -> Fraction:
        """Both halves together."""
        return self.fulfilment + self.reform

    @property
    def percent(self) -> Fraction:
        """0 to 100."""
        return 100 * self.points / Fraction(self.weight)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A scored sheet; all numbers are exact points, round them with `rounded`. Unanswered items count 0."""

    subsections: Mapping[str, Fraction]
    areas: tuple[AreaScore, ...]
    ipak: Fraction
    achievement: Fraction
    ipkp: Fraction
    unanswered: tuple[str, ...]

    @property
    def lever(self) -> Fraction:
        """Points of all areas."""
        return sum((area.points for area in self.areas), Fraction(0))

    @property
    def clean(self) -> Fraction:
        """Points of the result "clean and accountable"."""
        return self.ipak + self.achievement

    @property
    def total(self) -> Fraction:
        """Levers and results."""
        return self.lever + self.clean + self.ipkp


@dataclass(frozen=True, slots=True)
class Failure:
    """A requirement that does not hold: a key of REQUIREMENTS, the area it is about, wanted, got."""

    requirement: str
    wanted: Decimal | str
    got: Decimal | None = None
    area: str | None = None


def rounded(value: Fraction | Decimal | int) -> Decimal:
    """Two decimals, half up, from the exact value: the way components are compared and shown."""
    exact = Fraction(value)
    cents = (exact * 200 + 1) // 2
    return (Decimal(cents) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def ratio(item: Item, first: Decimal | int, second: Decimal | int) -> Fraction | None:
    """A percentage item from its two `inputs`, 0 to 1: part of whole, or for a decrease before and now.

    None when the figure to divide by is zero: the regulation does not say what counts then, so somebody decides.
    """
    before = Fraction(first if item.decrease else second)
    if before == 0:
        return None
    share = (before - Fraction(second)) / before if item.decrease else Fraction(first) / before
    return min(max(share, Fraction(0)), Fraction(1))


def item_value(item: Item, answer: AnswerValue) -> Fraction:
    """What an answer is worth, 0 to 1: an option, a share 0-1 (capped), or an index 0-4. InputError otherwise."""
    if item.answer in OPTIONS:
        options = OPTIONS[item.answer]
        if isinstance(answer, str) and answer in options:
            return options[answer]
        message = N_("{answer!r} is not an answer to this item; known: {known}.")
        known = ", ".join(options)
        raise InputError(Problem(message, {"answer": answer, "known": known}, where=item.code))
    top = INDEX_TOP if item.answer is Answer.INDEX else 1
    number = _number(item, answer)
    if number < 0 or (item.answer is Answer.INDEX and number > top):
        message = N_("{answer} lies outside 0 to {top}.")
        raise InputError(Problem(message, {"answer": answer, "top": top}, where=item.code))
    return min(number / top, Fraction(1))


def score(framework: Framework, answers: Mapping[str, AnswerValue]) -> Sheet:
    """Score a sheet: a sub-section is its weight times the mean of its items, results by the items' own weights.

    Raises InputError with every answer that does not fit and every code that is no item.
    """
    items = {item.code: item for item in framework.items}
    problems = [Problem(N_("This item is unknown."), where=code) for code in answers if code not in items]
    values: dict[str, Fraction] = {}
    for code, item in items.items():
        if code in answers:
            try:
                values[code] = item_value(item, answers[code])
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(problems)
    points = {section.code: _points(section, values) for section in framework.subsections}
    results = {code: _own_weight(items[code]) * values.get(code, 0) for code in (IPAK, ACHIEVEMENT, IPKP)}
    return Sheet(
        subsections=points,
        areas=tuple(_area(framework, key, points) for key in framework.change_areas),
        ipak=results[IPAK],
        achievement=results[ACHIEVEMENT],
        ipkp=results[IPKP],
        unanswered=tuple(code for code in items if code not in values),
    )


def failures(
    framework: Framework, sheet: Sheet, predicate: str, held: Collection[str] = ()
) -> tuple[Failure, ...]:
    """Every requirement of a predicate that does not hold, in the order of table 6; empty when all hold.

    `held` are the predicates the unit already has. Compared with two decimals, half up, at component level.
    """
    threshold = framework.threshold(predicate)
    weights = {item.code: _own_weight(item) for item in framework.items}
    ipak = weights[IPAK] * Fraction(threshold.ipak_index) / INDEX_TOP
    ipkp = weights[IPKP] * Fraction(threshold.ipkp_index) / INDEX_TOP
    compared: list[tuple[str, str | None, Fraction, Fraction | Decimal]] = [
        ("total", None, sheet.total, threshold.total),
        ("lever", None, sheet.lever, threshold.lever),
        *(("area", area.area, area.percent, threshold.area_percent) for area in sheet.areas),
        ("clean", None, sheet.clean, threshold.clean),
        ("ipak", None, sheet.ipak, ipak),
        ("achievement", None, sheet.achievement, threshold.achievement),
        ("ipkp", None, sheet.ipkp, ipkp),
    ]
    short = [
        Failure(requirement, rounded(wanted), rounded(got), area)
        for requirement, area, got, wanted in compared
        if rounded(got) < rounded(wanted)
    ]
    missing = threshold.requires is not None and threshold.requires not in held
    return tuple([*short, Failure("requires", str(threshold.requires))] if missing else short)


def _points(section: SubSection, values: Mapping[str, Fraction]) -> Fraction:
    own = [_own_weight(item) for item in section.items]
    if any(own):
        pairs = zip(own, section.items, strict=True)
        return sum((weight * values.get(item.code, 0) for weight, item in pairs), Fraction(0))
    total = sum((values.get(item.code, Fraction(0)) for item in section.items), Fraction(0))
    return Fraction(section.weight) * total / len(section.items)


def _area(framework: Framework, key: str, points: Mapping[str, Fraction]) -> AreaScore:
    halves = {aspect: Fraction(0) for aspect in Aspect}
    for section in framework.subsections:
        if section.area == key:
            halves[section.aspect] += points[section.code]
    weight = framework.area(key).weight
    return AreaScore(key, weight, halves[Aspect.FULFILMENT], halves[Aspect.REFORM])


def _own_weight(item: Item) -> Fraction:
    return Fraction(item.weight or 0)


def _number(item: Item, answer: AnswerValue) -> Fraction:
    number = isinstance(answer, int | Decimal | Fraction) and not isinstance(answer, bool)
    if number and Decimal(answer if isinstance(answer, Decimal) else 0).is_finite():
        return Fraction(answer)
    raise InputError(Problem(N_("{answer!r} is not a number."), {"answer": answer}, where=item.code))
