"""Another unit does not exist: every route, with every id of it, as everybody of the first unit, looking and sending."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from starlette.routing import Mount

from tests.support import databases, twin_units, visitors
from tests.support.twin_units import CANARY, NOW, Twin
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store
from zi_workflow.domain.people import Role
from zi_workflow.domain.personal_tokens import API
from zi_workflow.storage.tables import metadata
from zi_workflow.web.app import create_app
from zi_workflow.web.policy import TABLE, Way

COUNTED_APART = {"web_session", "tries", "personal_token"}
NAMING = {
    template
    for template in TABLE
    if any(name in template for name in ("{code}", "{draft}", "{person}"))
    or template.startswith(("/surat/{id}", "/format/{format}", "/monev/buka/{order}", "/api/v1/mails/"))
}
"""Routes that name a thing of a unit, or what one of its people typed."""
LISTS = {
    "/",
    "/?file=csv",
    "/unit",
    "/unit?file=csv",
    "/unit?q=enari",
    "/surat?file=csv",
    "/surat/alamat",
    "/surat/alamat?file=csv",
    "/surat/kendali",
    "/tugas",
    "/ringkasan",
    "/monev",
    "/monev?lihat=semua&file=csv",
    "/monev/buka",
    "/surat",
    "/surat?person={person}",
    "/beranda",
    "/akun",
    "/kesehatan",
    "/surat/contoh",
    "/format",
    "/format/baru",
    "/program-baru",
    "/akun/token",
    "/akun/api",
    "/akun/kalender",
    "/kalender",
    "/kalender?bulan=2025-01",
    "/api/v1/me",
    "/api/v1/tasks",
    "/api/v1/programmes",
    "/api/v1/mails",
    "/api/v1/mails?person={person}",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all; nothing here changes it but by signing in."""
    url = databases.sqlite_url(tmp_path_factory.mktemp("twins") / "zi.db")
    with closing(bootstrap.create_store(url, durable=False)) as made:
        yield made


@pytest.fixture(scope="module")
def both(store: Store) -> tuple[Twin, Twin]:
    """The two units."""
    return twin_units.twins(store)


@pytest.fixture
async def client(store: Store, both: tuple[Twin, Twin], tmp_path: Path) -> AsyncIterator[AsyncClient]:
    """Asks for pages, follows nothing, is nobody yet."""
    files = twin_units.lay_files(tmp_path, *both)
    app = create_app(store, now=lambda: NOW, evidence=files)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


def enter(client: AsyncClient, store: Store, twin: Twin, role: Role) -> None:
    """Let the client ask as that person, by pages and as a program."""
    visitors.sign_in(client, twin_units.cookies(store, twin, role))
    client.headers.update(twin_units.bearer(store, twin, role))


def digest(store: Store) -> list[str]:
    """Every row of every table but what is counted apart."""
    with store.reading() as session:
        return [
            str(row)
            for table in metadata.sorted_tables
            if table.name not in COUNTED_APART
            for row in session.execute(table.select())
        ]


def paths_of(app: FastAPI) -> Iterator[str]:
    """Every address that the application would answer, were there no table."""
    for route in app.routes:
        if isinstance(route, Mount):
            yield f"{route.path}/{{path:path}}"
        else:
            included = getattr(route, "original_router", None)
            yield from (
                str(getattr(each, "path", "?")) for each in (included.routes if included else [route])
            )


@pytest.mark.parametrize("role", Role)
async def test_every_route_with_every_id_of_another_unit_is_as_if_it_were_not_there(
    client: AsyncClient, store: Store, both: tuple[Twin, Twin], role: Role
) -> None:
    """The same bytes as for an id that never was, by GET and by POST; no word of the other unit in either."""
    own, other = both
    enter(client, store, own, role)
    nowhere = Twin("ZI-TIADA", "", "", mails=["019400000000-0000-0000-0000-00000000"] * len(other.mails))
    before = digest(store)
    for template in sorted(NAMING):
        for number in range(len(other.mails)):
            for method in ("GET", "POST"):
                there = await client.request(method, other.address(template, number))
                absent = await client.request(method, nowhere.address(template, number))
                assert there.status_code in {403, 404, 405}, (template, method)
                assert CANARY not in there.text, template
                assert (there.status_code, there.content) == (absent.status_code, absent.content), template
    assert digest(store) == before


@pytest.mark.parametrize("role", Role)
async def test_no_list_holds_a_word_of_another_unit(
    client: AsyncClient, store: Store, both: tuple[Twin, Twin], role: Role
) -> None:
    """Nor a filter by one of its people."""
    own, other = both
    enter(client, store, own, role)
    for address in LISTS:
        answer = await client.get(address.format(person=other.people[Role.MEMBER]))
        assert CANARY not in answer.text, address


