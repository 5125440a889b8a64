"""Short words for states, kinds, roles and areas in the language in use; decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from zi_workflow import i18n, wording
from zi_workflow.domain import messages, programmes
from zi_workflow.domain.errors import N_
from zi_workflow.domain.evidence import EFFECT_MEANINGS, Effect
from zi_workflow.domain.invitations import News
from zi_workflow.domain.links import PURPOSE_NAMES, Purpose
from zi_workflow.domain.people import ROLE_NAMES
from zi_workflow.domain.sentences import AREA_NAMES, largest_first
from zi_workflow.i18n import _, ngettext

_ROLES = {str(role): name for role, name in ROLE_NAMES.items()}
TARGETS = {"wbk": N_("Towards WBK"), "wbbm": N_("Towards WBBM")}
STAGE_STATES = {"not_open": N_("not open"), "open": N_("running"), "closed": N_("complete")}
MAIL_KINDS = {
    "digest": N_("daily digest"),
    "escalation": N_("escalation"),
    "assigned": N_("new task"),
    "returned": N_("returned for correction"),
    "invitation": N_("invitation to a round"),
    "alert": N_("mail is held"),
    "sign_in": N_("link to sign in"),
    "test": N_("test of the mail"),
    "weekly": N_("weekly summary"),
    "nudge": N_("a person's reminder"),
}
NEWS = {
    News.NEW: N_("invitation"),
    News.CHANGED: N_("change"),
    News.UNINVITED: N_("no longer invited"),
    News.CANCELLED: N_("cancellation"),
    News.HELD: N_("meeting held"),
}
CHANNELS = {"mail": N_("mail"), "print": N_("printable list")}
NOTICE_KINDS = {
    "assigned": N_("new task"),
    "ready": N_("can be started"),
    "waiting": N_("waits for others"),
    "reminder": N_("reminder"),
    "overdue": N_("overdue"),
    "escalation": N_("escalation"),
    "solved": N_("solved"),
    "returned": N_("returned for correction"),
    "verify": N_("waits for review"),
    "plan_changed": N_("plan changed"),
    "hand_over": N_("asked to be handed over"),
    "undelivered": N_("mail undelivered"),
    "nudge": N_("a person's reminder"),
    "decision": N_("asked to be set aside"),
    "more_time": N_("asked for more time"),
    "answered": N_("a wish was answered"),
    "matrix": N_("matrix of a round awaited"),
}
NOTICE_STATES = {
    "due": N_("in the next digest"),
    "collected": N_("in the outbox"),
    "told": N_("told"),
    "cancelled": N_("not sent"),
    "superseded": N_("not sent"),
    "passed_over": N_("passed over"),
    "failed": N_("not delivered"),
}
REASONS = {
    "no-address": N_("The person has no address; it is on the printable list."),
    "suppressed": N_("Nothing is sent to this address at the moment."),
    "not-active": N_("The programme is not active."),
    "already-told": N_("The person was already told."),
    "outside-window": N_("It waits for the next sending hour."),
    "obsolete": N_("The matter was settled before it was sent."),
    "held": N_("Mail is held back at the moment."),
    "superseded": N_("Something newer took its place."),
    "no-receiver": N_("Nobody holds the office that would be told."),
    "unwanted": N_("The person does without this mail."),
    "alert-limit": N_(
        "That day's alerts were enough; this one is held until somebody has looked at what is held."
    ),
    "alert-address": N_("The address is no administrator's in the directory; the alert is held."),
    "surplus": N_("The person has had three mails that day; it goes into the next digest."),
}
JOB_STATES = {
    "pending": N_("waiting"),
    "claimed": N_("running"),
    "running": N_("running"),
    "done": N_("done"),
    "failed": N_("failed"),
}


CHANGE_AREAS = ("mp", "tl", "sdm", "ak", "pw", "pp")


def in_order(areas: Iterable[str]) -> list[str]:
    """Each area once: the six change areas in their order, then the others as they come."""
    present = dict.fromkeys(areas)
    return [key for key in CHANGE_AREAS if key in present] + [
        key for key in present if key not in CHANGE_AREAS
    ]


def _word(table: Mapping[str, str], key: str) -> str:
    return _(table[key]) if key in table else key


def area(key: str) -> str:
    """The name of an area; a plan file's own word stays as it is."""
    return _word(AREA_NAMES, key)


