"""The pages of a programme and the main places, one line each; who may go there is asked of the table of actions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zi_workflow.domain.errors import N_
from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import Action
from zi_workflow.i18n import _
from zi_workflow.web.current import can, current


@dataclass(frozen=True, slots=True)
class Entry:
    """A way to a page: `path` is what follows the base's address; `title` is a message id."""

    path: str
    title: str
    needs: Action
    only: frozenset[Role] = frozenset()  # whose it is; of everybody who may, if nobody is named

    @property
    def label(self) -> str:
        """What the way is called."""
        return _(self.title)


DECIDERS = frozenset({Role.HEAD, Role.TEAM_LEAD, Role.SECRETARY})
"""Before whom decisions of a whole unit wait."""

OF_SERVICE = (
    Entry("/tugas", N_("My tasks"), Action.WORK),
    Entry("/ringkasan", N_("Summary"), Action.SEE_PROGRAMME, DECIDERS),
    Entry("/unit", N_("Units"), Action.SEE_PORTFOLIO),
    Entry("/monev", N_("Monev"), Action.SEE_PROGRAMME),
    Entry("/kalender", N_("Calendar"), Action.WORK),
    Entry("/", N_("Programmes"), Action.SEE_PROGRAMME),
    Entry("/monev/rekomendasi", N_("Follow-up"), Action.SEE_PROGRAMME),
    Entry("/format", N_("Formats"), Action.SEE_PROGRAMME),
    Entry("/surat", N_("Mail"), Action.SEE_MAIL),
    Entry("/hari-libur", N_("Days off"), Action.MANAGE_CALENDAR),
    Entry("/kesehatan", N_("Health"), Action.SEE_HEALTH),
)
"""The main menu."""
OF_PROGRAMME = (
    Entry("", N_("The programme today"), Action.SEE_PROGRAMME),
    Entry("/linimasa", N_("Timeline"), Action.SEE_PROGRAMME),
    Entry("/terlambat", N_("Why late"), Action.SEE_PROGRAMME),
    Entry("/task", N_("All tasks"), Action.SEE_PROGRAMME),
    Entry("/bukti", N_("Evidence"), Action.SEE_PROGRAMME),
    Entry("/monev", N_("Monev"), Action.SEE_PROGRAMME),
    Entry("/ubah", N_("Change the plan"), Action.STEER),
    Entry("/orang", N_("People"), Action.SEE_PROGRAMME),
    Entry("/pengaturan", N_("Settings"), Action.SEE_PROGRAMME),
    Entry("/riwayat", N_("Record"), Action.SEE_PROGRAMME),
)
"""The menu of a programme's pages; each path follows /programme/CODE."""


def main_menu() -> Iterator[Entry]:
    """What whoever is signed in may open."""
    viewer = current()
    held = {office.role for office in viewer.offices} if viewer is not None else set()
    return (
        entry
        for entry in OF_SERVICE
        if can(entry.needs) and (not entry.only or not held.isdisjoint(entry.only))
    )


def programme_menu() -> Iterator[Entry]:
    """The pages of a programme that they may open."""
    return (entry for entry in OF_PROGRAMME if can(entry.needs))
