"""Our delivery as one contestant: an outbox on a SQLite file, rendered, staged and durably marked; prints seconds.

`python -m benchmarks.mail.ours PORT FOLDER MAILS guarded|free CONNECTIONS [SENDERS]`; several senders are processes that
share the outbox, as several nodes of the service do.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from time import perf_counter, sleep

from benchmarks.mail.ground import NOW, SAMPLE, fill
from flows.dispatch import Aids, deliver_due
from flows.fencing import Place, fenced, keep_mark
from notifications.rendering import render
from notifications.scribe import Scribe
from notifications.transports.relay import Relay
from notifications.transports.smtp import SmtpTransport
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store
from zi_workflow.clock import FixedClock
from zi_workflow.storage.queries.mail import count_in
from zi_workflow.usecases.mail_gate import gate

PATIENCE = 300.0  # seconds until every sender is ready, or done


def sending(
    store: Store, folder: Path, relay: Relay, guarded: bool, name: str, scribe: Scribe | None
) -> Callable[[], int]:
    """Delivery as the service does it; without the guard also without the fence and its mark."""
    now, transport = FixedClock(NOW).now, SmtpTransport(relay)
    if not guarded:
        return partial(deliver_due, store, now, transport, name, aids=Aids(scribe=scribe))
    place = Place(folder, "bench")
    aids = Aids(None, partial(keep_mark, store, place), scribe)
    return fenced(store, now, place, partial(deliver_due, store, now, transport, name, gate(None), aids))


def sender(name: str, folder: Path, relay: Relay, guarded: bool, ready: Barrier) -> None:
    """One process: everything is loaded before the others begin."""
    with closing(bootstrap.open_store(_database(folder))) as store:
        render(SAMPLE)  # a service loads its templates once
        scribe = warm()
        send = sending(store, folder, relay, guarded, name, scribe)
        ready.wait(PATIENCE)
        send()
        ready.wait(PATIENCE)
        scribe.close()


def warm() -> Scribe:
    """As in a service that has had four hundred mails to send before."""
    scribe = Scribe()
    scribe.start()
    while not scribe.ready:
        sleep(0.01)
    return scribe


def _database(folder: Path) -> str:
    return f"sqlite:///{folder / 'zi.db'}"


def main(port: str, folder: str, mails: str, guard: str, connections: str, senders: str = "1") -> None:
    """Fill an outbox, deliver all of it, and print what it took as JSON."""
    where, spawn = Path(folder), get_context("spawn")
    with closing(bootstrap.create_store(_database(where))) as store:
        fill(store, int(mails))
    relay = Relay("127.0.0.1", int(port), "zi@example.go.id", starttls=False, lanes=int(connections))
    ready = spawn.Barrier(int(senders) + 1)
    several = [
        spawn.Process(target=sender, args=(f"bench-{n}", where, relay, guard == "guarded", ready))
        for n in range(int(senders))
    ]
    for each in several:
        each.start()
    ready.wait(PATIENCE)
    begun = perf_counter()
    ready.wait(PATIENCE)
    seconds = perf_counter() - begun
    for each in several:
        each.join()
    with closing(bootstrap.open_store(_database(where))) as store, store.reading() as session:
        sent = count_in(session, "sent")
    print(json.dumps({"seconds": seconds, "sent": sent}))


if __name__ == "__main__":
    main(*sys.argv[1:])
