"""`zi schedule`: shows when the service acts next; knows no trigger."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from zi_workflow.i18n import _

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.callback(help=_("Show the next firings in words."))
def schedule() -> None:
    """The schedule."""


@app.command("next", help=_("The next firings of every job, with their reason, in the time of each zone."))
def next_(
    count: Annotated[
        int,
        typer.Option("--count", min=1, max=100, help=_("How many firings of each daily or quarterly job.")),
    ] = 3,
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False,
) -> None:
    """List what the schedule table will fire after the clock's now."""
    from schedules.preview import next_firings
    from zi_workflow import bootstrap, settings
    from zi_workflow.cli.inputs import print_json
    from zi_workflow.usecases.zones import active_zones

    chosen = settings.load()
    with closing(bootstrap.open_store(chosen)) as store, store.reading() as session:
        zones = active_zones(session)
    firings = next_firings(zones, bootstrap.clock_of(chosen).now(), count)
    if json:
        print_json(
            [{"job": str(f.job), "zone": f.zone, "at": f.at.isoformat(), "words": f.words} for f in firings]
        )
        return
    if not zones:
        print(_("No programme is active yet; only what concerns every zone is listed."))
    for firing in firings:
        print(firing.words)
