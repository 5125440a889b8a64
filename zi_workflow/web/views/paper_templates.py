"""An agency's templates as their page lists them, and the fields with an example; no query, no HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zi_workflow.domain.errors import N_
from zi_workflow.domain.papers import PAPER_NAMES, PaperKind
from zi_workflow.i18n import _
from zi_workflow.storage.queries.paper_templates import TemplateRow

if TYPE_CHECKING:
    from zi_workflow.papers.field_list import FieldLine

SAID: Mapping[str, str] = {
    "simpan": N_("The template is kept; new DOCX files of this paper are made with it."),
    "tarik": N_("The template is withdrawn."),
}
"""What the page says after a form was done; message ids."""


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A kind of paper with the version that holds (None: ours) and all versions, the newest first."""

    kind: str
    name: str
    in_use: TemplateRow | None
    versions: Sequence[TemplateRow]


def lines(rows: Mapping[PaperKind, Sequence[TemplateRow]]) -> list[TemplateLine]:
    """Every kind of paper."""
    return [
        TemplateLine(
            kind,
            _(PAPER_NAMES[kind]),
            next((e for e in rows[kind] if e.withdrawn_at is None), None),
            rows[kind],
        )
        for kind in PaperKind
    ]


def fields() -> tuple[FieldLine, ...]:
    """What a template may use."""
    from zi_workflow.papers.field_list import field_list

    return field_list()
