"""What several commands start from: the ground of the flows as the settings ask for it; knows no command."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.ground import Ground
    from notifications.transports.outcomes import Transport
    from zi_workflow.bootstrap import Store
    from zi_workflow.clock import Clock
    from zi_workflow.domain.messages import Letterhead
    from zi_workflow.settings import Settings
    from zi_workflow.usecases.outbox import Guard


def owner_name() -> str:
    """What this process is called in its claims; no other process ever has the same name."""
    import os
    import secrets
    import socket

    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def ground_of(settings: Settings, store: Store, clock: Clock, worker: str | None = None) -> Ground:
    """Where runs work, and how their mail leaves in this mail mode (`off`: it stays in the outbox), behind the fence.

    `worker` is what its claims are made out to, by default a name of this process alone.
    """
    import socket

    from flows.dispatch import deliver_due
    from flows.fencing import Place, fenced
    from flows.ground import Ground
    from notifications.archive import archive_of

    letterhead = letterhead_of(settings)
    if settings.mail_mode == "off":
        return Ground(store, clock.now, lambda: 0, letterhead)
    transport = _transport(settings)
    place = Place(settings.data, socket.gethostname())
    archive, guard, owner = archive_of(settings), _guard(settings), worker or owner_name()
    deliver = fenced(
        store, clock.now, place, lambda: deliver_due(store, clock.now, transport, owner, archive, guard)
    )
    return Ground(store, clock.now, deliver, letterhead)


def _guard(settings: Settings) -> Guard:
    """What stands before a relay; captured mail reaches nobody."""
    from zi_workflow.usecases.mail_gate import is_open, may_send
    from zi_workflow.usecases.outbox import UNGUARDED, Guard

    return UNGUARDED if settings.mail_mode == "capture" else Guard(is_open, may_send)


def letterhead_of(settings: Settings) -> Letterhead:
    """Where the links of mails lead, and the domain of their Message-IDs."""
    from zi_workflow.domain.messages import Letterhead

    return Letterhead(f"http://{settings.host}:{settings.port}", settings.mail_from.rpartition("@")[2])


def _transport(settings: Settings) -> Transport:
    from notifications.transports.capture import CaptureTransport

    if settings.mail_mode == "capture":
        return CaptureTransport(settings.mail_from)
    from notifications.transports.smtp import smtp_transport

    return smtp_transport(settings)
