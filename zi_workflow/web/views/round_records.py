"""The signed papers of a round as pages show them; no query, no HTML."""

from __future__ import annotations

from collections.abc import Mapping

from zi_workflow.domain.errors import N_
from zi_workflow.domain.evidence_files import MEDIA_TYPES, SIGNED
from zi_workflow.domain.papers import TEAM, UNIT, PaperKind
from zi_workflow.domain.round_states import RoundState
from zi_workflow.domain.signatures import service_number, signed_as
from zi_workflow.i18n import _
from zi_workflow.usecases.signing import SIDES

HEADINGS: Mapping[PaperKind, str] = {
    PaperKind.MINUTES: N_("Signed minutes"),
    PaperKind.REPORT: N_("Report of the monev"),
}
OPENS: Mapping[PaperKind, RoundState] = {
    PaperKind.MINUTES: RoundState.HELD,
    PaperKind.REPORT: RoundState.BA_SIGNED,
}
"""In which state a paper's first record is made."""
SAID = N_("It is on record as it was signed; nobody can change it.")
ACCEPTED = ",".join(MEDIA_TYPES[kind] for kind in SIGNED)
_SIGNS = {
    PaperKind.MINUTES: N_("For the assistance team"),
    PaperKind.REPORT: N_("The Inspektur, or whoever signs for the assessing side"),
}


def sides(kind: PaperKind, unit: str) -> list[tuple[str, str]]:
    """Each side that signs, with whom that is."""
    names = {TEAM: _(_SIGNS[kind]), UNIT: _("For {unit}: its head, or who acts for them", unit=unit)}
    return [(side, names[side]) for side in SIDES[kind]]


def signer(said: Mapping[str, str]) -> str:
    """Who signed, in which title, with the service number."""
    title = signed_as(said["title"], said["capacity"])
    return f"{said['name']}, {title}, NIP {service_number(said['number'])}"
