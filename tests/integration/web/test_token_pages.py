"""A person's tokens: made and shown once, listed without their secret, revoked; nobody else's."""

from __future__ import annotations

import re

import pytest
from httpx import AsyncClient, Response

from tests.support import visitors
from tests.support.answers import text
from tests.support.mailed_links import NOW, events
from tests.support.programmes import Office
from zi_workflow.domain.personal_tokens import MOST, MOST_LETTERS

PAGE = "/akun/token"


@pytest.fixture
def budi(phone: AsyncClient, office: Office) -> AsyncClient:
    """Budi, signed in."""
    return visitors.sign_in(phone, visitors.person(office.store, office.budi, NOW))


async def makes(browser: AsyncClient, **more: str) -> Response:
    """The form, filled in."""
    return await browser.post(PAGE, data={"nama": "Lembar kerja", "hari": "30", **more})


def secret(answer: Response) -> str:
    """The token that the page shows."""
    found = re.search(r"zi_[A-Za-z0-9_-]{32}", answer.text)
    assert found is not None
    return found[0]


async def test_a_token_is_shown_once_and_works(budi: AsyncClient, office: Office) -> None:
    """The list names it and its date; the secret is nowhere any more; the record says that it was made."""
    made = await makes(budi)
    token = secret(made)
    assert made.status_code == 201
    listed = await budi.get(PAGE)
    assert "Lembar kerja" in text(listed)
    assert token not in listed.text
    assert (await budi.get("/api/v1/me", headers=visitors.bearer(token))).json()["name"] == "Budi"
    noted = events(office)[-1]
    assert (noted.kind, noted.payload["name"]) == ("account.token_made", "Lembar kerja")
    assert token.removeprefix("zi_") not in str(noted.payload)


async def test_a_revoked_token_works_no_more(budi: AsyncClient) -> None:
    """The button of its line."""
    token = secret(await makes(budi))
    address = re.search(rf'action="({PAGE}/[^"]+)"', (await budi.get(PAGE)).text)
    assert address is not None
    answer = await budi.post(address[1])
    assert answer.status_code == 303
    assert "Token telah dicabut" in text(await budi.get(answer.headers["Location"]))
    assert (await budi.get("/api/v1/me", headers=visitors.bearer(token))).status_code == 401
    assert (await budi.post(address[1])).status_code == 404


async def test_another_person_s_token_is_not_there(budi: AsyncClient, office: Office) -> None:
    """It goes on working."""
    token = secret(await makes(budi))
    address = re.search(rf'action="({PAGE}/[^"]+)"', (await budi.get(PAGE)).text)
    assert address is not None
    budi.cookies.clear()
    visitors.sign_in(budi, visitors.person(office.store, office.ayu, NOW))
    assert (await budi.post(address[1])).status_code == 404
    assert (await budi.get("/api/v1/me", headers=visitors.bearer(token))).status_code == 200


async def test_what_is_wrong_is_said_and_what_was_typed_stays(budi: AsyncClient) -> None:
    """A name that is missing or too long, a date that is none of the choices."""
    answer = await makes(budi, nama=" ", hari="9999", izin="ubah")
    assert answer.status_code == 422
    assert "Mohon tuliskan kegunaan token ini." in text(answer)
    assert "Mohon pilih masa berlaku token." in text(answer)
    long = await makes(budi, nama="x" * (MOST_LETTERS + 1))
    assert f"x{'x' * MOST_LETTERS}" in long.text
    assert "Belum ada yang dibuat" in text(long)


async def test_a_permission_that_there_is_not_makes_no_token(budi: AsyncClient) -> None:
    """Whoever asks for more than there is gets an answer instead of a token that does less."""
    answer = await makes(budi, izin="zz")
    assert answer.status_code == 422
    assert "Token hanya dapat melihat, atau juga mengubah data; tidak ada izin lain." in text(answer)


async def test_nobody_heaps_up_tokens(budi: AsyncClient) -> None:
    """After so many one has to go first."""
    for number in range(MOST):
        assert (await makes(budi, nama=f"Lembar {number}")).status_code == 201
    answer = await makes(budi)
    assert answer.status_code == 422
    assert "mohon cabut salah satunya" in text(answer)
