"""`zi mail suppressed|unsuppress`: addresses that get no mail, and their way back; sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from zi_workflow import i18n
from zi_workflow.cli.desk import By, Json, On, open_desk, show_json
from zi_workflow.i18n import _, ngettext

if TYPE_CHECKING:
    from zi_workflow.storage.queries.addresses import Suppressed

ZONE = "Asia/Jakarta"

Address = Annotated[str, typer.Argument(metavar=_("ADDRESS"), help=_("The address, as the list has it."))]
Reason = Annotated[str, typer.Option("--reason", help=_("Why it takes mail again; kept in the record."))]


def suppressed(json: Json = False) -> None:
    """Who gets no mail."""
    from zi_workflow.storage.queries import addresses

    with open_desk() as desk:
        found = desk.read(addresses.suppressed)
    if json:
        show_json(found)
        return
    for each in found:
        print(_line(each))
    if not found:
        print(_("Every address gets mail."))
        return
    print(_("Correct an address with a new list of people, or try it again with: {command}",
            command='zi mail unsuppress ADDRESS --reason "..."'))  # fmt: skip


def unsuppress(address: Address, reason: Reason, by: By = None, on: On = None) -> None:
    """A new chance for an address."""
    from zi_workflow.usecases.addresses import Trust, trust

    with open_desk() as desk:
        number = desk.do(trust, Trust(address, reason, desk.actor(by), desk.day(on, ZONE)))
    where = address.strip().lower()
    print(
        ngettext(
            "{n} person gets mail at {address} again, from the next one on.",
            "{n} people get mail at {address} again, from the next one on.",
            number,
            address=where,
        )
    )
    print(_("Whether mail arrives there now is seen with: {command}", command=f"zi mail test {where}"))


def add_to(app: typer.Typer) -> None:
    """Put the commands into the group."""
    app.command("suppressed", help=_("List the addresses that get no mail, and why."))(suppressed)
    app.command("unsuppress", help=_("Let an address get mail again, when its mailbox works."))(unsuppress)


def _line(each: Suppressed) -> str:
    from zi_workflow.wording import instant

    since = f", {instant(each.since, ZONE, i18n.language())}" if each.since else ""
    words = f": {each.words}" if each.words else ""
    return f"{each.name} <{each.address}>{since}{words}"
