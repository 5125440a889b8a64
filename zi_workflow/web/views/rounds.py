"""A monev round as its page shows it: where it stands in one sentence, the next step, who comes; no query, no HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zi_workflow import wording
from zi_workflow.domain.errors import N_
from zi_workflow.domain.invitations import Method
from zi_workflow.domain.round_states import NEXT, RoundState
from zi_workflow.domain.teams import DUTY_NAMES
from zi_workflow.i18n import _, language
from zi_workflow.storage.queries.invitations import Delivery, Invitation
from zi_workflow.storage.queries.monev import RoundFacts
from zi_workflow.usecases.round_steps import Deed, NextStep
from zi_workflow.web.language import link
from zi_workflow.web.views import words

SAID: Mapping[str, str] = {
    "tunda": N_("The round was postponed; whoever holds an invitation to a meeting still to come is told."),
    "batal": N_("The round was called off; whoever holds an invitation to a meeting still to come is told."),
    "ubah": N_("The round was changed; everybody whose invitation it concerns is told."),
    "rencana": N_("The round is planned for its new day."),
    "tutup": N_("The round is closed; what was open goes into the next one."),
}
"""What the page says after a form was done; message ids."""

_SENTENCES: Mapping[RoundState, str] = {
    RoundState.SCHEDULED: N_("This round is planned for {on}; it has not been opened yet."),
    RoundState.PREPARING: N_("The round is under preparation; the meeting is on {on}, the cutoff is {cutoff}."),
    RoundState.HELD: N_("The meeting was held on {held}; the minutes are not signed yet."),
    RoundState.BA_SIGNED: N_("The meeting was held on {held} and its minutes are signed; the report is to come."),
    RoundState.REPORT_ISSUED: N_("The report of this round is issued; its recommendations are being followed up."),
    RoundState.CLOSED: N_("This round is closed; what was open was carried into the next one."),
    RoundState.POSTPONED: N_("This round is postponed: {reason}"),
    RoundState.CANCELLED: N_("This round is called off: {reason}"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """The next step: what its button says, and its address."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class GuestLine:
    """Somebody of the unit who was written to, and how far that got."""

    name: str
    state: str


def sentence(round_: RoundFacts) -> str:
    """Where the round stands."""
    said = {"on": round_.planned_on, "cutoff": round_.cutoff, "held": round_.held_on or round_.planned_on}
    return _(_SENTENCES[RoundState(round_.state)], **said, reason=round_.reason or "-")


_DEEDS: Mapping[Deed, tuple[str, str]] = {
    Deed.MEET: (N_("Go to the meeting"), "/rapat"),
    Deed.HOLD: (N_("The meeting was held"), "/selenggara"),
    Deed.FIND: (N_("Findings and recommendations"), "/temuan"),
    Deed.SIGN: (N_("Put the signed minutes on record"), "/tanda-tangan"),
    Deed.REPORT: (N_("Put the report on record"), "/laporan"),
    Deed.CLOSE: (N_("Close the round"), "/tutup"),
}


def step(found: NextStep | None, round_: RoundFacts, code: str) -> Step | None:
    """The main button of the page."""
    if found is None:
        return None
    programme = f"/programme/{code}/monev"
    base = f"{programme}/{round_.quarter}"
    match found.deed:
        case Deed.OPEN:
            return Step(_("Open this round"), link("/monev/buka", triwulan=round_.quarter, unit=code))
        case Deed.FILL:
            label = _("Fill in {area}", area=words.area(found.area))
            return Step(label, link(f"{base}/matriks/{found.area}"))
        case Deed.ANSWER:
            label = _(
                "Answer recommendation {n} of {quarter}", n=found.number, quarter=words.quarter(found.quarter)
            )
            return Step(label, link(f"{programme}/{found.quarter}/rekomendasi/{found.number}"))
        case Deed.LOOK:
            label = _("See what became of the recommendations")
            return Step(label, link("/monev/rekomendasi", quarter=round_.quarter))
    label, path = _DEEDS[found.deed]
    return Step(_(label), link(base + path))


def other_steps(round_: RoundFacts, conducts: bool, base: str) -> list[Step]:
    """What else whoever conducts rounds may do before the meeting is held."""
    after = NEXT[RoundState(round_.state)] if conducts else frozenset[RoundState]()
    found = []
    if RoundState.PREPARING in after:
        found.append(Step(_("Move the planned date"), link(f"{base}/rencana")))
    if conducts and round_.state == RoundState.PREPARING:
        found.append(Step(_("Change the meeting or the team"), link(f"{base}/ubah")))
    if RoundState.POSTPONED in after:
        found.append(Step(_("Postpone the round"), link(f"{base}/tunda")))
    if RoundState.CANCELLED in after:
        found.append(Step(_("Call the round off"), link(f"{base}/batal")))
    return found


def guests(seen: Invitation, told: Sequence[Delivery]) -> list[GuestLine]:
    """Who was asked to come and still is."""
    coming = {guest.person for guest in seen.guests} if seen.is_open else set[str]()
    standing = (each for each in told if each.method == Method.REQUEST and each.guest_id in coming)
    return [GuestLine(each.name, words.mail_state(each.state)) for each in standing]


def team(round_: RoundFacts) -> list[tuple[str, str, str]]:
    """Name, office and duty of everybody who comes for the assistance team."""
    if round_.session is None:
        return []
    return [(each.name, each.office, _(DUTY_NAMES[each.duty])) for each in round_.session.team]


def hours(round_: RoundFacts, zone: str) -> str:
    """`pukul 09.00-12.00 WIB`; empty without a meeting."""
    if round_.session is None:
        return ""
    meeting = round_.session.meeting
    return wording.hours(meeting.begins, meeting.ends, zone, language())
