"""The child process: one Prefect server that ends when its parent does; knows no flow of ours.

Run as `python -m flows.server_process PORT` with the parent's pipe as standard input: the pipe closes however the
parent ends, a SIGKILL included, and then this process ends at once. Everything runs in this one process, so there
are no grandchildren to leave behind.
"""

from __future__ import annotations

import sys

from flows.child_process import end_with_parent


def main(port: int) -> None:
    """Serve Prefect's API and pages on a loopback port until the parent closes the pipe or sends SIGTERM."""
    end_with_parent()
    import uvicorn
    from prefect.server.api.server import create_app

    uvicorn.run(
        create_app(final=True),
        host="127.0.0.1",
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
