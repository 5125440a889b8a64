"""A long list of people is taken whole or refused whole, however it is handed in; nothing of it is cut."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import func, select

from tests.support import visitors
from tests.support.answers import hidden, text
from tests.support.clocks import wib
from tests.support.programmes import Office, small_office
from tests.support.rows import all_rows
from tests.support.setups import begun, sends
from zi_workflow.bootstrap import Store
from zi_workflow.storage.tables import Person, Setup
from zi_workflow.web.app import create_app
from zi_workflow.web.forms.setups import MOST_PASTED

NOW = wib(2025, 6, 2, 9)
PAGE = "/programme/ZI-1/orang"
MANY = 2_500
ROWS = "nama;jabatan;surel;peran;area" + "".join(
    f"\nPegawai Negeri Sipil {n:04};Arsiparis Ahli Muda;pegawai.{n:04}@contoh.go.id;anggota;tl"
    for n in range(MANY)
)


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """The small office, which Citra leads."""
    return small_office(sqlite_store)


@pytest.fixture
async def citra(office: Office) -> AsyncIterator[AsyncClient]:
    """Citra, signed in."""
    app = create_app(office.store, now=lambda: NOW)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield visitors.sign_in(client, visitors.person(office.store, office.citra, NOW))


@pytest.mark.parametrize("as_file", [False, True])
async def test_thousands_of_lines_are_taken_in_to_the_last(
    citra: AsyncClient, office: Office, as_file: bool
) -> None:
    """Pasted or in a file: the page of changes shows all, and its button saves all."""
    if as_file:
        shown = await citra.post(f"{PAGE}/daftar", files={"file": ("orang.csv", ROWS.encode())})
    else:
        shown = await citra.post(f"{PAGE}/daftar", data={"pasted": ROWS}, files={"file": ("", b"")})
    assert shown.status_code == 200
    assert f"{MANY} baru" in text(shown)
    answer = await citra.post(f"{PAGE}/terapkan", data=hidden(shown), files={"none": ("", b"")})
    assert answer.status_code == 303, text(answer)[:2000]
    with office.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == MANY + 4


@pytest.mark.parametrize("files", [None, {"file": ("", b"")}])
async def test_a_list_too_long_to_paste_is_refused_whole(
    citra: AsyncClient, office: Office, files: dict[str, tuple[str, bytes]] | None
) -> None:
    """The sentence says how long it is and which way remains; what was pasted stays in its field to the last line."""
    long = ROWS + "\n" * (MOST_PASTED + 1 - len(ROWS) - 20) + "Zulkifli;;;anggota;tl"
    assert len(long) > MOST_PASTED
    before = all_rows(office.store)
    answer = await citra.post(f"{PAGE}/daftar", data={"pasted": long}, files=files)
    assert answer.status_code == 422
    assert f"memuat {len(long)} karakter, lebih dari batas {MOST_PASTED} karakter" in text(answer)
    assert "sebagai berkas (CSV atau Excel)" in text(answer)
    assert "Zulkifli;;;anggota;tl" in answer.text
    assert all_rows(office.store) == before


async def test_the_steps_of_a_new_programme_take_the_same_list(citra: AsyncClient, office: Office) -> None:
    """All its lines are kept, or none."""
    base = await begun(citra, office.unit_id)
    await sends(citra, f"{base}/waktu", start="2025-07-01")
    assert (await sends(citra, f"{base}/orang", pasted=ROWS + " " * MOST_PASTED)).status_code == 422
    with office.store.reading() as session:
        assert "people" not in session.exec(select(Setup)).one().typed
    assert (await sends(citra, f"{base}/orang", pasted=ROWS)).status_code == 303
    with office.store.reading() as session:
        assert len(session.exec(select(Setup)).one().typed["people"]) == MANY
