"""The record in plain words, one sentence for every kind of event that the product writes; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zi_workflow.domain.calendars import quarter_named
from zi_workflow.domain.errors import N_
from zi_workflow.domain.permissions import MACHINES
from zi_workflow.i18n import _
from zi_workflow.storage.queries.records import Recorded
from zi_workflow.usecases.events import ChainState
from zi_workflow.web.views import histories, plan_records
from zi_workflow.web.views.monev_records import ROUND_SENTENCES
from zi_workflow.web.views.plan_records import mapping

SENTENCES: Mapping[str, str] = {
    **histories.SENTENCES,
    **ROUND_SENTENCES,
    "programme.created": N_("{who} created the programme."),
    "programme.activated": N_("{who} activated the programme."),
    "programme.edited": N_("{who} changed the plan; {tasks} tasks were written anew."),
    "programme.rebaselined": N_("{who} took the forecast as the new plan."),
    "programme.ladder_changed": N_("{who} changed the days of reminders and escalations."),
    "stage.opened": N_("The stage “{subject}” began."),
    "stage.closed": N_("The stage “{subject}” is complete."),
    "stage.reopened": N_("The stage “{subject}” is open again."),
    "round.invited": N_("{who} invited to the monev of quarter {quarter}."),
    "round.changed": N_("{who} changed the invitation to the monev of quarter {quarter}."),
    "round.cancelled": N_("{who} called off the monev of quarter {quarter}."),
    "round.invitation_ended": N_(
        "The invitation to the monev of quarter {quarter} ended: the meeting was held."
    ),
    "round.proposed": N_("{who} planned rounds of monev."),
    "round.planned": N_("{who} moved the monev of quarter {quarter} in the plan."),
    "round.opened": N_("{who} opened the monev of quarter {quarter}."),
    "round.rearranged": N_("{who} changed the meeting of the monev of quarter {quarter}."),
    "round.postponed": N_("{who} postponed the monev of quarter {quarter}."),
    "round.called_off": N_("{who} called off the monev of quarter {quarter}."),
    "round.matrix_saved": N_("{who} kept a draft of an area's matrix for the monev of quarter {quarter}."),
    "round.matrix_sent": N_("{who} sent an area's matrix for the monev of quarter {quarter}."),
    "round.matrix_imported": N_("{who} took in a sheet of matrices for the monev of quarter {quarter}."),
    "calendar.imported": N_("{who} took in the decree of days off {subject}."),
    "calendar.applied": N_("{who} applied the decree of days off {decree} to the plan."),
    "calendar.pinned": N_("{who} kept the days off of the plan file."),
    "unit.created": N_("{who} entered the unit."),
    "unit.hours_changed": N_("{who} changed the hours in which mail goes out."),
    "people.imported": N_("{who} took in a list of people."),
    "people.left": N_("{who} noted that {person} leaves the unit."),
    "people.transferred": N_("{who} moved somebody's work to others."),
    "evidence.judged": N_("{who} judged a piece of evidence."),
    "evidence.replaced": N_("{who} put a newer version in place of a piece of evidence."),
    "evidence.shared": N_("{who} used a piece of evidence for other items too."),
    "evidence.withdrawn": N_("{who} withdrew a piece of evidence."),
    "format.added": N_("{who} added an administrative format."),
    "format.replaced": N_("{who} put a newer version in place of an administrative format."),
    "format.withdrawn": N_("{who} withdrew an administrative format."),
    "person.added": N_("{who} entered {person}."),
    "person.away": N_("{who} noted when {person} is away and who stands in."),
    "person.back": N_("{who} noted that {person} is back, or is not away after all."),
    "person.mail": N_("{who} chose which optional mails {person} receives."),
    "address.suppressed": N_("A mail to {person} came back for good; nothing more is sent to the address."),
    "address.trusted": N_("{who} allowed mail to the address of {person} again."),
    "account.made": N_("{who} made an account for {person}."),
    "account.closed": N_("{who} closed the account of {person}."),
    "account.address": N_("The account of {person} followed them to a new address."),
    "account.password": N_("{who} set a password for the account of {person}."),
    "account.code": N_("{who} set up an authenticator for the account of {person}."),
    "account.code_reset": N_("{who} reset the authenticator of {person}."),
    "account.link": N_("{who} made a one-time link for {person}."),
    "account.token_made": N_("{who} made the token “{token}” for a program."),
    "account.token_revoked": N_("{who} revoked a token."),
    "account.feed_made": N_("{who} made an address for a calendar program."),
    "account.feed_revoked": N_("{who} revoked an address for a calendar program."),
    "mail.stopped": N_("{who} stopped all mail."),
    "mail.resumed": N_("{who} let mail go on."),
    "mail.held": N_("A guard holds mail back until somebody has looked."),
    "mail.released": N_("{who} let the mail go that was held."),
    "mail.discarded": N_("{who} discarded the mail that was held."),
    "mail.reconciled": N_("The service compared its mails with the archive."),
    "mail.settled": N_("{who} decided what became of a mail whose fate was not known."),
    "clock.accepted": N_("{who} accepted the clock of the server as it is."),
}
KINDS: Mapping[str, str] = {
    "task": N_("Tasks"),
    "programme": N_("Plan"),
    "stage": N_("Stages"),
    "round": N_("Monev"),
    "people": N_("List of people"),
    "person": N_("Single people"),
    "calendar": N_("Days off"),
    "evidence": N_("Evidence"),
    "format": N_("Formats"),
}
OF_SERVICE: Mapping[str, str] = {
    **KINDS,
    "account": N_("Accounts"),
    "address": N_("Addresses"),
    "mail": N_("Mail"),
    "clock": N_("Clock"),
}


MOST_MOVES = 5


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One sentence with its day and number; `task` is the code of the task it is about."""

    number: int
    on: date
    sentence: str
    said: str
    task: str
    changed: Sequence[str] = ()
    more: int = 0


