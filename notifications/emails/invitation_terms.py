"""What an invitation says beside its meeting, line by line; knows no receiver."""

from __future__ import annotations

from collections.abc import Iterator

from notifications.emails.letter import MOST_MATTERS, Group
from notifications.emails.lines import MatterView
from notifications.names import one_line
from zi_workflow.domain.round_terms import Terms
from zi_workflow.i18n import _, language
from zi_workflow.wording import full_date


def term_lines(terms: Terms | None) -> Iterator[str]:
    """Everything but the documents, in the language in use."""
    if terms is None:
        return
    if terms.joint:
        yield _("Ekspose together: several units in one meeting")
    if terms.cutoff is not None:
        yield _("Last day that counts: {day}", day=full_date(terms.cutoff, language()))
    if said := letter_of(terms):
        yield _("Letter of assignment: {letter}", letter=said)


def letter_of(terms: Terms) -> str:
    """Number and date of the letter of assignment; empty without one."""
    number = one_line(terms.letter_number)
    day = full_date(terms.letter_date, language()) if terms.letter_date else ""
    return _("{number}, dated {day}", number=number, day=day) if number and day else number or day


def documents_group(terms: Terms | None) -> Iterator[Group]:
    """The documents under a heading of their own that counts them; of many the first ones, and how many others."""
    documents = terms.documents if terms else ()
    if not documents:
        return
    shown = [one_line(each) for each in documents[:MOST_MATTERS]]
    if len(documents) > MOST_MATTERS:
        shown.append(_("and {n} others", n=len(documents) - MOST_MATTERS))
    views = tuple(MatterView(each, "", (), brief="", link="") for each in shown)
    yield Group(_("Documents that the unit prepares ({n})", n=len(documents)), views, late=False)


def documents_line(terms: Terms | None) -> Iterator[str]:
    """The same on one line, for a calendar."""
    if terms and terms.documents:
        yield _("Documents: {documents}", documents="; ".join(map(one_line, terms.documents)))
