"""`zi mail stop|resume|status|release|discard`: the guards in front of the relay; sends nothing itself."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow import i18n
from zi_workflow.cli.desk import By, Desk, Json, On, open_desk, show_json
from zi_workflow.i18n import _, ngettext, sentence

if TYPE_CHECKING:
    from zi_workflow.usecases.breaker import HeldMail, Preview, Release
    from zi_workflow.usecases.mail_switch import Hold, Turn

ZONE = "Asia/Jakarta"
FIRST_SHOWN = 10

Reason = Annotated[str, typer.Option("--reason", help=_("Why; kept in the record."))]
Token = Annotated[
    str | None, typer.Option("--token", help=_("The preview's token; without it only the preview is shown."))
]
WhyLet = Annotated[str, typer.Option("--reason", help=_("Why; needed with --token."))]


def stop(reason: Reason, by: By = None, on: On = None) -> None:
    """Nothing leaves any more."""
    from zi_workflow.usecases import mail_switch

    with open_desk() as desk:
        changed = desk.do(mail_switch.stop, _turn(desk, reason, by, on))
    print(_("Mail is stopped.") if changed else _("Mail was stopped already."))


def resume(reason: Reason, by: By = None, on: On = None) -> None:
    """Mail goes on."""
    from zi_workflow.usecases import mail_switch

    with open_desk() as desk:
        changed = desk.do(mail_switch.resume, _turn(desk, reason, by, on))
        hold = desk.read(mail_switch.open_hold)
    print(_("Mail goes on.") if changed else _("Mail was not stopped."))
    if hold is not None:
        print(_why(hold))


def status(json: Json = False) -> None:
    """How mail stands."""
    from zi_workflow import settings
    from zi_workflow.domain.breaker import most_a_day, most_a_run
    from zi_workflow.storage.queries.health_pages import mails_by_state
    from zi_workflow.usecases import clock_watch, mail_alerts, mail_switch
    from zi_workflow.web.views import words

    mode = settings.load().mail_mode
    with open_desk() as desk:
        now = desk.read(mail_switch.status)
        doubt = desk.read(clock_watch.doubt, desk.now)
        mails, alerts = desk.read(mails_by_state), desk.read(mail_alerts.held_alerts)
    if json:
        show_json({"mode": mode, "switch": now, "clock": doubt, "mails": mails, "held_alerts": alerts})
        return
    print(_("Mail mode: {mode}", mode=mode))
    if doubt is not None:
        print(sentence(clock_watch.words(doubt)))
    print(_("Mail is stopped: {reason}", reason=now.reason) if now.stopped else _("Mail is not stopped."))
    print(_why(now.hold) if now.hold else _("No mail is held."))
    for problem in mail_alerts.words(alerts):
        print(sentence(problem))
    limits = {"run": most_a_run(now.recipients), "day": most_a_day(now.recipients)}
    print(
        _(
            "Passed in this run: {n} of {run}; today: {today} of {day}.",
            n=now.in_run,
            today=now.today,
            **limits,
        )
    )
    for state, number in mails.items():
        print(f"  {words.mail_state(state)}: {number}")


def release(
    token: Token = None, reason: WhyLet = "", by: By = None, on: On = None, json: Json = False
) -> None:
    """The preview of what is held, or with its token the release of exactly that."""
    from zi_workflow.usecases import breaker

    with open_desk() as desk:
        known = _reconciled(desk)
        if token is None:
            _show(desk.read(breaker.preview), known, json)
            return
        number = desk.do(breaker.release, _release(desk, token, reason, by, on))
    print(ngettext("{n} mail was released.", "{n} mails were released.", number))


def discard(
    token: Token = None, reason: WhyLet = "", by: By = None, on: On = None, json: Json = False
) -> None:
    """The preview of what is held, or with its token the end of exactly that."""
    from zi_workflow.usecases import breaker

    with open_desk() as desk:
        known = _reconciled(desk)
        if token is None:
            _show(desk.read(breaker.preview), known, json)
            return
        number = desk.do(breaker.discard, _release(desk, token, reason, by, on))
    print(ngettext("{n} mail was discarded.", "{n} mails were discarded.", number))


def _reconciled(desk: Desk) -> str:
    """After a restore the archive is asked first; a sentence about what it knows, empty when no fence holds anything."""
    from notifications.archive import ArchiveUnavailableError, archive_of
    from notifications.resolving import reconcile
    from zi_workflow import settings
    from zi_workflow.usecases import fence

    if not desk.read(fence.is_shut):
        return ""
    archive = archive_of(settings.load())
    if archive is None:
        return _("There is no archive to ask: nobody can tell which of these mails had gone out before.")
    try:
        reconcile(desk.store, desk.now, archive)
    except ArchiveUnavailableError as error:
        return _("The archive cannot be asked now, better wait until it can: {why}", why=error)
    number = desk.read(fence.found)
    return ngettext(
        "The archive holds {n} mail of those that were to go; it counts as sent.",
        "The archive holds {n} mails of those that were to go; they count as sent.",
        number,
    )


def add_to(app: typer.Typer) -> None:
    """Put the commands into the group."""
    app.command("stop", help=_("Stop all mail; the message that is on the wire is the last one."))(stop)
    app.command("resume", help=_("Let mail go on after a stop."))(resume)
    app.command("status", help=_("Show whether mail is stopped or held, and what has passed."))(status)
    app.command("release", help=_("Show what is held; with --token release exactly that."))(release)
    app.command("discard", help=_("Show what is held; with --token cancel exactly that."))(discard)


def _turn(desk: Desk, reason: str, by: str | None, on: str | None) -> Turn:
    from zi_workflow.usecases.mail_switch import Turn

    return Turn(desk.actor(by), reason, desk.day(on, ZONE))


def _release(desk: Desk, token: str, reason: str, by: str | None, on: str | None) -> Release:
    from zi_workflow.usecases import reasons
    from zi_workflow.usecases.breaker import Release

    return Release(token, desk.actor(by), reasons.given(reason), desk.day(on, ZONE))


def _why(hold: Hold) -> str:
    from zi_workflow.domain.breaker import SENTENCES, Cause

    return _(SENTENCES[Cause(hold.cause)], **hold.facts)


def _show(seen: Preview, known: str, json: bool) -> None:
    from zi_workflow.web.views import words

    kinds = Counter(mail.kind for mail in seen.mails)
    people = Counter(f"{mail.to_name} <{mail.to_address or '-'}>" for mail in seen.mails)
    first = [_first(mail) for mail in seen.mails[:FIRST_SHOWN]]
    if json:
        data: dict[str, Any] = {
            "token": seen.token,
            "hold": seen.hold,
            "mails": len(seen.mails),
            "archive": known,
        }
        show_json({**data, "kinds": kinds, "people": people, "first": first})
        return
    print(_why(seen.hold))
    if known:
        print(known)
    print(ngettext("{n} mail is held.", "{n} mails are held.", len(seen.mails)))
    for kind, number in sorted(kinds.items()):
        print(f"  {words.mail_kind(kind)}: {number}")
    for person, number in sorted(people.items(), key=lambda item: (-item[1], item[0])):
        print(f"  {person}: {number}")
    print("\n".join(first))
    print(
        _("To let exactly these go: {command}", command=f"zi mail release --token {seen.token} --reason ...")
    )
    print(
        _("To cancel exactly these: {command}", command=f"zi mail discard --token {seen.token} --reason ...")
    )


def _first(mail: HeldMail) -> str:
    from notifications.rendering import render

    try:
        return f"- {mail.to_name}: {render(mail.facts, i18n.language()).subject}"
    except Exception:  # a message that cannot be rendered must not hide the others
        from zi_workflow.web.views import words

        return f"- {mail.to_name}: ({words.mail_kind(mail.kind)})"
