"""Signing the Berita Acara, issuing the report, the signed files to save, and closing the round."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.papers import RECORDED, PaperKind
from zi_workflow.domain.round_states import RoundState
from zi_workflow.domain.signatures import CAPACITY_NAMES, CORRECTED, doubts
from zi_workflow.domain.teams import Duty
from zi_workflow.i18n import _, sentence
from zi_workflow.storage.queries import papers
from zi_workflow.storage.queries import round_records as queries
from zi_workflow.usecases import closing, signing
from zi_workflow.usecases.closing import Close
from zi_workflow.usecases.record_drafts import draft
from zi_workflow.usecases.signing import SIDES, PutOnRecord, Report, Sign
from zi_workflow.web.changing import change
from zi_workflow.web.downloads import sent
from zi_workflow.web.forms import round_records as forms
from zi_workflow.web.forms.acting import Filled, read_version
from zi_workflow.web.forms.round_records import Signed
from zi_workflow.web.handing_in import evidence_of, receiving
from zi_workflow.web.rendering import page
from zi_workflow.web.round_desk import Desk, Seen
from zi_workflow.web.signed import FromViewer
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.views import record_differences
from zi_workflow.web.views import round_records as views

router = APIRouter()
_AT = {PaperKind.MINUTES: "/tanda-tangan", PaperKind.REPORT: "/laporan"}


@dataclass(frozen=True, slots=True)
class Paper:
    """The pages about one kind of paper."""

    desk: Desk
    kind: PaperKind

    @property
    def path(self) -> str:
        """Below the round's page."""
        return _AT[self.kind]


@router.get("/programme/{code}/monev/{quarter}/tanda-tangan")
@router.get("/programme/{code}/monev/{quarter}/laporan")
def show(
    request: Request, code: str, quarter: str, viewer: FromViewer, sources: FromRequest, selesai: str = ""
) -> Response:
    """What is on record, and the form for who writes in the round."""
    return _form(_paper(request, Desk(sources, viewer, code, quarter)), done=selesai)


@router.post("/programme/{code}/monev/{quarter}/tanda-tangan")
@router.post("/programme/{code}/monev/{quarter}/laporan")
async def keep(
    request: Request, code: str, quarter: str, viewer: FromViewer, sources: FromRequest
) -> Response:
    """Put it on record, or a correction of it."""
    paper = _paper(request, Desk(sources, viewer, code, quarter))
    seen = await run_in_threadpool(paper.desk.writing)

    def attempt(filled: Filled) -> str:
        with receiving(sources, filled) as received:
            (file,) = evidence_of(filled, received) or (signing.NO_FILE,)
            common = {
                **paper.desk.common(seen),
                "version": read_version(filled),
                "letter_number": filled.value("letter_number"),
                "dated": filled.until or seen.today,
                "parties": filled.parties if isinstance(filled, Signed) else (),
                "file": file,
                "reason": filled.value("reason"),
            }
            if paper.kind is PaperKind.MINUTES:
                command: PutOnRecord = Sign(**common, signed_by=filled.value("signed_by"))
            else:
                command = Report(**common)
            usecase = signing.sign if isinstance(command, Sign) else signing.report
            do(sources.store, partial(usecase, received=received), command, sources.now())
        return paper.desk.link(paper.path, selesai="simpan")

    read = partial(forms.read, sides=SIDES[paper.kind])
    return await change(request, read, attempt, partial(_form, paper))


@router.get("/programme/{code}/monev/{quarter}/tanda-tangan/{number}")
@router.get("/programme/{code}/monev/{quarter}/laporan/{number}")
def download(
    request: Request, code: str, quarter: str, number: int, viewer: FromViewer, sources: FromRequest
) -> Response:
    """The file of a record, also of one that was corrected: what was signed stays readable."""
    paper = _paper(request, Desk(sources, viewer, code, quarter))
    with sources.store.reading() as session:
        seen = paper.desk.seen(session)
        rows = queries.records(session, seen.round.id, RECORDED[paper.kind])
    found = next((row for row in rows if row.number == number), None)
    if found is None:
        raise NotFoundError(Problem(N_("There is no such record.")))
    return sent(sources.evidence, found.sha256, found.file_name)


@router.get("/programme/{code}/monev/{quarter}/tutup")
def show_closing(code: str, quarter: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """Which recommendations are closed, and which go into the next round, before anything happens."""
    return _closing(Desk(sources, viewer, code, quarter), Filled({}))


@router.post("/programme/{code}/monev/{quarter}/tutup")
async def close(
    request: Request, code: str, quarter: str, viewer: FromViewer, sources: FromRequest
) -> Response:
    """The round closes."""
    desk = Desk(sources, viewer, code, quarter)
    seen = await run_in_threadpool(desk.writing)

    def attempt(filled: Filled) -> str:
        command = Close(**desk.common(seen), version=read_version(filled))
        do(sources.store, closing.close, command, sources.now())
        return desk.link(selesai="tutup")

    return await change(request, forms.read_closing, attempt, partial(_closing, desk))


def _paper(request: Request, desk: Desk) -> Paper:
    minutes = f"{desk.base}{_AT[PaperKind.MINUTES]}"
    return Paper(desk, PaperKind.MINUTES if request.url.path.startswith(minutes) else PaperKind.REPORT)


def _form(paper: Paper, filled: Filled | None = None, status: int = 200, done: str = "") -> Response:
    desk, kind = paper.desk, paper.kind
    with desk.sources.store.reading() as session:
        seen = desk.seen(session)
        rows = queries.records(session, seen.round.id, RECORDED[kind])
        known = papers.unsigned(session, seen.round, kind, seen.today)
        begun = draft(session, seen.round, kind, seen.today)
    state = RoundState(seen.round.state)
    opens = views.OPENS[kind]
    return page(
        "rounds/record.html",
        status,
        programme=seen.programme,
        round=seen.round,
        base=desk.base,
        path=paper.path,
        heading=_(views.HEADINGS[kind]),
        rows=rows,
        first=state is opens,
        corrects=state in CORRECTED[kind],
        writes=seen.writes,
        sides=views.sides(kind, seen.programme.unit),
        capacities=[(str(key), _(name)) for key, name in CAPACITY_NAMES.items()],
        signer=views.signer,
        doubts=[sentence(each) for each in doubts(known)],
        deciders=_deciders(seen) if kind is PaperKind.MINUTES else [],
        differs=record_differences.of_records(rows, seen.programme.unit),
        filled=filled or Filled(forms.typed_of_draft(begun, seen.today)),
        accepted=views.ACCEPTED,
        keeps_files=desk.sources.evidence is not None,
        begins=kind is PaperKind.MINUTES,
        said=_(views.SAID) if done else "",
    )


def _deciders(seen: Seen) -> list[tuple[str, str]]:
    team = seen.round.session.team if seen.round.session else ()
    return [(each.person_id, each.name) for each in team if each.duty is not Duty.MEMBER]


def _closing(desk: Desk, filled: Filled, status: int = 200) -> Response:
    seen = desk.writing()
    with desk.sources.store.reading() as session:
        coming = closing.foresee(session, seen.round.id)
    return page(
        "rounds/closing.html",
        status,
        programme=seen.programme,
        round=seen.round,
        base=desk.base,
        closing=coming,
        able=seen.round.state == RoundState.REPORT_ISSUED,
        filled=filled,
    )
