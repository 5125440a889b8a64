"""Which page is home for whom; knows no session of a browser and draws nothing."""

from __future__ import annotations

from sqlmodel import Session

from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import Action, Viewer, scope_of
from zi_workflow.storage.queries import pages

PROGRAMMES, HEALTH, ACCOUNT = "/", "/kesehatan", "/akun"
_MANY = (Role.INSPECTORATE, Role.AGENCY_HEAD, Role.ORGANISATION_BUREAU, Role.AUDITOR)


def home(session: Session, viewer: Viewer) -> str:
    """The path on which a person lands: their programme, the list where there are several, or what they look after."""
    if any(office.unit_id is None for office in viewer.offices):
        return HEALTH
    scope = scope_of(viewer, Action.SEE_PROGRAMME)
    if not scope:
        return ACCOUNT
    if viewer.holds(*_MANY):
        return PROGRAMMES
    found = pages.programmes(session, scope)
    return f"/programme/{found[0].code}" if len(found) == 1 else PROGRAMMES
