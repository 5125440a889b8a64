"""What an occurrence asks for, as an order for a flow; knows no trigger and does nothing itself."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flows import rounds, step_graph
from flows.orders import Order
from schedules.table import Job
from zi_workflow.bootstrap import Store
from zi_workflow.domain.calendars import quarter_of, zone_label
from zi_workflow.usecases.occurrences import Occurrence
from zi_workflow.usecases.zones import zone_of


def order_of(store: Store, occurrence: Occurrence, now: datetime) -> Order:
    """The run that does the work of a daily, build-up or delivery occurrence; a new attempt is a new run."""
    key = occurrence.key if occurrence.attempt == 1 else f"{occurrence.key}#{occurrence.attempt}"
    if occurrence.job == Job.DAILY:
        zone, on = occurrence.scope, occurrence.local_date
        tags = (f"zone:{zone_label(zone)}", _quarter(on), "reason:schedule")
        return Order("daily", {"zone": zone, "on": on.isoformat()}, key, f"daily {zone} {on}", tags)
    if occurrence.job == Job.DELIVERY:
        return Order("delivery", {}, key, key.replace(":", " ", 2), ("reason:schedule",))
    return _build_up(store, occurrence, now, key)


def orders_of_rounds(store: Store, occurrence: Occurrence, now: datetime) -> list[Order]:
    """A run for orders that are not finished and for each round about which something is due; none where nothing is."""
    found = []
    if rounds.orders_wait(store, now):
        key = f"open_rounds:{occurrence.key}#{occurrence.attempt}"
        found.append(Order("open_rounds", {}, key, "open rounds", ("reason:order",)))
    for each in rounds.due(store, now):
        key = f"monev_round:{each.id}:{occurrence.key}#{occurrence.attempt}"
        tags = (
            f"unit:{each.unit_code}",
            f"programme:{each.code}",
            f"quarter:{each.quarter}",
            "reason:cutoff",
        )
        found.append(Order("monev_round", {"round_id": each.id}, key, f"monev round {each.place}", tags))
    return found


def _build_up(store: Store, occurrence: Occurrence, now: datetime, key: str) -> Order:
    """With today's date where the unit is, however long the occurrence waited."""
    programme_id = occurrence.scope
    with store.reading() as session:
        on = now.astimezone(ZoneInfo(zone_of(session, programme_id))).date()
    found = step_graph.survey_programme(store, programme_id, on)
    tags = (f"unit:{found.unit_code}", f"programme:{found.code}", _quarter(on), "reason:woken")
    parameters = {"programme_id": programme_id, "on": on.isoformat()}
    return Order("build_up", parameters, key, f"build-up {found.code} {on}", tags)


def _quarter(day: date) -> str:
    quarter = quarter_of(day)
    return f"quarter:{quarter.year}-Q{quarter.number}"
