"""Signing in at the agency's own door, against a real provider over HTTP: there, back, in, and every way it can fail."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from httpx import ASGITransport, AsyncClient
from joserfc.jwk import RSAKey
from sqlmodel import select

from tests.support import identity_provider, visitors
from tests.support.answers import text
from tests.support.clocks import standing_at
from tests.support.front_door import LEAD, MEMBER, NOW
from tests.support.identity_provider import CLIENT, SECRET, IdentityProvider
from tests.support.programmes import Office, joins, small_office
from zi_workflow.bootstrap import Store
from zi_workflow.clock import FixedClock
from zi_workflow.domain.people import Role
from zi_workflow.storage.tables import Account
from zi_workflow.web.app import create_app
from zi_workflow.web.providers import Provider
from zi_workflow.web.sources import Entrance

BACK = "/masuk/instansi/kembali"


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """The small office; Eka, a member, and Citra, the lead, have accounts."""
    office = small_office(sqlite_store)
    eka = joins(sqlite_store, office.unit_id, "Eka", Role.MEMBER, "tl", MEMBER)
    for person in (eka, office.citra):
        visitors.account(sqlite_store, person, NOW)
    return office


@pytest.fixture
def there() -> Iterator[IdentityProvider]:
    """The agency's own sign-in, at which Eka is signed in."""
    with identity_provider.serving(IdentityProvider(NOW)) as provider:
        yield provider


@pytest.fixture
def clock() -> FixedClock:
    """The service's clock."""
    return standing_at(NOW)


def at(office: Office, there: IdentityProvider, clock: FixedClock, *, counts: bool = False) -> AsyncClient:
    """A browser at the service, which knows that provider."""
    provider = Provider(there.issuer, CLIENT, SECRET, counts)
    app = create_app(office.store, now=clock.now, entrance=Entrance(provider=provider))
    return AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1")


@pytest.fixture
async def browser(office: Office, there: IdentityProvider, clock: FixedClock) -> AsyncIterator[AsyncClient]:
    """Follows nothing, keeps cookies."""
    async with at(office, there, clock) as client:
        yield client


async def goes(browser: AsyncClient, wanted: str = "") -> dict[str, str]:
    """To the agency's door and back; what the browser comes back with."""
    begun = await browser.post("/masuk/instansi", data={"lanjut": wanted})
    assert begun.status_code == 200, text(begun)
    address = begun.headers["Refresh"].removeprefix("0; url=")
    async with AsyncClient() as outside:
        answer = await outside.get(address)
    assert answer.status_code == 302
    assert urlsplit(answer.headers["Location"]).path == BACK
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


async def test_there_and_back_and_in(browser: AsyncClient, there: IdentityProvider, office: Office) -> None:
    """To the page that was wanted; coming back alone signs nobody in; nobody got an account by it."""
    assert there.asked == []
    assert "Masuk melalui instansi" in text(await browser.get("/masuk"))
    came = await goes(browser, "/akun")
    shown = await browser.get(BACK, params=came)
    assert shown.status_code == 200
    assert "/token" not in there.asked
    answer = await browser.post(BACK, data=came)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/akun")
    assert "Eka" in text(await browser.get("/akun"))
    with office.store.reading() as session:
        assert len(session.exec(select(Account)).all()) == 2


async def test_an_answer_works_once_and_in_the_browser_that_began(
    browser: AsyncClient, there: IdentityProvider, office: Office, clock: FixedClock
) -> None:
    """So nobody signs somebody else in as themselves, and a link that was seen is worth nothing."""
    came = await goes(browser)
    async with at(office, there, clock) as other:
        assert (await other.post(BACK, data=came)).status_code == 403
    assert (await browser.post(BACK, data=came)).status_code == 303
    browser.cookies.clear()
    assert (await browser.post(BACK, data=came)).status_code == 403


