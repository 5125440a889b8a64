"""The steps in which somebody sets up a programme; what they typed is theirs alone until they activate it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import N_, ConflictError, InputError, NotFoundError, Problem, RefusedError
from zi_workflow.domain.scopes import Viewer
from zi_workflow.domain.setups import FIELDS, Step, after
from zi_workflow.i18n import _, language, sentence
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries import setups as read
from zi_workflow.storage.queries.setups import SetupFacts
from zi_workflow.usecases import setups
from zi_workflow.usecases.first_mails import first_mail
from zi_workflow.usecases.setting_up import has_programme
from zi_workflow.usecases.setup_orders import Look, look
from zi_workflow.usecases.setup_people import team
from zi_workflow.usecases.setups import BeginSetup, KeepStep, SetupOf
from zi_workflow.web.forms import setups as forms
from zi_workflow.web.forms.setups import Filled
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import FromViewer
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.uploads import READ_FIELD_BYTES, TooMuchError
from zi_workflow.web.views import setups as views
from zi_workflow.web.views.people import office_lines
from zi_workflow.wording import instant

UNUSABLE, CONFLICT, SEE_OTHER = 422, 409, 303
ROOT = "/program-baru"
REFRESH_SECONDS = "4"
router = APIRouter()


@router.get(ROOT)
def show_first(viewer: FromViewer, sources: FromRequest) -> Response:
    """Unfinished programmes of one's own, and the first step of another."""
    return _first(viewer, sources, Filled({"target": "wbk", "route": "tpn", "zone": "WIB"}))


