"""Has new programmes rehearsed one after the other, beside the pages, and keeps how far each is; plays nothing itself."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
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
    """Whoever asks is answered at once; the rehearsals wait for each other, since each takes a processor.

    Their threads keep no process alive; a player that nobody listens to any more ends by itself.
    """

    def __init__(self, store: Store, now: Callable[[], datetime], base_url: str) -> None:
        self.store, self.now, self.base_url = store, now, base_url
        self._turn = threading.Lock()
        self._player: subprocess.Popen[str] | None = None
        self._closed = False

    def __call__(self, setup_id: str) -> None:
        """Rehearse a setup as it stands."""
        threading.Thread(target=self._in_turn, args=(setup_id,), name="zi-gladi", daemon=True).start()

    def _in_turn(self, setup_id: str) -> None:
        with self._turn:
            if not self._closed:
                self.run(setup_id)

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
            for line in self._played(scene):
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
        """End the one that is being played, which its page then says, and begin none of those that wait."""
        self._closed = True
        if self._player is not None:
            self._player.kill()

    def _played(self, scene: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The lines of the process that plays it."""
        command = [sys.executable, "-m", PLAYER]
        with subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        ) as player:
            self._player = player
            try:
                assert player.stdin is not None and player.stdout is not None  # noqa: PT018 they are pipes
                json.dump(scene, player.stdin)
                player.stdin.close()
                for line in player.stdout:
                    yield json.loads(line)
            finally:
                self._player = None
