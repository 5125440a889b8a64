"""An area fills in its matrix on its page and by a sheet; nothing typed is lost, and nothing is kept that was not seen."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import pytest
from httpx import ASGITransport, AsyncClient, Response

from tests.support import visitors
from tests.support.answers import text
from tests.support.matrix_rounds import AFTER, SAID, asked_round, changes_round, fills, found, told
from tests.support.matrix_sheets import LINES, TITLES, book, typed
from tests.support.monev_rounds import NOW, MonevUnit
from zi_workflow.bootstrap import Store
from zi_workflow.domain.matrices import Line, MatrixState, Told
from zi_workflow.storage import matrix_files
from zi_workflow.web.app import create_app

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def unit(sqlite_store: Store) -> MonevUnit:
    """A round whose areas were asked."""
    return asked_round(sqlite_store)


@pytest.fixture
async def anyone(unit: MonevUnit) -> AsyncIterator[AsyncClient]:
    """Nobody yet, before the pages of the store, on the day of the opening."""
    app = create_app(unit.store, now=lambda: NOW)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


def as_(client: AsyncClient, unit: MonevUnit, person: str) -> AsyncClient:
    """The client, signed in as that person."""
    return visitors.sign_in(client, visitors.person(unit.store, person, NOW))


def form(unit: MonevUnit, step: str = "simpan", **typed: str) -> dict[str, str]:
    """The form of the area's page with some fields typed anew; its lines are TL-01 and TL-02."""
    sent = {"versi": str(found(unit).version), "langkah": step}
    for number, line in enumerate(found(unit).lines, start=1):
        words = line.told
        sent |= {
            f"tugas-{number}": line.task, f"realisasi-{number}": words.realisation,
            f"persen-{number}": str(words.percent), f"kendala-{number}": words.obstacle,
            f"solusi-{number}": words.solution,
        }  # fmt: skip
    return sent | {name.replace("_", "-"): each for name, each in typed.items()}


def place(unit: MonevUnit, end: str = "/tl") -> str:
    """A page of the matrices."""
    return f"{unit.address}/matriks{end}"


async def test_the_list_says_where_every_area_stands(anyone: AsyncClient, unit: MonevUnit) -> None:
    """And leads whoever works in one to it first."""
    fills(unit, unit.office.budi, {}, area="pp")
    answer = await as_(anyone, unit, unit.office.ayu).get(place(unit, ""))
    seen = text(answer)
    for said in (
        "0 dari 2 area sudah mengirim",
        "Batas waktu: Jumat, 25 April 2025",
        "diminta, belum dikirim",
    ):
        assert said in seen
    assert re.search(r'class="deed main" href="[^"]*/matriks/tl"', answer.text)


async def test_a_draft_is_kept_and_sending_it_is_recorded(anyone: AsyncClient, unit: MonevUnit) -> None:
    """First the draft, then the whole."""
    ayu = as_(anyone, unit, unit.office.ayu)
    kept = await ayu.post(place(unit), data=form(unit, realisasi_2=SAID.realisation, persen_2="80%"))
    assert (kept.status_code, kept.headers["location"]) == (303, place(unit) + "?selesai=simpan")
    assert told(unit)["TL-02"] == Told(SAID.realisation, 80)
    assert "Draf Anda tersimpan" in text(await ayu.get(kept.headers["location"]))
    sent = await ayu.post(
        place(unit), data=form(unit, "kirim", kendala_2=SAID.obstacle, solusi_2=SAID.solution)
    )
    assert sent.headers["location"] == place(unit, "") + "?selesai=kirim"
    assert (found(unit).state, told(unit)["TL-02"]) == (MatrixState.SENT, SAID)
    assert "oleh Ayu" in text(await ayu.get(sent.headers["location"]))


async def test_all_that_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    anyone: AsyncClient, unit: MonevUnit
) -> None:
    """A percentage, a text that is too long, the obstacle of late work."""
    sent = form(unit, "kirim", persen_1="110", realisasi_2="x" * 1001, solusi_2="Solusi yang diketik.")
    answer = await as_(anyone, unit, unit.office.ayu).post(place(unit), data=sent)
    assert answer.status_code == 422
    assert re.findall(r'id="([^"]+)-wrong"', answer.text) == ["persen-1", "realisasi-2", "kendala-2"]
    assert 'value="110"' in answer.text
    assert "Solusi yang diketik." in answer.text
    assert told(unit)["TL-02"].solution == ""


