"""Which page is home for whom; knows no session of a browser and draws nothing."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import Action, Viewer, may, scope_of
from zi_workflow.storage.queries import pages
from zi_workflow.storage.queries.follow_up import waiting_for
from zi_workflow.usecases.own_work import shares

TASKS, PORTFOLIO, PROGRAMMES, HEALTH, ACCOUNT = "/tugas", "/unit", "/", "/kesehatan", "/akun"
SUMMARY = "/ringkasan"
FOLLOW_UP = "/monev/rekomendasi"
_MANY = (Role.AGENCY_HEAD, Role.ORGANISATION_BUREAU, Role.AUDITOR)


def home(session: Session, viewer: Viewer, now: datetime) -> str:
    """The path on which a person lands: the unit they head, their tasks, answers that wait for them, their programme,
    the list of several, or what they look after.
    """
    if any(office.unit_id is None for office in viewer.offices):
        return HEALTH
    scope = scope_of(viewer, Action.SEE_PROGRAMME)
    if not scope:
        return ACCOUNT
    if viewer.holds(Role.HEAD):
        return SUMMARY
    if viewer.holds(Role.MEMBER) and may(viewer, Action.WORK).allowed:
        return TASKS
    if any(share.own for share in shares(session, viewer, now)):
        return TASKS
    if waiting_for(session, viewer.person_id):
        return FOLLOW_UP
    if viewer.holds(Role.INSPECTORATE, *_MANY):
        return PORTFOLIO if viewer.holds(Role.INSPECTORATE) else PROGRAMMES
    found = pages.programmes(session, scope)
    return f"/programme/{found[0].code}" if len(found) == 1 else PROGRAMMES
