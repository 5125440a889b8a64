"""`zi demo`: the sample unit rehearsed to its first monev, then its pages and mails to look at; changes nothing else."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from zi_workflow.i18n import _

if TYPE_CHECKING:
    from socket import socket

    from fastapi import FastAPI

    from flows.rehearsal import Rehearsal

app = typer.Typer(rich_markup_mode=None, add_completion=False)

FOLDER = ".zi/demo"
MORNING = time(9, 0)  # the day's mails are out


@app.command(help=_("Rehearse the sample unit to 30 April 2025, then serve what came out on 127.0.0.1."))
def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help=_("Port of the web pages."))] = 8000,
    out: Annotated[
        str, typer.Option(metavar=_("DIR"), help=_("Folder for the files that come out."))
    ] = FOLDER,
    only_rehearse: Annotated[
        bool, typer.Option("--only-rehearse", help=_("Do not serve; only write the files."))
    ] = False,
) -> None:
    """Rehearse, print the summary, serve until Ctrl-C."""
    from flows.rehearsal import rehearse
    from zi_workflow.cli.listening import listening
    from zi_workflow.cli.rehearse import bar, folder_of, words

    with listening("127.0.0.1", port) as taken:
        url = f"http://127.0.0.1:{port}"
        rehearsal, folder = demonstration(url), folder_of(out)
        with bar() as progress:
            summary = rehearse(rehearsal, folder, progress)
        print("\n".join(words(summary.data, folder)))
        if not only_rehearse:
            _serve(rehearsal, folder, taken, url)


def demonstration(url: str) -> Rehearsal:
    """What is shown at `url`. Nobody gets these mails but whoever looks at them there, so their links are shown and act:
    all of the last morning do, because nobody has answered them yet.
    """
    from dataclasses import replace

    from flows.scenes import sample
    from notifications.acting import Linking

    return replace(sample(url), linking=Linking.SHOWN, last_afternoon=False)


def pages(rehearsal: Rehearsal, folder: Path) -> FastAPI:
    """Pages of what came out, of which the clock stands in the rehearsal's last morning.

    Nobody is asked for a code: whoever reads the links on this terminal has the database as well.
    """
    from flows.rehearsal import DATABASE
    from flows.setup_rehearsals import SetupRehearsals
    from notifications.gallery import samples
    from zi_workflow.bootstrap import open_store
    from zi_workflow.settings import EVIDENCE_FOLDER
    from zi_workflow.web.app import create_app
    from zi_workflow.web.sources import Entrance

    morning = datetime.combine(rehearsal.until, MORNING, ZoneInfo(rehearsal.zone))
    store = open_store(f"sqlite:///{(folder / DATABASE).resolve()}")
    return create_app(
        store,
        now=lambda: morning,
        mail_samples=samples,
        evidence=folder / EVIDENCE_FOLDER,
        entrance=Entrance(codes=frozenset()),
        rehearse=SetupRehearsals(store, lambda: morning, rehearsal.base_url),
    )


def _serve(rehearsal: Rehearsal, folder: Path, taken: socket, url: str) -> None:
    """Only pages; nothing is scheduled or sent."""
    import uvicorn

    from zi_workflow.cli.demo_accounts import doors

    shown = pages(rehearsal, folder)
    sources = shown.state.sources
    print(_("Sign in with one of these links (each works once) and look around; Ctrl-C ends it:"))
    print("\n".join(doors(sources.store, rehearsal.unit_code, url, sources.now())), flush=True)
    uvicorn.Server(uvicorn.Config(shown, log_level="warning")).run(sockets=[taken])
