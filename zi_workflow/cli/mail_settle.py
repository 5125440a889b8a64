"""`zi mail settle`: a person says what became of a mail that nobody knows the fate of; sends nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from zi_workflow.cli.desk import By, On, open_desk
from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.storage.engine import Session

ZONE = "Asia/Jakarta"

Id = Annotated[str, typer.Argument(metavar=_("ID"), help=_("Id of the message, or its beginning or end."))]
Sent = Annotated[bool, typer.Option("--sent", help=_("It arrived: what it says counts as told."))]
Lost = Annotated[bool, typer.Option("--lost", help=_("It did not arrive: what it says is told once more."))]
Reason = Annotated[str, typer.Option("--reason", help=_("Why; kept in the record."))]


def settle(
    id: Id, reason: Reason, sent: Sent = False, lost: Lost = False, by: By = None, on: On = None
) -> None:
    """The end of one uncertain message."""
    from zi_workflow.domain.messages import MEANINGS, STATE_NAMES
    from zi_workflow.usecases import uncertain
    from zi_workflow.usecases.uncertain import Verdict

    if sent == lost:
        raise InputError(Problem(N_("Say either --sent or --lost.")))
    with open_desk() as desk:
        whole = desk.read(_whole_id, id)
        verdict = Verdict(whole, sent, desk.actor(by), reason, desk.day(on, ZONE))
        state = desk.do(uncertain.settle_by_hand, verdict)
    print(_("The message is {state} now: {meaning}", state=STATE_NAMES[state], meaning=_(MEANINGS[state])))


def add_to(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("settle", help=_("Say what became of a mail that is uncertain: --sent or --lost."))(settle)


def _whole_id(session: Session, part: str) -> str:
    from zi_workflow.storage.queries.mail import ids_like

    ids = ids_like(session, part) if part else []
    if len(ids) > 1:
        raise InputError(
            Problem(N_("Several messages begin or end with {id!r}; give more of the id."), {"id": part})
        )
    if not ids:
        raise NotFoundError(Problem(N_("There is no message {id!r}."), {"id": part}))
    return ids[0]
