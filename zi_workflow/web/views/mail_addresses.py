"""The list of addresses that get no mail, as its page and files show it; no query, no HTML."""

from __future__ import annotations

from zi_workflow import i18n, wording
from zi_workflow.domain.errors import N_
from zi_workflow.i18n import _
from zi_workflow.storage.queries.addresses import Suppressed
from zi_workflow.storage.queries.lists import Wanted
from zi_workflow.web.listing import Column, Listing

SORT = "name"
ZONE = "WIB"


def since(row: Suppressed) -> str:
    """When the last mail came back; empty where that was not kept."""
    return wording.instant(row.since, ZONE, i18n.language()) if row.since is not None else ""


COLUMNS = (
    Column("name", N_("Name"), lambda row: row.name),
    Column("address", N_("Address"), lambda row: row.address),
    Column("since", N_("Came back on"), since, sorts=False),
    Column("words", N_("What the server said"), lambda row: row.words, sorts=False),
)


def listing(wanted: Wanted, total: int) -> Listing:
    """The list."""
    return Listing("/surat/alamat", COLUMNS, (), wanted, total, SORT, _("Name or address"))
