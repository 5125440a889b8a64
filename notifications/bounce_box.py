"""Empties the mailbox that bounces come to, once each; judges none of them and knows no protocol.

What was read is marked as seen after it was acted on; a crash in between is no harm, since acting twice is acting
once. One mail that cannot be read never stops the others.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from notifications import returns
from notifications.returns import MOST_BYTES
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import N_, InputError, Problem, ZiError
from zi_workflow.settings import Settings
from zi_workflow.usecases.returns import Verdict, take_back

MOST = 500  # mails a round; the next one goes on
SEEN = ":2,S"
_log = logging.getLogger("zi.mail")


@dataclass(frozen=True, slots=True)
class BounceBox:
    """A maildir: new mails lie in `new`, those that were seen in `cur`."""

    path: Path

    def waiting(self) -> Iterator[Path]:
        """The mails that nobody has seen, in the order of their names. Raises OSError."""
        yield from sorted(file for file in (self.path / "new").iterdir() if file.is_file())[:MOST]

    def seen(self, file: Path) -> None:
        """Put a mail away. Raises OSError."""
        file.rename(self.path / "cur" / f"{file.name.partition(':')[0]}{SEEN}")


def box_of(settings: Settings) -> BounceBox | None:
    """The mailbox that the settings name, None when there is none; InputError when it is no maildir."""
    folder = settings.bounce_folder
    if folder is None:
        return None
    if not all((folder / part).is_dir() for part in ("new", "cur")):
        message = N_("{path} is not a maildir: it has no folders new and cur.")
        raise InputError(Problem(message, {"path": str(folder)}, where="ZI_BOUNCE_FOLDER"))
    return BounceBox(folder)


def take_in(store: Store, now: datetime, box: BounceBox | None) -> Counter[Verdict]:
    """Act on every bounce that waits, one transaction each; how many came to which verdict.

    Raises BusyError while the store cannot be written; what waits then waits on.
    """
    verdicts: Counter[Verdict] = Counter()
    if box is None:
        return verdicts
    try:
        waiting = list(box.waiting())
    except OSError as error:
        _log.error("the mailbox of bounces cannot be read: %s", error)
        return verdicts
    for file in waiting:
        try:
            verdict = _take(store, now, file)
            verdicts[verdict] += 1
            if verdict is not Verdict.EARLY:
                box.seen(file)
        except FileNotFoundError:  # another node has put it away
            continue
        except ZiError:  # the database is away: it is so for all
            raise
        except OSError as error:
            _log.error("a bounce cannot be read or put away: %s", error)
        except Exception:  # the others, and the mails that wait to leave, go on
            _log.exception("a bounce stays where it is: %s", file.name)
    if verdicts:
        _log.info("bounces: %s", ", ".join(f"{each} {number}" for each, number in sorted(verdicts.items())))
    return verdicts


def _take(store: Store, now: datetime, file: Path) -> Verdict:
    with file.open("rb") as mail:
        found = returns.read(mail.read(MOST_BYTES))
    return Verdict.FOREIGN if found is None else do(store, take_back, found, now)
