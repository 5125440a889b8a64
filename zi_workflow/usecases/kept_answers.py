"""Lets a change that carries a key happen once, however often it is sent; knows not what the change is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, ConflictError, InputError, Problem
from zi_workflow.domain.events import plain
from zi_workflow.domain.personal_tokens import ANSWERS_KEPT
from zi_workflow.storage.tables import KeptAnswer

Work = Callable[[Session, datetime], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Once:
    """A change: `key` is its sender's, `asked` everything that was sent, `work` does it and gives the answer."""

    account_id: str
    key: str
    asked: str
    work: Work


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered; `again`: it was done before."""

    body: dict[str, Any]
    again: bool


def once(session: Session, command: Once, now: datetime) -> Answer:
    """Do it and keep the answer, in one transaction; sent again, the answer of the first time.

    InputError when the key belongs to another change, ConflictError when the first is still under way, and whatever
    the work raises: then nothing is kept, and the same key may be used again.
    """
    session.execute(delete(KeptAnswer).where(col(KeptAnswer.made_at) < now - ANSWERS_KEPT))
    key, asked = _hash(command.key), _hash(command.asked)
    row = session.get(KeptAnswer, (command.account_id, key))
    if row is not None:
        if row.asked != asked:
            message = N_("This key was used for another change; please take a new one.")
            raise InputError(Problem(message, where="Idempotency-Key"))
        return Answer(row.body, again=True)
    row = KeptAnswer(account_id=command.account_id, key_hash=key, asked=asked, body={}, made_at=now)
    session.add(row)
    try:
        session.flush()  # before the work, which may keep files
    except IntegrityError as error:
        message = N_("The same change is being made at this moment; please ask again.")
        raise ConflictError(Problem(message, where="Idempotency-Key")) from error
    row.body = plain(command.work(session, now))
    session.flush()
    return Answer(row.body, again=False)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
