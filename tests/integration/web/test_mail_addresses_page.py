"""An address that got no mail is mended by whoever steers there: by another one, or by a new chance."""

from __future__ import annotations

import re

import pytest
from httpx import ASGITransport, AsyncClient, Response

from tests.support import twin_units
from tests.support.programmes import joins
from tests.support.twin_units import NOW, Twin
from zi_workflow.bootstrap import Store
from zi_workflow.domain.people import Role
from zi_workflow.storage.tables import Person
from zi_workflow.web.app import create_app

Units = tuple[Store, Twin, Twin]


@pytest.fixture
def units(sqlite_store: Store) -> Units:
    """Two units; mail to the member of each came back."""
    own, other = twin_units.twins(sqlite_store)
    return sqlite_store, own, other


async def ask(units: Units, role: Role, method: str, path: str, **form: str) -> Response:
    """One request of somebody of the first unit."""
    store, own, _other = units
    transport = ASGITransport(create_app(store, now=lambda: NOW))
    signed = twin_units.cookies(store, own, role)
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1", cookies=signed) as client:
        return await client.request(method, path, data=form or None)


def person(units: Units, twin: int = 1) -> Person:
    """The member of a unit as they stand."""
    with units[0].reading() as session:
        found = session.get_one(Person, units[twin].people[Role.MEMBER])  # type: ignore[union-attr]
        session.expunge(found)
        return found


def text(answer: Response) -> str:
    """A page's words."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def page(units: Units, twin: int = 1) -> str:
    """Where the member's address is mended."""
    return f"/surat/alamat/{person(units, twin).id}"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.TEAM_LEAD, Role.ORGANISATION_BUREAU])
async def test_whoever_steers_there_finds_the_way(units: Units, role: Role) -> None:
    """The list names the person and leads to the form; the other unit's member is not in it."""
    shown = (await ask(units, role, "GET", "/surat/alamat")).text
    assert f'href="{page(units)}"' in shown
    assert twin_units.CANARY not in shown


async def test_whoever_only_reads_sees_no_way(units: Units) -> None:
    """An auditor sees that the address gets nothing, and no form."""
    shown = (await ask(units, Role.AUDITOR, "GET", "/surat/alamat")).text
    assert "member@merpati.example" in shown
    assert page(units) not in shown
    assert (await ask(units, Role.AUDITOR, "GET", page(units))).status_code == 403


async def test_a_right_address_is_taken_over_and_gets_mail(units: Units) -> None:
    """As if it had come with a new list of people."""
    answer = await ask(
        units, Role.COORDINATOR, "POST", page(units), tindakan="baru", alamat="Eka@contoh.go.id"
    )
    assert answer.status_code == 303
    mended = person(units)
    assert (mended.email, mended.suppressed) == ("eka@contoh.go.id", None)
    assert (await ask(units, Role.COORDINATOR, "GET", page(units))).status_code == 404


async def test_the_same_address_gets_a_new_chance_with_a_reason(units: Units) -> None:
    """Without one the form comes back."""
    refused = await ask(units, Role.TEAM_LEAD, "POST", page(units), tindakan="lagi", alasan=" ")
    assert refused.status_code == 422
    assert "--reason" not in refused.text
    assert person(units).suppressed == "bounced"
    answer = await ask(
        units, Role.TEAM_LEAD, "POST", page(units), tindakan="lagi", alasan="Kotaknya penuh tadi"
    )
    assert answer.status_code == 303
    assert person(units).suppressed is None


@pytest.mark.parametrize("address", ["", "bukan alamat", "a@b@c", "pejabat@tönne.de"])
async def test_what_is_no_address_comes_back_with_what_was_typed(units: Units, address: str) -> None:
    """One sentence, and nothing changed."""
    answer = await ask(units, Role.TEAM_LEAD, "POST", page(units), tindakan="baru", alamat=address)
    assert answer.status_code == 422
    assert "Belum ada yang diubah" in text(answer)
    assert person(units).email == "member@merpati.example"


async def test_two_people_of_one_name_are_not_mixed_up(units: Units) -> None:
    """The list of people could not tell them apart, so it is asked for instead."""
    store, own, _other = units
    joins(store, own.unit_id, "Merpati member", Role.MEMBER, "tl", "lain@merpati.example")
    answer = await ask(units, Role.TEAM_LEAD, "POST", page(units), tindakan="baru", alamat="eka@contoh.go.id")
    assert answer.status_code == 409
    assert "Ada beberapa orang bernama Merpati member" in text(answer)
    assert person(units).email == "member@merpati.example"


async def test_another_unit_s_person_is_not_there(units: Units) -> None:
    """Neither to look at nor to change."""
    for method in ("GET", "POST"):
        answer = await ask(units, Role.TEAM_LEAD, method, page(units, 2), tindakan="lagi", alasan="x")
        assert answer.status_code == 404
    assert person(units, 2).suppressed == "bounced"


async def test_a_person_s_page_says_what_they_were_told_and_what_not(units: Units) -> None:
    """The state of the address stands above it."""
    store, own, _other = units
    shown = text(await ask(units, Role.TEAM_LEAD, "GET", f"/surat/orang/{own.people[Role.MEMBER]}"))
    assert "tidak ada surat yang dikirim ke member@merpati.example" in shown
    assert "sudah diberitahukan" in shown
    assert store is units[0]