async def test_two_editors_see_what_differs(anyone: AsyncClient, unit: MonevUnit) -> None:
    """The second's words stay in the fields, what was kept stands beside; sent once more they are kept."""
    sent = form(unit, realisasi_2="Versi Ayu.")
    fills(unit, unit.hana, {"TL-02": Told("Versi Hana.", 30)})
    ayu = as_(anyone, unit, unit.office.ayu)
    answer = await ayu.post(place(unit), data=sent)
    assert answer.status_code == 409
    assert "Yang tersimpan sementara itu: Versi Hana." in text(answer)
    assert ">Versi Ayu.</textarea>" in answer.text
    assert told(unit)["TL-02"].realisation == "Versi Hana."
    again = await ayu.post(place(unit), data=sent | {"versi": str(found(unit).version)})
    assert (again.status_code, told(unit)["TL-02"].realisation) == (303, "Versi Ayu.")


async def test_the_same_form_sent_twice_acts_once(anyone: AsyncClient, unit: MonevUnit) -> None:
    """A double click is no conflict."""
    ayu = as_(anyone, unit, unit.office.ayu)
    sent = form(unit, realisasi_2="Sekali saja.")
    answers = [await ayu.post(place(unit), data=sent) for _n in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert found(unit).version == 2


async def test_after_the_cutoff_it_is_sent_and_marked(unit: MonevUnit) -> None:
    """The page says so before."""
    app = create_app(unit.store, now=lambda: AFTER)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        visitors.sign_in(client, visitors.person(unit.store, unit.office.ayu, AFTER))
        assert "ditandai setelah batas waktu" in text(await client.get(place(unit)))
        sent = form(unit, "kirim", kendala_2="Pejabat penandatangan cuti.")
        assert (await client.post(place(unit), data=sent)).status_code == 303
        assert "dikirim setelah batas waktu" in text(await client.get(place(unit, "")))
    assert found(unit).late


async def test_others_read_it_and_are_told_why_they_do_not_write(
    anyone: AsyncClient, unit: MonevUnit
) -> None:
    """Another area and the assistance team; whoever has no office there finds nothing."""
    for who, status in ((unit.office.budi, 200), (unit.fajar, 200), (unit.office.dewi, 403)):
        client = as_(anyone, unit, who)
        answer = await client.get(place(unit))
        assert answer.status_code == status
        assert 'name="realisasi-1"' not in answer.text
        assert (await client.post(place(unit), data=form(unit))).status_code in (403, 404)
    assert found(unit).version == 1


async def test_a_matrix_that_the_round_does_not_ask_for_is_not_found(
    anyone: AsyncClient, unit: MonevUnit
) -> None:
    """An area without work, and none at all."""
    ayu = as_(anyone, unit, unit.office.ayu)
    assert [(await ayu.get(place(unit, end))).status_code for end in ("/sdm", "/x")] == [404, 404]


async def test_a_round_that_is_off_shows_its_matrices_and_takes_nothing(
    anyone: AsyncClient, unit: MonevUnit
) -> None:
    """With the reason."""
    sent = form(unit)
    changes_round(unit, state="postponed")
    ayu = as_(anyone, unit, unit.office.ayu)
    assert "sejak monev dibuka" in text(await ayu.get(place(unit)))
    assert (await ayu.post(place(unit), data=sent)).status_code == 409


def sheet(unit: MonevUnit, words: Mapping[str, Told], area: str = "tl") -> bytes:
    """The area's sheet, filled in."""
    lines: list[Line] = [
        replace(line, told=words.get(line.task, line.told)) for line in found(unit, area).lines
    ]
    return matrix_files.workbook(lines, "2025-Q1", TITLES, {})


async def upload(client: AsyncClient, unit: MonevUnit, content: bytes) -> Response:
    """Somebody sends a file."""
    files = {"file": ("matriks.xlsx", content, XLSX)}
    return await client.post(place(unit, "/unggah"), files=files)


def carried(answer: Response) -> dict[str, str]:
    """What the page of the changes would send."""
    fields = re.findall(r'<input type="hidden" name="(isi|tanda)" value="([^"]*)"', answer.text)
    return {name: html.unescape(value) for name, value in fields}


async def test_a_sheet_is_looked_at_and_then_taken_in_exactly_so(
    anyone: AsyncClient, unit: MonevUnit
) -> None:
    """Twice sent it acts once."""
    ayu = as_(anyone, unit, unit.office.ayu)
    seen = await upload(ayu, unit, sheet(unit, {"TL-02": SAID}))
    assert seen.status_code == 200
    for said in ("4 sel berbeda", "sel J3", "Kendala: kosong", SAID.solution):
        assert said in text(seen)
    assert told(unit)["TL-02"].percent == 0
    answers = [await ayu.post(place(unit, "/unggah/terapkan"), data=carried(seen)) for _n in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert (told(unit)["TL-02"], found(unit).version) == (SAID, 2)


async def test_changed_cells_of_the_plan_are_named_before_the_sheet_is_taken_in(
    anyone: AsyncClient, unit: MonevUnit
) -> None:
    """They are not taken over, and the page says where that is done; what was not touched is not named."""
    ayu = as_(anyone, unit, unit.office.ayu)
    lines = [replace(line, target="Target lain") for line in found(unit, "tl").lines]
    seen = text(await upload(ayu, unit, matrix_files.workbook(lines, "2025-Q1", TITLES, {})))
    assert seen.count("tidak diambil; rencana diubah pada halaman rencana.") == len(lines)
    assert "E2: Isi kolom" in seen
    assert "tidak diambil" not in text(await upload(ayu, unit, sheet(unit, {"TL-02": SAID})))


async def test_a_preview_that_is_not_so_any_more_is_shown_anew(anyone: AsyncClient, unit: MonevUnit) -> None:
    """And nothing is kept."""
    ayu = as_(anyone, unit, unit.office.ayu)
    seen = carried(await upload(ayu, unit, sheet(unit, {"TL-02": SAID})))
    fills(unit, unit.hana, {"TL-02": Told("Versi Hana.", 30)})
    answer = await ayu.post(place(unit, "/unggah/terapkan"), data=seen)
    assert answer.status_code == 409
    assert "Versi Hana." in text(answer)
    assert told(unit)["TL-02"].realisation == "Versi Hana."
    again = await ayu.post(place(unit, "/unggah/terapkan"), data=carried(answer))
    assert (again.status_code, told(unit)["TL-02"]) == (303, SAID)


async def test_a_sheet_may_not_say_anything_about_another_area(anyone: AsyncClient, unit: MonevUnit) -> None:
    """Nor about a task that is not there; each is named by its cell. What is the same as before is no matter."""
    ayu = as_(anyone, unit, unit.office.ayu)
    answer = await upload(ayu, unit, sheet(unit, {"PP-01": SAID}, "pp"))
    assert answer.status_code == 422
    assert [place_ in text(answer) for place_ in ("J2:", "K2:", "L2:", "M2:")] == [True] * 4
    same = await upload(ayu, unit, sheet(unit, {}, "pp"))
    assert "tidak mengubah apa pun" in text(same)


async def test_a_spoiled_sheet_comes_back_with_all_its_errors(anyone: AsyncClient, unit: MonevUnit) -> None:
    """Of the sheet and of what it says, in one go."""
    ayu = as_(anyone, unit, unit.office.ayu)
    answer = await upload(ayu, unit, book(LINES[:2], typed(B2="XX-99", K3="banyak", J3="=A1")))
    assert answer.status_code == 422
    seen = text(answer)
    assert all(each in seen for each in ("B2:", "K3:", "J3:", "XX-99", "3 kesalahan"))
    assert (await upload(ayu, unit, b"")).status_code == 422


async def test_what_did_not_come_from_our_page_is_refused(anyone: AsyncClient, unit: MonevUnit) -> None:
    """Whatever a program sends in place of the list."""
    ayu = as_(anyone, unit, unit.office.ayu)
    for torn in (
        "",
        "[]",
        "{",
        '{"TL-02": [1]}',
        '{"TL-02": [1, 2, 3, 4]}',
        '{"TL-02": ["a", true, "", ""]}',
    ):
        answer = await ayu.post(place(unit, "/unggah/terapkan"), data={"isi": torn, "tanda": "x"})
        assert answer.status_code in (409, 422), torn
    assert found(unit).version == 1


async def test_the_sheet_is_downloaded_whole_or_by_area(anyone: AsyncClient, unit: MonevUnit) -> None:
    """As an Excel file, also by those who only read."""
    fajar = as_(anyone, unit, unit.fajar)
    for query, lines in (("", 5), ("?area=pp", 3)):
        answer = await fajar.get(place(unit, ".xlsx" + query))
        assert answer.headers["content-type"] == XLSX
        rows = {cell.row for each in matrix_files.read(answer.content) for cell in each.cells}
        assert len(rows) == lines