@router.post(ROOT)
async def begin(request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """Keep the first step, and on to the second."""
    form, _file = await forms.received(request)
    typed = forms.read(form, Step.UNIT)
    return await run_in_threadpool(_begin, viewer, sources, typed)


def _begin(viewer: Viewer, sources: Sources, typed: dict[str, Any]) -> Response:
    try:
        made = do(sources.store, setups.begin, BeginSetup(viewer=viewer, typed=typed), sources.now())
    except InputError as error:
        return _first(viewer, sources, forms.refused(typed, error, 0), UNUSABLE)
    return RedirectResponse(link(f"{ROOT}/{made}/{Step.TIME}"), SEE_OTHER)


@router.post(ROOT + "/{draft}/aktifkan")
async def activate(draft: str, request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """Make the programme of it; the second time it is the same programme."""
    version = forms.read_version((await forms.received(request))[0])
    return await run_in_threadpool(_activate, viewer, sources, draft, version)


def _activate(viewer: Viewer, sources: Sources, draft: str, version: int) -> Response:
    command = SetupOf(viewer=viewer, setup_id=draft, version=version)
    try:
        code = do(sources.store, setups.activate, command, sources.now())
    except (InputError, RefusedError, ConflictError) as error:
        status = UNUSABLE if isinstance(error, InputError) else CONFLICT
        return _step(viewer, sources, draft, Step.REHEARSAL, _refused(error.problems), status)
    return RedirectResponse(link(f"/programme/{code}"), SEE_OTHER)


@router.post(ROOT + "/{draft}/buang")
async def discard(draft: str, request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """Throw away what was typed."""
    version = forms.read_version((await forms.received(request))[0])
    command = SetupOf(viewer=viewer, setup_id=draft, version=version)
    await run_in_threadpool(do, sources.store, setups.discard, command, sources.now())
    return RedirectResponse(link(ROOT), SEE_OTHER)


@router.get(ROOT + "/{draft}/{step}")
def show(draft: str, step: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """A step with what was typed into it."""
    return _step(viewer, sources, draft, _known(step))


@router.post(ROOT + "/{draft}/{step}")
async def keep(draft: str, step: str, request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """Keep a step, and on to the next; from the last one the rehearsal begins."""
    return await _keeping(draft, _known(step), request, viewer, sources)


def _known(step: str) -> Step:
    """NotFoundError for a step that there is not."""
    if step not in set(Step):
        raise NotFoundError(Problem(N_("There is no such programme."), where=step))
    return Step(step)


async def _keeping(draft: str, step: Step, request: Request, viewer: Viewer, sources: Sources) -> Response:
    try:
        # a step that takes no list reads no more of a field than other forms do
        reads = forms.LIST_BYTES if step is Step.PEOPLE else READ_FIELD_BYTES
        form, content = await forms.received(request, reads)
    except TooMuchError:
        filled = Filled({}, {"people": forms.too_large()})
        return await run_in_threadpool(_step, viewer, sources, draft, step, filled, UNUSABLE)
    version = forms.read_version(form)
    if step is Step.REHEARSAL:
        return await run_in_threadpool(_rehearse, viewer, sources, draft, version)
    typed = forms.read(form, step)
    if step is Step.PEOPLE:
        typed = {"pasted": forms.whole(form, "pasted")}
        try:
            rows = await run_in_threadpool(forms.read_people_list, form, content)
            typed = forms.with_rows(typed, rows)
        except InputError as error:
            filled = forms.refused(typed, error, version)
            return await run_in_threadpool(_step, viewer, sources, draft, step, filled, UNUSABLE)
    return await run_in_threadpool(
        _keep, sources, KeepStep(viewer=viewer, setup_id=draft, step=step, typed=typed, version=version)
    )


def _keep(sources: Sources, command: KeepStep) -> Response:
    viewer, draft, step = command.viewer, command.setup_id, command.step
    try:
        do(sources.store, setups.keep, command, sources.now())
    except InputError as error:
        filled = forms.refused(command.typed, error, command.version)
        return _step(viewer, sources, draft, step, filled, UNUSABLE)
    except (RefusedError, ConflictError) as error:
        filled = _refused(error.problems, command.typed)
        return _step(viewer, sources, draft, step, filled, CONFLICT)
    onward = step if step is Step.PEOPLE else after(step)
    return RedirectResponse(link(f"{ROOT}/{draft}/{onward}"), SEE_OTHER)


def _rehearse(viewer: Viewer, sources: Sources, draft: str, version: int) -> Response:
    command = SetupOf(viewer=viewer, setup_id=draft, version=version)
    try:
        if do(sources.store, setups.begin_rehearsal, command, sources.now()):
            sources.rehearse(draft)
    except (InputError, RefusedError, ConflictError) as error:
        status = UNUSABLE if isinstance(error, InputError) else CONFLICT
        return _step(viewer, sources, draft, Step.REHEARSAL, _refused(error.problems), status)
    return RedirectResponse(link(f"{ROOT}/{draft}/{Step.REHEARSAL}"), SEE_OTHER)


def _refused(problems: tuple[Problem, ...], typed: dict[str, Any] | Any = None) -> Filled:
    """What is said above a page that could not be sent as it was."""
    said = " ".join(sentence(problem) for problem in problems)
    return Filled(typed or {}, {"form": said})


def _first(viewer: Viewer, sources: Sources, filled: Filled, status: int = 200) -> Response:
    with sources.store.reading() as session:
        units, agencies = setups.choices(session, viewer)
        open_ones = read.open_setups(session, viewer.person_id)
    return page(
        "setups/first.html", status, filled=filled, units=units, agencies=agencies,
        unfinished=open_ones, routes=views.routes(), steps=views.titled(), here=Step.UNIT, draft=None, theirs=[],
    )  # fmt: skip


def _step(
    viewer: Viewer, sources: Sources, draft: str, step: Step, filled: Filled | None = None, status: int = 200
) -> Response:
    now = sources.now()
    with sources.store.reading() as session:
        facts = setups.mine(session, viewer, draft)
        if facts.programme is not None and status == 200:
            return RedirectResponse(link(f"/programme/{facts.programme}"), SEE_OTHER)
        found = look(session, facts.typed, viewer, setups.today_of(session, facts.typed, now))
        shown = _shown(session, viewer, step, facts, found, now)
        units = {each.id: each.name for each in setups.choices(session, viewer)[0]}
    said = filled or Filled(facts.typed)
    typed = {**facts.typed, **said.typed}
    answer = page(
        f"setups/{step}.html", status, facts=facts, order=found.order, here=step, steps=views.titled(), draft=draft,
        filled=Filled(typed, said.problems, said.list_problems, facts.version),
        theirs=views.theirs(FIELDS[step], facts.typed, said.typed, units) if status == CONFLICT else [], **shown,
    )  # fmt: skip
    if shown.get("running"):
        answer.headers["Refresh"] = REFRESH_SECONDS
    return answer


def _shown(
    session: Session, viewer: Viewer, step: Step, facts: SetupFacts, found: Look, now: datetime
) -> dict[str, Any]:
    """What a step shows beside its fields."""
    on = found.order.programme.on
    if step is Step.UNIT:
        units, agencies = setups.choices(session, viewer)
        return {"units": units, "agencies": agencies, "routes": views.routes()}
    units = setups.choices(session, viewer)[0]
    unit = next((each for each in units if each.id == facts.typed.get("unit")), None)
    shown: dict[str, Any] = {"unit": unit, "weekdays": views.weekdays(), "week_named": views.week_named}
    if step is Step.TIME:
        return {**shown, "settled": has_programme(session, unit.id if unit else None)}
    their = team(session, found.order, on)
    shown |= {
        "gaps": views.gap_lines(their.gaps, their.people),
        "offices": office_lines(their.people),
        "warnings": [sentence(each) for each in their.warnings] if step is Step.PEOPLE else [],
    }
    if step is Step.PEOPLE:
        return shown
    fresh = facts.figures is not None and facts.figures_version == facts.version
    first = first_mail(session, found.order, now)
    return {
        **shown,
        "mail_at_once": first == now,
        "first_mail": "" if first == now else instant(first, str(first.tzinfo), language()),
        "running": setups.running(facts, now),
        "figures": views.gladi(facts.figures) if fresh and facts.figures else None,
        "today": on,
        "open_steps": _open_steps(found),
        "failed": facts.rehearsal == "failed" and facts.rehearsed_version == facts.version,
        "route": dict(views.routes()).get(facts.typed.get("route", ""), ""),
    }


def _open_steps(found: Look) -> list[tuple[Step, str, str]]:
    """The steps in which something is missing or wrong, with the first sentence of each."""
    wrong = []
    for step, title in views.titled():
        said = [sentence(p) for name in FIELDS[step] for p in found.problems.get(name, ())]
        if said:
            wrong.append((step, title, " ".join(said[:3]) + (_(" and more") if len(said) > 3 else "")))
    return wrong
