"""What the console says of findings, recommendations and signed papers; reads nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zi_workflow import wording
from zi_workflow.domain.errors import Problem
from zi_workflow.domain.recommendations import RECOMMENDATION_STATE_NAMES
from zi_workflow.domain.signatures import service_number, signed_as
from zi_workflow.i18n import _, language, ngettext, sentence
from zi_workflow.storage.queries.findings import FindingRow, RecommendationRow
from zi_workflow.usecases.closing import Closing
from zi_workflow.usecases.signing import PutOnRecord


def found(rows: Sequence[FindingRow], carried: Sequence[RecommendationRow]) -> Iterator[str]:
    """Every finding with its recommendations, then what earlier rounds left."""
    for row in rows:
        name = _("Finding {n}", n=row.number)
        yield f"{name} ({row.area}): {row.words}"
        yield from (f"  {recommended(each)}" for each in row.recommendations)
    if carried:
        yield _("Carried over from earlier rounds")
        yield from (f"  {each.quarter} {recommended(each)}" for each in carried)
    if not rows and not carried:
        yield _("Nothing was found yet.")


def recommended(row: RecommendationRow) -> str:
    """One line about a recommendation."""
    due = _("Due: {day}", day=wording.full_date(row.deadline, language()))
    state = _(RECOMMENDATION_STATE_NAMES[row.state])
    name = _("Recommendation {n}", n=row.number)
    sides = ((_("Waits for"), row.after), (_("Waiting for it"), row.before))
    ties = [f"{said}: {', '.join(codes)}" for said, codes in sides if codes]
    return f"{name}: {row.words} ({'; '.join([row.office or row.responsible, due, state, *ties])})"


def paper(
    command: PutOnRecord, number: int, of: tuple[Sequence[Problem], Sequence[str] | None], done: bool
) -> Iterator[str]:
    """What goes on record; `of`: what it says nothing of, and what it corrects (None: it is no correction)."""
    doubts, differs = of
    dated = wording.full_date(command.dated, language())
    yield f"{command.letter_number}, {dated}, {command.file.name}"
    for each in command.parties:
        yield f"  {each.name}, {signed_as(each.title, each.capacity)}, NIP {service_number(each.number)}"
    yield from (_("Note: {doubt}", doubt=sentence(each)) for each in doubts)
    if differs is not None:
        heads = {"n": number, "before": number - 1}
        yield (
            _("What number {n} says otherwise than number {before}:", **heads)
            if differs
            else _("Letter, signers and file are those of number {before}.", before=number - 1)
        )
        yield from (f"  {each}" for each in differs)
    yield _("On record as number {n}.", n=number) if done else _("Nothing was changed; --yes does it.")


def closed(closing: Closing, done: bool) -> Iterator[str]:
    """What is closed and what goes on."""
    for title, rows in ((_("Closed"), closing.closed), (_("Go into the next round"), closing.carried)):
        yield f"{title}: {len(rows)}"
        yield from (f"  {row.quarter} {recommended(row)}" for row in rows)
    if closing.waiting and not done:
        yield ngettext("{n} of them is answered and waits for the chair's decision.",
                       "{n} of them are answered and wait for the chair's decision.", closing.waiting)  # fmt: skip
    yield _("The round is closed.") if done else _("Nothing was changed; --yes does it.")
