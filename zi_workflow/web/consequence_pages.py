"""The page between a form and what it saves: shows what a change does, applies exactly that, or shows both sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fastapi.responses import RedirectResponse, Response

from zi_workflow import i18n
from zi_workflow.bootstrap import do, try_out
from zi_workflow.domain.errors import ConflictError, InputError, RefusedError
from zi_workflow.domain.scopes import Viewer
from zi_workflow.usecases import agreements
from zi_workflow.usecases.agreements import Agreed, PlanCommand
from zi_workflow.usecases.editing import Preview
from zi_workflow.usecases.foresight import Foresight
from zi_workflow.usecases.plan_desk import PlanDesk, plan_changes
from zi_workflow.web.forms import agreeing
from zi_workflow.web.forms.agreeing import Agreement
from zi_workflow.web.rendering import page, preview_page
from zi_workflow.web.sources import Sources
from zi_workflow.web.uploads import UnreadableError
from zi_workflow.web.views import consequences, differences
from zi_workflow.web.views import edits as views

UNUSABLE, CONFLICT, SEE_OTHER = 422, 409, 303


@dataclass(frozen=True)
class Asking:
    """A change that somebody asks about: how its page says it, where its form goes, and what goes along with it.

    `further` are the tasks that may join in; `agreement` what was sent with the form that applies it; `back` where
    whoever changes nothing goes; `new` what the tasks are called that it makes, by code.
    """

    viewer: Viewer
    desk: PlanDesk
    command: PlanCommand
    title: str
    action: str
    wanted: Sequence[str]
    carried: Mapping[str, str] = field(default_factory=dict)
    further: Sequence[views.AreaChoices] = ()
    agreement: Agreement = field(default_factory=lambda: Agreement(None, ""))
    back: str = ""
    new: Mapping[str, str] = field(default_factory=dict)


def look(sources: Sources, asking: Asking, now: datetime) -> Response:
    """What the change would do; InputError when it is none that can be made."""
    return _page(asking, try_out(sources.store, agreements.shown, asking.command, now))


def settle(sources: Sources, asking: Asking, done: str, now: datetime) -> Response:
    """Do it and go on to the address `done`; else say what is missing, or that it would be something else by now."""
    agreement = asking.agreement
    if agreement.version is None or not agreement.seen:
        raise UnreadableError
    if agreement.problems:
        return _again(sources, asking, now, UNUSABLE)
    try:
        do(sources.store, agreements.agree, Agreed(asking.command, agreement.seen, agreement.basis), now)
    except (ConflictError, InputError, RefusedError):
        return _again(sources, asking, now, CONFLICT)
    return RedirectResponse(done, SEE_OTHER)


def _again(sources: Sources, asking: Asking, now: datetime, status: int) -> Response:
    """The consequences as they are now, beside those that were seen; or why the change is not possible any more."""
    desk = asking.desk
    with sources.store.reading() as session:
        changed = plan_changes(session, desk.facts.id, asking.agreement.version)
    lines = views.change_lines(changed, asking.viewer.person_id)
    try:
        found = try_out(sources.store, agreements.shown, agreements.anew(asking.command), now)
    except (InputError, RefusedError) as error:
        reasons = [i18n.sentence(each) for each in error.problems]
        return page("edits/impossible.html", CONFLICT, desk=desk, reasons=reasons, changed=lines)
    return _page(asking, found, status, lines)


def _page(
    asking: Asking,
    found: Foresight[Preview],
    status: int = 200,
    changed: Sequence[views.ChangeLine] = (),
) -> Response:
    desk, preview, lines = asking.desk, found.result, agreements.lines(found)
    named, names = views.named(desk, asking.new), {**desk.names, **found.names}
    other = status == CONFLICT
    return preview_page(
        "edits/preview.html",
        status,
        desk=desk,
        asking=asking,
        moves=consequences.move_lines(preview.moves, named),
        areas=consequences.area_lines(preview.areas),
        finish=consequences.finish_sentences(preview.before, preview.after, desk.plan.deadline),
        mails=consequences.mails(found, {desk.facts.id: named}),
        hidden={**asking.carried, **agreeing.hidden(preview.version, lines, found.basis)},
        changed=changed,
        differences=differences.differences(asking.agreement.lines, lines, named, names) if other else [],
        other=other,
    )
