"""Small promises of the door: nobody measures who is known, foreign names are refused in words, the terms are said."""

from __future__ import annotations

import re
import time
from html import unescape
from threading import Event

from httpx import ASGITransport, AsyncClient, Response

from tests.support import visitors
from tests.support.mailed_links import NOW
from tests.support.programmes import Office
from zi_workflow.domain.messages import Letterhead
from zi_workflow.web.app import create_app
from zi_workflow.web.later import Later
from zi_workflow.web.sources import Entrance

PATIENCE = 20.0


def text(answer: Response) -> str:
    """A page's words."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


async def test_nobody_waits_for_a_link_to_leave_and_so_nobody_learns_whether_one_does(office: Office) -> None:
    """The connection is free while the relay has not answered yet, for a known address as for an unknown one."""
    visitors.account(office.store, office.budi, NOW)
    relay, sending = Event(), Event()

    def deliver() -> None:
        sending.set()
        assert relay.wait(PATIENCE)

    later = Later()
    letterhead = Letterhead("https://zi.contoh.go.id", "zi.contoh.go.id")
    app = create_app(office.store, now=lambda: NOW, entrance=Entrance(letterhead, deliver, later=later))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        begun = time.monotonic()
        for address in ("budi@contoh.go.id", "tiada@contoh.go.id", "budi@contoh.go.id"):
            answer = await client.post("/masuk/tautan", data={"alamat": address})
            assert answer.status_code == 303
        took = time.monotonic() - begun
        assert sending.wait(PATIENCE)
    relay.set()
    later.close()
    assert took < PATIENCE / 2


async def test_a_foreign_name_is_refused_in_words(door: AsyncClient) -> None:
    """A page in the reader's language, and for programs a problem."""
    answer = await door.get("/masuk", headers={"Host": "lain.example"})
    assert answer.status_code == 400
    assert "Layanan ini tidak dikenal dengan nama tersebut." in text(answer)
    asked = await door.get("/api/v1/me", headers={"Host": "lain.example"})
    assert asked.json()["problems"][0]["place"] == "Host"
    for known in ("127.0.0.1:8000", "ZI.example.go.id"):
        assert (await door.get("/masuk", headers={"Host": known})).status_code == 200


async def test_the_door_says_how_long_a_session_lasts(door: AsyncClient) -> None:
    """Both limits."""
    assert "sampai 8 jam tanpa kegiatan, paling lama 7 hari" in text(await door.get("/masuk"))
