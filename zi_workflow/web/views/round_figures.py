"""Frozen figures of monev rounds as pages show them: areas, trends as small drawings, comparisons; no query, no HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zi_workflow import i18n, wording
from zi_workflow.domain.comparisons import AreaPair, Comparison
from zi_workflow.domain.errors import N_
from zi_workflow.domain.follow_up import Counts
from zi_workflow.domain.meetings import VERDICT_NAMES
from zi_workflow.domain.recommendations import RECOMMENDATION_STATE_NAMES
from zi_workflow.domain.round_states import ROUND_STATE_NAMES
from zi_workflow.domain.snapshots import NOT_SENT, AreaFigures, Facts, Frozen
from zi_workflow.i18n import _, ngettext
from zi_workflow.storage.tables import Round
from zi_workflow.web.views import words

WIDTH, HEIGHT, EDGE = 160, 40, 5  # px of a small drawing
SHORT = 12  # of a hash
SAID: Mapping[str, str] = {"beku": N_("The figures are frozen; nothing changes them any more.")}
"""What the page of the frozen figures says after a form was done; message ids."""


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round in the list of a programme's rounds."""

    quarter: str
    planned_on: date
    held_on: date | None
    state: str
    figures: str
    late: str
    sent: str
    followed: str
    frozen: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """An area over the frozen rounds: the figures in words, and the same as dots from left to right."""

    name: str
    cells: Sequence[str]
    dots: Sequence[tuple[float, float]]

    @property
    def path(self) -> str:
        """The line through the dots."""
        return " ".join(f"{x},{y}" for x, y in self.dots)


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area of one frozen round."""

    key: str
    name: str
    done: str
    planned: str
    late: str
    causes: str
    finish: date
    matrix: str


@dataclass(frozen=True, slots=True)
class PairLine:
    """An area in two rounds; empty where it was in only one."""

    name: str
    before: str
    after: str
    plan: str
    late: str
    causes: str
    finish: date | None
    matrix: str
    verdicts: str


def round_lines(
    rounds: Sequence[Round], frozen: Mapping[str, Frozen], counts: Mapping[str, Counts]
) -> list[RoundLine]:
    """Every round, the latest first."""
    return [_round(row, frozen.get(row.quarter), counts.get(row.id)) for row in reversed(rounds)]


def _round(row: Round, said: Frozen | None, counts: Counts | None) -> RoundLine:
    return RoundLine(
        row.quarter,
        row.planned_on,
        row.held_on,
        _(ROUND_STATE_NAMES[row.state]),
        _("{done} of {total} tasks done", done=said.done, total=said.total) if said else "",
        ending(said.late_days) if said else "",
        _("matrices sent: {sent} of {asked}", sent=said.sent, asked=len(said.matrices)) if said else "",
        _("followed up: {closed} of {total}", closed=counts.closed, total=counts.total)
        if counts and counts.total
        else "",
        said is not None,
    )


def lateness(days: int) -> str:
    """How many working days late, or that it is not."""
    if days <= 0:
        return _("not late")
    return ngettext("{n} working day late", "{n} working days late", days)


def ending(days: int) -> str:
    """How many working days late the end of the whole programme is; areas of it may be late all the same."""
    if days <= 0:
        return _("the end of the programme is not late")
    return ngettext(
        "the end of the programme is {n} working day late", "the end of the programme is {n} working days late",
        days,
    )  # fmt: skip


def progress_trends(frozen: Sequence[Frozen]) -> list[Trend]:
    """Tasks finished of all, per area and round."""
    return [
        Trend(words.area(area), [_share(each) for each in figures], _dots([_part(each) for each in figures]))
        for area, figures in _by_area(frozen)
    ]


def late_trends(frozen: Sequence[Frozen]) -> list[Trend]:
    """Working days of the longest delay, per area and round; drawn against the longest of all."""
    most = max((each.late_days for said in frozen for each in said.areas.values()), default=0) or 1
    return [
        Trend(
            words.area(area),
            [str(each.late_days) if each else "-" for each in figures],
            _dots([each.late_days / most if each else None for each in figures]),
        )
        for area, figures in _by_area(frozen)
    ]


def _by_area(frozen: Sequence[Frozen]) -> list[tuple[str, list[AreaFigures | None]]]:
    areas = words.in_order(area for said in frozen for area in said.areas)
    return [(area, [said.areas.get(area) for said in frozen]) for area in areas]


def _share(each: AreaFigures | None) -> str:
    if each is None:
        return "-"
    return _("{percent}% ({done}/{total})", percent=each.percent, done=each.done, total=each.total)


def _part(each: AreaFigures | None) -> float | None:
    return each.done / each.total if each and each.total else None


def _dots(parts: Sequence[float | None]) -> list[tuple[float, float]]:
    step = (WIDTH - 2 * EDGE) / max(len(parts) - 1, 1)
    return [
        (round(EDGE + place * step, 1), round(HEIGHT - EDGE - part * (HEIGHT - 2 * EDGE), 1))
        for place, part in enumerate(parts)
        if part is not None
    ]


def area_lines(said: Frozen) -> list[AreaLine]:
    """The areas of one frozen round in their order."""
    return [
        AreaLine(
            area, words.area(area), _("{done} of {total}", done=each.done, total=each.total), str(each.planned),
            lateness(each.late_days), words.causes(each.because), each.forecast_finish,
            _matrix(said.matrices.get(area)),
        )
        for area, each in ((area, said.areas[area]) for area in words.in_order(said.areas))
    ]  # fmt: skip


def _matrix(said: Facts | None) -> str:
    return "-" if said is None else _sent(said["state"] != NOT_SENT)


def _sent(sent: bool | None) -> str:
    if sent is None:
        return "-"
    return _("matrix sent") if sent else _("no matrix sent")


def pair_lines(found: Comparison, verdicts: Mapping[str, Mapping[str, int]]) -> list[PairLine]:
    """The areas of two rounds beside each other, with what the meeting of the later one said."""
    return [_pair(each, verdicts.get(each.area, {})) for each in found.areas]


def _pair(pair: AreaPair, verdicts: Mapping[str, int]) -> PairLine:
    after = pair.after
    return PairLine(
        words.area(pair.area),
        _share(pair.before),
        _share(after),
        _("{done} done, {planned} planned", done=after.done, planned=after.planned) if after else "",
        lateness(after.late_days) if after else "",
        words.causes(after.because) if after else "",
        after.forecast_finish if after else None,
        _sent(pair.sent_after),
        ", ".join(f"{_(name)}: {verdicts[key]}" for key, name in VERDICT_NAMES.items() if key in verdicts),
    )


def promise_lines(found: Comparison) -> list[tuple[int, str, str, str, bool]]:
    """Number, area, words and state of every recommendation of the earlier round, and whether it is overdue."""
    return [
        (
            each.number,
            words.area(each.area),
            each.words,
            _(RECOMMENDATION_STATE_NAMES[each.state]),
            each.overdue,
        )
        for each in found.promises
    ]


def open_lines(said: Frozen) -> list[tuple[str, str, str, str]]:
    """Round and number, area, words, and state with the age of every recommendation that was open at the cutoff."""
    return [_open(each) for each in said.open_recommendations]


def _open(each: Facts) -> tuple[str, str, str, str]:
    name = RECOMMENDATION_STATE_NAMES[each["state"]]
    made = f"{words.quarter(each['made'])}, {each['number']}"
    return made, words.area(each["area"]), each["words"], _aged(_(name), each["age"])


def _aged(state: str, age: int) -> str:
    return f"{state}; " + ngettext("open for {n} quarter", "open for {n} quarters", age)


def finish_sentence(said: Frozen) -> str:
    """Where the whole programme stood."""
    end = wording.full_date(said.forecast_finish, i18n.language())
    return _(
        "{done} of {total} tasks were done; the expected end was {end} ({late}).",
        done=said.done, total=said.total, end=end, late=ending(said.late_days),
    )  # fmt: skip
