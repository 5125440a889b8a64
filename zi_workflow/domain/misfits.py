"""What can be found not to be as it was frozen or signed, as sentences; looks at nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from zi_workflow.domain.errors import N_, Problem, Word


class Part(StrEnum):
    """What of a round was looked at."""

    SEAL = "seal"
    FIGURES = "figures"
    FILE = "file"
    CHAIN = "chain"
    RECORD = "record"  # what a signed paper says, its letter and who signed
    SCAN = "scan"
    FOUND = "found"  # findings and recommendations beside those of the signed minutes


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something that is not as it was, in a sentence."""

    part: Part
    problem: Problem


SAID: Mapping[str, Word] = {
    "letter_number": Word(N_("Number of the letter")),
    "dated": Word(N_("Date of the letter")),
    "signers": Word(N_("Who signed")),
    "sha256": Word(N_("Hash of the signed file")),
    "facts_sha256": Word(N_("Seal of what it says")),
    "reason": Word(N_("Reason of a correction")),
}
"""What the event says of a record that went into place, by its name there."""
