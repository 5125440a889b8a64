"""An agency's own templates: the organisation bureau keeps them, what does not work is not kept, and papers follow."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import AsyncClient, Response

from tests.support.answers import text
from tests.support.evidence_samples import MACROS, PDF
from tests.support.monev_rounds import MonevUnit, opened_round
from tests.support.paper_templates import template
from tests.support.paper_texts import docx_words
from tests.support.programmes import joins
from tests.support.round_browsers import as_, browsing
from tests.support.rows import all_rows
from zi_workflow.bootstrap import Store
from zi_workflow.domain.people import Role

HERE = "/monev/templat"
KIND = "berita-acara"
OURS = template(
    "Format Pergub: {{ nomor }}", "{%p for b in tim %}", "{{ b.no }}) {{ b.nama }}", "{%p endfor %}"
)


@pytest.fixture
def unit(sqlite_store: Store) -> MonevUnit:
    """A unit with an opened round."""
    return opened_round(sqlite_store)


@pytest.fixture
async def bureau(unit: MonevUnit, tmp_path: Path) -> AsyncIterator[AsyncClient]:
    """Somebody of the organisation bureau."""
    person = joins(
        unit.store, unit.office.unit_id, "Biro", Role.ORGANISATION_BUREAU, None, "biro@contoh.go.id"
    )
    async with browsing(unit.store, tmp_path / "evidence") as client:
        yield as_(client, unit, person)


async def uploads(browser: AsyncClient, content: bytes, version: int = 0, name: str = "ba.docx") -> Response:
    """The form with a file."""
    return await browser.post(
        f"{HERE}/{KIND}/unggah", data={"version": str(version)}, files=[("files", (name, content))]
    )


async def test_a_kept_template_makes_the_papers_of_every_round(bureau: AsyncClient, unit: MonevUnit) -> None:
    """The page says so, the DOCX has its words, the PDF still ours; sent twice it is one version."""
    for _each in range(2):
        assert (await uploads(bureau, OURS)).status_code == 303
    assert "versi 1, ba.docx" in text(await bureau.get(HERE))
    docx = await bureau.get(f"{unit.address}/dokumen/{KIND}.docx")
    assert docx_words(docx.content).startswith("Format Pergub: ................ 1) Fajar 2) Gita Keaslian: ")
    pdf = await bureau.get(f"{unit.address}/dokumen/{KIND}.pdf")
    assert pdf.content.startswith(b"%PDF")
    file = await as_(bureau, unit, unit.hana).get(f"{HERE}/{KIND}/berkas/1")
    assert file.content == OURS


async def test_a_withdrawn_template_gives_way_to_the_one_before(bureau: AsyncClient, unit: MonevUnit) -> None:
    """And the last one to ours; the page says beforehand what will hold."""
    await uploads(bureau, OURS)
    assert (await uploads(bureau, template("Versi kedua"), 1)).status_code == 303
    for number, before, words in (
        (2, "versi 1 (ba.docx) digunakan kembali", "Format Pergub"),
        (1, "templat bawaan", "BERITA ACARA"),
    ):
        shown = await bureau.get(f"{HERE}/{KIND}/tarik")
        assert before in text(shown)
        assert (await bureau.post(f"{HERE}/{KIND}/tarik", data={"version": str(number)})).status_code == 303
        docx = await bureau.get(f"{unit.address}/dokumen/{KIND}.docx")
        assert words in docx_words(docx.content)
    assert (await bureau.get(f"{HERE}/{KIND}/berkas/2")).status_code == 200


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (template("Nomor {{ nomer }}", "{{ temuan }}"), "Tidak ada isian 'nomer'"),
        (template("{% for"), "rusak"),
        (template("{{ nomor * 9 }}"), "hanya isian"),
        (template("Nomor {{ nomor }}", footer=""), "tulis isian keaslian"),
        (PDF, "bukan DOCX"),
        (MACROS, "makro"),
        (b"", "kosong"),
        (b"kata", "bukan berkas"),
    ],
)  # fmt: skip
async def test_what_does_not_work_is_not_kept(
    bureau: AsyncClient, unit: MonevUnit, tmp_path: Path, content: bytes, said: str
) -> None:
    """The page shows every mistake with its place; no row, no event, no file."""
    before = all_rows(unit.store)
    answer = await uploads(bureau, content)
    assert answer.status_code == 422
    assert said in text(answer)
    assert all_rows(unit.store) == before
    assert [each for each in (tmp_path / "evidence").rglob("*") if each.is_file()] == []


async def test_every_mistake_of_a_template_is_listed_with_its_place(bureau: AsyncClient) -> None:
    """Field, nearest field, and the paragraph."""
    answer = text(
        await uploads(bureau, template("Nomor {{ nomer }}", "Daftar {{ temuan }}", "Pada {{ tempat"))
    )
    assert "Pada {{ tempat: Penanda di sini rusak" in answer
    assert "Nomor {{ nomer }}: Tidak ada isian 'nomer'; apakah maksud Anda 'nomor'?" in answer
    assert "Daftar {{ temuan }}: 'temuan' adalah daftar" in answer


async def test_a_page_that_is_not_true_any_more_keeps_nothing(bureau: AsyncClient, unit: MonevUnit) -> None:
    """Somebody else was faster: 409, and what holds now stands there."""
    await uploads(bureau, OURS)
    before = all_rows(unit.store)
    assert (await uploads(bureau, template("Lain"), 0)).status_code == 409
    assert all_rows(unit.store) == before
    await bureau.post(f"{HERE}/{KIND}/tarik", data={"version": "1"})
    again = await bureau.post(f"{HERE}/{KIND}/tarik", data={"version": "1", "x": "y"})
    assert again.status_code in (303, 409)


async def test_others_look_and_only_the_bureau_keeps(bureau: AsyncClient, unit: MonevUnit) -> None:
    """The inspectorate conducts rounds and signs; it does not reshape their papers alone."""
    for person in (unit.gita, unit.eka):
        browser = as_(bureau, unit, person)
        assert "/unggah" not in (await browser.get(HERE)).text
        before = all_rows(unit.store)
        for path in (f"{HERE}/{KIND}/unggah", f"{HERE}/{KIND}/tarik"):
            assert (await browser.get(path)).status_code == 403
            assert (await browser.post(path, data={"version": "0"})).status_code == 403
        assert all_rows(unit.store) == before


async def test_our_own_template_is_a_beginning_that_works(bureau: AsyncClient) -> None:
    """Saved from the page and uploaded again it passes."""
    own = await bureau.get(f"{HERE}/bawaan/{KIND}.docx")
    assert own.headers["content-disposition"].startswith('attachment; filename="templat-berita-acara.docx"')
    assert (await uploads(bureau, own.content)).status_code == 303


async def test_a_damaged_template_is_said_and_the_pdf_still_comes(
    bureau: AsyncClient, unit: MonevUnit, tmp_path: Path
) -> None:
    """Nobody gets a paper of a file that is not the one that was tried out."""
    await uploads(bureau, OURS)
    (kept,) = [each for each in (tmp_path / "evidence").rglob("*") if each.is_file()]
    kept.chmod(0o600)
    kept.write_bytes(b"changed")
    answer = await bureau.get(f"{unit.address}/dokumen/{KIND}.docx")
    assert answer.status_code == 409
    assert "hilang atau rusak" in text(answer)
    assert (await bureau.get(f"{unit.address}/dokumen/{KIND}.pdf")).status_code == 200


async def test_the_page_lists_every_field_with_an_example(bureau: AsyncClient) -> None:
    """Those that the checks know."""
    shown = await bureau.get(HERE)
    for name in ("pembuka_berita_acara", "rekomendasi_bawaan", "angka_sha256", "temuan.uraian"):
        assert f"<code>{name}</code>" in shown.text
    assert "Pada hari ini Rabu tanggal tiga puluh bulan April" in text(shown)
