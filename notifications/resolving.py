"""Asks the archive about mails whose fate nobody knows, also after a restore, and settles them; knows no protocol."""

from __future__ import annotations

import logging
from datetime import datetime

from notifications.archive import Archive, ArchiveUnavailableError
from zi_workflow.bootstrap import Store, do
from zi_workflow.usecases import fence, invitation_checks, uncertain
from zi_workflow.usecases.fence import Found
from zi_workflow.usecases.invitation_checks import Reprint
from zi_workflow.usecases.uncertain import Answers, Expire, Settled

_log = logging.getLogger("zi.mail")


def resolve(store: Store, now: datetime, archive: Archive | None) -> Settled:
    """Give up on workers that disappeared, print invitations that failed, and settle what has rested long enough.

    Twice does nothing more. While the archive cannot be asked everything stays as it is.
    """
    do(store, uncertain.expire, Expire(), now)
    do(store, invitation_checks.reprint, Reprint(), now)
    with store.reading() as session:
        open_ones = uncertain.questions(session, now, archived=archive is not None)
    if not open_ones:
        return Settled()
    held: dict[str, bool | None] = {each.id: None for each in open_ones}
    if archive is not None:
        try:
            found = archive.holds(
                [each.message_id for each in open_ones], min(each.since for each in open_ones)
            )
        except ArchiveUnavailableError as error:
            _log.warning("The mail archive cannot be asked: %s", error)
            return Settled()
        held = {each.id: each.message_id in found for each in open_ones}
    return do(store, uncertain.settle, Answers(held), now)


def reconcile(store: Store, now: datetime, archive: Archive) -> int:
    """After a restore: count as sent what the archive holds of what the fence holds; how many.

    Raises ArchiveUnavailableError when the archive cannot be asked: then nothing is known and nothing changes.
    """
    with store.reading() as session:
        held = fence.unsent(session)
    if not held:
        return 0
    found = archive.holds([each.message_id for each in held], min(each.since for each in held))
    return do(store, fence.reconcile, Found(tuple(each.id for each in held if each.message_id in found)), now)
