"""Changes an opened round before it is held: the form as it stands, then what that does, then doing exactly that."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import ConflictError, InputError, RefusedError
from zi_workflow.domain.round_openings import Opening
from zi_workflow.usecases import conducting, round_rearranging
from zi_workflow.usecases.conducting import Conducted
from zi_workflow.usecases.round_rearranging import Rearrange
from zi_workflow.usecases.round_teams import Candidate, candidates
from zi_workflow.web.forms import openings as forms
from zi_workflow.web.forms.openings import FilledOpening
from zi_workflow.web.handing_in import sentences
from zi_workflow.web.rendering import page, preview_page
from zi_workflow.web.round_desk import Desk, Seen
from zi_workflow.web.signed import FromViewer
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.uploads import read_form
from zi_workflow.web.views import round_rearranging as views

UNUSABLE, CONFLICT, SEE_OTHER = 422, 409, 303
ADDRESS = "/programme/{code}/monev/{quarter}/ubah"
router = APIRouter()


@dataclass(frozen=True)
class Stand:
    """The round before whoever changes it: how it meets now, the units that meet, and who may be in the team."""

    desk: Desk
    seen: Seen
    opening: Opening
    rounds: list[Conducted]
    people: list[Candidate]

    @property
    def frozen(self) -> bool:
        """Whether the figures of one of them are: the cutoff stays."""
        return any(each.round.frozen_at is not None for each in self.rounds)

    @property
    def names(self) -> dict[str, str]:
        """Of everybody who may be in the team, or is."""
        return {each.person_id: each.name for each in self.people}

    def differs(self, filled: FilledOpening) -> list[views.Difference]:
        """What the form would change; nothing while it cannot be read."""
        if filled.opening is None or set(filled.problems) & {"tanggal", "mulai", "selesai", "batas"}:
            return []
        return views.differences(self.opening, filled.opening, self.names, self.seen.programme.zone)


@router.get(ADDRESS)
def show(code: str, quarter: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """The form, filled in as the round stands."""
    stand = _stand(Desk(sources, viewer, code, quarter))
    return _form(stand, forms.as_it_stands(stand.opening, stand.seen.round.version))


@router.post(ADDRESS)
async def send(
    code: str, quarter: str, request: Request, viewer: FromViewer, sources: FromRequest
) -> Response:
    """What it does; or, sent with what was seen, exactly that."""
    form = await read_form(request)
    return await run_in_threadpool(_look_or_do, Desk(sources, viewer, code, quarter), form)


def _stand(desk: Desk) -> Stand:
    """NotFoundError out of sight, ForbiddenError for who only sees it, RefusedError unless it is under preparation."""
    with desk.sources.store.reading() as session:
        seen = desk.seen(session)
        found = conducting.look(session, desk.viewer, seen.programme.id, desk.quarter, desk.sources.now())
        rounds = round_rearranging.together(session, desk.viewer, found, desk.sources.now())
        able = candidates(session, seen.facts.agency, seen.today)
    opening = round_rearranging.as_it_stands(seen.round)
    known = {each.person_id for each in able}
    team = seen.round.session.team if seen.round.session else ()
    stay = [Candidate(each.person_id, each.name, each.office) for each in team if each.person_id not in known]
    return Stand(desk, seen, opening, rounds, [*able, *stay])


def _look_or_do(desk: Desk, form: FormData) -> Response:
    stand = _stand(desk)
    filled = forms.read(form, joint=stand.opening.joint)
    if filled.problems:
        return _form(stand, filled, UNUSABLE)
    try:
        return _done(stand, filled) if filled.seen else _preview(stand, filled)
    except InputError as error:
        filled.refuse(error)
        return _form(stand, filled, UNUSABLE)
    except (RefusedError, ConflictError) as error:
        filled.problems["form"] = sentences(error)
        typed = {**filled.typed, "version": str(stand.seen.round.version)}
        return _form(stand, replace(filled, typed=typed), CONFLICT)


def _command(stand: Stand, filled: FilledOpening) -> Rearrange:
    assert filled.opening is not None
    return Rearrange(
        **stand.desk.common(stand.seen),
        version=int(filled.value("version")),
        opening=filled.opening,
        reason=filled.value("alasan"),
        seen=filled.seen or None,
        letterhead=stand.desk.sources.entrance.letterhead,
    )


def _done(stand: Stand, filled: FilledOpening) -> Response:
    sources = stand.desk.sources
    do(sources.store, round_rearranging.rearrange, _command(stand, filled), sources.now())
    return RedirectResponse(stand.desk.link(selesai="ubah"), SEE_OTHER)


def _preview(stand: Stand, filled: FilledOpening) -> Response:
    command, sources = _command(stand, filled), stand.desk.sources
    with sources.store.reading() as session:
        shown = round_rearranging.look_at(session, command, sources.now())
    differs = stand.differs(filled)
    return preview_page(
        "rounds/change_preview.html",
        stand=stand,
        filled=filled,
        lead=views.lead(shown, differs),
        differs=differs,
        cutoff=views.about_cutoff(stand.opening, command.opening),
        units=views.units(shown),
        acts=views.acts(shown, differs),
        token=round_rearranging.token(command, shown),
    )


def _form(stand: Stand, filled: FilledOpening, status: int = 200) -> Response:
    """The form; after a conflict with what it would change of how the round stands by now."""
    differs = stand.differs(filled) if status == CONFLICT else []
    return page("rounds/change.html", status, stand=stand, filled=filled, differs=differs)
