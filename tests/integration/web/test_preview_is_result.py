"""Whatever is changed: the page names exactly the tasks that then move, where to, and exactly who is then told."""

from __future__ import annotations

import asyncio
import re
from contextlib import closing
from html import unescape
from pathlib import Path

from httpx import ASGITransport, AsyncClient, Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from tests.support import databases, visitors
from tests.support.plan_pages import NOON, agrees, looks
from tests.support.programmes import Office, small_office
from zi_workflow import bootstrap
from zi_workflow.storage.tables import NoticeRow
from zi_workflow.usecases.plans import load_plan
from zi_workflow.web.app import create_app
from zi_workflow.web.views import words
from zi_workflow.wording import short_date

DAYS = st.dates(min_value=NOON.date(), max_value=NOON.date().replace(month=4)).map(
    lambda day: day.isoformat()
)
TYPED = st.fixed_dictionaries(
    {},
    optional={
        "hari": st.integers(1, 15).map(str),
        "tidak_sebelum": DAYS,
        "selesai": DAYS,
        "lepas": st.sampled_from(["TL-01", "TL-02"]),
        "tunggu1": st.sampled_from(["TL-01", "PP-02", "TL-02"]),
        "jenis1": st.sampled_from(["FS", "SS", "FF", "SF"]),
        "jeda1": st.integers(-2, 5).map(str),
        "pelaksana": st.sampled_from(["ayu", "budi", "citra"]),
    },
)
numbers = iter(range(1_000_000))


def part(answer: Response, id: str) -> str:
    """A section of the page."""
    return answer.text.partition(f'<section aria-labelledby="{id}">')[2].partition("</section>")[0]


def bare(markup: str) -> str:
    """Its words."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", markup))).strip()


def moves(answer: Response) -> dict[str, str]:
    """The tasks that the page says move, and where to."""
    rows = re.findall(r'<li class="row">(.*?)</li>', part(answer, "moves"), re.DOTALL)
    strong = [[bare(each) for each in re.findall(r"<strong>(.*?)</strong>", row, re.DOTALL)] for row in rows]
    return {row[0]: row[1] for row in strong}


def told(answer: Response) -> list[str]:
    """Who hears what, as the page says it."""
    first = part(answer, "mails").partition("<h3>Pengingat")[0].partition("<h3>Ditarik")[0]
    return sorted(bare(row) for row in re.findall(r'<li class="row"><p>(.*?)</p>', first, re.DOTALL))


def spans(office: Office) -> dict[str, str]:
    """Where every task lies, as pages write it."""
    with office.store.reading() as session:
        plan = load_plan(session, office.programme_id)
    found = {task.id: task.planned for task in plan.tasks}
    return {
        code: f"{short_date(span.start)} – {short_date(span.finish)}" for code, span in found.items() if span
    }


def written(office: Office) -> dict[str, str]:
    """Every notice by id, as the page would say it."""
    names = {office.ayu: "Ayu", office.budi: "Budi", office.citra: "Citra"}
    with office.store.reading() as session:
        return {
            row.id: f"{names[row.recipient_id or '']}: {words.notice_kind(row.kind)}: {row.task}"
            for row in session.exec(select(NoticeRow))
        }


async def tries(office: Office, task: str, typed: dict[str, str]) -> None:
    """Change, read the page, apply, compare."""
    app = create_app(office.store, now=lambda: NOON)
    signed = visitors.person(office.store, office.citra, NOON)
    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://127.0.0.1", cookies=signed
    ) as browser:
        shown = await looks(browser, task, **typed)
        before, known = spans(office), written(office)
        if shown.status_code == 422:
            return
        assert shown.status_code == 200
        assert (await agrees(browser, shown)).status_code == 303
    after, notices = spans(office), written(office)
    assert moves(shown) == {code: after[code] for code in after if after[code] != before[code]}
    assert told(shown) == sorted(said for id, said in notices.items() if id not in known)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["TL-01", "TL-02", "PP-01", "PP-02"]), TYPED)
def test_the_page_says_what_then_happens_and_nothing_else(
    tmp_path: Path, sqlite_template: Path, task: str, typed: dict[str, str]
) -> None:
    """Dates, lengths, bounds, dependencies and doers, alone and together."""
    path = tmp_path / f"{next(numbers)}.db"
    path.write_bytes(sqlite_template.read_bytes())
    with closing(bootstrap.open_store(databases.sqlite_url(path))) as store:
        office = small_office(store)
        people = {"ayu": office.ayu, "budi": office.budi, "citra": office.citra}
        asyncio.run(tries(office, task, {**typed, **_doer(typed, people)}))


def _doer(typed: dict[str, str], people: dict[str, str]) -> dict[str, str]:
    return {"pelaksana": people[typed["pelaksana"]]} if "pelaksana" in typed else {}
