"""A monev round by its pages from the meeting to its end: one main button in each state, a sentence after each form."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from tests.support import round_browsers
from tests.support.answers import text
from tests.support.evidence_samples import document, e_signed
from tests.support.meetings import AT, DEADLINE, Meeting, meeting
from tests.support.round_browsers import browsing
from zi_workflow.bootstrap import Store
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.storage.tables import Round
from zi_workflow.usecases.matrices import ask

OK, SEE_OTHER, UNUSABLE = 200, 303, 422
MAIN = re.compile(r'class="deed main" href="([^"]+)"')
SAID = re.compile(r'<p[^>]* role="status"[^>]*>([^<]+)</p>')
SIGNED = {f"{side}_{key}": word
          for side, name, number in (("team", "Fajar", "198001012005011001"), ("unit", "Eka", "197505052000121002"))
          for key, word in (("name", name), ("number", number), ("title", "Kepala Dinas"),
                            ("capacity", "definitive"))}  # fmt: skip


@pytest.fixture
def round_(sqlite_store: Store) -> Meeting:
    """The meeting of the small unit, on its day."""
    return meeting(sqlite_store)


@pytest.fixture
async def client(round_: Meeting, tmp_path: Path) -> AsyncIterator[AsyncClient]:
    """The chair of the team."""
    async with browsing(round_.store, tmp_path / "evidence", AT) as made:
        yield as_(made, round_, round_.unit.fajar)


def as_(client: AsyncClient, round_: Meeting, person: str) -> AsyncClient:
    """The client as somebody else."""
    client.cookies.clear()
    return round_browsers.as_(client, round_.unit, person, AT)


async def main_button(client: AsyncClient, address: str) -> str:
    """Where the only main button of a page leads; empty without one."""
    page = await client.get(address)
    assert page.status_code == OK, page.text
    found = MAIN.findall(page.text)
    assert len(found) <= 1
    return str(found[0]).replace("&amp;", "&") if found else ""


async def does(
    client: AsyncClient, round_: Meeting, path: str, file: bytes | None = None, /, **more: Any
) -> str:
    """What the page says to which a form below the round leads."""
    files = {"files": ("BA.pdf", file, "application/pdf")} if file else None
    sent = {"version": "0", **more}
    answer = await client.post(round_.unit.address + path, data=sent, files=files)
    assert answer.status_code == SEE_OTHER, text(answer)
    page = await client.get(answer.headers["Location"])
    (said,) = SAID.findall(page.text)
    return str(said)


def version(round_: Meeting) -> str:
    """Of the round as it stands."""
    return str(round_.unit.round().version)


async def test_every_form_of_the_meeting_is_thanked_for(client: AsyncClient, round_: Meeting) -> None:
    """Words, photos, attendance, findings, recommendations, each with what takes it back."""
    base = round_.unit.address
    check: dict[str, Any] = {"kind": "task", "target": "TL-01", "verdict": "fits"}
    assert await does(client, round_, "/rapat/periksa?area=tl", **check)
    assert await does(client, round_, "/rapat/foto?area=tl", document(), **check)
    photo = (
        (await client.get(f"{base}/rapat?area=tl")).text.split(f'href="{base}/rapat/foto/')[1].split('"')[0]
    )
    assert await does(client, round_, f"/rapat/foto/{photo}/tarik?area=tl", **check)
    assert await does(client, round_, "/hadir", present=[f"p-{round_.unit.eka}"], version="1")
    guest: dict[str, Any] = {"name": "Tamu", "office": "Biro", "side": "unit", "version": "2"}
    assert await does(client, round_, "/hadir/tamu", **guest)
    key = (await client.get(f"{base}/hadir")).text.split('name="key" value="')[1].split('"')[0]
    assert await does(client, round_, "/hadir/hapus", key=key)
    assert await does(client, round_, "/temuan/catat", area="tl", words="SOP belum ditetapkan.")
    assert await does(client, round_, "/temuan/1", area="tl", words="SOP belum ada.", version="1")
    said: dict[str, Any] = {"words": "Tetapkan SOP.", "responsible": "head", "deadline": str(DEADLINE)}
    assert await does(client, round_, "/temuan/1/rekomendasi", **said)
    assert await does(client, round_, "/temuan/rekomendasi/1", finding="1", **{**said, "version": "1"})
    assert await does(client, round_, "/temuan/1", deed="tarik", version="2")


async def test_from_the_meeting_to_the_end_each_state_has_one_main_button_and_each_step_its_sentence(
    client: AsyncClient, round_: Meeting
) -> None:
    """Minutes and report with electronic signatures go on record as they are."""
    base = round_.unit.address
    assert await main_button(client, base) == f"{base}/rapat"
    assert "dibekukan" in await does(client, round_, "/bekukan", versi=version(round_))
    assert await does(client, round_, "/selenggara", on="2025-04-30")
    assert await main_button(client, base) == f"{base}/temuan"
    round_.finds()
    round_.recommends()
    assert await main_button(client, base) == f"{base}/tanda-tangan"
    letter = {"letter_number": "700/1", "dated": "2025-04-30", "signed_by": round_.unit.fajar, **SIGNED}
    signed = {**letter, "version": version(round_)}
    assert await does(client, round_, "/tanda-tangan", e_signed(certified=True), **signed)
    assert await main_button(client, base) == f"{base}/laporan"
    assert await does(client, round_, "/laporan", e_signed(), **{**letter, "version": version(round_)})
    assert await main_button(client, base) == f"{base}/tutup"
    assert "ditutup" in await does(client, round_, "/tutup", version=version(round_))
    assert await main_button(client, base) == "/monev/rekomendasi?quarter=2025-Q1"


async def test_the_unit_fills_in_its_matrix_and_answers_its_recommendations(
    client: AsyncClient, round_: Meeting
) -> None:
    """Each of their own area; whoever has nothing to do has no main button."""
    with round_.store.writing() as session:
        row = session.get_one(Round, round_.unit.round().id)
        ask(session, row, programme_facts(session, round_.unit.programme_id), AT)
    base, office = round_.unit.address, round_.unit.office
    assert await main_button(as_(client, round_, office.ayu), base) == f"{base}/matriks/tl"
    assert await main_button(as_(client, round_, office.budi), base) == f"{base}/matriks/pp"
    round_.finds()
    round_.recommends()
    round_.holds()
    assert await main_button(client, base) == ""
    round_.signs()
    assert await main_button(as_(client, round_, office.ayu), base) == f"{base}/rekomendasi/1"
    assert await main_button(as_(client, round_, office.budi), base) == ""


@pytest.mark.parametrize("state", ["scheduled", "postponed", "cancelled"])
async def test_a_round_that_is_not_open_is_opened_by_who_conducts(
    client: AsyncClient, round_: Meeting, state: str
) -> None:
    """The unit's people have nothing to press."""
    round_.becomes(state)
    assert (await main_button(client, round_.unit.address)).startswith("/monev/buka?")
    assert await main_button(as_(client, round_, round_.unit.office.ayu), round_.unit.address) == ""


