"""Photos and other files about what was seen in a monev meeting: added, withdrawn while nothing is signed; opens none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem
from zi_workflow.storage.evidence_folder import Received
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.tables import RoundFile
from zi_workflow.usecases.conducting import Conduct, record
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.meetings import begin_noting

PHOTO = "photo"


@dataclass(frozen=True, kw_only=True)
class AddFiles(Conduct):
    """Files about a task or an item (`target` is its code), or about the meeting as a whole.

    `seen` counts the files on their page: a file that was withdrawn may come again.
    """

    target: str = ""
    files: tuple[Handed, ...]
    seen: int = 0


@dataclass(frozen=True, kw_only=True)
class WithdrawFile(Conduct):
    """It does not belong to the round; its content stays on record."""

    file: str


def add(session: Session, command: AddFiles, now: datetime, received: Sequence[Received] = ()) -> None:
    """Keep them. As `meetings.begin_noting`; InputError without a file; OSError for the contents."""
    found = begin_noting(session, command, now)
    if found is None:
        return
    kept = [each for each in command.files if each.sha256]
    if not kept:
        raise InputError(Problem(N_("Please choose a photo or a file."), where="files"))
    for each in kept:
        row = RoundFile(id=new_id(session, now), round_id=found.round.id, kind=PHOTO, target=command.target,
                        name=each.name, sha256=each.sha256 or "", added_by=command.viewer.person_id,
                        added_at=now)  # fmt: skip
        session.add(row)
    said = {"target": command.target, "files": [[each.name, each.sha256] for each in kept]}
    record(session, "round.file_added", command, found, said, now)
    for content in received:
        content.settle()


def withdraw(session: Session, command: WithdrawFile, now: datetime) -> None:
    """Take it off the page. As `add`; NotFoundError."""
    found = begin_noting(session, command, now)
    if found is None:
        return
    row = session.exec(
        select(RoundFile).where(RoundFile.round_id == found.round.id, RoundFile.id == command.file)
    ).one_or_none()
    if row is None or row.withdrawn_at is not None:
        raise NotFoundError(Problem(N_("There is no such file in this round."), where=found.place))
    row.withdrawn_at = now
    session.add(row)
    record(session, "round.file_withdrawn", command, found, {"file": row.id, "sha256": row.sha256}, now)
