"""A real Chromium over the sample programme, served on a free port of this machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest

from notifications.gallery import samples
from tests.chaos.scanners import listening, serving
from tests.support import sample_pages, visitors
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


@dataclass(frozen=True)
class Served:
    """The sample's pages: where they are, and the cookies of somebody who sees all of them."""

    url: str
    administrator: dict[str, str]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample on a free port."""
    with closing(sample_pages.build_file(tmp_path_factory.mktemp("browser"))) as store:
        app = create_app(store, now=lambda: sample_pages.NOW, mail_samples=samples)
        with listening() as (taken, url), serving(taken, app):
            yield Served(url, visitors.administrator(store, sample_pages.NOW))


@pytest.fixture(scope="session")
def base_url(served: Served) -> str:
    """Where the sample's pages are served."""
    return served.url
