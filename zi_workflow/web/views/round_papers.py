"""The papers of a round as its page lists them: name, form, and whether they are on record; no query, no HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zi_workflow.domain.papers import PAPER_NAMES, RECORDED, PaperKind
from zi_workflow.i18n import _
from zi_workflow.storage.tables import RoundRecord
from zi_workflow.usecases.papers import Form


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper with where it stands; `files` are (ending, what the link says)."""

    kind: str
    name: str
    standing: str
    files: tuple[tuple[str, str], ...]


def lines(on_record: Mapping[PaperKind, RoundRecord]) -> list[PaperLine]:
    """Every kind in the order in which a round needs them."""
    return [
        PaperLine(
            kind, _(PAPER_NAMES[kind]), _standing(kind, on_record.get(kind)), _files(_(PAPER_NAMES[kind]))
        )
        for kind in PaperKind
    ]


def _files(name: str) -> tuple[tuple[str, str], ...]:
    return tuple((form, _("{name} as {form}", name=name, form=form.upper())) for form in Form)


def _standing(kind: PaperKind, row: RoundRecord | None) -> str:
    if row is not None:
        said = {"number": row.letter_number, "on": row.dated, "version": row.number}
        return _("As it was signed: {number} of {on}, version {version}.", **said)
    return _("As it stands today; it is not signed yet.") if kind in RECORDED else _("As it stands today.")