def role(key: str) -> str:
    """The name of an office."""
    return _word(_ROLES, key)


def target(key: str) -> str:
    """`Menuju WBK`."""
    return _word(TARGETS, key)


def programme_state(key: str) -> str:
    """Where a programme stands."""
    return _word(programmes.STATE_NAMES, key)


def stage_state(key: str) -> str:
    """Whether a stage is open."""
    return _word(STAGE_STATES, key)


def mail_kind(key: str) -> str:
    """What a mail is."""
    return _word(MAIL_KINDS, key)


def news(key: News) -> str:
    """What a mail tells of a round."""
    return _(NEWS[key])


def mail_state(key: str, transport: str | None = None) -> str:
    """How far a mail got; a captured one was kept instead of being sent."""
    if key == "sent" and transport == "capture":
        return _("kept to look at, sent to nobody")
    return _word(messages.STATE_NAMES, key)


def channel(key: str) -> str:
    """How a message reaches its person."""
    return _word(CHANNELS, key)


def notice_kind(key: str, rung: int | None = None, level: int | None = None) -> str:
    """What a notice says, with the days before the due date or the level of the escalation."""
    if key == "reminder" and rung is not None:
        when = (
            ngettext("{n} working day before", "{n} working days before", rung) if rung else _("on the day")
        )
        return _("reminder, {when}", when=when)
    if key in ("overdue", "escalation") and level is not None:
        return _("{kind}, level {level}", kind=_word(NOTICE_KINDS, key), level=level)
    return _word(NOTICE_KINDS, key)


def notice_state(key: str) -> str:
    """What became of a notice."""
    return _word(NOTICE_STATES, key)


def reason(key: str) -> str:
    """Why nothing was sent, as a sentence."""
    return _word(REASONS, key)


def purpose(key: str) -> str:
    """What somebody does to a task, as its button says it."""
    return _(PURPOSE_NAMES[Purpose(key)])


def job_state(key: str) -> str:
    """How far a firing of the schedule is."""
    return _word(JOB_STATES, key)


def days(number: int) -> str:
    """`11 hari kerja`."""
    return ngettext("{n} working day", "{n} working days", number)


def quarter(key: str) -> str:
    """`Triwulan I 2025` for a key that begins with the year and ends in the quarter's number."""
    return wording.quarter_of_key(key, i18n.language())


def effect(key: Effect) -> str:
    """What becomes of a task or an item that loses evidence."""
    return _(EFFECT_MEANINGS[key])


def causes(because: Mapping[str, float]) -> str:
    """`7,5 hari karena Tatalaksana, 3,5 hari karena Manajemen Perubahan`; empty when no area has a part."""
    return _causes(tuple(because.items()), i18n.language())


@lru_cache(maxsize=4096)
def _causes(because: tuple[tuple[str, float], ...], _lang: str) -> str:
    """Many tasks are late for the same reason."""
    return ", ".join(_cause(key, part) for key, part in largest_first(dict(because)).parts)


def _cause(key: str, part: float) -> str:
    number = wording.decimal(abs(part), i18n.language())
    if part < 0:
        return _("{days} days won back by {area}", days=number, area=area(key))
    return _("{days} days because of {area}", days=number, area=area(key))


def away(day: date, today: date) -> str:
    """How far a day is from today in calendar days, e.g. `hari ini`, `dalam 12 hari`."""
    distance = (day - today).days
    if distance == 0:
        return _("today")
    if distance > 0:
        return ngettext("in {n} day", "in {n} days", distance)
    return ngettext("{n} day ago", "{n} days ago", -distance)
