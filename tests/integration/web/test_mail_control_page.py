"""Whoever looks after the service stops mail and decides about what is held, seeing exactly what they decide about."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import update
from sqlmodel import select

from tests.support import twin_units, visitors
from tests.support.twin_units import NOW, Twin
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.breaker import Cause
from zi_workflow.domain.people import Role
from zi_workflow.storage.tables import EventRow, MessageRow
from zi_workflow.usecases import breaker, mail_switch
from zi_workflow.usecases.breaker import Trip
from zi_workflow.web.app import create_app

PAGE = "/surat/kendali"


@pytest.fixture
def twins(sqlite_store: Store) -> tuple[Twin, Twin]:
    """Two units whose mails of the morning have not left."""
    made = twin_units.twins(sqlite_store)
    with sqlite_store.writing() as session:
        session.execute(update(MessageRow).values(state="queued"))
    return made


@pytest.fixture
async def client(sqlite_store: Store, twins: tuple[Twin, Twin]) -> AsyncIterator[AsyncClient]:
    """Asks as the administrator of the service."""
    signed = visitors.administrator(sqlite_store, NOW)
    transport = ASGITransport(create_app(sqlite_store, now=lambda: NOW))
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1", cookies=signed) as found:
        yield found


def states(store: Store) -> set[str]:
    """Of all mails."""
    with store.reading() as session:
        return set(session.exec(select(MessageRow.state)))


def hold(store: Store) -> None:
    """A guard trips."""
    do(store, breaker.trip, Trip(Cause.RUN, {"limit": 20, "recipients": 4}), NOW)


def text(page: str) -> str:
    """A page's words."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


async def decide(
    client: AsyncClient, deed: str, reason: str = "Dicek Dewi", token: str = ""
) -> tuple[int, str]:
    """Send one of the page's forms; status and words."""
    answer = await client.post(PAGE, data={"tindakan": deed, "alasan": reason, "token": token})
    return answer.status_code, text(answer.text)


async def token(client: AsyncClient) -> str:
    """Of the preview that is shown."""
    found = re.search(r'name="token" value="([^"]+)"', (await client.get(PAGE)).text)
    assert found is not None
    return found[1]


async def test_mail_is_stopped_and_goes_on_with_a_reason(client: AsyncClient, sqlite_store: Store) -> None:
    """The page says so at once, and the record who and why."""
    assert "Surat dikirim sesuai rencana." in text((await client.get(PAGE)).text)
    assert (await decide(client, "henti"))[0] == 303
    assert "Dicek Dewi" in text((await client.get(PAGE)).text)
    with sqlite_store.reading() as session:
        assert mail_switch.status(session).stopped
        kinds = session.exec(select(EventRow.kind, EventRow.actor).where(EventRow.subject == "mail")).all()
    assert {kind for kind, _actor in kinds} == {"mail.stopped"}
    assert "cli" not in {actor for _kind, actor in kinds}
    assert (await decide(client, "lanjut"))[0] == 303
    with sqlite_store.reading() as session:
        assert not mail_switch.status(session).stopped


async def test_without_a_reason_nothing_happens(client: AsyncClient, sqlite_store: Store) -> None:
    """The form comes back and says what is missing."""
    status, said = await decide(client, "henti", "   ")
    assert status == 422
    assert "Belum ada yang diubah" in said
    assert "--reason" not in said
    with sqlite_store.reading() as session:
        assert not mail_switch.status(session).stopped


async def test_what_is_held_is_shown_and_let_go(client: AsyncClient, sqlite_store: Store) -> None:
    """How many, of which kind, to whom; then exactly these."""
    hold(sqlite_store)
    assert states(sqlite_store) == {"held"}
    with sqlite_store.reading() as session:
        number = len(session.exec(select(MessageRow)).all())
    shown = text((await client.get(PAGE)).text)
    assert f"{number} surel ditahan" in shown
    assert "member@merpati.example" in shown
    assert (await decide(client, "lepas", token=await token(client)))[0] == 303
    assert states(sqlite_store) == {"queued"}


async def test_what_is_held_can_be_cancelled(client: AsyncClient, sqlite_store: Store) -> None:
    """Nothing of it leaves."""
    hold(sqlite_store)
    assert (await decide(client, "buang", token=await token(client)))[0] == 303
    assert states(sqlite_store) == {"cancelled"}


async def test_what_changed_since_the_look_is_not_decided_about(
    client: AsyncClient, sqlite_store: Store
) -> None:
    """Somebody looks again instead of letting go what they never saw."""
    hold(sqlite_store)
    seen = await token(client)
    with sqlite_store.writing() as session:
        session.exec(select(MessageRow)).all()[0].to_address = "lain@merpati.example"
    status, said = await decide(client, "lepas", token=seen)
    assert status == 409
    assert "sudah berubah sejak Anda melihatnya" in said
    assert "lain@merpati.example" in said
    assert states(sqlite_store) == {"held"}


async def test_after_a_restore_the_archive_is_asked_first(client: AsyncClient, sqlite_store: Store) -> None:
    """The page shows what is held, has no button to let it go, and a form sent by hand lets nothing go."""
    do(sqlite_store, breaker.trip, Trip(Cause.RESTORED, {}), NOW)
    shown = (await client.get(PAGE)).text
    assert "zi mail release" in shown
    assert "tepat surat-surat ini" not in shown
    with sqlite_store.reading() as session:
        seen = breaker.preview(session).token
    assert (await decide(client, "lepas", token=seen))[0] == 409
    assert states(sqlite_store) == {"held"}


async def test_nobody_else_decides(sqlite_store: Store, twins: tuple[Twin, Twin]) -> None:
    """Neither the organisation bureau nor an agency's own administrator: it is about every unit's mail."""
    for role in Role:
        signed = twin_units.cookies(sqlite_store, twins[0], role)
        transport = ASGITransport(create_app(sqlite_store, now=lambda: NOW))
        async with AsyncClient(transport=transport, base_url="http://127.0.0.1", cookies=signed) as asking:
            assert (await decide(asking, "henti"))[0] == 403
    with sqlite_store.reading() as session:
        assert not mail_switch.status(session).stopped


@pytest.mark.parametrize("deed", ["", "meledak", "lepas"])
async def test_a_form_that_is_none_of_ours_changes_nothing(
    client: AsyncClient, sqlite_store: Store, deed: str
) -> None:
    """An unknown deed, and a release of nothing, are answered in words."""
    before = states(sqlite_store)
    status, said = await decide(client, deed)
    assert status in {409, 422}
    assert "Belum ada yang diubah" in said
    assert states(sqlite_store) == before
