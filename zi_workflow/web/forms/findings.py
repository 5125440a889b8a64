"""The forms of findings and recommendations: fields as values, and what is wrong with each; stores nothing."""

from __future__ import annotations

from starlette.datastructures import FormData

from zi_workflow.domain.recommendation_ties import codes_in
from zi_workflow.web.forms.acting import Filled, read_version
from zi_workflow.web.forms.files import texts

WITHDRAW = "tarik"
FINDING = frozenset({"area", "words"})
RECOMMENDATION = frozenset({"words", "responsible", "office", "deadline", "after", "before"})


def read_finding(form: FormData) -> Filled:
    """An area and words, over the version that was seen (a new one: of the round); withdrawing needs neither."""
    filled = Filled(texts(form), places=FINDING)
    read_version(filled)
    return filled


def read_recommendation(form: FormData) -> Filled:
    """Words, the responsible office and the deadline, over the version that was seen (of the round, for a new one)."""
    filled = Filled(texts(form), places=RECOMMENDATION)
    read_version(filled)
    if withdraws(filled):
        return filled
    filled.until = filled.read_day("deadline")
    return filled


def codes(filled: Filled, name: str) -> tuple[str, ...] | None:
    """The codes of a field; None where the form did not have it."""
    return codes_in(filled.value(name)) if name in filled.typed else None


def withdraws(filled: Filled) -> bool:
    """Whether the button that takes it back was pressed."""
    return filled.value("deed") == WITHDRAW
