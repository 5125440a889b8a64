"""What a coordinator types to set up a programme, and a service that rehearses it at once; holds no claim."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from typing import Any

from httpx import AsyncClient, Response
from playwright.async_api import Page

from zi_workflow.bootstrap import Store, do
from zi_workflow.storage.queries.setups import setup
from zi_workflow.usecases.setups import Progress, report

AREAS = ("mp", "tl", "sdm", "ak", "pw", "pp")
TEAM = ("sekretaris tim", "ketua tim", "kepala unit", "agen perubahan")
OTHERS = ("tim pendamping", "tpi", "inspektorat")
ROOT = "/program-baru"


def _lines(roles: Iterable[str]) -> str:
    return "".join(f"\n{role};{role.replace(' ', '.')}@contoh.go.id;{role};" for role in roles)


OF_TEAM = "nama;surel;peran;area" + "".join(
    f"\n{role} {area};{role}.{area}@contoh.go.id;{role};{area}"
    for area in AREAS
    for role in ("anggota", "koordinator")
)
OF_TEAM += _lines(TEAM)
"""Somebody in every office of the unit's own team, which its team lead gives."""
LIST = OF_TEAM + _lines(OTHERS)
"""Somebody in every office of the framework, as the organisation bureau gives them."""
FIGURES: dict[str, Any] = {
    "on": "2025-06-02", "until": "2025-12-31", "whole": True, "tasks": 180, "start": "2025-06-02",
    "deadline": "2026-05-15", "planned": "2026-05-29", "finish": "2026-05-29", "late_days": 0, "mails": 40, "papers": 2,
    "weeks": {"2025-W23": 12, "2025-W24": 28}, "most_a_week": 5, "held": {},
    "people": [{"person": "p", "name": "Ayu", "role": "member", "told": 40, "papers": 2, "week": "2025-W24", "most": 6,
                "tasks": 9, "days": 30}],
    "letters": [{"on": "2025-06-02", "name": "Ayu", "role": "member", "subject": "[ZI 2025] Laksanakan", "text": "Yth."}],
}  # fmt: skip
"""Of a rehearsal that was played elsewhere."""


def played(store: Store, now: Callable[[], Any], figures: dict[str, Any] = FIGURES) -> Callable[[str], None]:
    """A rehearsal that is over as soon as it is asked for."""

    def rehearse(setup_id: str) -> None:
        with store.reading() as session:
            facts = setup(session, setup_id, None)
        assert facts is not None
        on: date = now().date()
        done = Progress(setup_id, facts.rehearsed_version, figures={**figures, "on": on.isoformat()})
        do(store, report, done, now())

    return rehearse


def version(answer: Response) -> str:
    """That of the page's form."""
    found = re.search(r'name="version" value="(\d+)"', answer.text)
    assert found is not None, answer.text
    return found[1]


async def sends(browser: AsyncClient, address: str, **typed: Any) -> Response:
    """The form of a page, over the version that the page shows."""
    shown = await browser.get(address)
    return await browser.post(address, data={"version": version(shown), **typed})


async def begun(browser: AsyncClient, unit: str, **more: Any) -> str:
    """The address of a new setup whose first step was sent."""
    typed = {"unit": unit, "target": "wbk", "route": "tpn", **more}
    answer = await browser.post(ROOT, data=typed)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rpartition("/")[0]


async def filled(browser: AsyncClient, unit: str, start: str, **more: Any) -> str:
    """One whose steps were all sent, and which was rehearsed."""
    base = await begun(browser, unit, **more)
    answer = await sends(browser, f"{base}/waktu", start=start)
    assert answer.status_code == 303, answer.text
    answer = await sends(browser, f"{base}/orang", pasted=OF_TEAM)
    assert answer.status_code == 303, answer.text
    answer = await browser.post(
        f"{base}/gladi", data={"version": version(await browser.get(f"{base}/gladi"))}
    )
    assert answer.status_code == 303, answer.text
    return base


async def _nothing(_page: Page) -> None:
    """Nobody looks."""


async def filled_in_browser(
    page: Page, look: Callable[[Page], Awaitable[None]] = _nothing, *, people: bool = True
) -> None:
    """The steps of a new unit's programme up to its people, as somebody types them."""
    await page.get_by_label("Unit baru").check()
    await page.get_by_label("Nama unit").fill("Dinas Arsip")
    await page.get_by_label("Kode singkat").fill("arsip")
    await page.get_by_label("Menuju WBK").check()
    await page.get_by_role("button", name="Lanjutkan").click()
    await look(page)
    await page.get_by_label("Hari pertama program").fill("2027-11-15")
    await page.get_by_label("Hari libur lokal").fill("22/11/2027 Hari jadi provinsi")
    await page.get_by_role("button", name="Lanjutkan").click()
    await look(page)
    if people:
        await page.get_by_label("Atau tempelkan tabel").fill(LIST)
        await page.get_by_role("button", name="Ambil daftar").click()
        await look(page)
