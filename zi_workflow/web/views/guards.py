"""How mail stands, as sentences above the pages on mail; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator

from zi_workflow.domain.breaker import SENTENCES, Cause
from zi_workflow.i18n import _
from zi_workflow.usecases.mail_switch import SwitchState


def sentences(state: SwitchState) -> list[str]:
    """What keeps mail from leaving; nothing when nothing does."""
    return list(_all(state))


def _all(state: SwitchState) -> Iterator[str]:
    if state.stopped:
        yield _("All mail is stopped: {reason}", reason=state.reason or "")
    if state.hold is not None:
        why = _(SENTENCES[Cause(state.hold.cause)], **state.hold.facts)
        ask = _("Somebody has to look at it and decide: {command}", command="zi mail release")
        yield f"{why} {ask}"
