"""Changing an opened round on its page: filled in as it stands, exactly what it does, then that or nothing."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import func, select
from sqlmodel import col

from tests.support import visitors
from tests.support.answers import hidden, text
from tests.support.monev_rounds import CUTOFF, NOW, QUARTER
from tests.support.round_units import OPENING, Trigger, arrive, settle, unsent
from zi_workflow.bootstrap import Store
from zi_workflow.domain.people import Role
from zi_workflow.storage.queries.monev import RoundFacts, round_facts
from zi_workflow.storage.tables import EventRow, Membership, Round
from zi_workflow.web.app import create_app

OK, SEE_OTHER, FORBIDDEN, NOT_THERE, CONFLICT, UNUSABLE = 200, 303, 403, 404, 409, 422
ROUND = f"/programme/zi-unit-001/monev/{QUARTER}"
PAGE = f"{ROUND}/ubah"
FORM: dict[str, str | list[str]] = {
    "version": "1",
    "tanggal": "2025-05-07",
    "mulai": "13:00",
    "selesai": "15:00",
    "tempat": "Aula Inspektorat",
    "tautan": "",
    "agenda": "Capaian triwulan I",
    "batas": "2025-05-02",
    "dokumen": "Matriks rencana aksi\nSK Tim Kerja",
    "ketua": "ketua-tim",
    "anggota": [],
    "nomor": "700/123",
    "tanggal_surat": "2025-04-11",
    "alasan": "Aula dipakai rapat kerja.",
}
NEWS = {"undangan": "new", "perubahan": "changed", "undangan dicabut": "uninvited"}


@dataclass
class Rounds:
    """Three units with an opened round each, or one of all; every mail about them has arrived."""

    trigger: Trigger

    def round(self, number: int = 0) -> RoundFacts:
        """As it stands."""
        with self.trigger.store.reading() as session:
            return round_facts(session, self.trigger.programmes[number], QUARTER)

    def form(self, **more: str | list[str]) -> dict[str, str | list[str]]:
        """What is sent for the first one as it stands."""
        return {**FORM, "version": str(self.round().version), **more}

    def changes(self) -> int:
        """How many rounds were changed, by their events."""
        with self.trigger.store.reading() as session:
            kind = col(EventRow.kind) == "round.rearranged"
            return session.scalar(select(func.count()).select_from(EventRow).where(kind)) or 0

    @asynccontextmanager
    async def before(self, person: str) -> AsyncIterator[AsyncClient]:
        """Somebody before the pages."""
        app = create_app(self.trigger.store, now=lambda: NOW)
        signed = visitors.person(self.trigger.store, person, NOW)
        async with AsyncClient(
            transport=ASGITransport(app), base_url="http://127.0.0.1", cookies=signed
        ) as client:
            yield client


def opened(store: Store, *, joint: bool) -> Rounds:
    """The rounds."""
    trigger = Trigger(store, settle(store, 3), opening=replace(OPENING, joint=joint))
    trigger.opens()
    arrive(store)
    return Rounds(trigger)


@pytest.fixture
def rounds(sqlite_store: Store) -> Rounds:
    """Each by itself."""
    return opened(sqlite_store, joint=False)


@pytest.fixture
def together(sqlite_store: Store) -> Rounds:
    """All in one ekspose."""
    return opened(sqlite_store, joint=True)


def told(answer: Response) -> list[tuple[str, str]]:
    """Whom the page says would be told what."""
    found = re.findall(r"<li>([^<:]+): ([^<]+) <small>", answer.text)
    return sorted((name.strip(), NEWS[news.strip()]) for name, news in found)


async def test_the_meeting_may_be_typed_with_a_dot(rounds: Rounds) -> None:
    """Half past nine stays half past nine; seconds are refused."""
    async with rounds.before("ketua-tim") as client:
        shown = await client.post(PAGE, data=rounds.form(mulai="9.30", selesai="11.45"))
        assert shown.status_code == OK
        assert "09.30" in text(shown)
        assert "11.45" in text(shown)
        answer = await client.post(PAGE, data=rounds.form(mulai="09:30:10"))
        assert (answer.status_code, "Silakan pilih jam." in text(answer)) == (UNUSABLE, True)


async def test_the_form_is_filled_in_as_the_round_stands(rounds: Rounds) -> None:
    """The round's page leads to it; sent as it is, it would do nothing."""
    async with rounds.before("ketua-tim") as client:
        assert f'href="{PAGE}"' in (await client.get(ROUND)).text
        page = (await client.get(PAGE)).text
        for typed in ('value="2025-04-30"', 'value="09:00"', 'value="2025-04-25"', 'value="700/123/ITPROV"'):
            assert typed in page
        assert re.search(r'name="anggota" value="anggota-tim" checked', page)
        meeting = OPENING.meeting
        same = rounds.form(
            tanggal="2025-04-30", mulai="09:00", selesai="12:00", tempat=meeting.place, agenda=meeting.agenda,
            batas="2025-04-25", dokumen="\n".join(OPENING.documents), anggota=["anggota-tim"],
            nomor=OPENING.letter_number, alasan="",
        )  # fmt: skip
        shown = await client.post(PAGE, data=same)
    assert shown.status_code == OK
    assert "Tidak ada yang berubah" in text(shown)
    assert "dilihat" not in hidden(shown)


