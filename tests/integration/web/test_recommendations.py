"""Recommendations in the browser: the list, answering by the unit, deciding by the chair, and who may not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from io import BytesIO

import pytest
from httpx import ASGITransport, AsyncClient
from openpyxl import load_workbook

from tests.integration.usecases.test_nudges import events
from tests.support import visitors
from tests.support.answers import text
from tests.support.clocks import wib
from tests.support.recommendations import Rounds, recommended
from zi_workflow.bootstrap import Store
from zi_workflow.web.app import create_app

NOW = wib(2025, 5, 28, 9)
AT = "/programme/ZI-1/monev/2025-Q1/rekomendasi/1"
LIST = "/monev/rekomendasi"
DONE = "SOP layanan telah ditetapkan."
WHERE = "Lemari arsip 3"


@pytest.fixture
def rounds(sqlite_store: Store) -> Rounds:
    """Two recommendations of signed minutes; the deadline of the first passed three working days ago."""
    made = recommended(
        sqlite_store, {}, {"area": "pp", "words": "Umumkan standar pelayanan.", "deadline": date(2025, 6, 30)}
    )
    made.signs()
    return made


@pytest.fixture
async def anyone(rounds: Rounds) -> AsyncIterator[AsyncClient]:
    """Nobody yet."""
    app = create_app(rounds.store, now=lambda: NOW)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


def as_(client: AsyncClient, rounds: Rounds, person: str) -> AsyncClient:
    """The client, signed in as that person."""
    return visitors.sign_in(client, visitors.person(rounds.store, person, NOW))


def answer(rounds: Rounds, **more: str) -> dict[str, str]:
    """The form of an answer as the page of the moment sends it."""
    return {"version": str(rounds.row(1).version), "note": DONE, "reference": WHERE, **more}


def decision(rounds: Rounds, **more: str) -> dict[str, str]:
    """The form of the chair as the page of the moment sends it."""
    return {"version": str(rounds.row(1).version), "note": "Sesuai.", "verdict": "tutup", **more}


async def test_the_unit_answers_and_the_chair_closes(anyone: AsyncClient, rounds: Rounds) -> None:
    """Each page has one way on; afterwards there is none left."""
    ayu = as_(anyone, rounds, rounds.office.ayu)
    page = await ayu.get(AT)
    assert "3 hari kerja" in text(page)
    assert f'href="{AT}/jawab"' in page.text
    assert f"{AT}/putuskan" not in page.text
    assert "tugas REK-2025Q1-01 sekaligus dinyatakan diserahkan" in text(await ayu.get(f"{AT}/jawab"))
    sent = await ayu.post(f"{AT}/jawab", data=answer(rounds))
    assert (sent.status_code, sent.headers["location"]) == (303, f"{AT}?selesai=jawab")
    assert "menunggu keputusan ketua" in text(await ayu.get(AT))
    chair = as_(anyone, rounds, rounds.chair)
    page = await chair.get(AT)
    assert DONE in text(page)
    assert f'href="{AT}/putuskan"' in page.text
    assert f"{AT}/jawab" not in page.text
    sent = await chair.post(f"{AT}/putuskan", data=decision(rounds))
    assert (sent.status_code, sent.headers["location"]) == (303, f"{AT}?selesai=tutup")
    page = await chair.get(AT)
    assert "ditutup pada Rabu, 28 Mei 2025" in text(page)
    assert "/putuskan" not in page.text


async def test_what_is_missing_is_said_all_at_once_and_what_was_typed_stays(
    anyone: AsyncClient, rounds: Rounds
) -> None:
    """Words and evidence; nothing was changed."""
    ayu = as_(anyone, rounds, rounds.office.ayu)
    assert '<label for="note">Apa yang dilakukan</label>' in (await ayu.get(f"{AT}/jawab")).text
    refused = await ayu.post(f"{AT}/jawab", data=answer(rounds, note="", reference=""))
    assert refused.status_code == 422
    assert 'id="note-wrong"' in refused.text
    assert 'id="files-wrong"' in refused.text or "tuliskan" in text(refused)
    kept = await ayu.post(f"{AT}/jawab", data=answer(rounds, reference=""))
    assert (kept.status_code, DONE in kept.text) == (422, True)
    assert rounds.row(1).state == "open"
    rounds.answers(1, rounds.office.ayu, NOW)
    chair = as_(anyone, rounds, rounds.chair)
    unsaid = await chair.post(f"{AT}/putuskan", data=decision(rounds, note=" "))
    assert unsaid.status_code == 422
    assert (await chair.post(f"{AT}/putuskan", data=decision(rounds, verdict="x"))).status_code == 422
    assert rounds.row(1).state == "responded"


async def test_a_form_sent_twice_acts_once_and_a_stale_one_shows_what_changed(
    anyone: AsyncClient, rounds: Rounds
) -> None:
    """The second press ends on the same page; another one's form is told, with what they typed."""
    form = answer(rounds)
    ayu = as_(anyone, rounds, rounds.office.ayu)
    presses = [await ayu.post(f"{AT}/jawab", data=form) for _press in range(2)]
    assert [each.status_code for each in presses] == [303, 303]
    assert len(events(rounds.office, "task.submitted")) == 1
    citra = as_(anyone, rounds, rounds.office.citra)
    late = await citra.post(f"{AT}/jawab", data={**form, "note": "Sudah juga."})
    assert late.status_code == 409
    assert "Sudah juga." in late.text
    assert "menunggu keputusan ketua" in text(late)
    chair = as_(anyone, rounds, rounds.chair)
    closing = decision(rounds)
    presses = [await chair.post(f"{AT}/putuskan", data=closing) for _press in range(2)]
    assert [each.status_code for each in presses] == [303, 303]
    assert len(events(rounds.office, "task.done")) == 1


