"""`zi serve`: the whole embedded service, its children a Prefect server and further makers of pages; knows no job."""

from __future__ import annotations

import fcntl
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from zi_workflow.domain.errors import N_, InputError, Problem, RefusedError
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from flows.child_process import Child
    from flows.runtime import PrefectServer
    from schedules.runner import Runner
    from zi_workflow.bootstrap import Store
    from zi_workflow.clock import Clock
    from zi_workflow.settings import Settings

DRAIN_SECONDS = 8.0
LOCK_FILE = "serve.lock"

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(
    help=_("Run the whole service on this machine: web pages, schedule, flows and mail. Ctrl-C ends it.")
)
def serve(
    host: Annotated[str | None, typer.Option(metavar=_("NAME"), help=_("Name to listen on."))] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help=_("Port of the web pages."))] = None,
) -> None:
    """Make or upgrade the database, then serve until SIGTERM or SIGINT."""
    from zi_workflow import bootstrap, settings
    from zi_workflow.cli.listening import listening
    from zi_workflow.cli.page_service import log_to_stderr

    if host is not None and not host.strip():
        raise InputError(Problem(N_("This must not be empty."), where="--host"))
    chosen = settings.load()
    name = host or chosen.host
    address = ("127.0.0.1" if name == "localhost" else name, port or chosen.port)
    # the links of mails follow what is listened on
    chosen = chosen.model_copy(update={"host": address[0], "port": address[1]})
    with ExitStack() as stack:
        stack.enter_context(_only_one(chosen.data))
        taken = stack.enter_context(listening(*address))
        store = stack.enter_context(closing(bootstrap.create_store(chosen)))
        log_to_stderr()
        ended = _run(chosen, store, taken, address)
    if not ended:  # a run was cut off; its thread must not keep the process
        sys.stderr.flush()
        os._exit(0)


def _run(settings: Settings, store: Store, listening: socket.socket, address: tuple[str, int]) -> bool:
    """Serve until a signal; whether everything had ended by itself afterwards."""
    from flows.runtime import PrefectServer
    from zi_workflow import bootstrap
    from zi_workflow.cli.page_service import others, pages_of, server_of
    from zi_workflow.cli.wiring import look_at_start

    clock = bootstrap.clock_of(settings)
    look_at_start(settings, store, clock)
    prefect = PrefectServer(settings.data / "prefect")
    runner = _runner(settings, store, clock, prefect)
    pages = pages_of(settings, store, clock)
    web = server_of(pages)
    beside = others(settings, listening)
    try:
        prefect.start()
        for child in beside:
            child.start()
        runner.start()
        print(_("The service runs at {url}; Ctrl-C ends it.", url=_url(address)), flush=True)
        print(_("Runs of the flows: {url}", url=prefect.url), flush=True)
        web.run(sockets=[listening])
        print(_("The service ends."), flush=True)
        _stop(beside)
        return runner.stop(DRAIN_SECONDS)
    finally:
        pages.rehearsals.close()
        _stop([*beside, prefect])


def _stop(children: Sequence[Child | PrefectServer]) -> None:
    """Whoever was stopped before has nothing left to stop."""
    for child in children:
        child.stop()


def _runner(settings: Settings, store: Store, clock: Clock, prefect: PrefectServer) -> Runner:
    from flows.workshop import Workshop
    from schedules.runner import Node, Runner
    from zi_workflow.cli.wiring import ground_of, most_quiet, owner_name

    owner = owner_name()
    alone = settings.database_url.startswith("sqlite")
    ground = ground_of(settings, store, clock, owner)
    node = Node(owner, alone, settings.clock_speed, most_quiet(settings))
    return Runner(store, clock, Workshop(prefect, ground), node)


@contextmanager
def _only_one(data: Path) -> Iterator[IO[str]]:
    """Hold the data folder for this process; a dead process holds nothing."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / LOCK_FILE).open("a+")
    except OSError as error:
        message = N_("The data folder {data} cannot be used: {why}.")
        raise InputError(Problem(message, {"data": data, "why": error.strerror})) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            message = N_("Another service runs on the data folder {data} already.")
            raise RefusedError(Problem(message, {"data": data})) from error
        yield lock


def _url(address: tuple[str, int]) -> str:
    return f"http://{address[0]}:{address[1]}/"
