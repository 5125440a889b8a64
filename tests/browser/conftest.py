"""A real Chromium over the sample programme, served on a free port of this machine."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import uvicorn

from notifications.gallery import samples
from tests.support import sample_pages
from tests.support.requirements import require
from zi_workflow.web.app import create_app

QUIET = [
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium instead of a downloaded one."""
    chromium = shutil.which("chromium")
    require(chromium is not None, "Chromium (Debian: apt-get install chromium)")
    return {"executable_path": chromium, "args": QUIET}


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the sample's pages are served."""
    with closing(sample_pages.build_file(tmp_path_factory.mktemp("browser"))) as store:
        app = create_app(store, now=lambda: sample_pages.NOW, mail_samples=samples)
        with closing(socket.create_server(("127.0.0.1", 0))) as listening:
            server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()
            while not server.started and thread.is_alive():
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
            server.should_exit = True
            thread.join()
