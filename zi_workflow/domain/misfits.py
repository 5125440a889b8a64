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
    FOUND = "found"  # findings and recommendations beside those of the signed minutes and of the events
    ROUND = "round"  # the round's days and its state beside those of the events


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

ROUND_SAID: Mapping[str, Word] = {
    "cutoff": Word(N_("The cutoff day")),
    "held_on": Word(N_("The day of the meeting")),
    "closed_on": Word(N_("The day of the closing")),
    "state": Word(N_("The state")),
    "figures": Word(N_("The day of the frozen figures")),
    "frozen_at": Word(N_("The instant of the freezing")),
}
"""What the events say of a round itself."""
