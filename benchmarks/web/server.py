"""The pages as `zi serve` serves them, without its schedule: `python -m benchmarks.web.server URL PORT`."""

from __future__ import annotations

import sys

import uvicorn

from benchmarks.web.ground import NOW
from zi_workflow import bootstrap
from zi_workflow.web.app import create_app


def main(url: str, port: str) -> None:
    """Serve until a signal."""
    app = create_app(bootstrap.open_store(url), now=lambda: NOW)
    uvicorn.run(app, port=int(port), log_level="warning", timeout_graceful_shutdown=2)


if __name__ == "__main__":
    main(*sys.argv[1:])
