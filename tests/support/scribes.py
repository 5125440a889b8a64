"""Waits for a second process that composes mails; holds no claim."""

from __future__ import annotations

import time

from notifications.scribe import Scribe

PATIENCE = 60.0


def await_ready(scribe: Scribe) -> None:
    """It has loaded everything."""
    end = time.monotonic() + PATIENCE
    while not scribe.ready:
        assert time.monotonic() < end, "the scribe does not start"
        time.sleep(0.02)
