"""The pages of `zi serve`: the application as the settings ask for it, and the processes that make pages beside the first.

`python -m zi_workflow.cli.page_service DESCRIPTOR HOST PORT` is one of those: it takes connections from the socket that
the first process listens on, and has no schedule. All that pages share is in the database and in the evidence's folder.
"""

from __future__ import annotations

import logging
import signal
import socket
import sys
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

    from flows.child_process import Child
    from flows.setup_rehearsals import SetupRehearsals
    from zi_workflow.bootstrap import Store
    from zi_workflow.clock import Clock
    from zi_workflow.settings import Settings
    from zi_workflow.web.providers import Provider
    from zi_workflow.web.sources import Entrance

ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 addresses that are no names


@dataclass(frozen=True)
class Pages:
    """The application, and the rehearsals of new programmes that it has played; close these at the end."""

    app: FastAPI
    rehearsals: SetupRehearsals


def pages_of(settings: Settings, store: Store, clock: Clock) -> Pages:
    """What one process serves."""
    from flows.setup_rehearsals import SetupRehearsals
    from notifications.gallery import samples
    from zi_workflow.settings import EVIDENCE_FOLDER
    from zi_workflow.web.app import create_app

    entrance = _entrance(settings, store, clock)
    rehearsals = SetupRehearsals(store, clock.now, entrance.letterhead.base_url)
    app = create_app(
        store,
        now=clock.now,
        hosts=_names(settings),
        mail_samples=samples,
        evidence=settings.data / EVIDENCE_FOLDER,
        entrance=entrance,
        rehearse=rehearsals,
    )
    return Pages(app, rehearsals)


def server_of(pages: Pages) -> uvicorn.Server:
    """It serves the pages from its `run` until SIGTERM or SIGINT, lets answers that have begun end, and comes back."""
    import uvicorn

    from zi_workflow.cli.shared_server import SharedServer

    server = SharedServer(uvicorn.Config(pages.app, log_level="warning", timeout_graceful_shutdown=2))
    # uvicorn gives a caught signal back when it has shut down; it must not end us before we have cleaned up
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: setattr(server, "should_exit", True))
    return server


def others(settings: Settings, listening: socket.socket) -> list[Child]:
    """The other processes that make pages, not started yet; none with a trial clock, which is this process's own."""
    from flows.child_process import Child, Start

    number = 0 if settings.trial_clock else settings.web_processes - 1
    told = [str(listening.fileno()), settings.host, str(settings.port)]
    start = Start(["-m", "zi_workflow.cli.page_service", *told], keep=[listening.fileno()])
    return [Child("A process that makes pages", start.spawn) for _ in range(number)]


def log_to_stderr() -> None:
    """Warnings of everything, and what the service itself says."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("zi").setLevel(logging.INFO)


def main(descriptor: str, host: str, port: str) -> None:
    """Serve until SIGTERM, or until the first process is gone."""
    from flows.child_process import end_with_parent
    from zi_workflow import bootstrap, settings

    end_with_parent()
    log_to_stderr()
    chosen = settings.load().model_copy(update={"host": host, "port": int(port)})
    with (
        socket.socket(fileno=int(descriptor)) as listening,
        closing(bootstrap.open_store(chosen)) as store,
    ):
        pages = pages_of(chosen, store, bootstrap.clock_of(chosen))
        try:
            server_of(pages).run(sockets=[listening])
        finally:
            pages.rehearsals.close()


def _entrance(settings: Settings, store: Store, clock: Clock) -> Entrance:
    """Links to sign in leave at once, by a sender of their own; authenticators go by the real time."""
    from zi_workflow.cli.wiring import ground_of
    from zi_workflow.clock import utc_now
    from zi_workflow.web.later import Later
    from zi_workflow.web.one_at_a_time import OneAtATime
    from zi_workflow.web.sources import Entrance

    ground = ground_of(settings, store, clock)
    return Entrance(
        ground.letterhead, OneAtATime(ground.deliver), utc_now, later=Later(), provider=_provider(settings)
    )


def _provider(settings: Settings) -> Provider | None:
    """The agency's own sign-in, where the settings name one; nobody asks it anything yet."""
    from zi_workflow.web.providers import Provider

    if settings.oidc_issuer is None:
        return None
    return Provider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret,
        settings.oidc_second_step,
    )


def _names(settings: Settings) -> list[str]:
    """What the pages may be called: this machine's own names, the one that is listened on, and the public one."""
    from urllib.parse import urlsplit

    from zi_workflow.web.app import LOCAL_NAMES

    public = urlsplit(settings.public_url or "").hostname
    return list(dict.fromkeys([*LOCAL_NAMES, *({settings.host} - ANYWHERE), *filter(None, [public])]))


if __name__ == "__main__":
    main(*sys.argv[1:])
