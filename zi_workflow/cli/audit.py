"""`zi audit`: says whether the chains of events are whole; knows no kind of event."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from zi_workflow.i18n import _, ngettext

if TYPE_CHECKING:
    from zi_workflow.usecases.events import ChainState

app = typer.Typer(
    help=_("Verify the chain of events."),
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
BROKEN = 1


@app.callback()
def audit() -> None:
    """Group of commands on the chains of events."""


@app.command(help=_("Recompute every agency's chain of events; exit status 1 if one is broken."))
def verify(
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False,
) -> None:
    """Print a line for each chain, with its head to compare with one that was kept elsewhere."""
    from zi_workflow import bootstrap, settings
    from zi_workflow.usecases import events

    with closing(bootstrap.open_store(settings.load())) as store, store.reading() as session:
        report = events.verify(session)
    if json:
        from zi_workflow.cli.inputs import print_json

        print_json({"intact": report.intact, "chains": [asdict(chain) for chain in report.chains]})
    else:
        print("\n".join(map(_line, report.chains)) or _("There are no events yet."))
    if not report.intact:
        raise typer.Exit(BROKEN)


def _line(chain: ChainState) -> str:
    agency, head, broken = chain.agency, chain.head, chain.broken
    if broken is not None:
        return _("{agency}: the chain is broken at event {number}.", agency=agency, number=broken)
    return ngettext(
        "{agency}: {n} event, intact; head {head}",
        "{agency}: {n} events, intact; head {head}",
        chain.count,
        agency=agency,
        head=head,
    )