@pytest.mark.parametrize("who", ["member", "later_chair", "ayu", "citra"])
async def test_nobody_but_the_chair_reaches_the_decision(
    anyone: AsyncClient, rounds: Rounds, who: str
) -> None:
    """A member of the team and people of the unit are told why, looking or sending."""
    rounds.answers(1, rounds.office.ayu, NOW)
    person = getattr(rounds, who, None) or getattr(rounds.office, who)
    browser = as_(anyone, rounds, person)
    answers = [
        await browser.get(f"{AT}/putuskan"),
        await browser.post(f"{AT}/putuskan", data=decision(rounds)),
    ]
    assert [each.status_code for each in answers] == [403, 403]
    assert "Hanya" in text(answers[0])
    assert rounds.row(1).state == "responded"


async def test_whoever_only_sees_it_does_not_answer_and_a_stranger_finds_nothing(
    anyone: AsyncClient, rounds: Rounds
) -> None:
    """Another area's coordinator and the chair get a refusal, an outsider nothing at all."""
    for person in (rounds.office.budi, rounds.chair):
        browser = as_(anyone, rounds, person)
        assert (await browser.post(f"{AT}/jawab", data=answer(rounds))).status_code == 403
    browser = as_(anyone, rounds, rounds.office.ayu)
    for wrong in (AT[:-1] + "9", AT.replace("2025-Q1", "2025-Q3"), AT.replace("2025-Q1", "x"), AT + "0" * 30):
        assert (await browser.get(wrong)).status_code == 404


async def test_the_tasks_own_review_page_says_who_decides(anyone: AsyncClient, rounds: Rounds) -> None:
    """It leads to the recommendation, and its form is refused."""
    rounds.answers(1, rounds.office.ayu, NOW)
    citra = as_(anyone, rounds, rounds.office.citra)
    at = "/programme/ZI-1/task/REK-2025Q1-01"
    for page in (
        await citra.get(at),
        await citra.get(f"{at}/tinjau"),
        await citra.get("/tugas/ZI-1/REK-2025Q1-01"),
    ):
        assert f'href="{AT}"' in page.text
    shown = await citra.get(f"{at}/tinjau")
    assert "hanya ketua Tim Pendamping" in text(shown)
    assert 'name="verdict"' not in shown.text
    assert "REK-2025Q1-01" not in text(await citra.get("/ringkasan"))
    form = {"version": str(rounds.office.task("REK-2025Q1-01").version), "seen": "x", "verdict": "accept"}
    assert (await citra.post(f"{at}/tinjau", data=form)).status_code in (403, 409)
    assert rounds.row(1).state == "responded"


async def test_the_list_can_be_narrowed_sorted_and_saved(anyone: AsyncClient, rounds: Rounds) -> None:
    """By state, area, quarter and what is past its deadline; a file has the same rows."""
    ayu = as_(anyone, rounds, rounds.office.ayu)
    whole = text(await ayu.get(LIST))
    assert "0 dari 2 rekomendasi telah ditindaklanjuti" in whole
    assert whole.index("Tetapkan SOP layanan.") < whole.index("Umumkan standar pelayanan.")
    for narrowed, shown in (
        ("overdue=ya", "Tetapkan SOP"), ("area=pp", "Umumkan"), ("q=umumkan", "Umumkan"),
        ("state=open&sort=-deadline", "Umumkan"), ("quarter=2025-Q1&unit=contoh", "Tetapkan SOP"),
    ):  # fmt: skip
        page = await ayu.get(f"{LIST}?{narrowed}")
        assert page.text.count('class="title"') == (2 if narrowed.startswith(("state", "quarter")) else 1)
        assert shown in text(page)
    assert 'class="title"' not in (await ayu.get(f"{LIST}?state=rejected")).text
    book = load_workbook(BytesIO((await ayu.get(f"{LIST}?file=xlsx")).content))
    rows = list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert len(rows) == 3
    assert 3 in rows[1]


async def test_what_waits_for_the_chair_is_their_home(anyone: AsyncClient, rounds: Rounds) -> None:
    """Once something was answered, and only for who decides on it."""
    rounds.answers(1, rounds.office.ayu, NOW)
    chair = as_(anyone, rounds, rounds.chair)
    assert (await chair.get("/beranda")).headers["location"] == LIST
    assert "Menunggu keputusan Anda" in text(await chair.get(LIST))
    member = as_(anyone, rounds, rounds.member)
    assert (await member.get("/beranda")).headers["location"] != LIST
    assert "Menunggu keputusan Anda" not in text(await member.get(LIST))


async def test_the_rounds_page_counts_what_became_of_its_recommendations(
    anyone: AsyncClient, rounds: Rounds
) -> None:
    """With the answer that the figures bear out; in the next round what was carried, with its age."""
    rounds.answers(1, rounds.office.ayu, NOW)
    rounds.settles(1, rounds.chair, NOW)
    rounds.closes(now=NOW)
    ayu = as_(anyone, rounds, rounds.office.ayu)
    first = text(await ayu.get("/programme/ZI-1/monev/2025-Q1"))
    assert "0 dibawa dari triwulan sebelumnya dan 2 baru: 1 ditutup, 1 terbuka (50 persen" in first
    assert "mendukung jawaban C" in first
    second = text(await ayu.get("/programme/ZI-1/monev/2025-Q2"))
    assert "1 dibawa dari triwulan sebelumnya dan 0 baru" in second
    assert "dibawa dari 1 monev sebelumnya" in second
