"""Areas, offices and tasks as a mail names them; knows no mail and no address."""

from __future__ import annotations

from collections.abc import Mapping

from zi_workflow.domain.errors import N_
from zi_workflow.domain.notices import TaskRef
from zi_workflow.i18n import _, language
from zi_workflow.wording import AREA_NAMES, NOT_AREAS, quarter_of_key

OFFICES: Mapping[str, str] = {
    "member": N_("Member, {area}"),
    "coordinator": N_("Coordinator, {area}"),
    "change_agent": N_("Change Agent"),
    "secretary": N_("Secretary of the Working Team"),
    "team_lead": N_("Lead of the Working Team"),
    "head": N_("Head of the Unit"),
    "assistance_team": N_("Assistance Team of the Inspectorate"),
    "internal_assessor": N_("Internal Assessment Team"),
    "inspectorate": N_("Inspectorate"),
    "organisation_bureau": N_("Organisation Bureau"),
    "agency_head": N_("Head of the Agency"),
    "national_assessor": N_("National Assessment Team"),
}
"""How an office is addressed; roles beyond these are shown as they are."""


def one_line(text: str) -> str:
    """Typed words on one line: a title with a line break must not break a subject or a list."""
    return " ".join(text.split())


def area_name(key: str) -> str:
    """The area's name in the language in use; a key that is no shipped area is shown as it is."""
    return _(AREA_NAMES[key]) if key in AREA_NAMES else one_line(key)


def area_phrase(key: str) -> str:
    """The name with the word area in front where it is one: `Area Penataan Tatalaksana`, `Tim Kerja`."""
    return area_name(key) if key in NOT_AREAS else _("Area {area}", area=area_name(key))


def office_title(role: str, area: str | None = None) -> str:
    """The office behind a role, of an area where the role has one."""
    message = OFFICES.get(role)
    if message is None:
        return one_line(role)
    if "{area}" not in message:
        return _(message)
    return _(message, area=area_phrase(area)) if area else _(message, area="").strip(", ")


def task_name(task: TaskRef) -> str:
    """A task inside a sentence: its title in quotes with its code."""
    title = one_line(task.title)
    return _("“{title}” ({task})", title=title, task=task.task) if title else task.task


def quarter_name(key: str) -> str:
    """A quarter in words, by its key (`2025-Q1`)."""
    return quarter_of_key(key, language())