async def test_what_the_page_says_is_what_happens_and_a_form_sent_twice_acts_once(rounds: Rounds) -> None:
    """A new date without one member: four are told of the change, one that they need not come."""
    async with rounds.before("ketua-tim") as client:
        shown = await client.post(PAGE, data=rounds.form())
        assert shown.status_code == OK
        assert rounds.changes() == 0
        for said in (
            "5 orang", "Rabu, 7 Mei 2025", "sebelumnya: Rabu, 30 April 2025", "sampai akhir Jumat, 2 Mei 2025",
            "anggota-tim@contoh.go.id", "Aula Inspektorat",
        ):  # fmt: skip
            assert said in text(shown)
        answers = [await client.post(PAGE, data=hidden(shown)) for _each in range(2)]
        assert [each.status_code for each in answers] == [SEE_OTHER, SEE_OTHER]
        assert "sudah diubah" in text(await client.get(answers[0].headers["location"]))
    assert told(shown) == unsent(rounds.trigger.store)
    assert ("anggota-tim", "uninvited") in told(shown)
    assert rounds.changes() == 1
    found, other = rounds.round(), rounds.round(1)
    assert found.session is not None
    assert (found.cutoff, found.planned_on, len(found.session.team)) == (
        date(2025, 5, 2),
        date(2025, 5, 7),
        1,
    )
    assert (other.cutoff, other.planned_on) == (CUTOFF, OPENING.meeting.on)


async def test_of_an_ekspose_all_units_are_named_and_changed(together: Rounds) -> None:
    """Whoever is new to the team is invited once."""
    async with together.before("ketua-tim") as client:
        assert "Dinas unit-003" in text(await client.get(PAGE))
        shown = await client.post(PAGE, data=together.form())
        assert (await client.post(PAGE, data=hidden(shown))).status_code == SEE_OTHER
    assert len(told(shown)) == 11
    assert told(shown) == unsent(together.trigger.store)
    assert {together.round(number).planned_on for number in range(3)} == {date(2025, 5, 7)}


async def test_everything_wrong_is_said_at_once_and_nothing_typed_is_lost(rounds: Rounds) -> None:
    """A holiday, a cutoff after it, no web address; then what cannot even be read."""
    wrong = rounds.form(tanggal="2025-05-01", tautan="javascript:alert(1)", selesai="12:00")
    async with rounds.before("ketua-tim") as client:
        answer = await client.post(PAGE, data=wrong)
        assert answer.status_code == UNUSABLE
        for said in ("hari libur", "sesudah rapat", "bukan alamat web", "tidak sesudah waktu mulai"):
            assert said in text(answer), said
        assert "Aula dipakai rapat kerja." in answer.text
        unreadable = await client.post(PAGE, data=rounds.form(tanggal="", ketua=""))
        assert unreadable.status_code == UNUSABLE
        assert "Aula Inspektorat" in unreadable.text
    assert rounds.changes() == 0


