"""How all mail stands and what is held, as the page that decides about it shows it; decides nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from zi_workflow.domain.breaker import SENTENCES, Cause, most_a_day, most_a_run
from zi_workflow.domain.errors import N_, Problem
from zi_workflow.i18n import _, sentence
from zi_workflow.storage.engine import Session
from zi_workflow.usecases import clock_watch, mail_alerts
from zi_workflow.usecases.breaker import HeldMail, Preview
from zi_workflow.usecases.mail_switch import SwitchState
from zi_workflow.web.views import words

MOST_SHOWN = 50
FENCED = Problem(
    N_(
        "After a restore the archive has to be asked first which of these mails had gone out. That is done on the "
        "command line: {command}"
    ),
    {"command": "zi mail release"},
)


@dataclass(frozen=True, slots=True)
class HeldView:
    """Why everything is held, what exactly, and the token that names it; `fenced`, why it cannot be ended here."""

    why: str
    since: datetime
    token: str
    number: int
    kinds: list[tuple[str, int]]
    people: list[tuple[str, int]]
    first: tuple[HeldMail, ...]
    fenced: str


def held(preview: Preview, *, fenced: bool) -> HeldView:
    """The preview in words: kinds and people with their numbers, the most first."""
    kinds = Counter(words.mail_kind(mail.kind) for mail in preview.mails)
    people = Counter(f"{mail.to_name} <{mail.to_address or '-'}>" for mail in preview.mails)
    return HeldView(
        why=_(SENTENCES[Cause(preview.hold.cause)], **preview.hold.facts),
        since=preview.hold.since,
        token=preview.token,
        number=len(preview.mails),
        kinds=kinds.most_common(),
        people=sorted(people.items(), key=lambda each: (-each[1], each[0]))[:MOST_SHOWN],
        first=preview.mails[:MOST_SHOWN],
        fenced=_(FENCED.message, **FENCED.params) if fenced else "",
    )


def others(session: Session, now: datetime) -> list[str]:
    """What else keeps mail from leaving: a clock in doubt, alerts that were held."""
    doubt = clock_watch.doubt(session, now)
    said = [sentence(clock_watch.words(doubt))] if doubt is not None else []
    return [*said, *map(sentence, mail_alerts.words(mail_alerts.held_alerts(session)))]


def limits(state: SwitchState) -> str:
    """How much has passed, of how much may."""
    return _(
        "Passed in this run: {n} of {run}; today: {today} of {day}.",
        n=state.in_run,
        run=most_a_run(state.recipients),
        today=state.today,
        day=most_a_day(state.recipients),
    )
