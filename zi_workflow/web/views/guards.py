"""How mail stands, as sentences above the pages on mail; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from zi_workflow.domain.breaker import SENTENCES, Cause
from zi_workflow.i18n import _, ngettext, sentence
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries.addresses import relay_refusal, suppressed
from zi_workflow.usecases import clock_watch, mail_alerts, mail_switch
from zi_workflow.usecases.uncertain import count_unclear


def sentences(session: Session, now: datetime) -> list[str]:
    """What keeps mail from leaving, and how many mails nobody knows the fate of; nothing when all is well."""
    return list(_all(session, now))


def in_short(session: Session) -> list[str]:
    """That nothing leaves, for whoever need not know which address or unit is behind it."""
    state = mail_switch.status(session)
    if not state.stopped and state.hold is None:
        return []
    return [_("No mail leaves at the moment; the administrator of the service decides when it goes on.")]


def _all(session: Session, now: datetime) -> Iterator[str]:
    state, doubt = mail_switch.status(session), clock_watch.doubt(session, now)
    if doubt is not None:
        yield sentence(clock_watch.words(doubt))
    if state.stopped:
        yield _("All mail is stopped: {reason}", reason=state.reason or "")
    if state.hold is not None:
        why = _(SENTENCES[Cause(state.hold.cause)], **state.hold.facts)
        ask = _("Somebody has to look at it and decide: {command}", command="zi mail release")
        yield f"{why} {ask}"
    yield from map(sentence, mail_alerts.words(mail_alerts.held_alerts(session)))
    if unclear := count_unclear(session, now):
        yield ngettext(
            "Of {n} mail nobody knows whether it arrived; somebody has to find out and say so: {command}",
            "Of {n} mails nobody knows whether they arrived; somebody has to find out and say so: {command}",
            unclear,
            command="zi mail settle",
        )
    if refusal := relay_refusal(session):
        yield _("The relay takes no mail, which is tried again later: {reason}", reason=refusal)
    if withheld := len(suppressed(session)):
        yield ngettext(
            "{n} address gets no mail; which one, why and what to do: {command}",
            "{n} addresses get no mail; which ones, why and what to do: {command}",
            withheld,
            command="zi mail suppressed",
        )
