"""What a correction of a signed paper corrects, in words, for pages and the console; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from zi_workflow import wording
from zi_workflow.domain.errors import N_
from zi_workflow.domain.papers import TEAM
from zi_workflow.domain.record_differences import Difference, differences
from zi_workflow.domain.signatures import CAPACITY_NAMES
from zi_workflow.i18n import _, language
from zi_workflow.storage.queries.round_records import RecordRow
from zi_workflow.usecases.record_drafts import written

_FIELDS: Mapping[str, str] = {
    "letter_number": N_("Number of the letter"),
    "dated": N_("Date of the letter"),
    "file": N_("File"),
    "name": N_("Name with academic titles"),
    "number": N_("NIP"),
    "title": N_("Title at that time"),
    "capacity": N_("Signed as"),
}


def lines(found: Iterable[Difference], unit: str) -> list[str]:
    """A sentence a field."""
    return [
        _("{field}: before {before}, now {after}.", field=_field(each, unit),
          before=_shown(each, each.before), after=_shown(each, each.after))
        for each in found
    ]  # fmt: skip


def of_records(rows: Sequence[RecordRow], unit: str) -> dict[int, list[str]]:
    """By number of a record, what it says otherwise than the one before; `rows` the newest first."""
    return {
        after.number: lines(differences(written(before), written(after)), unit)
        for after, before in pairwise(rows)
    }


def _field(each: Difference, unit: str) -> str:
    name = _(_FIELDS[each.field])
    if not each.side:
        return name
    side = _("Assistance team") if each.side == TEAM else unit
    return f"{side}, {name}"


def _shown(each: Difference, said: str | date) -> str:
    if isinstance(said, date):
        return wording.full_date(said, language())
    if each.field == "capacity" and said in CAPACITY_NAMES:
        return _(CAPACITY_NAMES[said])
    return said or _("empty")
