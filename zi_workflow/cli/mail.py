"""`zi mail`: shows the outbox, single mails, and what goes on paper or into a chat; sends nothing and decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow import i18n
from zi_workflow.cli import mail_addresses, mail_guards, mail_settle, mail_subscriptions, mail_test
from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem
from zi_workflow.domain.messages import STATE_NAMES
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.storage.engine import Session
    from zi_workflow.storage.queries.mail import Printable
    from zi_workflow.storage.queries.mail_lists import MailItem
    from zi_workflow.storage.queries.mail_pages import Mail

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)
mail_guards.add_to(app)
mail_addresses.add_to(app)
mail_test.add_to(app)
mail_settle.add_to(app)
mail_subscriptions.add_to(app)
SHORT_ID = 8

Json = Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))]
MessageId = Annotated[
    str, typer.Argument(metavar=_("ID"), help=_("Id of the message, or its beginning or end."))
]

State = Annotated[
    str | None,
    typer.Option(
        "--state",
        help=_(
            "Only in this state: {states}.",
            states="; ".join(f"{s} = {_(STATE_NAMES[s])}" for s in STATE_NAMES),
        ),
    ),
]


@app.callback(help=_("Look at the mail: list, printable list, texts to paste."))
def mail() -> None:
    """Group of commands on mails."""


@app.command("list", help=_("List the messages of the outbox; with --printable what goes on paper."))
def list_messages(
    on: Annotated[
        str | None, typer.Option("--on", metavar="YYYY-MM-DD", help=_("Only of this date."))
    ] = None,
    state: State = None,
    printable: Annotated[
        bool, typer.Option("--printable", help=_("For people without an address, as a list to print."))
    ] = False,
    paste: Annotated[
        bool, typer.Option("--paste", help=_("For people without an address, as texts to paste into a chat."))
    ] = False,
    json: Json = False,
) -> None:
    """The list of mails, the printable list (of the newest day, unless one is given), or the texts to paste."""
    day = _day(on)
    _check_state(state)
    if state and (printable or paste):
        raise InputError(Problem(N_("--state goes with the plain list only."), where="--state"))
    with _reading() as session:
        if printable or paste:
            _show_printables(session, day, short=paste, json=json)
        else:
            _show_list(_all(session, day, state), json)


@app.command(help=_("Show one message: its text, its HTML or its raw source."))
def show(
    id: MessageId,
    text: Annotated[bool, typer.Option("--text", help=_("Only the text."))] = False,
    html: Annotated[bool, typer.Option("--html", help=_("Only the HTML."))] = False,
    source: Annotated[bool, typer.Option("--source", help=_("Only the raw message."))] = False,
    json: Json = False,
) -> None:
    """What the receiver gets; a message that is not sent yet is rendered as it stands now."""
    if text + html + source + json > 1:
        raise InputError(Problem(N_("Choose one of --text, --html, --source and --json.")))
    with _reading() as session:
        message = _rendered(session, _find(session, id))
    if json:
        _print_json(message)
    elif source:
        if message.source is None:
            raise NotFoundError(Problem(N_("This message has no raw form: it was not sent as a mail.")))
        print(message.source)
    elif text or html:
        print((message.text if text else message.html) or "")
    else:
        _print_head(message)
        print(message.text or "")


@app.command(help=_("Print a message as a short text, ready to paste into a chat."))
def paste(id: MessageId) -> None:
    """The short text of one message."""
    from notifications.rendering import render_to_paste
    from zi_workflow.storage.queries.mail import facts_of

    with _reading() as session:
        facts, language = facts_of(session, _find(session, id).id)
    print(render_to_paste(facts, language), end="")


@app.command(help=_("Render the sample of an email by its kind, such as digest."))
def preview(
    kind: Annotated[str, typer.Argument(metavar=_("KIND"), help=_("Which email."))],
    html: Annotated[bool, typer.Option("--html", help=_("Only the HTML."))] = False,
) -> None:
    """The sample, without a database."""
    from notifications.gallery import sample
    from zi_workflow.domain.notices import MailKind

    if kind not in list(MailKind):
        message = N_("There is no email {kind!r}; there are: {known}.")
        raise InputError(Problem(message, {"kind": kind, "known": ", ".join(MailKind)}))
    rendered = sample(MailKind(kind), i18n.language())
    if html:
        print(rendered.html, end="")
        return
    print(_("Subject: {subject}", subject=rendered.subject))
    print(f"\n{rendered.text}", end="")


@contextmanager
def _reading() -> Iterator[Session]:
    from contextlib import closing

    from zi_workflow import bootstrap, settings

    with closing(bootstrap.open_store(settings.load())) as store, store.reading() as session:
        yield session


def _day(on: str | None) -> date | None:
    from zi_workflow.cli.inputs import day_option

    return None if on is None else day_option(on, "--on")


def _check_state(state: str | None) -> None:
    from zi_workflow.domain.messages import MessageState

    if state is not None and state not in list(MessageState):
        message = N_("There is no state {state!r}; there are: {known}.")
        known = ", ".join(f"{each} ({_(STATE_NAMES[each])})" for each in MessageState)
        raise InputError(Problem(message, {"state": state, "known": known}, where="--state"))


def _find(session: Session, part: str) -> Mail:
    from zi_workflow.domain.scopes import EVERYWHERE
    from zi_workflow.storage.queries import mail, mail_pages

    ids = mail.ids_like(session, part) if part else []
    if len(ids) > 1:
        raise InputError(
            Problem(N_("Several messages begin or end with {id!r}; give more of the id."), {"id": part})
        )
    found = mail_pages.mail(session, ids[0], EVERYWHERE) if ids else None
    if found is None:
        raise NotFoundError(Problem(N_("There is no message {id!r}."), {"id": part}))
    return found


def _rendered(session: Session, message: Mail) -> Mail:
    from dataclasses import replace

    from notifications.rendering import render
    from zi_workflow.storage.queries.mail import facts_of

    if message.text is not None:
        return message
    now = render(*facts_of(session, message.id))
    return replace(message, subject=now.subject, text=now.text, html=now.html)


def _all(session: Session, on: date | None, state: str | None) -> Iterator[MailItem]:
    from zi_workflow.domain.scopes import EVERYWHERE
    from zi_workflow.storage.queries.lists import Wanted
    from zi_workflow.storage.queries.mail_lists import ON, STATE, mails

    chosen = {ON: on.isoformat() if on is not None else "", STATE: state or ""}
    wanted = Wanted(sort="on", descending=True, chosen={key: value for key, value in chosen.items() if value})
    yield from mails(EVERYWHERE, wanted).every(session)


def _show_list(items: Iterator[MailItem], json: bool) -> None:
    from zi_workflow.web.views import words
    from zi_workflow.wording import short_date

    if json:
        from zi_workflow.cli.inputs import print_json

        print_json([{**asdict(item), "on": item.on.isoformat()} for item in items])
        return
    some = False
    for item in items:
        some = True
        subject = item.subject or ""
        columns = (
            item.id[-SHORT_ID:],
            f"{short_date(item.on, i18n.language()):<16}",
            f"{words.mail_state(item.state):<20}",
            f"{words.mail_kind(item.kind):<25}",
        )
        print("  ".join((*columns, item.to_name, subject)).rstrip())
    if not some:
        print(_("There are no messages."))


def _show_printables(session: Session, on: date | None, *, short: bool, json: bool) -> None:
    from zi_workflow.storage.queries import mail

    day = on or mail.last_printed_day(session)
    found = mail.printables(session, day) if day else []
    if json:
        from zi_workflow.cli.inputs import print_json

        print_json([_as_data(each, short) for each in found])
    elif not found:
        print(_("There is nothing to print."))
    else:
        print("\n\n".join(_pieces(found, short)), end="")


def _pieces(found: list[Printable], short: bool) -> Iterator[str]:
    """One piece for each receiver, under a heading for each bearer."""
    from itertools import groupby

    from zi_workflow.wording import full_date

    for (unit, bearer), group in groupby(found, key=lambda each: (each.facts.unit, each.bearer)):
        day = full_date(found[0].on, i18n.language())
        by = bearer.name if bearer else _("nobody yet; please appoint an area coordinator")
        yield f"{unit} - {day}\n" + _("To be handed over by: {name}", name=by) + f"\n{'=' * 72}"
        for each in group:
            yield f"{_body(each, short).rstrip()}\n\n{'-' * 72}"


def _body(each: Printable, short: bool) -> str:
    from notifications.rendering import render, render_to_paste

    if short:
        return render_to_paste(each.facts, each.language)
    return each.text or render(each.facts, each.language).text


def _as_data(each: Printable, short: bool) -> dict[str, Any]:
    return {
        "id": each.id,
        "on": each.on.isoformat(),
        "to": each.to_name,
        "bearer": each.bearer.name if each.bearer else None,
        "text": _body(each, short),
    }


def _print_head(message: Mail) -> None:
    from zi_workflow.web.views import words

    to = f"{message.to_name} <{message.to_address}>" if message.to_address else message.to_name
    print(_("Date: {day}", day=message.on))
    print(_("To: {to}", to=to))
    print(_("Subject: {subject}", subject=message.subject or ""))
    print(_("State: {state}", state=words.mail_state(message.state, message.transport)))
    if message.reason:
        print(words.reason(message.reason))
    print(f"Message-ID: {message.message_id}\n")


def _print_json(message: Mail) -> None:
    from zi_workflow.cli.inputs import print_json

    sent = message.sent_at.isoformat() if message.sent_at else None
    print_json({**asdict(message), "on": message.on.isoformat(), "sent_at": sent})
