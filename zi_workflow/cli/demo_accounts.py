"""The doors of the demonstration: accounts for the sample's people, links for three of them, and no password."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from zi_workflow.domain.errors import N_
from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import CONSOLE
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.bootstrap import Store

VISITORS: Mapping[Role, str] = {
    Role.TEAM_LEAD: N_("as the team lead"),
    Role.MEMBER: N_("as a member"),
    Role.INSPECTORATE: N_("as the inspectorate"),
}


def doors(store: Store, unit_code: str, base_url: str, now: datetime) -> list[str]:
    """A line with a one-time link for each of VISITORS; everybody else with an address has an account too."""
    from zi_workflow.bootstrap import do
    from zi_workflow.domain.accounts import address
    from zi_workflow.storage.queries.accounts import without_account
    from zi_workflow.storage.queries.programmes import unit_by_code
    from zi_workflow.storage.queries.viewers import viewer_of
    from zi_workflow.usecases.accounts import ChangeAccount, MakeAccount, make, make_link

    with store.reading() as session:
        unit = unit_by_code(session, unit_code)
        people = without_account(session, unit.id) if unit is not None else []
    made = [do(store, make, MakeAccount(each, CONSOLE), now) for each in people]
    with store.reading() as session:
        viewers = [viewer_of(session, each, now) for each in made]
    lines = []
    for role, words in VISITORS.items():
        account = next((viewer.account_id for viewer in viewers if viewer.holds(role)), None)
        if account is not None:
            token = do(store, make_link, ChangeAccount(account, CONSOLE), now)
            lines.append(f"  {_(words)}: {address(base_url, token)}")
    return lines
