"""Pages of frozen rounds: all of them with their trend, one with its seal, two beside each other; freezing by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest
from httpx import ASGITransport, AsyncClient

from tests.support import visitors
from tests.support.answers import text
from tests.support.clocks import wib
from tests.support.frozen_rounds import SECOND, FrozenUnit, two_rounds, worked
from tests.support.monev_rounds import QUARTER, MonevUnit
from zi_workflow.bootstrap import Store
from zi_workflow.papers import words
from zi_workflow.storage.queries.snapshots import snapshots
from zi_workflow.usecases.evidence import Handed
from zi_workflow.web.app import create_app

LATER = wib(2025, 7, 21, 9)


def client(unit: MonevUnit, person: str, at: object = LATER) -> AsyncClient:
    """A browser of somebody at an instant."""
    app = create_app(unit.store, now=lambda: at)  # type: ignore[arg-type,return-value]
    cookies = visitors.person(unit.store, person, at)  # type: ignore[arg-type]
    return AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1", cookies=cookies)


@pytest.fixture
def frozen(sqlite_store: Store) -> FrozenUnit:
    """Two rounds."""
    return two_rounds(sqlite_store)


@pytest.fixture
async def ayu(frozen: FrozenUnit) -> AsyncIterator[AsyncClient]:
    """A coordinator of the unit."""
    async with client(frozen.unit, frozen.unit.office.ayu) as found:
        yield found


async def test_all_rounds_stand_with_their_trend_as_figures_and_drawings(
    ayu: AsyncClient, frozen: FrozenUnit
) -> None:
    """Each area has its figures of both rounds, and a drawing with a dot for each."""
    answer = await ayu.get(frozen.address)
    said = text(answer)
    assert "Penataan Tatalaksana 50% (1/2) 100% (2/2)" in said
    assert "Triwulan II 2025, angka per Jumat, 18 Juli 2025:" in said
    assert "ditindaklanjuti: 0 dari 2" in said
    assert answer.text.count("<polyline") == 4  # two areas, done and late
    assert answer.text.count("<circle") == 8


async def test_the_frozen_page_shows_figures_seal_and_late_files_apart(
    ayu: AsyncClient, frozen: FrozenUnit
) -> None:
    """What came after the cutoff is listed and counts in none of the figures."""
    answer = await ayu.get(f"{frozen.address}/{QUARTER}/beku")
    sealed, _mark, late = answer.text.partition('</div>\n<section aria-labelledby="after">')
    assert "Laporan" in sealed
    assert "SOP" not in sealed
    assert "SOP" in late
    with frozen.store.reading() as session:
        from zi_workflow.storage.queries.snapshots import snapshot_of

        snapshot = snapshot_of(session, frozen.rounds[QUARTER])
        assert snapshot is not None
        assert snapshot.sha256 in sealed
        assert snapshot.chain_head in sealed


async def test_lateness_of_the_whole_says_that_it_is_the_end_of_the_programme(
    ayu: AsyncClient, frozen: FrozenUnit
) -> None:
    """Areas below it may be late though the end is not."""
    assert "(akhir program t" in text(await ayu.get(f"{frozen.address}/{QUARTER}/beku"))
    trend = text(await ayu.get(frozen.address))
    assert trend.count("akhir program t") >= 2
    assert "(tidak terlambat)" not in trend


async def test_late_means_on_the_page_what_it_means_in_the_papers(
    ayu: AsyncClient, frozen: FrozenUnit
) -> None:
    """Said once below the table, in the words of the Berita Acara."""
    said = text(await ayu.get(f"{frozen.address}/{QUARTER}/beku"))
    assert "Terlambat menurut perkiraan" in said
    assert f"Kegiatan yang {words.LATE}: {words.LATE_TOO}." in said


async def test_two_rounds_beside_each_other_say_what_became_of_promises(
    ayu: AsyncClient, frozen: FrozenUnit
) -> None:
    """One recommendation was closed, the other one is past its deadline."""
    said = text(await ayu.get(f"{frozen.address}/{SECOND}/banding"))
    assert "Triwulan I 2025 dibandingkan dengan Triwulan II 2025" in said
    assert "selesai 2, direncanakan 2" in said
    assert "1 dari 2 sudah ditutup." in said
    assert "2. Umumkan standar pelayanan Pelayanan Publik" in said.replace("Peningkatan Kualitas ", "")
    assert "melewati batas waktu" in said


async def test_the_first_round_is_plan_against_realisation(ayu: AsyncClient, frozen: FrozenUnit) -> None:
    """No earlier one is frozen; a round that nobody froze cannot be chosen."""
    said = text(await ayu.get(f"{frozen.address}/{QUARTER}/banding"))
    assert "hanya rencana terhadap realisasi" in said
    assert (
        await ayu.get(f"{frozen.address}/{QUARTER}/banding", params={"dengan": "2024-Q4"})
    ).status_code == 404


async def test_a_round_that_is_not_frozen_says_when_it_will_be(sqlite_store: Store) -> None:
    """On every page that would show its figures."""
    unit = worked(sqlite_store)
    async with client(unit, unit.office.ayu, wib(2025, 4, 24, 9)) as ayu:
        said = text(await ayu.get(f"{unit.address}/beku"))
        assert "Angka dibekukan setelah Jumat, 25 April 2025 berakhir." in said
        assert "belum dibekukan" in text(await ayu.get(f"{unit.address}/banding"))
        assert "Belum ada monev program ini yang dibekukan" in text(await ayu.get("/programme/ZI-1/monev"))
        assert (await ayu.get(f"{unit.address}/bekukan")).status_code == 403


async def test_whoever_conducts_rounds_freezes_by_hand_once(sqlite_store: Store) -> None:
    """The figures are shown first; a form sent twice acts once, and one of an older page is refused."""
    unit = worked(sqlite_store)
    async with client(unit, unit.fajar, wib(2025, 4, 24, 9)) as early:
        assert "mulai hari batas waktu" in text(await early.get(f"{unit.address}/bekukan"))
    async with client(unit, unit.fajar, wib(2025, 4, 25, 17)) as fajar:
        shown = text(await fajar.get(f"{unit.address}/bekukan"))
        assert "1 versi bukti dalam daftar." in shown
        stale = await fajar.post(f"{unit.address}/bekukan", data={"versi": "7"})
        assert stale.status_code == 409
        for _again in range(2):
            done = await fajar.post(f"{unit.address}/bekukan", data={"versi": str(unit.round().version)})
            assert done.headers.get("location", "").startswith(f"{unit.address}/beku")
        assert unit.round().frozen_at is not None
        assert "Dibekukan pada" in text(await fajar.get(f"{unit.address}/beku"))


async def test_later_work_leaves_the_frozen_page_as_it_was(ayu: AsyncClient, frozen: FrozenUnit) -> None:
    """A task that is done afterwards, with a file, stands among the late files alone."""
    page = f"{frozen.address}/{SECOND}/beku"
    before = (await ayu.get(page)).text.partition('aria-labelledby="after"')[0]
    office = replace(frozen.unit.office, now=LATER)
    office.starts("PP-01", date(2025, 7, 21))
    office.submits("PP-01", date(2025, 7, 21), evidence=(Handed("Standar pelayanan", sha256="c" * 64),))
    sealed, _mark, late = (await ayu.get(page)).text.partition('aria-labelledby="after"')
    assert sealed == before
    assert "Standar pelayanan" in late


async def test_evidence_that_is_frozen_says_in_which_rounds(ayu: AsyncClient, frozen: FrozenUnit) -> None:
    """Each leads to the figures in which it stands."""
    with frozen.unit.store.reading() as session:
        facts = next(iter(snapshots(session, frozen.programme_id).values())).facts
    piece = facts["evidence"][0]["piece"]
    shown = await ayu.get(f"/programme/ZI-1/bukti/{piece}")
    assert f'href="/programme/ZI-1/monev/{QUARTER}/beku"' in shown.text
