"""The `zi account` commands: who may sign in; a password is typed or read from standard input, never an argument."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from zi_workflow.cli.desk import Desk, Json, open_desk, show_json
from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem
from zi_workflow.domain.scopes import CONSOLE
from zi_workflow.i18n import _, ngettext

if TYPE_CHECKING:
    from zi_workflow.storage.queries.accounts import AccountLine

app = typer.Typer(
    help=_("Let people sign in: accounts, one-time links, passwords."),
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)

Who = Annotated[str, typer.Argument(metavar=_("PERSON"), help=_("Address or name."))]
MOST = 1_000


@app.command(
    help=_("Make the service's administrator; asks for a password, or reads it from standard input.")
)
def admin(
    address: Annotated[str, typer.Argument(metavar=_("ADDRESS"), help=_("Where mail reaches them."))],
    name: Annotated[
        str, typer.Option("--name", metavar=_("TEXT"), help=_("Their name, when nobody has the address yet."))
    ] = "",
    link: Annotated[
        bool, typer.Option("--link", help=_("Print a one-time link instead of asking for a password."))
    ] = False,
) -> None:
    """The first administrator, and later ones."""
    from zi_workflow.usecases.accounts import MakeAdministrator, make_administrator

    with open_desk() as desk:
        command = MakeAdministrator(address, name, CONSOLE)
        account_id = desk.do(make_administrator, command)
        _warn(desk, account_id)
        if link:
            _print_link(desk, account_id)
        else:
            _ask_password(desk, account_id)


@app.command(help=_("Give somebody an account, or everybody of a unit who has an address."))
def add(
    person: Annotated[
        str, typer.Argument(metavar=_("PERSON"), help=_("Address or name; left out with --unit."))
    ] = "",
    unit: Annotated[
        str, typer.Option("--unit", metavar=_("UNIT"), help=_("Everybody of this unit who has an address."))
    ] = "",
) -> None:
    """Accounts without a password: their owners ask for a link by mail."""
    if bool(person) == bool(unit):
        raise InputError(Problem(N_("Name a person or a unit, not both.")))
    with open_desk() as desk:
        wanted = [desk.person(person, _("PERSON"))] if person else _without_account(desk, unit)
        made = [_make(desk, each) for each in wanted]
        for account_id in made:
            _warn(desk, account_id)
    print(
        ngettext(
            "{n} person can sign in now: {door}",
            "{n} people can sign in now: {door}",
            len(made),
            door="/masuk",
        )
    )


@app.command(help=_("Print a one-time link that signs a person in; it works for ten minutes."))
def link(person: Who) -> None:
    """A link to be handed over by whoever runs the service."""
    with open_desk() as desk:
        _print_link(desk, _account(desk, person).id)


@app.command(help=_("Set a person's password; asks for it, or reads it from standard input."))
def password(person: Who) -> None:
    """A new password; the person's sessions end."""
    with open_desk() as desk:
        _ask_password(desk, _account(desk, person).id)


@app.command("reset-code", help=_("Let a person set up a new authenticator, e.g. after a lost phone."))
def reset_code(person: Who) -> None:
    """The old authenticator is forgotten; the person's sessions end."""
    from zi_workflow.usecases.accounts import ChangeAccount
    from zi_workflow.usecases.accounts import reset_code as reset

    with open_desk() as desk:
        desk.do(reset, ChangeAccount(_account(desk, person).id, CONSOLE))
    print(_("At the next sign-in a new authenticator is set up."))


@app.command(help=_("Close a person's account; their sessions end at once."))
def close(person: Who) -> None:
    """Nobody comes in by it any more."""
    from zi_workflow.usecases.accounts import ChangeAccount
    from zi_workflow.usecases.accounts import close as shut

    with open_desk() as desk:
        desk.do(shut, ChangeAccount(_account(desk, person).id, CONSOLE))
    print(_("The account is closed."))


@app.command("list", help=_("Show who has an account and how they sign in."))
def list_(json: Json = False) -> None:
    """Every account."""
    from zi_workflow.storage.queries.accounts import accounts

    with open_desk() as desk:
        found = desk.read(accounts)
    if json:
        show_json(found)
        return
    for each in found:
        print(_line(each))
    if not found:
        print(
            _(
                "Nobody has an account yet; begin with: {command}",
                command=" ".join(("zi account admin", _("ADDRESS"), "--name", _("NAME"))),
            )
        )


def _line(each: AccountLine) -> str:
    facts = [
        _("administrator") if each.administrator else "",
        _("with a password") if each.password else _("by link only"),
        _("with an authenticator") if each.code else "",
        _("closed") if each.closed_at else "",
    ]
    return f"{each.name} <{each.address}>: {', '.join(filter(None, facts))}"


def _account(desk: Desk, who: str) -> AccountLine:
    from zi_workflow.storage.queries.accounts import account_of

    found = desk.read(account_of, desk.person(who, _("PERSON")))
    if found is None:
        message = N_("{who!r} has no account; make one with: zi account add")
        raise NotFoundError(Problem(message, {"who": who}))
    return found


def _make(desk: Desk, person_id: str) -> str:
    from zi_workflow.usecases.accounts import MakeAccount, make

    return desk.do(make, MakeAccount(person_id, CONSOLE))


def _without_account(desk: Desk, unit: str) -> list[str]:
    from zi_workflow.storage.queries.accounts import without_account
    from zi_workflow.storage.queries.programmes import unit_by_code

    with desk.store.reading() as session:
        known = unit_by_code(session, unit)
        unit_id = None if known is None else known.id
    return desk.read(without_account, unit_id or _unit_of_programme(desk, unit))


def _unit_of_programme(desk: Desk, code: str) -> str:
    """Whoever names a programme means its unit; what is neither is no unit."""
    try:
        return desk.programme(code).unit_id
    except NotFoundError:
        raise NotFoundError(Problem(N_("There is no such unit."), where=code)) from None


def _warn(desk: Desk, account_id: str) -> None:
    """What this person's offices mean together."""
    from zi_workflow.domain.scopes import conflicts
    from zi_workflow.storage.queries.viewers import viewer_of

    viewer = desk.read(viewer_of, account_id, desk.now)
    for message in conflicts(viewer):
        print(f"{viewer.name}: {_(message)}")


def _print_link(desk: Desk, account_id: str) -> None:
    from zi_workflow import settings
    from zi_workflow.cli.wiring import letterhead_of
    from zi_workflow.domain.accounts import address
    from zi_workflow.usecases.accounts import ChangeAccount, make_link

    token = desk.do(make_link, ChangeAccount(account_id, CONSOLE))
    print(address(letterhead_of(settings.load()).base_url, token))


def _ask_password(desk: Desk, account_id: str) -> None:
    from zi_workflow.usecases import passwords

    typed = _typed()
    desk.read(passwords.check, account_id, typed)
    desk.do(passwords.set_password, passwords.SetPassword(account_id, passwords.hashed(typed), CONSOLE))
    print(_("The password is set."))


def _typed() -> str:
    """Asked for twice where somebody sits at the terminal; else one line of standard input."""
    if sys.stdin.isatty():
        return str(typer.prompt(_("New password"), hide_input=True, confirmation_prompt=_("Once more")))
    return sys.stdin.readline(MOST).rstrip("\r\n")
