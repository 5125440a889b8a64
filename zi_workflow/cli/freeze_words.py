"""Frozen figures, their verification and comparison in words and as JSON; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from zi_workflow import wording
from zi_workflow.domain.recommendations import RECOMMENDATION_STATE_NAMES
from zi_workflow.i18n import _, language, ngettext, sentence
from zi_workflow.web.views import words

if TYPE_CHECKING:
    from zi_workflow.domain.comparisons import AreaPair, Comparison
    from zi_workflow.domain.snapshots import AreaFigures, Frozen
    from zi_workflow.usecases.round_checks import Verified


def figures(said: Frozen, sealed: str, *, done: bool, before: bool = False) -> Iterator[str]:
    """What is frozen, or would be; `before`: it was frozen already, and nothing is done."""
    yield _(
        "{quarter}: figures at the end of {on}",
        quarter=words.quarter(said.quarter),
        on=wording.full_date(said.cutoff, language()),
    )
    for area in words.in_order(said.areas):
        yield f"  {words.area(area)}: {_area(said.areas[area])}"
    yield _matrices(said)
    yield ngettext("{n} version of evidence in the manifest.", "{n} versions of evidence in the manifest.",
                   len(said.evidence))  # fmt: skip
    yield f"SHA-256 {sealed}"
    if before:
        yield _("The figures of this round are frozen already and stay as they are.")
    else:
        yield _("Frozen.") if done else _("Nothing was frozen; --yes does it, and nothing takes it back.")


def _area(each: AreaFigures) -> str:
    text = _(
        "{done} of {total} done, {planned} were planned",
        done=each.done,
        total=each.total,
        planned=each.planned,
    )
    if not each.late_days:
        return text
    late = ngettext("{n} working day late", "{n} working days late", each.late_days)
    return f"{text}; {late} ({words.causes(each.because)})"


def _matrices(said: Frozen) -> str:
    return _("Matrices sent: {sent} of {asked}.", sent=said.sent, asked=len(said.matrices))


def verified(found: Verified) -> Iterator[str]:
    """Whether it holds, and every sentence about what does not."""
    yield _(
        "{quarter}, frozen with the figures of {on}: SHA-256 {sha256}",
        quarter=words.quarter(found.quarter),
        on=wording.full_date(found.cutoff, language()),
        sha256=found.sha256,
    )
    yield ngettext("{n} file was read again.", "{n} files were read again.", found.files)
    if found.elsewhere:
        yield ngettext(
            "{n} file is kept elsewhere and was not read.", "{n} files are kept elsewhere and were not read.",
            found.elsewhere,
        )  # fmt: skip
    if found.records:
        yield ngettext("{n} signed paper was compared.", "{n} signed papers were compared.", found.records)
    if found.intact:
        yield _("Seal, figures, files and chain of events fit.")
    yield from (sentence(each.problem) for each in found.misfits)


def verified_json(found: Verified) -> dict[str, Any]:
    """The same for programs."""
    return {
        "intact": found.intact,
        "quarter": found.quarter,
        "cutoff": found.cutoff,
        "taken_at": found.taken_at,
        "sha256": found.sha256,
        "event_number": found.event_number,
        "chain_head": found.chain_head,
        "files": found.files,
        "elsewhere": found.elsewhere,
        "records": found.records,
        "misfits": [
            {
                "part": str(each.part),
                "where": each.problem.where,
                "name": each.problem.params.get("name"),
                "sentence": sentence(each.problem),
            }
            for each in found.misfits
        ],
    }


def compared(found: Comparison) -> Iterator[str]:
    """The rounds beside each other, an area a line, then promises."""
    before, after = _both(found)
    names = {"before": words.quarter(before.quarter), "after": words.quarter(after.quarter)}
    yield _("{before} beside {after}", **names)
    for pair in found.areas:
        yield f"  {words.area(pair.area)}: {_pair(pair)}"
    yield _(
        "Expected end: {before} → {after}",
        before=wording.full_date(before.forecast_finish, language()),
        after=wording.full_date(after.forecast_finish, language()),
    )
    if found.promises:
        yield _(
            "Recommendations of {before}: {kept} of {n} closed.",
            **names,
            kept=found.kept,
            n=len(found.promises),
        )
    for each in found.promises:
        state = _(RECOMMENDATION_STATE_NAMES[each.state])
        yield f"  {each.number}. {words.area(each.area)}: {each.words} - {state}"


def _both(found: Comparison) -> tuple[Frozen, Frozen]:
    return found.before or found.after, found.after


def _pair(pair: AreaPair) -> str:
    before, after = pair.before, pair.after
    done = f"{before.done if before else 0}/{before.total if before else 0} → "
    done += f"{after.done if after else 0}/{after.total if after else 0}"
    if after is None:
        return done
    plan = _("{planned} were planned", planned=after.planned)
    late = ngettext("{n} working day late", "{n} working days late", after.late_days)
    because = f" ({words.causes(after.because)})" if after.late_days else ""
    sent = {True: _("matrix sent"), False: _("no matrix sent"), None: ""}[pair.sent_after]
    return "; ".join(part for part in (done, plan, late + because, sent) if part)


def compared_json(found: Comparison) -> dict[str, Any]:
    """The same for programs."""
    before, after = _both(found)
    return {
        "before": before.quarter,
        "after": after.quarter,
        "areas": {
            pair.area: {
                "before": pair.before,
                "after": pair.after,
                "gained": pair.gained,
                "behind": pair.behind,
                "sent": {"before": pair.sent_before, "after": pair.sent_after},
            }
            for pair in found.areas
        },
        "forecast_finish": {"before": before.forecast_finish, "after": after.forecast_finish},
        "late_days": {"before": before.late_days, "after": after.late_days},
        "recommendations": {"kept": found.kept, "promises": found.promises},
    }