async def test_a_round_that_changed_meanwhile_is_not_changed_unseen(rounds: Rounds) -> None:
    """Somebody else was quicker: what was typed stays, with what it would change by now."""
    async with rounds.before("ketua-tim") as client:
        shown, others = [await client.post(PAGE, data=rounds.form(tempat=each)) for each in ("Aula", "Lobi")]
        assert (await client.post(PAGE, data=hidden(others))).status_code == SEE_OTHER
        late = await client.post(PAGE, data=hidden(shown))
        assert late.status_code == CONFLICT
        assert "sebelumnya: Lobi" in text(late)
        assert 'value="Aula"' in late.text
        again = await client.post(PAGE, data=rounds.form(tempat="Aula"))
        assert again.status_code == OK
    assert rounds.changes() == 1


async def test_mails_that_left_since_the_preview_make_it_another_one(rounds: Rounds) -> None:
    """Who would have heard nothing holds an invitation by now."""
    async with rounds.before("ketua-tim") as client:
        first = await client.post(PAGE, data=rounds.form(tempat="Aula"))
        await client.post(PAGE, data=hidden(first))
        shown = await client.post(PAGE, data=rounds.form(tempat="Lobi"))
        arrive(rounds.trigger.store)
        assert (await client.post(PAGE, data=hidden(shown))).status_code == CONFLICT
    assert rounds.changes() == 1


async def test_the_cutoff_of_frozen_figures_stays_also_in_an_ekspose(together: Rounds) -> None:
    """Frozen is another unit's round; place and date may change all the same."""
    with together.trigger.store.writing() as session:
        session.get_one(Round, "r-unit-002").frozen_at = NOW
    async with together.before("ketua-tim") as client:
        assert "batas waktu Jumat, 25 April 2025 tetap" in text(await client.get(PAGE))
        assert (await client.post(PAGE, data=together.form())).status_code == CONFLICT
        shown = await client.post(PAGE, data=together.form(batas="2025-04-25"))
        assert (await client.post(PAGE, data=hidden(shown))).status_code == SEE_OTHER
    assert together.round(1).cutoff == CUTOFF
    assert together.round(1).planned_on == date(2025, 5, 7)


async def test_only_who_conducts_all_rounds_of_it_changes_it(together: Rounds) -> None:
    """The unit's own people read why not, another unit's team finds nothing, this one's is told of the others."""
    with together.trigger.store.writing() as session:
        for key, unit in (("unit-002", "unit-002"), ("unit-003", "unit-001")):
            row = session.get_one(Membership, f"m-koordinator-{key}")
            row.role, row.unit_id, row.area = Role.ASSISTANCE_TEAM, unit, None
    expected = {
        "ketua-unit-001": FORBIDDEN,
        "koordinator-unit-002": NOT_THERE,
        "koordinator-unit-003": FORBIDDEN,
    }
    for person, status in expected.items():
        async with together.before(person) as client:
            answers = [await client.get(PAGE), await client.post(PAGE, data=together.form())]
        assert [each.status_code for each in answers] == [status, status], person
    assert "bersama unit yang monevnya tidak Anda laksanakan" in text(answers[0])
    assert together.changes() == 0


async def test_a_round_that_is_held_is_not_changed_any_more(rounds: Rounds) -> None:
    """Nor does its page lead there."""
    with rounds.trigger.store.writing() as session:
        session.get_one(Round, "r-unit-001").state = "held"
    async with rounds.before("ketua-tim") as client:
        assert f'href="{PAGE}"' not in (await client.get(ROUND)).text
        assert (await client.get(PAGE)).status_code == CONFLICT
