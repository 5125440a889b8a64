"""What putting off, calling off or moving a round does, in words; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zi_workflow.domain.errors import N_
from zi_workflow.domain.invitations import Method
from zi_workflow.i18n import _, ngettext
from zi_workflow.usecases.invitation_commands import Letter, Plan
from zi_workflow.usecases.round_plans import DayShown
from zi_workflow.usecases.round_sessions import NOBODY_TOLD
from zi_workflow.usecases.round_stops import Stopped
from zi_workflow.web.views import words

TITLES: Mapping[str, str] = {
    "tunda": N_("Postpone the round"),
    "batal": N_("Call the round off"),
    "rencana": N_("Move the planned date"),
}
BUTTONS: Mapping[str, str] = {
    "tunda": N_("Postpone and tell them"),
    "batal": N_("Call off and tell them"),
    "rencana": N_("Plan it for this day"),
}


def moved(shown: DayShown) -> list[str]:
    """What the new day meets."""
    before, after = shown.found.round.planned_on, shown.to
    if before == after:
        return [_("Planned for {day} already; nothing changes.", day=before)]
    said = [
        _("Planned for {before}, moved to {after}.", before=before, after=after),
        ngettext(
            "{n} person of the unit sees it there.", "{n} people of the unit see it there.", shown.people
        ),
    ]
    said += [
        _("On that day too: {unit}, {quarter}.", unit=unit, quarter=words.quarter(quarter))
        for unit, quarter in shown.rounds
    ]
    if shown.tasks:
        tasks = ngettext(
            "{n} task of the plan ends on that day.", "{n} tasks of the plan end on that day.", shown.tasks
        )
        said.append(tasks)
    return said


def stopped(shown: Stopped) -> list[str]:
    """Who is told, and what is never sent."""
    if not shown.plans:
        return [_(NOBODY_TOLD)]
    said = [_mails(sum(len(each.letters) for each in shown.plans)), *never_sent(shown.plans)]
    if shown.stays is not None and shown.stays.letters:
        message = _(
            "The ekspose together goes on without this unit: its team is now invited through {unit}.",
            unit=shown.stays.facts.unit_name,
        )
        said.append(message)
    return said


def never_sent(plans: Iterable[Plan]) -> list[str]:
    """How many mails on their way stay here; nothing when none does."""
    stops = sum(len(each.stopped) for each in plans)
    if not stops:
        return []
    return [
        ngettext(
            "{n} mail on its way will not go any more.", "{n} mails on their way will not go any more.", stops
        )
    ]


def _mails(n: int) -> str:
    return ngettext("{n} mail is written.", "{n} mails are written.", n)


def letters(shown: Stopped) -> list[str]:
    """Every mail: to whom, and where that is not plain what it tells them."""
    return [_letter(letter) for plan in shown.plans for letter in plan.letters]


def _letter(letter: Letter) -> str:
    where = letter.address or _("no address, printed")
    to = f"{letter.person.name} ({where})"
    asks = letter.summons.news.method is Method.REQUEST
    return _("{person}: invited to the meeting of the other units", person=to) if asks else to
