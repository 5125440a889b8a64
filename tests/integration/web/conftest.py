"""The pages over a sample programme, asked as a browser would ask, without a server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from notifications.gallery import samples
from tests.support import sample_pages
from zi_workflow.bootstrap import Store
from zi_workflow.web.app import create_app

BASE = "http://127.0.0.1"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample programme on 30 April 2025; only read."""
    folder: Path = tmp_path_factory.mktemp("pages")
    with closing(sample_pages.build_file(folder)) as store:
        yield store


@pytest.fixture
async def browser(sample: Store) -> AsyncIterator[AsyncClient]:
    """Asks for the sample's pages."""
    app = create_app(sample, now=lambda: sample_pages.NOW, mail_samples=samples)
    async with AsyncClient(transport=ASGITransport(app), base_url=BASE) as client:
        yield client


@pytest.fixture
async def empty(sqlite_store: Store) -> AsyncIterator[AsyncClient]:
    """Asks for the pages of a service without a programme."""
    app = create_app(sqlite_store, now=lambda: sample_pages.NOW)
    async with AsyncClient(transport=ASGITransport(app), base_url=BASE) as client:
        yield client
