"""A transfer of everything from one person to another as its page shows it; no query, no HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zi_workflow.domain.errors import N_
from zi_workflow.i18n import _, ngettext
from zi_workflow.usecases.transfers import Transferred
from zi_workflow.web.views import words

MOST_DECIDED = 40
_PARTS: Mapping[str, str] = {
    "does": N_("{task}: done by {after} instead of {before}"),
    "reviews": N_("{task}: reviewed by {after} instead of {before}"),
    "instead": N_(
        "{task}: reviewed by {after} instead of {before}, for nobody reviews what they do themselves"
    ),
    "decides": N_("{task}: decided by {after} instead of {before}"),
}


@dataclass(frozen=True)
class TransferLines:
    """What goes over: tasks by name, offices, what stays, and who does, reviews and decides what from then on."""

    tasks: list[str]
    offices: list[str]
    kept: list[str]
    decides: list[str]
    more: int
    absences: str


def transfer_lines(found: Transferred, titles: Mapping[str, str], names: Mapping[str, str]) -> TransferLines:
    """The lines; `titles` of tasks by code."""
    nobody = _("nobody")
    decided = [
        _(
            _PARTS[each.part],
            task=f"{titles[each.task]} ({each.task})"
            if titles.get(each.task, each.task) != each.task
            else each.task,
            before=names.get(each.before or "", nobody),
            after=names.get(each.after or "", nobody),
        )
        for each in found.decides
    ]
    return TransferLines(
        [each.task if each.title == each.task else f"{each.title} ({each.task})" for each in found.tasks],
        [
            _("{office}, from {day}", office=_office(each.role, each.area), day=each.first)
            for each in found.offices
        ],
        [words.role(role) for role in found.kept],
        decided[:MOST_DECIDED],
        max(len(decided) - MOST_DECIDED, 0),
        ngettext(
            "Stands in for {n} person from then on.", "Stands in for {n} people from then on.", found.absences
        )
        if found.absences
        else "",
    )


def _office(role: str, area: str | None) -> str:
    return f"{words.role(role)}, {words.area(area)}" if area else words.role(role)
