"""The plan of monev rounds over many units, and an order that opens some, in words; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zi_workflow import i18n, wording
from zi_workflow.domain.errors import N_
from zi_workflow.domain.round_orders import UNIT_STATE_NAMES, UnitState
from zi_workflow.domain.round_states import ROUND_STATE_NAMES
from zi_workflow.i18n import _, language, ngettext
from zi_workflow.storage.queries.lists import Wanted
from zi_workflow.storage.queries.round_orders import OrderFacts
from zi_workflow.storage.queries.round_plans import EVERYTHING, QUARTER, SPAN, STATE, PlannedRound
from zi_workflow.usecases.round_triggers import OrderShown, UnitShown
from zi_workflow.web.language import link
from zi_workflow.web.listing import Column, Filter, Listing
from zi_workflow.web.views import round_clashes, words

FILTERS = (SPAN, QUARTER, STATE)
SORT = "on"
COLUMNS = (
    Column("unit", N_("Unit"), lambda row: row.unit),
    Column("code", N_("Code"), lambda row: row.code, sorts=False, shown=False),
    Column("quarter", N_("Quarter"), lambda row: words.quarter(row.quarter)),
    Column("on", N_("Date"), lambda row: row.planned_on),
    Column("state", N_("State"), lambda row: state(row.state)),
    Column("cutoff", N_("Cutoff"), lambda row: row.cutoff),
    Column("chair", N_("Chair of the team"), lambda row: row.chair, sorts=False),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A round of the plan in words."""

    address: str
    unit: str
    quarter: str
    on: str
    away: str
    state: str
    cutoff: str
    chair: str


@dataclass(frozen=True, slots=True)
class LetterLine:
    """Somebody who is written to."""

    name: str
    address: str
    role: str


@dataclass(frozen=True)
class UnitLines:
    """What opening does in one unit: when it meets, who is written to and when; or why it is not opened."""

    code: str
    unit: str
    when: str
    leaves: str
    letters: Sequence[LetterLine]
    problems: Sequence[str]
    warnings: Sequence[str]


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A unit of an order and what became of it."""

    address: str
    unit: str
    state: str
    tone: str
    shape: str
    reason: str


def state(key: str) -> str:
    """A round's state."""
    return _(ROUND_STATE_NAMES[key])


def listing(wanted: Wanted, total: int, quarters: Sequence[str]) -> Listing:
    """The list with its filters."""
    filters = (
        Filter(SPAN, _("Span"), [(EVERYTHING, _("also what is over"))]),
        Filter(QUARTER, _("Quarter"), [(each, words.quarter(each)) for each in quarters], folded=True),
        Filter(STATE, _("State"), [(key, _(name)) for key, name in ROUND_STATE_NAMES.items()], folded=True),
    )
    return Listing(
        "/monev", COLUMNS, filters, wanted, total, sort=SORT, searches=_("Unit, programme or code")
    )


def rows(found: Iterable[PlannedRound], today: date) -> list[Row]:
    """The rounds with their days in words."""
    return [
        Row(
            link(f"/programme/{each.code}/monev/{each.quarter}"), each.unit, words.quarter(each.quarter),
            _short(each.planned_on), words.away(each.planned_on, today), state(each.state), _short(each.cutoff),
            each.chair,
        )
        for each in found
    ]  # fmt: skip


def _short(day: date | None) -> str:
    return wording.short_date(day, language()) if day else ""


def sentence(total: int) -> str:
    """How many rounds the list has."""
    return ngettext("{n} round", "{n} rounds", total)


def unit_lines(shown: OrderShown) -> tuple[list[UnitLines], list[UnitLines]]:
    """The units that would be opened, and those that would not."""
    made = [_unit(each) for each in shown.units]
    return [each for each in made if not each.problems], [each for each in made if each.problems]


def _unit(each: UnitShown) -> UnitLines:
    if each.opening is None:
        return UnitLines(
            each.code, each.unit, "", "", (), [i18n.sentence(replace(p, where="")) for p in each.problems], ()
        )
    plan = each.opening.plan
    meeting = plan.meeting
    hours = wording.hours(meeting.begins, meeting.ends, each.zone, language())
    letters = [
        LetterLine(
            letter.person.name, letter.address or _("no address, printed"), words.role(letter.seat.guest.role)
        )
        for letter in plan.letters
    ]
    return UnitLines(
        each.code, each.unit, f"{wording.full_date(meeting.on, language())}, {hours}",
        wording.instant(plan.leaves, each.zone, language()), letters, (),
        [i18n.sentence(replace(p, where="")) for p in each.opening.warnings],
    )  # fmt: skip


def totals(shown: OrderShown) -> list[str]:
    """What the order does altogether, as sentences."""
    found = shown.openable
    said = [
        _(
            "{n} of {total} units are opened; {mails} invitations are sent.",
            n=len(found),
            total=len(shown.units),
            mails=shown.mails,
        ),
        _("At most {n} invitations leave on one day; more of them wait for the next office day.",
          n=shown.most_a_day),
    ]  # fmt: skip
    return [*said, *round_clashes.lines(shown.doubled)]


_TONES = {
    UnitState.WAITING: ("wait", "◷"),
    UnitState.OPENED: ("done", "✔"),
    UnitState.REFUSED: ("late", "▲"),
}


def order_lines(order: OrderFacts) -> list[OrderLine]:
    """The units of an order."""
    return [
        OrderLine(
            link(f"/programme/{each.code}/monev/{order.quarter}"), each.unit, _(UNIT_STATE_NAMES[each.state]),
            *_TONES[UnitState(each.state)], each.reason,
        )
        for each in order.units
    ]  # fmt: skip


def order_sentence(order: OrderFacts) -> str:
    """How far the order is."""
    opened, refused = order.number(UnitState.OPENED), order.number(UnitState.REFUSED)
    total = len(order.units)
    if order.goes_on:
        return _(
            "{n} of {total} units are done; the others follow one by one.", n=opened + refused, total=total
        )
    if refused:
        return _(
            "{n} of {total} units were opened; {refused} were not.", n=opened, total=total, refused=refused
        )
    return _("All {total} units were opened.", total=total)