async def test_the_code_of_another_agency_s_unit_is_only_taken(
    client: AsyncClient, store: Store, both: tuple[Twin, Twin]
) -> None:
    """Who introduces a unit under its code learns neither its name nor its zone nor its days."""
    mine, other = both
    enter(client, store, mine, Role.ORGANISATION_BUREAU)
    typed = {
        "unit": "baru",
        "unit_code": other.code.lower(),
        "unit_name": "Dinas Baru",
        "agency": mine.agency,
    }
    answer = await client.post(
        "/program-baru", data={**typed, "zone": "WIT", "target": "wbk", "route": "tpn"}
    )
    assert answer.status_code == 422
    assert f"Kode {other.code.lower()} sudah dipakai" in answer.text
    assert CANARY not in answer.text


@pytest.mark.parametrize("role", [Role.INSPECTORATE, Role.ORGANISATION_BUREAU, Role.AUDITOR, Role.TEAM_LEAD])
async def test_an_agency_s_offices_see_both_of_its_units_and_a_unit_s_only_their_own(
    sqlite_store: Store, role: Role
) -> None:
    """The test above can fail: in one agency, who looks at all of it finds the other unit."""
    own, other = twin_units.twins(sqlite_store, agencies=("satu", "satu"))
    signed = twin_units.cookies(sqlite_store, own, role)
    app = create_app(sqlite_store, now=lambda: NOW)
    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://127.0.0.1", cookies=signed
    ) as client:
        answer = await client.get(f"/programme/{other.code}")
    assert answer.status_code == (404 if role is Role.TEAM_LEAD else 200)
    assert (CANARY in answer.text) is (role is not Role.TEAM_LEAD)


async def test_a_mail_is_its_receiver_s_and_the_team_s(
    client: AsyncClient, store: Store, both: tuple[Twin, Twin]
) -> None:
    """A member reads their own mail, the team lead every one of the unit, a coordinator not the member's."""
    own, _other = both
    seen = {}
    for role in (Role.COORDINATOR, Role.TEAM_LEAD, Role.MEMBER, Role.ASSISTANCE_TEAM):
        client.cookies.clear()
        visitors.sign_in(client, twin_units.cookies(store, own, role))
        seen[role] = (await client.get(own.address("/surat/{id}"))).status_code
    assert seen == {Role.COORDINATOR: 404, Role.TEAM_LEAD: 200, Role.MEMBER: 200, Role.ASSISTANCE_TEAM: 404}


@pytest.mark.parametrize("role", [None, Role.TEAM_LEAD, Role.MEMBER])
async def test_looking_changes_nothing(
    client: AsyncClient, store: Store, both: tuple[Twin, Twin], role: Role | None
) -> None:
    """Every route by GET and HEAD, as the administrator, a lead, a member: sessions apart every row stays."""
    own, _other = both
    if role is None:
        visitors.sign_in(client, visitors.administrator(store, NOW))
        client.headers.update(visitors.bearer(visitors.administrator_s_token(store, NOW)))
    else:
        enter(client, store, own, role)
    before, statuses = digest(store), set()
    for template in TABLE:
        for method in ("GET", "HEAD"):
            statuses.add((await client.request(method, own.address(template))).status_code)
    assert digest(store) == before
    assert statuses <= {200, 303, 403, 404, 405, 410}


def test_every_route_has_a_line_in_the_table_and_every_line_a_route(sqlite_store: Store) -> None:
    """A new page that nobody thought about does not open, and a line that leads nowhere is taken out."""
    app = create_app(sqlite_store, now=lambda: NOW)
    assert set(paths_of(app)) == set(TABLE)


async def test_a_route_without_a_line_does_not_open(sqlite_store: Store) -> None:
    """Whoever adds a page and forgets the table gets a page that is not there, also as administrator."""
    app = create_app(sqlite_store, now=lambda: NOW)

    @app.get("/rahasia")
    def secret() -> str:
        return CANARY

    signed = visitors.administrator(sqlite_store, NOW)
    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://127.0.0.1", cookies=signed
    ) as client:
        answer = await client.get("/rahasia")
    assert answer.status_code == 404
    assert CANARY not in answer.text


async def test_whoever_is_not_signed_in_sees_the_open_pages_only(
    client: AsyncClient, both: tuple[Twin, Twin]
) -> None:
    """Everything else leads to the door, and says nothing."""
    own, other = both
    for template, need in TABLE.items():
        for twin in (own, other):
            answer = await client.get(twin.address(template))
            assert not {CANARY, own.word} & set(answer.text.split()), template
            if template.startswith(API):
                assert answer.status_code == 401, template
            elif need is not Way.OPEN:
                assert answer.status_code in {303, 405}, template
                assert answer.headers.get("Location", "/masuk").startswith("/masuk"), template
            sent = await client.post(twin.address(template))
            if template == "/keluar":  # whoever is out already is out
                assert sent.headers["Location"].startswith("/masuk")
                continue
            assert sent.status_code in {400, 401, 404, 405, 410, 422}, (template, sent.status_code)
