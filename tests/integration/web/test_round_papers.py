"""The papers of a round, saved from its page: who may, under which name, and as what they stand."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from tests.support.answers import text
from tests.support.monev_rounds import opened_round
from tests.support.paper_texts import close, docx_words, pdf_words
from tests.support.round_browsers import as_, browsing
from zi_workflow.bootstrap import Store
from zi_workflow.domain.papers import PaperKind


@pytest.fixture
async def anyone(sqlite_store: Store) -> AsyncIterator[AsyncClient]:
    """Nobody yet, before the pages of the store."""
    async with browsing(sqlite_store) as client:
        yield client


@pytest.mark.parametrize("kind", list(PaperKind))
async def test_each_paper_can_be_saved_by_whoever_sees_the_programme(
    anyone: AsyncClient, sqlite_store: Store, kind: PaperKind
) -> None:
    """A member too; the file has a plain name and says the facts of this round."""
    unit = opened_round(sqlite_store)
    browser = as_(anyone, unit, unit.hana)
    for ending, words in (("docx", docx_words), ("pdf", pdf_words)):
        answer = await browser.get(f"{unit.address}/dokumen/{kind}.{ending}")
        assert answer.status_code == 200
        named = answer.headers["content-disposition"]
        assert named.startswith(f'attachment; filename="{kind}-monev-tw1-2025-')
        assert f'.{ending}"' in named
        assert named.isascii()
        said = close(words(answer.content))
        for fact in ("700/123/ITPROV", "Triwulan I Tahun 2025", "Ruang Rapat Dinas Contoh", "Keaslian"):
            assert close(fact).lower() in said.lower() or (kind, fact) == (
                PaperKind.ATTENDANCE,
                "700/123/ITPROV",
            )


async def test_the_page_lists_every_paper_in_both_forms(anyone: AsyncClient, sqlite_store: Store) -> None:
    """With where it stands; what is not signed says so."""
    unit = opened_round(sqlite_store)
    page = await as_(anyone, unit, unit.eka).get(unit.address)
    for kind in PaperKind:
        for ending in ("docx", "pdf"):
            assert f'href="{unit.address}/dokumen/{kind}.{ending}"' in page.text
    assert text(page).count("belum ditandatangani") == 2


@pytest.mark.parametrize("name", ["undangan.odt", "nota.pdf", "undangan", "undangan.pdf.exe"])
async def test_what_is_no_paper_is_not_found(anyone: AsyncClient, sqlite_store: Store, name: str) -> None:
    """Neither another kind nor another ending."""
    unit = opened_round(sqlite_store)
    answer = await as_(anyone, unit, unit.eka).get(f"{unit.address}/dokumen/{name}")
    assert answer.status_code == 404


async def test_a_stranger_finds_no_paper(anyone: AsyncClient, sqlite_store: Store) -> None:
    """Dewi works elsewhere: for her the round does not exist."""
    unit = opened_round(sqlite_store)
    address = f"{unit.address}/dokumen/berita-acara.pdf"
    assert (await anyone.get(address)).status_code in (303, 401)
    answer = await as_(anyone, unit, unit.office.dewi).get(address)
    assert answer.status_code in (403, 404)
