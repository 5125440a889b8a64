"""The people of a programme's unit: who holds what, who is away, what a new list changes, and what goes on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import ConflictError, InputError, NotFoundError, ZiError
from zi_workflow.domain.gaps import gaps
from zi_workflow.domain.people import Directory
from zi_workflow.domain.scopes import Place, Viewer
from zi_workflow.i18n import _, sentence
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries import mail, pages
from zi_workflow.storage.queries.absences import absences
from zi_workflow.storage.queries.pages import ProgrammeRow
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.usecases import transfers
from zi_workflow.usecases.absences import (
    SUBSTITUTE,
    EndAbsence,
    RecordAbsence,
    end_absence,
    record_absence,
)
from zi_workflow.usecases.people import ImportPeople, ImportResult, import_people
from zi_workflow.usecases.people_lists import ApplyList, apply_list, mark_of
from zi_workflow.usecases.people_rights import Taking
from zi_workflow.usecases.units import unit_of
from zi_workflow.web.current import current
from zi_workflow.web.forms import people as forms
from zi_workflow.web.forms import setups as lists
from zi_workflow.web.forms.people import AbsenceForm
from zi_workflow.web.forms.setups import Filled
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page, preview_page
from zi_workflow.web.signed import FromViewer, programme_for
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.uploads import TooMuchError
from zi_workflow.web.views.people import change_lines, newcomer_lines, office_lines, sheets
from zi_workflow.web.views.setups import gap_lines
from zi_workflow.web.whole_units import steered, steers

UNUSABLE, CONFLICT, SEE_OTHER = 422, 409, 303
PLACE = "/programme/{code}/orang"
router = APIRouter()


@router.get(PLACE)
def show(code: str, sources: FromRequest, selesai: str = "") -> Response:
    """Offices, gaps and absences."""
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        return _people(session, sources, programme, AbsenceForm(), thanks=bool(selesai))


@router.post(PLACE + "/cuti")
async def record(code: str, request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """Somebody is away, and who acts for them."""
    form, _file = await lists.received(request)
    return await run_in_threadpool(_record, code, form, viewer, sources)


def _record(code: str, form: FormData, viewer: Viewer, sources: Sources) -> Response:
    with sources.store.reading() as session:
        programme = steered(session, code)
        today = sources.today(programme.zone)
        taking = _taking(session, programme, viewer, today)
        people = directory(session, programme.unit_id, today)
        filled = forms.read_absence(form, {held.person_id for held in people.holdings}, today)
        if filled.problems or filled.days is None:
            return _people(session, sources, programme, filled, UNUSABLE)
    command = RecordAbsence(
        person_id=filled.person,
        first=filled.days[0],
        last=filled.days[1],
        substitute_id=filled.substitute or None,
        actor=viewer.person_id,
        on=today,
        by=taking,
    )
    try:
        do(sources.store, record_absence, command, sources.now())
    except InputError as error:
        return _refused(sources, programme, error, filled)
    return RedirectResponse(link(PLACE.format(code=code), selesai="cuti"), SEE_OTHER)


@router.post(PLACE + "/cuti/akhiri")
async def end(code: str, request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """Somebody is back, or is not away after all."""
    form, _file = await lists.received(request)
    return await run_in_threadpool(_end, code, lists.text(form, "absence"), viewer, sources)


def _end(code: str, absence: str, viewer: Viewer, sources: Sources) -> Response:
    with sources.store.reading() as session:
        programme = steered(session, code)
        on = sources.today(programme.zone)
        taking = _taking(session, programme, viewer, on)
    command = EndAbsence(
        absence_id=absence, unit_id=programme.unit_id, actor=viewer.person_id, on=on, by=taking
    )
    try:
        do(sources.store, end_absence, command, sources.now())
    except (InputError, NotFoundError) as error:
        return _refused(sources, programme, error)
    return RedirectResponse(link(PLACE.format(code=code), selesai="cuti"), SEE_OTHER)


def _taking(session: Session, programme: ProgrammeRow, viewer: Viewer, on: date) -> Taking:
    unit = unit_of(session, programme.unit_id)
    return Taking(viewer, Place(unit.id, unit.agency), on)


def _refused(
    sources: Sources, programme: ProgrammeRow, error: ZiError, typed: AbsenceForm | None = None
) -> Response:
    """The page again, with what was typed and what was wrong about somebody's absence."""
    said: dict[str, list[str]] = {}
    for each in error.problems:
        place = "form" if typed is None else "substitute" if each.where == SUBSTITUTE else "person"
        said.setdefault(place, []).append(sentence(replace(each, where="")))
    wrong = {place: " ".join(sentences) for place, sentences in said.items()}
    filled = replace(typed or AbsenceForm(), problems=wrong)
    with sources.store.reading() as session:
        return _people(session, sources, programme, filled, UNUSABLE)


@router.get(PLACE + "/daftar")
def show_list(code: str, sources: FromRequest) -> Response:
    """The form for a new list."""
    with sources.store.reading() as session:
        return page("people/list.html", programme=steered(session, code), filled=Filled({}), complete=False)


