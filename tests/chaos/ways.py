"""The ways in which a service sends while it is killed, and what must hold of each; kills nobody."""

from __future__ import annotations

from dataclasses import dataclass

from tests.chaos.ground import Account


@dataclass(frozen=True, slots=True)
class Way:
    """Whether an archive is asked what arrived, and whether much is sent: several connections, batch after batch,
    composed beside.
    """

    name: str
    archived: bool = True
    crowded: bool = False

    def faults(self, found: Account, kills: int) -> list[str]:
        """What does not hold after so many kills: with an archive nothing is doubled or uncertain; nothing is ever lost."""
        doubts = 0 if self.archived else kills
        checks = {
            "lost": found.lost == 0,
            "strange": found.strange == 0,
            "unsettled": found.unsettled == 0,
            "integrity": found.broken == 0,
            "nothing sent": found.sent > 0,
            "doubled": found.doubled <= doubts,
            "uncertain": found.uncertain <= doubts,
        }
        return [name for name, holds in checks.items() if not holds]


ARCHIVED, ALONE = Way("with the archive"), Way("without archive", archived=False)
CROWDED = Way("with the archive and much mail", crowded=True)
WAYS = (ARCHIVED, CROWDED, ALONE)
