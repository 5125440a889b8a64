"""Our delivery as one contestant: an outbox on a SQLite file, rendered, staged and durably marked; prints seconds.

`python -m benchmarks.mail.ours PORT FOLDER MAILS guarded|free CONNECTIONS`
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from time import perf_counter

from benchmarks.mail.ground import NOW, SAMPLE, fill
from flows.dispatch import deliver_due
from flows.fencing import Place, fenced, keep_mark
from notifications.rendering import render
from notifications.transports.relay import Relay
from notifications.transports.smtp import SmtpTransport
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store
from zi_workflow.clock import FixedClock
from zi_workflow.storage.queries.mail import count_in
from zi_workflow.usecases.mail_gate import gate


def sending(store: Store, folder: Path, relay: Relay, guarded: bool) -> Callable[[], int]:
    """Delivery as the service does it; without the guard also without the fence and its mark."""
    now, transport = FixedClock(NOW).now, SmtpTransport(relay)
    if not guarded:
        return partial(deliver_due, store, now, transport, "bench")
    place = Place(folder, "bench")
    keep = partial(keep_mark, store, place)
    return fenced(
        store, now, place, partial(deliver_due, store, now, transport, "bench", None, gate(None), keep)
    )


def main(port: str, folder: str, mails: str, guard: str, connections: str) -> None:
    """Fill an outbox, deliver all of it, and print what it took as JSON."""
    where = Path(folder)
    with closing(bootstrap.create_store(f"sqlite:///{where / 'zi.db'}")) as store:
        fill(store, int(mails))
        render(SAMPLE)  # a service loads its templates once
        relay = Relay("127.0.0.1", int(port), "zi@example.go.id", starttls=False, lanes=int(connections))
        send = sending(store, where, relay, guard == "guarded")
        begun = perf_counter()
        send()
        seconds = perf_counter() - begun
        with store.reading() as session:
            sent = count_in(session, "sent")
    print(json.dumps({"seconds": seconds, "sent": sent}))


if __name__ == "__main__":
    main(*sys.argv[1:])
