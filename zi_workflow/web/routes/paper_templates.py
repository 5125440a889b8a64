"""An agency's own templates for the papers of a round: which one holds, the fields, and keeping them."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.papers import PAPER_NAMES, PaperKind
from zi_workflow.domain.scopes import Action
from zi_workflow.i18n import _
from zi_workflow.storage.queries import formats
from zi_workflow.storage.queries import paper_templates as queries
from zi_workflow.storage.queries.paper_templates import TemplateRow
from zi_workflow.usecases import paper_templates
from zi_workflow.usecases.formats import kept_by
from zi_workflow.usecases.paper_templates import KeepTemplate, WithdrawTemplate
from zi_workflow.usecases.papers import kind_named
from zi_workflow.web.changing import change
from zi_workflow.web.downloads import saved, sent
from zi_workflow.web.forms import paper_templates as forms
from zi_workflow.web.forms.acting import Filled, read_version
from zi_workflow.web.forms.paper_templates import Upload
from zi_workflow.web.handing_in import receiving
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import FromViewer, scope
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.views import paper_templates as views

router = APIRouter()
HERE = "/monev/templat"


@router.get("/monev/templat")
def show_all(viewer: FromViewer, sources: FromRequest, agency: str = "", selesai: str = "") -> Response:
    """For each paper the template that holds, and the fields that one may use."""
    with sources.store.reading() as session:
        seen = formats.agencies(session, scope(Action.SEE_PROGRAMME))
        chosen = agency if agency in seen else next(iter(seen), "")
        rows = queries.templates(session, chosen)
        zone = formats.zone_of(session, chosen)
    return page(
        "paper_templates/list.html",
        papers=views.lines(rows),
        fields=views.fields(),
        agencies=seen if len(seen) > 1 else [],
        agency=chosen,
        zone=zone,
        keeps=chosen in kept_by(viewer),
        said=_(views.SAID[selesai]) if selesai in views.SAID else "",
    )


@router.get("/monev/templat/bawaan/{paper}.docx")
def show_own(paper: str) -> Response:
    """Our own template, to begin one from."""
    from zi_workflow.papers.own_templates import own_template

    kind = kind_named(paper)
    return saved(own_template(kind), f"templat-{kind}.docx")


@router.get("/monev/templat/{paper}/berkas/{number}")
def download(paper: str, number: int, sources: FromRequest, agency: str = "") -> Response:
    """The file of a version."""
    _agency, rows = _rows(sources, paper, agency, Action.SEE_PROGRAMME)
    row = next((each for each in rows if each.number == number), None)
    if row is None:
        raise NotFoundError(Problem(N_("There is no such version.")))
    return sent(sources.evidence, row.sha256, row.name)


@router.get("/monev/templat/{paper}/unggah")
def show_upload(paper: str, sources: FromRequest, agency: str = "") -> Response:
    """The form of a newer one."""
    return _upload(sources, paper, agency, Upload({}))


@router.post("/monev/templat/{paper}/unggah")
async def upload(
    request: Request, paper: str, viewer: FromViewer, sources: FromRequest, agency: str = ""
) -> Response:
    """A newer one, which is kept only when it works."""
    chosen, _found = await run_in_threadpool(_rows, sources, paper, agency, Action.KEEP_FORMATS)
    kind = kind_named(paper)

    def attempt(filled: Filled) -> str:
        assert isinstance(filled, Upload)
        assert filled.tried is not None
        with receiving(sources, filled) as received:
            if not received:
                raise NotFoundError(
                    Problem(N_("This service keeps no files, so that no template can be kept."))
                )
            command = KeepTemplate(
                viewer=viewer, agency=chosen, kind=kind, newest=read_version(filled), name=filled.files[0].name,
                sha256=received[0].digest,
            )  # fmt: skip
            use = partial(paper_templates.keep, tried=filled.tried, received=received)
            do(sources.store, use, command, sources.now())
        return link(HERE, selesai="simpan", agency=chosen)

    return await change(
        request, partial(forms.read, kind=kind), attempt, partial(_upload, sources, paper, agency)
    )


@router.get("/monev/templat/{paper}/tarik")
def show_withdrawal(paper: str, sources: FromRequest, agency: str = "") -> Response:
    """What holds once the newest is withdrawn."""
    return _withdrawal(sources, paper, agency, Filled({}))


@router.post("/monev/templat/{paper}/tarik")
async def withdraw(
    request: Request, paper: str, viewer: FromViewer, sources: FromRequest, agency: str = ""
) -> Response:
    """It is used no more."""
    chosen, _found = await run_in_threadpool(_rows, sources, paper, agency, Action.KEEP_FORMATS)

    def attempt(filled: Filled) -> str:
        number = read_version(filled)
        command = WithdrawTemplate(viewer=viewer, agency=chosen, kind=kind_named(paper), number=number)
        do(sources.store, paper_templates.withdraw, command, sources.now())
        return link(HERE, selesai="tarik", agency=chosen)

    return await change(request, forms.read_withdrawal, attempt, partial(_withdrawal, sources, paper, agency))


def _rows(sources: Sources, paper: str, agency: str, action: Action) -> tuple[str, list[TemplateRow]]:
    """The agency that is meant, or the viewer's first, and its versions; NotFoundError."""
    kind = kind_named(paper)
    with sources.store.reading() as session:
        seen = formats.agencies(session, scope(action))
        if not seen or (agency and agency not in seen):
            raise NotFoundError(Problem(N_("There is no such template.")))
        chosen = agency or seen[0]
        return chosen, queries.templates(session, chosen)[kind]


def _upload(sources: Sources, paper: str, agency: str, filled: Filled, status: int = 200) -> Response:
    chosen, rows = _rows(sources, paper, agency, Action.KEEP_FORMATS)
    return page(
        "paper_templates/upload.html",
        status,
        kind=paper,
        name=_(PAPER_NAMES[PaperKind(paper)]),
        newest=rows[0].number if rows else 0,
        filled=filled,
        mistakes=filled.mistakes if isinstance(filled, Upload) else [],
        agency=chosen,
        keeps_files=sources.evidence is not None,
    )


def _withdrawal(sources: Sources, paper: str, agency: str, filled: Filled, status: int = 200) -> Response:
    chosen, rows = _rows(sources, paper, agency, Action.KEEP_FORMATS)
    standing = [row for row in rows if row.withdrawn_at is None]
    return page(
        "paper_templates/withdraw.html",
        status,
        kind=paper,
        name=_(PAPER_NAMES[PaperKind(paper)]),
        row=standing[0] if standing else None,
        before=standing[1] if len(standing) > 1 else None,
        filled=filled,
        agency=chosen,
    )
