"""Where orders are carried out: as Prefect runs while its server answers, by plain functions when it does not."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flows.ground import Ground
from flows.orders import Order, do_plainly
from flows.runtime import START_SECONDS, PrefectServer

if TYPE_CHECKING:
    from flows.deployments import Desk

RUN_SECONDS = 3600.0
_log = logging.getLogger("zi.flows")


class Workshop:
    """Carries out one order after the other; correctness never depends on Prefect.

    The first order waits for the server to come up; later ones do not wait.
    """

    def __init__(self, server: PrefectServer, ground: Ground) -> None:
        self.server = server
        self.ground = ground
        self._desk: Desk | None = None
        self._waited = False

    def carry_out(self, order: Order) -> str:
        """Do the order's work and say how it ended; raises what the work itself raises when it cannot be done."""
        if self._answers():
            try:
                end = self._desk_here().run(order, RUN_SECONDS)
            except Exception as error:  # whatever Prefect raises, the work must be done all the same
                _log.warning("Prefect could not run %s (%r); doing it without.", order.key, error)
            else:
                if end.is_completed():
                    return f"prefect: {end.name}"
                _log.warning(
                    "Prefect ended %s as %s (%s); doing it once more without.",
                    order.key,
                    end.name,
                    end.message,
                )
        else:
            _log.warning("Prefect does not answer; doing %s without.", order.key)
        return f"plain: {do_plainly(order, self.ground)}"

    def close(self) -> None:
        """End the connections to the server; after the last order."""
        if self._desk is not None:
            self._desk.close()

    def _answers(self) -> bool:
        if not self._waited:
            self._waited = True
            return self.server.wait_healthy(START_SECONDS)
        return self.server.healthy()

    def _desk_here(self) -> Desk:
        if self._desk is None:
            from flows.deployments import Desk  # Prefect reads its settings when it is imported

            self._desk = Desk(f"{self.server.url}/api", self.ground)
        return self._desk
