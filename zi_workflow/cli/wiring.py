"""What several commands start from: the ground of the flows as the settings ask for it; knows no command."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta

    from flows.ground import Ground
    from notifications.transports.outcomes import Transport
    from zi_workflow.bootstrap import Store
    from zi_workflow.clock import Clock
    from zi_workflow.domain.messages import Letterhead
    from zi_workflow.settings import Settings
    from zi_workflow.usecases.fence import Place


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
    from functools import partial

    from flows.dispatch import Aids, deliver_due
    from flows.fencing import fenced, keep_mark
    from flows.ground import Ground
    from flows.watching import watched
    from notifications.archive import archive_of
    from notifications.bounce_box import box_of, take_in
    from notifications.scribe import Scribe
    from zi_workflow.usecases.mail_gate import gate

    letterhead = letterhead_of(settings)
    if settings.mail_mode == "off":
        return Ground(store, clock.now, lambda: 0, letterhead)
    transport = _transport(settings)
    place = _place(settings)
    archive, owner, quiet = archive_of(settings), worker or owner_name(), most_quiet(settings)
    box = box_of(settings)

    aids = Aids(archive, partial(keep_mark, store, place), Scribe() if settings.compose_beside else None)

    def deliver() -> int:
        take_in(store, clock.now(), box)
        return deliver_due(store, clock.now, transport, owner, gate(quiet), aids)

    behind = fenced(store, clock.now, place, deliver)
    return Ground(store, clock.now, watched(store, clock.now, behind, quiet), letterhead)


def look_at_start(settings: Settings, store: Store, clock: Clock) -> None:
    """Before anything is served: what an older database's links and sessions allow was perhaps done, or ended, already."""
    from flows import fencing

    if settings.mail_mode != "off":  # a copy beside the original, which keeps no mark
        settings.data.mkdir(parents=True, exist_ok=True)
        fencing.look(store, _place(settings), clock.now())


def _place(settings: Settings) -> Place:
    import socket

    from zi_workflow.usecases.fence import Place

    return Place(settings.data, socket.gethostname())


def most_quiet(settings: Settings) -> timedelta | None:
    """How long the service may have been silent before its clock needs a witness; None for a trial clock."""
    from zi_workflow.domain.clock_doubts import MOST_QUIET

    return None if settings.trial_clock else MOST_QUIET


def letterhead_of(settings: Settings) -> Letterhead:
    """Where the links of mails lead, and the domain of their Message-IDs."""
    from zi_workflow.domain.messages import Letterhead

    links = settings.public_url or f"http://{settings.host}:{settings.port}"
    return Letterhead(links, settings.mail_from.rpartition("@")[2])


def _transport(settings: Settings) -> Transport:
    from notifications.transports.capture import CaptureTransport

    if settings.mail_mode == "capture":
        return CaptureTransport(settings.mail_from)
    from notifications.transports.smtp import smtp_transport

    return smtp_transport(settings)