@router.post(PLACE + "/daftar")
async def look(code: str, request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """What a list would change; nothing is saved yet."""
    try:
        form, content = await lists.received(request, lists.LIST_BYTES)
    except TooMuchError:
        return await run_in_threadpool(_too_large, code, sources)
    return await run_in_threadpool(_look, code, form, content, viewer, sources)


def _too_large(code: str, sources: Sources) -> Response:
    filled = Filled({}, {"people": lists.too_large()})
    with sources.store.reading() as session:
        return page(
            "people/list.html", UNUSABLE, programme=steered(session, code), filled=filled, complete=False
        )


def _look(code: str, form: FormData, content: bytes | None, viewer: Viewer, sources: Sources) -> Response:
    complete = lists.text(form, "complete") == "1"
    with sources.store.reading() as session:
        programme = steered(session, code)
        on = sources.today(programme.zone)
        try:
            rows = lists.read_people_list(form, content)
            command = _order(programme, viewer, rows, on, complete=complete)
            result = import_people(session, command, sources.now())
        except InputError as error:
            filled = lists.refused({"pasted": lists.whole(form, "pasted")}, error, 0)
            return page("people/list.html", UNUSABLE, programme=programme, filled=filled, complete=complete)
    return _preview(programme, command, result)


@router.post(PLACE + "/terapkan")
async def apply(code: str, request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """Save exactly the changes that were looked at."""
    form, _file = await lists.received(request, lists.LIST_BYTES)
    return await run_in_threadpool(_apply, code, form, viewer, sources)


def _apply(code: str, form: FormData, viewer: Viewer, sources: Sources) -> Response:
    with sources.store.reading() as session:
        programme = steered(session, code)
    on, complete = sources.today(programme.zone), lists.text(form, "complete") == "1"
    try:
        command = _order(programme, viewer, forms.read_carried(form), on, complete=complete, dry=False)
        seen = ApplyList(order=command, seen=lists.text(form, "mark"))
        do(sources.store, apply_list, seen, sources.now())
    except InputError as error:
        filled = lists.refused({}, error, 0)
        return page("people/list.html", UNUSABLE, programme=programme, filled=filled, complete=complete)
    except ConflictError as error:
        said = " ".join(sentence(problem) for problem in error.problems)
        dry = _order(programme, viewer, command.rows, on, complete=complete)
        with sources.store.reading() as session:
            return _preview(programme, dry, import_people(session, dry, sources.now()), said, CONFLICT)
    return RedirectResponse(link(PLACE.format(code=code), selesai="daftar"), SEE_OTHER)


@router.get(PLACE + "/lembar")
def show_sheets(code: str, sources: FromRequest) -> Response:
    """What everybody without mail has to do, a sheet each."""
    with sources.store.reading() as session:
        programme = steered(session, code)
        today = sources.today(programme.zone)
        people = directory(session, programme.unit_id, today)
        tasks = pages.tasks(session, programme.id)
        day = mail.last_printed_day(session, programme.unit_id)
        printed = mail.printables(session, day) if day else []
    own = [each for each in printed if each.unit_id == programme.unit_id]
    return page(
        "people/sheets.html", programme=programme, today=today, sheets=sheets(people, tasks, own, today)
    )


def _order(
    programme: ProgrammeRow, viewer: Viewer, rows: Any, on: date, *, complete: bool, dry: bool = True
) -> ImportPeople:
    return ImportPeople(
        unit_id=programme.unit_id,
        rows=rows,
        actor=viewer.person_id,
        on=on,
        dry_run=dry,
        complete=complete,
        by=viewer,
    )


def _preview(
    programme: ProgrammeRow, command: ImportPeople, result: ImportResult, said: str = "", status: int = 200
) -> Response:
    return preview_page(
        "people/preview.html", status, programme=programme, result=result, changes=change_lines(result.changed),
        newcomers=newcomer_lines(result.newcomers),
        warnings=[sentence(each) for each in result.warnings], rows=forms.carried(tuple(command.rows)),
        mark=mark_of(result, complete=command.complete), complete=command.complete, said=said,
    )  # fmt: skip


def _people(
    session: Session, sources: Sources, programme: ProgrammeRow, filled: AbsenceForm, status: int = 200,
    *, thanks: bool = False,
) -> Response:  # fmt: skip
    today = sources.today(programme.zone)
    people = directory(session, programme.unit_id, today)
    viewer, facts = current(), programme_facts(session, programme.id)
    duties = [task.duty for task in pages.tasks(session, programme.id) if not task.done]
    return page(
        "people/show.html", status, programme=programme, offices=office_lines(people),
        gaps=gap_lines(gaps(people, duties), people), away=absences(session, programme.unit_id, today),
        able=steers(session, programme), everybody=_everybody(people), filled=filled, today=today,
        thanks=_("It was saved.") if thanks else "",
        movable=transfers.movable(session, viewer, facts, people, today) if viewer is not None else (),
    )  # fmt: skip


def _everybody(people: Directory) -> list[tuple[str, str]]:
    held = {held.person_id for held in people.holdings}
    return sorted(
        ((id, people.people[id].name) for id in held), key=lambda each: (each[1].casefold(), each[0])
    )
