"""For programs: edits of a plan, shown before they are made; what the preview says is what is saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from zi_workflow.domain.durations import with_durations
from zi_workflow.domain.errors import InputError
from zi_workflow.domain.scopes import Viewer
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries.pages import ProgrammeRow
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.usecases import edit_rights, editing
from zi_workflow.usecases.editing import EditProgramme
from zi_workflow.usecases.plans import load_plan
from zi_workflow.usecases.programmes import check_version
from zi_workflow.web.api import answers
from zi_workflow.web.api.sent import Edit, changes_of
from zi_workflow.web.api.shapes import Edited
from zi_workflow.web.api.sight import REFUSALS, FromSender, InSight, Sender, answered

router = APIRouter(prefix="/api/v1", responses=REFUSALS, tags=["edits"])


@router.post("/programmes/{code}/edits/preview")
def preview(row: InSight, sent: Edit, sender: FromSender) -> Edited:
    """What an edit would move, and its effect on each area and on the finish; saves nothing."""
    command = _command(sender, row, sent, sent.version)
    with sender.sources.store.reading() as session:
        command = _checked(session, sender.viewer, command)
        on = sender.sources.today(row.zone)
        return answers.edited(editing.preview(session, command, on), applied=False)


@router.post("/programmes/{code}/edits", response_model=Edited)
def apply(row: InSight, sent: Edit, sender: FromSender) -> JSONResponse:
    """Save what the preview of the same version shows, and say the new version; 409 when the plan was changed since."""
    command = _command(sender, row, sent, sender.seen(sent.version))

    def work(session: Session, now: datetime) -> dict[str, Any]:
        whole = _checked(session, sender.viewer, command)
        made = answers.edited(editing.apply(session, whole, now), applied=True)
        version = programme_facts(session, row.id).version
        return made.model_copy(update={"version": version}).model_dump(mode="json")

    return answered(sender.change((sent, command.version), work))


def _command(sender: Sender, row: ProgrammeRow, sent: Edit, version: int | None) -> EditProgramme:
    return EditProgramme(
        programme_id=row.id,
        changes=changes_of(sent),
        actor=sender.viewer.person_id,
        on=sender.sources.today(row.zone),
        reason=sent.reason,
        version=version,
        via="api",
    )


def _checked(session: Session, viewer: Viewer, command: EditProgramme) -> EditProgramme:
    """The edit with the durations that follow from its dates, for whoever may make it; InputError, ConflictError."""
    facts = programme_facts(session, command.programme_id)
    edit_rights.check(session, viewer, facts, (each.task for each in command.changes))
    check_version(facts, command.version)
    changes, contradicting = with_durations(load_plan(session, facts.id), command.changes)
    if contradicting:
        raise InputError(contradicting)
    return replace(command, changes=changes)
