"""A button that is pressed twice makes one thing, and it is the one that whoever pressed it sees."""

from __future__ import annotations

import pytest
from httpx import AsyncClient

from tests.integration.web.test_token_pages import makes, secret
from tests.support import visitors
from tests.support.mailed_links import NOW
from tests.support.programmes import Office
from tests.support.setups import begun, sends


@pytest.fixture
def citra(phone: AsyncClient, office: Office) -> AsyncClient:
    """The team lead, signed in."""
    return visitors.sign_in(phone, visitors.person(office.store, office.citra, NOW))


async def status(browser: AsyncClient, token: str) -> int:
    """What a program with this token is answered."""
    return (await browser.get("/api/v1/me", headers=visitors.bearer(token))).status_code


async def test_of_two_tokens_the_one_that_is_seen_works(citra: AsyncClient) -> None:
    """The first answer never reached a person; one that a program uses already stays beside a new one."""
    unseen, seen = secret(await makes(citra)), secret(await makes(citra))
    assert [await status(citra, each) for each in (unseen, seen)] == [401, 200]
    newer = secret(await makes(citra))
    assert [await status(citra, each) for each in (seen, newer)] == [200, 200]


async def test_the_first_step_of_a_programme_begins_one(citra: AsyncClient, office: Office) -> None:
    """The same form leads to what it began, until that went on; other words begin another one."""
    base = await begun(citra, office.unit_id)
    assert await begun(citra, office.unit_id) == base
    assert await begun(citra, office.unit_id, title="ZI lain") != base
    assert (await sends(citra, f"{base}/waktu", start="2025-08-01")).status_code == 303
    assert await begun(citra, office.unit_id) != base