async def test_an_attempt_ends_after_ten_minutes(browser: AsyncClient, clock: FixedClock) -> None:
    """Then it begins again."""
    came = await goes(browser)
    clock.set(NOW + timedelta(minutes=10))
    answer = await browser.post(BACK, data=came)
    assert answer.status_code == 403
    assert "terlalu lama" in text(answer)


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "lain"},
        {"nonce": None},
        {"aud": "layanan-lain"},
        {"aud": [CLIENT, "layanan-lain"]},
        {"iss": "http://127.0.0.1:1"},
        {"exp": int(NOW.timestamp()) - 3600},
        {"exp": None},
    ],
    ids=str,
)
async def test_a_token_that_is_not_for_us_now_signs_nobody_in(
    browser: AsyncClient, there: IdentityProvider, lies: dict[str, object]
) -> None:
    """Each claim is checked."""
    there.lies = lies
    answer = await browser.post(BACK, data=await goes(browser))
    assert answer.status_code == 403
    assert "tidak memberikan jawaban yang dapat dipercaya" in text(answer)
    assert (await browser.get("/akun")).status_code == 303


async def test_a_token_signed_by_another_key_signs_nobody_in(
    browser: AsyncClient, there: IdentityProvider
) -> None:
    """Whatever it says."""
    there.shown = RSAKey.generate_key(2048, {"kid": "1", "use": "sig"})
    assert (await browser.post(BACK, data=await goes(browser))).status_code == 403


@pytest.mark.parametrize("verified", [False, None, "true"])
async def test_an_address_that_is_not_vouched_for_signs_nobody_in(
    browser: AsyncClient, there: IdentityProvider, verified: object
) -> None:
    """Anybody could have typed it there."""
    there.verified = verified
    answer = await browser.post(BACK, data=await goes(browser))
    assert answer.status_code == 403
    assert "tidak menjamin alamat surel Anda" in text(answer)


async def test_whoever_has_no_account_gets_none(
    browser: AsyncClient, there: IdentityProvider, office: Office
) -> None:
    """They are told whom to ask."""
    there.email = "orang@luar.example"
    answer = await browser.post(BACK, data=await goes(browser))
    assert answer.status_code == 403
    assert "orang@luar.example" in text(answer)
    with office.store.reading() as session:
        assert len(session.exec(select(Account)).all()) == 2


@pytest.mark.parametrize("counts", [False, True])
async def test_the_second_step_is_asked_for_unless_the_agency_s_own_counts(
    office: Office, there: IdentityProvider, clock: FixedClock, counts: bool
) -> None:
    """Citra leads a team, so she needs one."""
    there.email = LEAD.upper()
    async with at(office, there, clock, counts=counts) as browser:
        answer = await browser.post(BACK, data=await goes(browser))
        assert answer.headers["Location"] == ("/beranda" if counts else "/masuk/kode")


async def test_a_refusal_there_is_said_in_words(browser: AsyncClient) -> None:
    """As when somebody changes their mind."""
    answer = await browser.get(BACK, params={"error": "access_denied", "state": "x"})
    assert answer.status_code == 403
    assert "Instansi Anda tidak" in text(answer) or "tidak mengizinkan" in text(answer)


async def test_a_door_that_cannot_be_reached_or_is_another_s_is_said_in_words(
    office: Office, there: IdentityProvider, clock: FixedClock
) -> None:
    """The sign-in page itself goes on; another issuer behind the address is not believed."""
    there.says_issuer = "https://lain.example"
    async with at(office, there, clock) as browser:
        assert (await browser.post("/masuk/instansi")).status_code == 403
    there.says_issuer, there.issuer = "", "http://127.0.0.1:9"
    async with at(office, there, clock) as browser:
        assert (await browser.get("/masuk")).status_code == 200
        answer = await browser.post("/masuk/instansi")
    assert answer.status_code == 503
    assert "tidak dapat dihubungi" in text(answer)


async def test_a_service_without_one_offers_none(door: AsyncClient) -> None:
    """Nor answers there."""
    assert "instansi" not in text(await door.get("/masuk")).lower().replace("instansi anda", "")
    assert (await door.post("/masuk/instansi")).status_code == 404
    assert (await door.post(BACK, data={"code": "x", "state": "y"})).status_code == 404


def test_the_provider_of_these_tests_is_one(there: IdentityProvider) -> None:
    """A code needs its verifier and its client, and works once."""
    found = httpx.get(f"{there.issuer}/.well-known/openid-configuration").json()
    assert found["token_endpoint"] == f"{there.issuer}/token"
    there.codes["x"] = {"code_challenge": "falsch", "redirect_uri": "http://r", "nonce": "n"}
    form = {"code": "x", "code_verifier": "y", "redirect_uri": "http://r"}
    refused = httpx.post(found["token_endpoint"], data=form, auth=(CLIENT, SECRET))
    assert (refused.status_code, there.codes) == (400, {})
