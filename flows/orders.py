"""One run that is wanted, and the same work by plain functions when there is no Prefect; knows no schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flows import day, dispatch, rounds, step_graph
from flows.ground import Ground


@dataclass(frozen=True, slots=True)
class Order:
    """A run of a flow: its name, plain parameters, its idempotency key, and words for Prefect's pages."""

    flow: str
    parameters: Mapping[str, str]
    key: str
    name: str
    tags: tuple[str, ...] = ()


def do_plainly(order: Order, ground: Ground) -> str:
    """Do what the flow would do, in this thread, with the same result in the store; a word or two about the end."""
    if order.flow == "daily":
        return _daily(ground, order.parameters["zone"], date.fromisoformat(order.parameters["on"]))
    if order.flow == "delivery":
        dispatch.collect_everywhere(ground.store, ground.now(), ground.letterhead)
        return f"{ground.deliver()} delivered"
    if order.flow == "open_rounds":
        return f"{rounds.open_waiting(ground)} units"
    if order.flow == "monev_round":
        return rounds.monev_round(ground.store, order.parameters["round_id"], ground.now())
    on = date.fromisoformat(order.parameters["on"])
    return step_graph.build_up_programme(
        ground.store, order.parameters["programme_id"], on, ground.now()
    ).name


def _daily(ground: Ground, zone: str, on: date) -> str:
    report = day.run_day(ground.store, zone, on, ground.now(), letterhead=ground.letterhead, deliver=False)
    handled = ground.deliver()
    counts = f"{report.notices} notices, {report.mails} mails, {report.summaries} summaries"
    return f"{counts}, {handled} delivered"
