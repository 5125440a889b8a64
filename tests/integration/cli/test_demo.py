"""A visitor of the demonstration who clicks on a link in a mail of its day gets the form."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from httpx import ASGITransport, AsyncClient

from flows.rehearsal import rehearse
from tests.support import visitors
from zi_workflow.cli.demo import demonstration, pages

URL = "http://127.0.0.1:8000"
DAY = date(2025, 2, 13)


async def test_every_link_in_the_mails_of_the_last_morning_works(tmp_path: Path) -> None:
    """Nobody has answered them yet."""
    shown = replace(demonstration(URL), until=DAY)
    rehearse(shown, tmp_path)
    app = pages(shown, tmp_path)
    sources = app.state.sources
    signed = visitors.administrator(sources.store, sources.now())
    async with AsyncClient(transport=ASGITransport(app), base_url=URL, cookies=signed) as visitor:
        mails = await visitor.get("/surat", params={"on": DAY.isoformat()})
        addresses = set(re.findall(r'href="(/surat/[0-9a-f-]{36})"', mails.text))
        found: set[str] = set()
        for address in addresses:
            found |= set(
                re.findall(rf"{URL}(/t/[A-Za-z0-9_-]{{32}})", (await visitor.get(f"{address}/html")).text)
            )
        assert found
        assert {(await visitor.get(link)).status_code for link in found} == {200}
    app.state.sources.store.close()
