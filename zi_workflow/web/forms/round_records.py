"""The forms that put a signed paper of a round on record: its letter, who signed, the file; stores nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.datastructures import FormData

from zi_workflow.domain.papers import Party
from zi_workflow.i18n import _
from zi_workflow.usecases.record_drafts import Draft
from zi_workflow.web.forms.acting import Filled, read_version
from zi_workflow.web.forms.files import read_files, texts

PARTY = ("name", "number", "title", "capacity")


@dataclass
class Signed(Filled):
    """A paper as it was signed; `parties` of the sides that the form asks for."""

    parties: tuple[Party, ...] = ()


def read(form: FormData, sides: tuple[str, ...]) -> Signed:
    """The letter, the parties and one file, over the version of the round that was seen."""
    typed = texts(form)
    places = {"letter_number", "dated", "reason", "signed_by", "files"}
    places |= {f"{side}_{name}" for side in sides for name in PARTY}
    filled = Signed(typed, places=frozenset(places))
    filled.files, wrong = read_files(form, most=1, signed=True)
    if wrong or not filled.files:
        filled.problems["files"] = wrong or _("Please choose the scan or the signed PDF.")
    filled.until = filled.read_day("dated")
    filled.parties = tuple(
        Party(side, **{name: filled.value(f"{side}_{name}") for name in PARTY}) for side in sides
    )
    read_version(filled)
    return filled


def read_closing(form: FormData) -> Filled:
    """Only the version of the round that was seen."""
    filled = Filled(texts(form))
    read_version(filled)
    return filled


def typed_of_draft(draft: Draft, today: date) -> dict[str, str]:
    """The fields that are known already: of a correction all that stands on the record."""
    before = draft.before
    return {
        "letter_number": before.letter_number if before else "",
        "dated": str(before.dated if before else today),
        "signed_by": draft.signed_by,
        **{f"{each.side}_{name}": getattr(each, name) for each in draft.parties for name in PARTY},
    }
