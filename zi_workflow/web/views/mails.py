"""The lists of mails and of what a person was told, as their pages and files show them; no query, no HTML."""

from __future__ import annotations

from collections.abc import Mapping

from zi_workflow.domain.errors import N_
from zi_workflow.domain.messages import MessageState
from zi_workflow.domain.notices import MailKind
from zi_workflow.domain.people import Role
from zi_workflow.i18n import _
from zi_workflow.storage.queries import mail_lists, told_lists
from zi_workflow.storage.queries.lists import Wanted
from zi_workflow.storage.queries.mail_lists import MailItem
from zi_workflow.storage.queries.told_lists import Fate, Told
from zi_workflow.web.listing import Column, Filter, Listing
from zi_workflow.web.views import words


def mail_state(mail: MailItem) -> str:
    """How far the mail got, in words."""
    return words.mail_state(mail.state, mail.transport)


def why(mail: MailItem) -> str:
    """Why it got no further; empty where nothing is to be said."""
    return words.reason(mail.reason) if mail.reason else ""


def _kind(told: Told) -> str:
    return words.notice_kind(told.kind, told.rung, told.level)


MAIL_FILTERS = (
    mail_lists.STATE,
    mail_lists.KIND,
    mail_lists.ROLE,
    mail_lists.ON,
    mail_lists.PERSON,
)
FATES = {Fate.TOLD: N_("told"), Fate.COMING: N_("on its way"), Fate.NOT_TOLD: N_("not told")}
TOLD_FILTERS = (told_lists.FATE,)
NEWEST_MAIL, NEWEST_NOTICE = "-on", "-due"
MAIL_COLUMNS = (
    Column("on", N_("Day"), lambda mail: mail.on, most_first=True),
    Column("subject", N_("Subject"), lambda mail: mail.subject),
    Column("to", N_("To"), lambda mail: mail.to_name),
    Column("role", N_("Office"), lambda mail: words.role(mail.role), sorts=False, shown=False),
    Column("kind", N_("Kind"), lambda mail: words.mail_kind(mail.kind), sorts=False, shown=False),
    Column("channel", N_("Way"), lambda mail: words.channel(mail.channel), sorts=False, shown=False),
    Column("state", N_("State"), mail_state, sorts=False),
    Column("reason", N_("Reason"), why, sorts=False, shown=False),
)
TOLD_COLUMNS = (
    Column("due", N_("Day"), lambda told: told.due_on, most_first=True),
    Column("about", N_("About"), lambda told: told.title or told.task, sorts=False),
    Column("programme", N_("Programme"), lambda told: told.programme, sorts=False, shown=False),
    Column("kind", N_("Kind"), _kind, sorts=False),
    Column("told", N_("Told on"), lambda told: told.told_on, most_first=True),
    Column("state", N_("What became of it"), lambda told: words.notice_state(told.state), sorts=False),
    Column("reason", N_("Reason"), lambda told: words.reason(told.reason or ""), sorts=False, shown=False),
)


def mail_listing(wanted: Wanted, total: int, states: Mapping[str, int], kept: int = 0) -> Listing:
    """The list of mails; the states have their numbers, each a way to its rows; `kept` of those sent went to nobody."""
    named = [(str(key), _counted(str(key), states[key], kept)) for key in MessageState if states.get(key)]
    kinds = [(str(key), words.mail_kind(key)) for key in MailKind]
    return Listing(
        path="/surat",
        columns=MAIL_COLUMNS,
        filters=(
            Filter(mail_lists.STATE, _("State"), named),
            Filter(mail_lists.KIND, _("Kind"), kinds, folded=True),
            Filter(mail_lists.ROLE, _("Office"), [(str(key), words.role(key)) for key in Role], folded=True),
        ),
        wanted=wanted,
        total=total,
        sort=NEWEST_MAIL,
        searches=_("Subject, name or address"),
    )


def told_listing(person_id: str, wanted: Wanted, total: int) -> Listing:
    """The list of what one person was told and was not."""
    named = [(str(key), _(text)) for key, text in FATES.items()]
    return Listing(
        path=f"/surat/orang/{person_id}",
        columns=TOLD_COLUMNS,
        filters=(Filter(told_lists.FATE, _("What became of it"), named),),
        wanted=wanted,
        total=total,
        sort=NEWEST_NOTICE,
        searches=_("Task or code"),
    )


def _counted(state: str, number: int, kept: int) -> str:
    if state != MessageState.SENT or not kept:
        return f"{words.mail_state(state)}: {number}"
    only = f"{words.mail_state(state, 'capture')}: {kept}"
    return only if kept == number else f"{words.mail_state(state)}: {number - kept}; {only}"
