"""Browsers before the pages of a unit with a monev round."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from httpx import ASGITransport, AsyncClient

from tests.support import visitors
from tests.support.monev_rounds import NOW, MonevUnit
from zi_workflow.bootstrap import Store
from zi_workflow.web.app import create_app


@asynccontextmanager
async def browsing(
    store: Store, evidence: Path | None = None, at: datetime = NOW
) -> AsyncIterator[AsyncClient]:
    """Nobody yet, before the pages of the store."""
    app = create_app(store, now=lambda: at, evidence=evidence)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


def as_(client: AsyncClient, unit: MonevUnit, person: str, at: datetime = NOW) -> AsyncClient:
    """The client, signed in as that person."""
    return visitors.sign_in(client, visitors.person(unit.store, person, at))
