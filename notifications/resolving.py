"""Asks the archive about mails whose fate nobody knows, also after a restore, and settles them; knows no protocol."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from notifications.archive import Archive, ArchiveUnavailableError
from zi_workflow.bootstrap import Store, do
from zi_workflow.usecases import fence, invitation_checks, lost_time, uncertain
from zi_workflow.usecases.fence import Found
from zi_workflow.usecases.invitation_checks import Reprint
from zi_workflow.usecases.uncertain import Answers, Expire, Question, Settled

_log = logging.getLogger("zi.mail")


def resolve(store: Store, now: datetime, archive: Archive | None) -> Settled:
    """Give up on workers that disappeared, print invitations that failed, and settle what has rested long enough.

    Twice does nothing more. While the archive cannot be asked everything stays as it is.
    """
    do(store, uncertain.expire, Expire(), now)
    do(store, invitation_checks.reprint, Reprint(), now)
    ask_about_lost_days(store, now, archive)
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


def ask_about_lost_days(store: Store, now: datetime, archive: Archive | None) -> None:
    """What a fence could not hold, as it was made after its release; it waits while the archive cannot be asked."""
    if archive is None:
        return
    with store.reading() as session:
        made = lost_time.questions(session)
    try:
        _count_found(store, now, archive, made)
    except ArchiveUnavailableError as error:
        _log.warning("The mail archive cannot be asked: %s", error)
        do(store, lost_time.wait, [each.id for each in made], now)


def reconcile(store: Store, now: datetime, archive: Archive) -> int:
    """After a restore: count as sent what the archive holds of what the fence holds; how many.

    Raises ArchiveUnavailableError when the archive cannot be asked: then nothing is known and nothing changes.
    """
    with store.reading() as session:
        held = fence.unsent(session)
    return _count_found(store, now, archive, held)


def _count_found(store: Store, now: datetime, archive: Archive, asked: Sequence[Question]) -> int:
    if not asked:
        return 0
    found = archive.holds([each.message_id for each in asked], min(each.since for each in asked))
    ids = tuple(each.id for each in asked if each.message_id in found)
    return do(store, fence.reconcile, Found(ids), now)
