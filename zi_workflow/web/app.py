"""Builds the web application over an open store and a clock; starts no server and no schedule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from zi_workflow.bootstrap import Store
from zi_workflow.storage.evidence_folder import EvidenceFolder
from zi_workflow.web.api.description import describing
from zi_workflow.web.compression import Compressed
from zi_workflow.web.headers import StrictHeaders
from zi_workflow.web.hosts import KnownHosts
from zi_workflow.web.language import LanguageOfAddress
from zi_workflow.web.refusals import answer_refusals
from zi_workflow.web.routes import (
    account,
    api_account,
    api_deeds,
    api_edits,
    api_evidence,
    api_mails,
    api_programmes,
    attendance,
    baselines,
    calendars,
    decrees,
    edits,
    elsewhere,
    evidence,
    evidence_changes,
    findings,
    formats,
    handovers,
    health,
    lateness,
    links,
    mail_addresses,
    mail_control,
    mails,
    matrices,
    matrix_files,
    meetings,
    notifications,
    nudges,
    own_tasks,
    paper_templates,
    people,
    portfolio,
    programmes,
    promises,
    recommendations,
    records,
    round_figures,
    round_freezing,
    round_papers,
    round_rearranging,
    round_records,
    round_stops,
    round_trigger,
    rounds,
    samples,
    settings,
    setups,
    sign_in,
    splits,
    subscriptions,
    summary,
    tasks,
    timeline,
    tokens,
    transfers,
    unit_reviews,
    waivers,
)
from zi_workflow.web.sources import Entrance, Samples, Sources, no_samples
from zi_workflow.web.turns import INSIDE, OUTSIDE, Turns
from zi_workflow.web.visitors import Visitors

STATIC = Path(__file__).parent / "static"
# The names of this machine; under any other a page elsewhere could speak to the service by a name that resolves to us.
LOCAL_NAMES = ("127.0.0.1", "localhost")
# Samples come before any id of a mail.
ROUTES = (
    own_tasks,
    setups,
    people,
    settings,
    summary,
    portfolio,
    programmes,
    promises,
    handovers,
    tasks,
    unit_reviews,
    evidence,
    evidence_changes,
    recommendations,
    round_stops,
    round_rearranging,
    round_trigger,
    round_figures,
    round_freezing,
    rounds,
    round_papers,
    paper_templates,
    meetings,
    attendance,
    findings,
    round_records,
    matrix_files,
    matrices,
    formats,
    timeline,
    lateness,
    nudges,
    splits,
    waivers,
    baselines,
    edits,
    transfers,
    decrees,
    samples,
    mail_addresses,
    mail_control,
    mails,
    health,
    links,
    subscriptions,
    elsewhere,
    sign_in,
    account,
    tokens,
    calendars,
    notifications,
    records,
)
# In the order of their description.
API_ROUTES = (api_account, api_programmes, api_deeds, api_evidence, api_edits, api_mails)


def create_app(
    store: Store,
    *,
    now: Callable[[], datetime],
    hosts: Sequence[str] = LOCAL_NAMES,
    mail_samples: Samples = no_samples,
    evidence: Path | None = None,
    entrance: Entrance | None = None,
    rehearse: Callable[[str], object] | None = None,
) -> FastAPI:
    """The pages over `store`; `now` gives the aware instant, `hosts` the names it answers to.

    `evidence` is the folder for files that are handed in; without one no form takes files. `entrance` says how people
    come in; without one links to sign in are sent to nobody. `rehearse(setup_id)` has a new programme rehearsed beside
    the pages; without one nothing is.
    """
    app = FastAPI(
        title="zi-workflow", version=version("zi-workflow"), docs_url=None, redoc_url=None, openapi_url=None
    )
    folder = EvidenceFolder(evidence) if evidence is not None else None
    sources = Sources(store, now, mail_samples, folder, entrance or Entrance())
    if rehearse is not None:
        sources = replace(sources, rehearse=rehearse)
    app.state.sources = sources
    app.state.description = describing((each.router for each in API_ROUTES), app.version)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    # not by include_router, which makes each route anew for this application, and asks two objects for each at every visit
    for routes in (*ROUTES, *API_ROUTES):
        app.router.routes.extend(routes.router.routes)
    answer_refusals(app)
    app.add_middleware(Visitors, sources=sources)
    app.add_middleware(Turns, at_once=INSIDE if store.inside else OUTSIDE)
    app.add_middleware(KnownHosts, hosts=hosts)
    app.add_middleware(LanguageOfAddress)
    app.add_middleware(Compressed)
    app.add_middleware(StrictHeaders)
    return app