def lines(
    rows: Iterable[Recorded], reader: str, stages: Mapping[str, str] | None = None, task: str = ""
) -> list[RecordLine]:
    """The record as the person with the id `reader` reads it; `stages` are the names of stages by their keys.

    Each change of a plan says what it changed in which tasks, and which it moved: the one asked for, or the first few.
    """
    return [_line(row, reader, stages or {}, task) for row in rows]


def _line(row: Recorded, reader: str, stages: Mapping[str, str], task: str) -> RecordLine:
    moved = plan_records.moved(row.payload, task)
    return RecordLine(
        row.number,
        row.on,
        _sentence(row, reader, stages),
        _said(row),
        row.subject if row.kind.startswith("task.") else "",
        [*plan_records.asked(row.payload, row.people, task), *moved[:MOST_MOVES]],
        max(len(moved) - MOST_MOVES, 0),
    )


def _sentence(row: Recorded, reader: str, stages: Mapping[str, str]) -> str:
    message = SENTENCES.get(row.kind)
    if message is None:  # of a newer version of the service that wrote into this store
        return _(
            "{who} did something that this version does not know ({kind}).",
            who=_who(row, reader),
            kind=row.kind,
        )
    facts = _facts(row, reader)
    if row.kind.startswith("stage."):
        facts["subject"] = stages.get(row.subject, row.subject)
    return _(message, **facts)


def _who(row: Recorded, reader: str) -> str:
    if row.actor == reader:
        return _("You")
    if row.name:
        return row.name
    return _("The service") if row.actor not in MACHINES or row.actor == "system" else _("The console")


def _facts(row: Recorded, reader: str) -> dict[str, object]:
    """Whatever a sentence may name; what an event does not say is a dash."""
    payload = row.payload
    said: dict[str, Any] = {**payload, **mapping(payload.get("command"))}
    until = str(said.get("until") or "")
    quarter = quarter_named(str(payload.get("quarter") or ""))
    tasks = payload.get("tasks")
    return {
        "who": _who(row, reader),
        "subject": row.subject,
        "person": row.person or str(said.get("name") or "") or "-",
        "until": date.fromisoformat(until) if until else "-",
        "progress": said.get("progress") or 0,
        "tasks": len(tasks) if isinstance(tasks, dict | list) else 0,
        "quarter": quarter.label() if quarter is not None else "-",
        "decree": payload.get("decree") if isinstance(payload.get("decree"), str) else "-",
        "token": payload.get("name") or "-",
    }


def _said(row: Recorded) -> str:
    """What was written with it: a note or a reason."""
    said = {**row.payload, **mapping(row.payload.get("command"))}
    found = said.get("note") or said.get("reason")
    return found if isinstance(found, str) and not row.kind.startswith(("person.", "calendar.")) else ""


@dataclass(frozen=True, slots=True)
class Chain:
    """What is said of the chain in which the events are sealed; `whole` is None where nobody has recomputed it."""

    head: str
    count: int
    sentence: str
    whole: bool | None


def chain(found: ChainState, *, checked: bool) -> Chain:
    """Whether the chain verifies, in words."""
    if not checked:
        return Chain(found.head, found.count, "", None)
    if found.broken is not None:
        sentence = _(
            "The chain is broken at event {number}: something was changed or taken out.", number=found.broken
        )
        return Chain(found.head, found.count, sentence, False)
    return Chain(found.head, found.count, _("The chain is whole: nothing was changed or taken out."), True)
