"""`zi init`: makes the data folder and the database, or brings them up to date; knows no table."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from zi_workflow.i18n import _

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(help=_("Make the data folder and the database, or bring them up to date; safe to repeat."))
def init(
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False,
) -> None:
    """Make the database of the settings and say where it is."""
    from zi_workflow import bootstrap, settings

    chosen = settings.load()
    with closing(bootstrap.create_store(chosen)) as store:
        made = {"data": str(chosen.data), "database": store.name, "schema": store.schema}
    if json:
        from zi_workflow.cli.inputs import print_json

        print_json(made)
        return
    print(_("Data folder: {data}", **made))
    print(_("Database: {database} (schema {schema})", **made))
