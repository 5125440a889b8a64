"""`zi mail test`: sends one mail through the relay and says how each step went; touches no outbox and no ladder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from zi_workflow.cli.desk import Desk, Json, open_desk, show_json
from zi_workflow.domain.errors import N_, InputError, Problem, RefusedError
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from notifications.transports.relay import Relay
    from notifications.transports.trial import Trial
    from zi_workflow.settings import Settings

ZONE = "Asia/Jakarta"
STAGES = {
    "sign": N_("Signature (DKIM)"),
    "connect": N_("Connection"),
    "ehlo": N_("Greeting (EHLO)"),
    "starttls": N_("Encryption (STARTTLS)"),
    "auth": N_("Login (AUTH)"),
    "mail": N_("Sender (MAIL)"),
    "rcpt": N_("Receiver (RCPT)"),
    "archive": N_("Copy for the archive (RCPT)"),
    "data": N_("Announcement of the content (DATA)"),
    "content": N_("Content"),
    "answer": N_("Answer of the relay"),
}
_NO = re.compile(r"[45]\d\d ")
"""How the answer of a relay begins that did not take a mail."""
LOOKS, BETWEEN = 5, 1.0  # at the archive, and seconds between them: a copy takes its time

Address = Annotated[str, typer.Argument(metavar=_("ADDRESS"), help=_("Where the test mail goes."))]


def try_out(address: Address, json: Json = False) -> None:
    """One mail, now."""
    from notifications.transports.smtp import relay_of
    from zi_workflow import settings
    from zi_workflow.usecases import mail_switch

    chosen = settings.load()
    _check(address, chosen)
    relay = relay_of(chosen)
    if chosen.mail_mode in ("off", "capture"):
        _say_plan(chosen, relay, json)
        return
    with open_desk() as desk:
        stopped = desk.read(mail_switch.status).stopped
        message_id, mail = _mail(desk, chosen, address)
    trial = _attempt(relay, mail, address, stopped)
    archived = None if stopped or trial.failed else _archived(chosen, message_id)
    if json:
        show_json({"trial": trial, "sent": not (trial.failed or stopped), "archived": archived})
    else:
        print("\n".join(_report(relay, trial, archived, stopped)))
    _judge(trial, archived)


def add_to(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("test", help=_("Send one test mail through the relay and say how each step went."))(try_out)


def _check(address: str, chosen: Settings) -> None:
    from email_validator import EmailNotValidError, validate_email

    from notifications.transports.allowlist import is_listed

    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise InputError(Problem(N_("{email!r} is not an address."), {"email": address[:80]})) from None
    if chosen.mail_mode == "allowlist" and not is_listed(address, chosen.mail_allowlist):
        message = N_("{address} is not in ZI_MAIL_ALLOWLIST, so nothing is sent there.")
        raise RefusedError(Problem(message, {"address": address}))


def _mail(desk: Desk, chosen: Settings, address: str) -> tuple[str, bytes]:
    """The Message-ID, and the mail."""
    from notifications.message import SENDER_NAME, Envelope, build
    from notifications.rendering import render
    from zi_workflow import i18n
    from zi_workflow.cli.wiring import letterhead_of
    from zi_workflow.domain.notices import MailFacts, MailKind
    from zi_workflow.domain.people import Role
    from zi_workflow.usecases.outbox import message_id
    from zi_workflow.wording import local

    head, on = letterhead_of(chosen), desk.today(ZONE)
    facts = MailFacts(
        kind=MailKind.TEST,
        on=on,
        unit=head.mail_domain,
        programme=SENDER_NAME,
        programme_code="",
        year=on.year,
        zone=ZONE,
        to_name=address,
        office="",
        role=str(Role.ADMINISTRATOR),
        base_url=head.base_url,
    )
    name = message_id(f"{MailKind.TEST}:{desk.now.isoformat()}:{address}", head.mail_domain)
    envelope = Envelope(name, chosen.mail_from, "", address, local(desk.now, ZONE), lang=i18n.language())
    return name, build(envelope, render(facts, i18n.language()))


def _attempt(relay: Relay, mail: bytes, address: str, stopped: bool) -> Trial:
    import asyncio

    from notifications.transports.trial import attempt

    return asyncio.run(attempt(relay, mail, address, only_knock=stopped))


def _archived(chosen: Settings, message_id: str) -> bool | str | None:
    """Whether the archive has the copy; the reason when it cannot be asked; None without an archive."""
    from datetime import timedelta

    from notifications.archive import ArchiveUnavailableError, archive_of
    from zi_workflow.clock import pause, utc_now

    archive = archive_of(chosen)
    if archive is None:
        return None
    try:
        for look in range(LOOKS):
            if look:
                pause(BETWEEN)
            if archive.holds([message_id], utc_now() - timedelta(hours=1)):
                return True
    except ArchiveUnavailableError as error:
        return str(error)
    return False


def _say_plan(chosen: Settings, relay: Relay, json: bool) -> None:
    plan = dict(_details(relay))
    if json:
        show_json({"mode": chosen.mail_mode, "sent": False, "plan": plan})
        return
    message = _(
        "Mail mode {mode}: nothing is sent. In the mode live the test would go this way:",
        mode=chosen.mail_mode,
    )
    print(message)
    for stage, words in plan.items():
        print(f"  {_(STAGES[stage])}: {words}")


def _details(relay: Relay) -> Iterator[tuple[str, str]]:
    """What the settings say about each stage."""
    yield "sign", _("yes") if relay.sign else _("none")
    yield "connect", f"{relay.host}:{relay.port}"
    yield "starttls", _("demanded") if relay.starttls else _("given up by ZI_SMTP_STARTTLS")
    yield "auth", relay.user or _("none")
    yield "mail", relay.bounces or relay.sender
    yield "archive", relay.archive or _("none")


def _report(relay: Relay, trial: Trial, archived: bool | str | None, stopped: bool) -> Iterator[str]:
    details = dict(_details(relay))
    well, badly = _("went well"), _("refused or failed")
    for stage, name in STAGES.items():
        if stage in trial.passed:
            detail = f" ({details[stage]})" if stage in details else ""
            words = f": {trial.words}" if stage == "answer" and trial.words else ""
            yield f"{_(name)}{detail}: {well}{words}"
        elif stage == trial.failed:
            yield f"{_(name)}: {badly}: {trial.words}"
        elif stage in details and not trial.failed:
            yield f"{_(name)}: {details[stage]}"
    if stopped and not trial.failed:
        yield _("Mail is stopped, so nothing was sent; the relay would have taken the mail.")
    elif not trial.failed:
        yield _("The relay has accepted the test mail.")
    if archived is not None:
        yield _archive_words(archived)


def _archive_words(archived: bool | str) -> str:
    if isinstance(archived, str):
        return _("The archive cannot be asked: {reason}", reason=archived)
    if archived:
        return _("The archive holds the copy.")
    return _("The archive answers, but the copy is not there yet.")


def _judge(trial: Trial, archived: bool | str | None) -> None:
    """RefusedError when the way is not open, or nobody knows whether it is."""
    if trial.failed == "answer" and not _NO.match(trial.words):
        message = N_(
            "Nobody knows whether the test mail was sent: no clear answer came. Please look into the mailbox."
        )
        raise RefusedError(Problem(message))
    if trial.failed:
        stage = _(STAGES[trial.failed])
        raise RefusedError(
            Problem(N_("The test mail was not sent; it failed at: {stage}."), {"stage": stage})
        )
    if isinstance(archived, str):
        raise RefusedError(Problem(N_("The test mail was sent, but the archive cannot be asked.")))