async def test_ties_are_typed_shown_and_kept_when_the_recommendation_is_changed(
    client: AsyncClient, round_: Meeting
) -> None:
    """What is wrong with each side stands at its field; a circle names its tasks."""
    round_.finds()
    base = f"{round_.unit.address}/temuan"
    said = {
        "words": "Tetapkan SOP.",
        "responsible": "head",
        "office": "",
        "deadline": str(DEADLINE),
        "version": "0",
    }
    wrong = await client.post(
        f"{base}/1/rekomendasi", data={**said, "after": "XX-1, PP-02", "before": "PP-02; Y"}
    )
    assert wrong.status_code == UNUSABLE
    assert all(f'id="{side}-wrong"' in wrong.text for side in ("after", "before"))
    assert "XX-1, PP-02" in wrong.text
    assert "Satu tugas tidak dapat ditunggu dan sekaligus menunggu: PP-02." in text(wrong)
    assert "Program ini tidak memiliki tugas berkode: Y." in text(wrong)
    circle = await client.post(f"{base}/1/rekomendasi", data={**said, "after": "PP-01", "before": "TL-02"})
    assert "TL-02 -&gt; PP-01 -&gt; REK-2025Q1-01 -&gt; TL-02" in circle.text
    kept = await client.post(f"{base}/1/rekomendasi", data={**said, "after": "TL-01", "before": "PP-02"})
    assert kept.status_code == SEE_OTHER
    form = (await client.get(f"{base}/rekomendasi/1")).text
    assert 'name="after" type="text" maxlength="1000" value="TL-01"' in form
    assert 'name="before" type="text" maxlength="1000" value="PP-02"' in form
    for page in (base, f"{round_.unit.address}/rekomendasi/1"):
        shown = (await client.get(page)).text
        assert 'href="/programme/ZI-1/task/TL-01"' in shown, page
        assert 'href="/programme/ZI-1/task/PP-02"' in shown, page
