"""Has new programmes rehearsed one after the other, beside the pages, and keeps how far each is; plays nothing itself."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import ZiError
from zi_workflow.storage.queries.setups import setup
from zi_workflow.usecases.scenes import scene_of
from zi_workflow.usecases.setups import Progress, report, today_of

PLAYER = "flows.setup_rehearsal"
STEP = 15
"""So many days are played between two words about how far it is."""
log = logging.getLogger("zi.rehearsals")


class SetupRehearsals:
    """Whoever asks is answered at once; the rehearsals wait for each other, since each takes a processor."""

    def __init__(self, store: Store, now: Callable[[], datetime], base_url: str) -> None:
        self.store, self.now, self.base_url = store, now, base_url
        self._hands = ThreadPoolExecutor(1, thread_name_prefix="zi-gladi")

    def __call__(self, setup_id: str) -> None:
        """Rehearse a setup as it stands."""
        self._hands.submit(self.run, setup_id)

    def run(self, setup_id: str) -> None:
        """Play it to its end; what goes wrong is in the log and on the setup's page."""
        with self.store.reading() as session:
            facts = setup(session, setup_id, None)
            if facts is None:
                return
            scene = scene_of(session, facts.typed, today_of(session, facts.typed, self.now()))
        scene["base_url"] = self.base_url
        last = Progress(setup_id, facts.rehearsed_version, failed=True)
        try:
            for line in _played(scene):
                last = self._said(setup_id, facts.rehearsed_version, line) or last
        except (OSError, ValueError, ZiError):
            log.exception("the rehearsal of a new programme ended early")
        if last.failed:
            do(self.store, report, last, self.now())

    def _said(self, setup_id: str, version: int, line: dict[str, Any]) -> Progress | None:
        """Keep what the player says; its figures are the end."""
        if "figures" in line:
            done = Progress(setup_id, version, figures=line["figures"])
            do(self.store, report, done, self.now())
            return done
        if line["done"] % STEP == 0:
            do(self.store, report, Progress(setup_id, version, line["done"], line["of"]), self.now())
        return None

    def close(self) -> None:
        """Wait for nothing that has not begun."""
        self._hands.shutdown(wait=False, cancel_futures=True)


def _played(scene: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The lines of the process that plays it."""
    command = [sys.executable, "-m", PLAYER]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as player:
        assert player.stdin is not None and player.stdout is not None  # noqa: PT018 they are pipes
        json.dump(scene, player.stdin)
        player.stdin.close()
        for line in player.stdout:
            yield json.loads(line)
