"""`zi mail optional`: whether a person wants the mail that nobody has to read; touches no obligatory mail."""

from __future__ import annotations

from typing import Annotated

import typer

from zi_workflow.cli.desk import By, Json, open_desk, show_json
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.i18n import _

WORDS = {"on": True, "off": False}

Who = Annotated[str, typer.Argument(metavar=_("PERSON"), help=_("Address or name."))]
Wanted = Annotated[
    str | None, typer.Argument(metavar="[on|off]", help=_("on or off; without it only how it stands."))
]


def optional(person: Who, wanted: Wanted = None, by: By = None, json: Json = False) -> None:
    """Show or change what a person wants."""
    from zi_workflow.domain.notices import MailKind
    from zi_workflow.storage.queries.subscriptions import wants
    from zi_workflow.usecases.subscriptions import Answer, answer

    if wanted is not None and wanted not in WORDS:
        message = N_("must be on or off, not {value!r}.")
        raise InputError(Problem(message, {"value": wanted}, where="on|off"))
    kind, changed = MailKind.WEEKLY, False
    with open_desk() as desk:
        person_id = desk.person(person, _("PERSON"))
        if wanted is not None:
            changed = desk.do(answer, Answer(person_id, kind, WORDS[wanted], desk.actor(by)))
        now = desk.read(wants, person_id, kind)
    if json:
        show_json({"person": person_id, "kind": kind, "wanted": now, "changed": changed})
    else:
        print(_("The weekly summary is sent.") if now else _("The weekly summary is not sent."))


def add_to(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("optional", help=_("Show or change whether a person gets the weekly summary."))(optional)
