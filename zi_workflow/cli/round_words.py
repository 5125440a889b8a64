"""Monev rounds and what is done about their invitations, in words and as JSON; decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from zi_workflow import wording
from zi_workflow.domain.calendars import quarter_named
from zi_workflow.domain.errors import N_
from zi_workflow.domain.invitations import Method
from zi_workflow.domain.round_states import ROUND_STATE_NAMES, RoundState
from zi_workflow.i18n import _, language, ngettext
from zi_workflow.web.views import words

if TYPE_CHECKING:
    from zi_workflow.domain.invitations import Meeting
    from zi_workflow.storage.engine import Session
    from zi_workflow.storage.queries.invitations import Delivery, Invitation
    from zi_workflow.storage.queries.monev import RoundFacts
    from zi_workflow.storage.queries.programmes import ProgrammeFacts
    from zi_workflow.usecases.invitation_commands import Letter, Plan

PLANNED = "planned"
STATES: Mapping[str, str] = {
    **ROUND_STATE_NAMES,
    PLANNED: N_("planned, nobody invited"),
    "invited": N_("invited"),
}


@dataclass(frozen=True)
class RoundView:
    """A round with its invitation and how far the mails about it got."""

    round: RoundFacts
    invitation: Invitation
    deliveries: Sequence[Delivery]

    @property
    def state(self) -> str:
        """How far the round is; of one that nobody has opened whether people were invited all the same."""
        scheduled = self.round.state == RoundState.SCHEDULED
        return (self.invitation.state or PLANNED) if scheduled else self.round.state

    @property
    def on(self) -> date:
        """The day on which it was held, else the one for which it is planned."""
        return self.round.held_on or self.round.planned_on

    @property
    def meeting(self) -> Meeting | None:
        """When and where they meet or met; None where they do not after all, or nobody was asked yet."""
        if self.round.state in (RoundState.POSTPONED, RoundState.CANCELLED):
            return None
        found = self.round.session.meeting if self.round.session else self.invitation.meeting
        return replace(found, on=self.on) if found and self.round.held_on else found

    def standing(self) -> list[Delivery]:
        """Without those who never heard of a place that was taken back."""
        coming = {guest.person for guest in self.invitation.guests} if self.invitation.is_open else set[str]()
        return [each for each in self.deliveries if each.method != Method.REQUEST or each.guest_id in coming]


def overview(session: Session, programme_id: str) -> list[RoundView]:
    """The rounds of a programme in order of date."""
    from zi_workflow.storage.queries.invitations import deliveries, invitation
    from zi_workflow.storage.queries.monev import round_facts
    from zi_workflow.storage.queries.programmes import rounds

    return [
        RoundView(
            round_facts(session, programme_id, each.quarter),
            invitation(session, each.id, each.quarter),
            deliveries(session, each.id),
        )
        for each in rounds(session, programme_id)
    ]


def overview_json(view: RoundView) -> dict[str, Any]:
    """A round for programs."""
    return {
        "quarter": view.round.quarter,
        "planned_on": view.round.planned_on,
        "held_on": view.round.held_on,
        "state": view.state,
        "version": view.invitation.version,
        "meeting": view.meeting.to_json() if view.meeting else None,
        "people": [
            {"name": each.name, "last": each.method, "channel": each.channel, "state": each.state}
            for each in view.standing()
        ],
    }


def overview_lines(facts: ProgrammeFacts, views: Sequence[RoundView]) -> Iterator[str]:
    """A paragraph a round."""
    from notifications.emails.invitation.context import meeting_lines

    if not views:
        yield _("This programme has no monitoring rounds.")
    for view in views:
        on = wording.full_date(view.on, language())
        yield f"{words.quarter(view.round.quarter)}: {on} - {_(STATES[view.state])}"
        if view.meeting is not None:
            yield from (f"  {line}" for line in meeting_lines(view.meeting, facts.zone))
        told: dict[str, Counter[str]] = {}
        for each in view.standing():
            told.setdefault(each.method, Counter())[each.state] += 1
        for method, states in told.items():
            yield f"  {_sort(method)}: {', '.join(f'{words.mail_state(s)} {n}' for s, n in sorted(states.items()))}"


def _sort(method: str) -> str:
    return _("People invited") if method == Method.REQUEST else _("People no longer invited")


def plan_json(plan: Plan, done: bool) -> dict[str, Any]:
    """What was or would be done, for programs."""
    return {
        "applied": done and not plan.idle,
        "token": plan.token,
        "quarter": plan.seen.quarter,
        "version": plan.seen.version,
        "sequence": plan.sequence,
        "meeting": plan.meeting.to_json(),
        "quarter_ends_later": _early(plan),
        "leaves": plan.leaves,
        "stopped": len(plan.stopped),
        "mails": [
            {
                "name": each.person.name,
                "address": each.address,
                "role": each.seat.guest.role,
                "area": each.seat.guest.area,
                "acting_for": each.acting_for,
                "news": str(each.summons.news),
            }
            for each in plan.letters
        ],
    }


def plan_lines(plan: Plan, done: bool, now: datetime) -> Iterator[str]:
    """Everything that somebody has to see before they say yes."""
    from notifications.emails.invitation.context import meeting_lines

    facts = plan.facts
    yield f"{facts.code}, {facts.unit_name}: {words.quarter(plan.seen.quarter)}"
    yield from meeting_lines(plan.meeting, facts.zone)
    yield from _mails(plan, now)
    end = _early(plan)
    if end is not None:
        yield _("Please check the quarter: it ends only on {end}, after the meeting.", end=end)
    if plan.idle:
        yield _("Nothing changes: everybody knows this already, or will by a mail on its way.")
    elif done:
        yield _("Saved.")
    else:
        yield _("Nothing was saved.")
        yield _("To do exactly this, repeat the command with: {option}", option=f"--token {plan.token}")


def mail_lines(plan: Plan, now: datetime) -> Iterator[str]:
    """Whom it is about, and who is told what."""
    yield f"{plan.facts.code}, {plan.facts.unit_name}: {words.quarter(plan.seen.quarter)}"
    yield from _mails(plan, now)


def _early(plan: Plan) -> date | None:
    """The end of the quarter, when the meeting is odd because most of it lies ahead."""
    from zi_workflow.domain.rounds import ends_later

    quarter = quarter_named(plan.seen.quarter)
    return None if quarter is None else ends_later(quarter, plan.meeting.on)


def _mails(plan: Plan, now: datetime) -> Iterator[str]:
    if plan.letters:
        at = wording.instant(plan.leaves, plan.facts.zone, language())
        count = ngettext("{n} person is told", "{n} people are told", len(plan.letters))
        yield f"{count}; " + (_("at once:") if plan.leaves <= now else _("from {at} on:", at=at))
        yield from map(_letter, plan.letters)
    if plan.stopped:
        yield ngettext(
            "{n} mail on its way will not go any more.",
            "{n} mails on their way will not go any more.",
            len(plan.stopped),
        )


def _letter(letter: Letter) -> str:
    from notifications.names import office_title

    guest = letter.seat.guest
    office = office_title(guest.role, guest.area)
    if letter.acting_for is not None:
        office = _("{office}, acting for {name}", office=office, name=letter.acting_for)
    where = f"<{letter.address}>" if letter.address else _("on the printable list")
    return f"  {words.news(letter.summons.news)}: {letter.person.name} {where} - {office}"
