"""`zi clock`: shows whether the service's clock is believed, and lets a person vouch for it; sets no clock."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from zi_workflow import i18n
from zi_workflow.cli.desk import By, Json, On, open_desk, show_json
from zi_workflow.i18n import _, sentence

ZONE = "Asia/Jakarta"

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)

Reason = Annotated[str, typer.Option("--reason", help=_("Why; kept in the record."))]


@app.callback(help=_("Look at the service's clock, and confirm it when it is in doubt."))
def clock() -> None:
    """Group of commands on the clock."""


@app.command(
    help=_("Show what the clock says, when the service was last at work, and whether it is in doubt.")
)
def show(json: Json = False) -> None:
    """The clock, as the service sees it."""
    from zi_workflow.usecases import clock_watch
    from zi_workflow.usecases.occurrences import last_seen

    with open_desk() as desk:
        seen = desk.read(last_seen)
        doubt = desk.read(clock_watch.doubt, desk.now)
    if json:
        show_json({"now": desk.now, "seen": seen, "doubt": doubt})
        return
    print(_("The clock says {now}.", now=_in_words(desk.now)))
    if seen is None:
        print(_("The service was never at work."))
    else:
        print(_("The service was last at work at {seen}.", seen=_in_words(seen)))
    print(_("The clock is not in doubt.") if doubt is None else sentence(clock_watch.words(doubt)))


@app.command(help=_("Confirm the clock as it stands; what was planned for a wrong future is undone."))
def accept(reason: Reason, by: By = None, on: On = None, json: Json = False) -> None:
    """Mail goes on by this clock."""
    from zi_workflow.usecases import clock_watch
    from zi_workflow.usecases.clock_watch import Accept

    with open_desk() as desk:
        done = desk.do(clock_watch.accept, Accept(desk.actor(by), reason, desk.day(on, ZONE)))
    if json:
        show_json({"doubt": done.doubt, "undone": asdict(done.undone)})
        return
    print(_("The clock is confirmed: it is {now}.", now=_in_words(desk.now)))
    if any(done.undone.counts().values()):
        counts = done.undone.counts()
        print(
            _("Undone: {firings} firings of the schedule, {notices} notices, {mails} unsent mails.", **counts)
        )


def _in_words(at: datetime) -> str:
    from zi_workflow.usecases.clock_watch import CLOCK_ZONE
    from zi_workflow.wording import instant

    return instant(at, CLOCK_ZONE, i18n.language())
