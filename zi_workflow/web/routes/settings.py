"""A programme's settings: its ladder, with what another one would change before it is kept, and its unit's mail hours."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow import wording
from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import ConflictError, InputError
from zi_workflow.domain.ladder_rules import ladder_problems
from zi_workflow.domain.scopes import Viewer
from zi_workflow.i18n import _, language, sentence
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries import pages
from zi_workflow.storage.queries.pages import ProgrammeRow
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.rules import hours_of
from zi_workflow.usecases.ladder_previews import differing_mornings
from zi_workflow.usecases.ladder_rules import ChangeLadder, change_ladder, ladder_of
from zi_workflow.usecases.unit_hours import ChangeHours, change_hours
from zi_workflow.web.forms import settings as forms
from zi_workflow.web.forms.settings import SettingsForm
from zi_workflow.web.forms.setups import received
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page, preview_page
from zi_workflow.web.signed import FromViewer, programme_for
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.views import settings as views
from zi_workflow.web.whole_units import steered, steers

UNUSABLE, CONFLICT, SEE_OTHER = 422, 409, 303
PLACE = "/programme/{code}/pengaturan"
PREVIEWED_MORNINGS = 10
router = APIRouter()


@router.get(PLACE)
def show(code: str, sources: FromRequest, selesai: str = "") -> Response:
    """The ladder and the hours that hold."""
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        return _page(session, programme, thanks=_("It was saved.") if selesai else "")


@router.post(PLACE + "/tangga")
async def look(code: str, request: Request, sources: FromRequest) -> Response:
    """What another ladder would change; nothing is kept yet."""
    form, _file = await received(request)
    return await run_in_threadpool(_look, code, forms.read_ladder(form), sources)


def _look(code: str, filled: SettingsForm, sources: Sources) -> Response:
    with sources.store.reading() as session:
        programme = steered(session, code)
        known = ladder_of(session, programme.id, programme.framework)
        if filled.ladder is not None and (problems := ladder_problems(filled.ladder)):
            filled.refuse(InputError(problems))
        if filled.problems:
            return _page(session, programme, UNUSABLE, ladder=filled)
        if filled.version != known.version:
            return _changed(session, programme, filled)
        return _preview(session, sources, programme, filled)


@router.post(PLACE + "/tangga/terapkan")
async def apply(code: str, request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """Keep the ladder that was looked at."""
    form, _file = await received(request)
    return await run_in_threadpool(_apply, code, forms.read_ladder(form), viewer, sources)


def _apply(code: str, filled: SettingsForm, viewer: Viewer, sources: Sources) -> Response:
    with sources.store.reading() as session:
        programme = steered(session, code)
        if filled.ladder is None:
            return _page(session, programme, UNUSABLE, ladder=filled)
    command = ChangeLadder(
        programme_id=programme.id,
        ladder=filled.ladder,
        version=filled.version,
        actor=viewer.person_id,
        on=sources.today(programme.zone),
    )
    try:
        do(sources.store, change_ladder, command, sources.now())
    except InputError as error:
        filled.refuse(error)
        with sources.store.reading() as session:
            return _page(session, programme, UNUSABLE, ladder=filled)
    except ConflictError:
        with sources.store.reading() as session:
            return _changed(session, programme, filled)
    return RedirectResponse(link(PLACE.format(code=code), selesai="tangga"), SEE_OTHER)


@router.post(PLACE + "/jam")
async def keep_hours(code: str, request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """Keep the hours of the unit's mail."""
    form, _file = await received(request)
    return await run_in_threadpool(_keep_hours, code, form, viewer, sources)


def _keep_hours(code: str, form: FormData, viewer: Viewer, sources: Sources) -> Response:
    filled = forms.read_hours(form)
    with sources.store.reading() as session:
        programme = steered(session, code)
        if filled.hours is None:
            return _page(session, programme, UNUSABLE, hours=filled)
    command = ChangeHours(
        unit_id=programme.unit_id, opens=filled.hours[0], closes=filled.hours[1], version=filled.version,
        actor=viewer.person_id, on=sources.today(programme.zone),
    )  # fmt: skip
    try:
        do(sources.store, change_hours, command, sources.now())
    except (InputError, ConflictError) as error:
        if isinstance(error, InputError):
            filled.refuse(error)
        else:
            filled.problems["form"] = " ".join(sentence(problem) for problem in error.problems)
        status = UNUSABLE if isinstance(error, InputError) else CONFLICT
        with sources.store.reading() as session:
            filled.version = hours_of(session, programme.unit_id).version
            return _page(session, programme, status, hours=filled)
    return RedirectResponse(link(PLACE.format(code=code), selesai="jam"), SEE_OTHER)


def _changed(session: Session, programme: ProgrammeRow, filled: SettingsForm) -> Response:
    """The form with what was typed over the ladder as it stands, and where the two differ."""
    known = ladder_of(session, programme.id, programme.framework)
    filled.version = known.version
    filled.problems["form"] = _(
        "Somebody changed the ladder meanwhile; what holds now stands beside what you typed."
    )
    differs = views.ladder_changes(known.ladder, filled.ladder) if filled.ladder else []
    return _page(session, programme, CONFLICT, ladder=filled, differs=differs)


def _preview(session: Session, sources: Sources, programme: ProgrammeRow, filled: SettingsForm) -> Response:
    assert filled.ladder is not None  # it was read and checked
    today = sources.today(programme.zone)
    known = ladder_of(session, programme.id, programme.framework).ladder
    mornings = differing_mornings(session, programme.id, filled.ladder, sources.now(), PREVIEWED_MORNINGS)
    people, tasks = directory(session, programme.unit_id, today), pages.tasks(session, programme.id)
    return preview_page(
        "settings/preview.html", programme=programme, filled=filled, mornings=len(mornings),
        changes=views.ladder_changes(known, filled.ladder), days=views.day_lines(mornings, tasks, people),
        added=sum(len(each.added) for each in mornings), dropped=sum(len(each.dropped) for each in mornings),
        active=programme.state == "active",
    )  # fmt: skip


def _page(
    session: Session, programme: ProgrammeRow, status: int = 200, *, ladder: SettingsForm | None = None,
    hours: SettingsForm | None = None, differs: list[tuple[str, str, str]] | None = None, thanks: str = "",
) -> Response:  # fmt: skip
    known = ladder_of(session, programme.id, programme.framework)
    own = hours_of(session, programme.unit_id)
    typed: Mapping[str, str] = {"opens": f"{own.hours.opens:%H:%M}", "closes": f"{own.hours.closes:%H:%M}"}
    ladder = ladder or SettingsForm(forms.of_ladder(known.ladder), known.version)
    hours = hours or SettingsForm(typed, own.version)
    return page(
        "settings/show.html", status, programme=programme, able=steers(session, programme), ladder=ladder,
        hours=hours, problems={**ladder.problems, **hours.problems}, own=known.version > 0, differs=differs or [],
        levels=views.levels(), apart=views.apart_choices(), thanks=thanks,
        ladder_said=views.ladder_said(known.ladder).items(),
        hours_said=wording.hours(own.hours.opens, own.hours.closes, programme.zone, language()),
    )  # fmt: skip
