"""The agency's formats as pages show them, and the work that still lacks one; no query, no HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zi_workflow.domain.errors import N_
from zi_workflow.domain.frameworks import Framework, TaskTemplate
from zi_workflow.storage.queries.formats import FormatRow

SAID: Mapping[str, str] = {
    "baru": N_("The format is kept, and its tasks show it."),
    "ganti": N_("The format was changed; older files stay on record."),
    "tarik": N_("The format was withdrawn; its tasks do not show it any more."),
}
"""What a page says after a form was done; message ids."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """The tasks of an area that have no format yet, of how many."""

    area: str
    tasks: Sequence[TaskTemplate]
    total: int

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.tasks)


def lacking(framework: Framework, rows: Sequence[FormatRow]) -> list[Lacking]:
    """By area in the framework's order; areas where nothing is lacking are left out."""
    live = [row for row in rows if row.withdrawn_at is None]
    tasks = {code for row in live for code in row.tasks}
    items = {code for row in live for code in row.items}
    found = []
    for area in framework.areas:
        own = [task for task in framework.tasks if task.area == area.key]
        bare = [task for task in own if task.code not in tasks and not items & set(task.items)]
        if bare:
            found.append(Lacking(area.key, bare, len(own)))
    return found
