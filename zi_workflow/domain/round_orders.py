"""How far an order to open the rounds of many units is, and each of its units; knows no table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from zi_workflow.domain.errors import N_, Word

MOST_UNITS = 400


class OrderState(StrEnum):
    """Of an order as a whole."""

    OPEN = "open"  # some units still wait
    DONE = "done"


class UnitState(StrEnum):
    """Of one unit in it."""

    WAITING = "waiting"
    OPENED = "opened"
    REFUSED = "refused"


UNIT_STATE_NAMES: Mapping[str, Word] = {
    UnitState.WAITING: Word(N_("waits its turn")),
    UnitState.OPENED: Word(N_("opened")),
    UnitState.REFUSED: Word(N_("not opened")),
}
