"""The formats of an agency's regulation: the list with what is lacking, one format with its files, and keeping them."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.scopes import Action, Viewer
from zi_workflow.frameworks import loader
from zi_workflow.i18n import _
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries import formats as queries
from zi_workflow.storage.queries.formats import FormatRow
from zi_workflow.usecases import formats
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.formats import AddFormat, FormatWords, ReplaceFormat, WithdrawFormat
from zi_workflow.web.changing import change
from zi_workflow.web.downloads import sent
from zi_workflow.web.forms import formats as forms
from zi_workflow.web.forms.acting import Filled, read_version
from zi_workflow.web.forms.evidence import Chosen
from zi_workflow.web.handing_in import evidence_of, receiving
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import FromViewer, scope
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.views import formats as views
from zi_workflow.web.views.acting import ACCEPTED

router = APIRouter()


@router.get("/format")
def show_all(viewer: FromViewer, sources: FromRequest, agency: str = "", selesai: str = "") -> Response:
    """Every format of an agency in sight, and the tasks that still lack theirs."""
    with sources.store.reading() as session:
        seen = queries.agencies(session, scope(Action.SEE_PROGRAMME))
        chosen = agency if agency in seen else next(iter(seen), "")
        rows = queries.formats(session, chosen)
        zone = queries.zone_of(session, chosen)
    framework = loader.load()
    return page(
        "formats/list.html",
        rows=rows,
        lacking=views.lacking(framework, rows),
        total=len(framework.tasks),
        agencies=seen if len(seen) > 1 else [],
        agency=chosen,
        zone=zone,
        keeps=chosen in formats.kept_by(viewer),
        said=_(views.SAID[selesai]) if selesai in views.SAID else "",
    )


@router.get("/format/baru")
def show_new(viewer: FromViewer, sources: FromRequest, task: str = "") -> Response:
    """The form for a new one; an address may name a task that lacks it."""
    return _form(sources, viewer, None, Chosen({}, tasks=(task,) if task else ()))


@router.post("/format/baru")
async def add(request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """A new one."""

    def attempt(filled: Filled) -> str:
        with receiving(sources, filled) as received:
            (file,) = evidence_of(filled, received)
            agency = filled.value("agency") or next(iter(sorted(formats.kept_by(viewer))), "")
            command = AddFormat(viewer=viewer, agency=agency, words=_words(filled), file=file)
            do(sources.store, partial(formats.add, received=received), command, sources.now())
        return link("/format", selesai="baru", agency=agency)

    read = partial(forms.read, new=True)
    return await change(request, read, attempt, partial(_form, sources, viewer, None))


@router.get("/format/{format}")
def show(format: str, viewer: FromViewer, sources: FromRequest, selesai: str = "") -> Response:
    """A format: what it is, its files, and the work to which it belongs."""
    with sources.store.reading() as session:
        row = _seen(session, format)
        zone = queries.zone_of(session, row.agency)
    known = loader.load(row.framework)
    titles = {task.code: task.title for task in known.entries}
    return page(
        "formats/show.html",
        row=row,
        zone=zone,
        tasks=[(code, titles.get(code, "")) for code in row.tasks],
        items=loader.labelled(row.framework, row.items),
        keeps=row.agency in formats.kept_by(viewer) and row.withdrawn_at is None,
        said=_(views.SAID[selesai]) if selesai in views.SAID else "",
    )


@router.get("/format/{format}/berkas/{number}")
def download(format: str, number: int, sources: FromRequest) -> Response:
    """The file of a version."""
    with sources.store.reading() as session:
        row = _seen(session, format)
    file = next((each for each in row.files if each.number == number), None)
    if file is None:
        raise NotFoundError(Problem(N_("There is no such version.")))
    return sent(sources.evidence, file.sha256, file.name)


@router.get("/format/{format}/ganti")
def show_edit(format: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """The form with what it says now."""
    row = _kept(sources, viewer, format)
    typed = {"title": row.title, "legal_basis": row.legal_basis}
    return _form(sources, viewer, format, Chosen(typed, tasks=row.tasks, items=row.items))


@router.post("/format/{format}/ganti")
async def edit(request: Request, format: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """Other words, other work, or a newer file."""
    await run_in_threadpool(_kept, sources, viewer, format)

    def attempt(filled: Filled) -> str:
        with receiving(sources, filled) as received:
            files: tuple[Handed, ...] = evidence_of(filled, received)
            command = ReplaceFormat(
                viewer=viewer,
                format_id=format,
                version=read_version(filled),
                words=_words(filled),
                file=files[0] if files else None,
            )
            do(sources.store, partial(formats.replace, received=received), command, sources.now())
        return link(f"/format/{format}", selesai="ganti")

    read = partial(forms.read, new=False)
    return await change(request, read, attempt, partial(_form, sources, viewer, format))


@router.get("/format/{format}/tarik")
def show_withdrawal(format: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """The form, with the tasks that lose it."""
    return _withdrawal(sources, viewer, format, Filled({}))


@router.post("/format/{format}/tarik")
async def withdraw(request: Request, format: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """It is used no more."""
    await run_in_threadpool(_kept, sources, viewer, format)

    def attempt(filled: Filled) -> str:
        command = WithdrawFormat(
            viewer=viewer, format_id=format, version=read_version(filled), reason=filled.value("reason")
        )
        do(sources.store, formats.withdraw, command, sources.now())
        return link(f"/format/{format}", selesai="tarik")

    return await change(
        request, forms.read_withdrawal, attempt, partial(_withdrawal, sources, viewer, format)
    )


def _seen(session: Session, format_id: str) -> FormatRow:
    found = queries.format_(session, format_id, scope(Action.SEE_PROGRAMME))
    if found is None:
        raise formats.no_format()
    return found


def _kept(sources: Sources, viewer: Viewer, format_id: str) -> FormatRow:
    with sources.store.reading() as session:
        return formats.look(session, viewer, format_id)


def _words(filled: Filled) -> FormatWords:
    tasks, items = (filled.tasks, filled.items) if isinstance(filled, Chosen) else ((), ())
    title, basis = filled.value("title"), filled.value("legal_basis")
    return FormatWords(title=title, legal_basis=basis, tasks=tasks, items=items)


def _form(
    sources: Sources, viewer: Viewer, format_id: str | None, filled: Filled, status: int = 200
) -> Response:
    row = _kept(sources, viewer, format_id) if format_id is not None else None
    framework = loader.load(row.framework if row is not None else loader.DEFAULT)
    return page(
        "formats/form.html",
        status,
        row=row,
        filled=filled,
        framework=framework,
        agencies=sorted(formats.kept_by(viewer)) if row is None else [],
        accepted=ACCEPTED,
        keeps_files=sources.evidence is not None,
    )


def _withdrawal(
    sources: Sources, viewer: Viewer, format_id: str, filled: Filled, status: int = 200
) -> Response:
    row = _kept(sources, viewer, format_id)
    titles = {task.code: task.title for task in loader.load(row.framework).entries}
    return page("formats/withdraw.html", status, row=row, filled=filled, titles=titles)
