"""Who a reminder and an escalation reach: never whoever presses the button, each level once, and as it was shown."""

from __future__ import annotations

import pytest
from httpx import AsyncClient

from tests.support import visitors
from tests.support.answers import text
from tests.support.mailed_links import NOW, TODAY, events
from tests.support.plan_pages import fields
from tests.support.programmes import Office, joins
from tests.support.rows import all_rows
from zi_workflow.bootstrap import do
from zi_workflow.domain.people import Role
from zi_workflow.usecases.analyses import Analyse, analyse

AT = "/programme/ZI-1/task/TL-01"


@pytest.fixture
def citra(phone: AsyncClient, office: Office) -> AsyncClient:
    """The team's lead, signed in."""
    return visitors.sign_in(phone, visitors.person(office.store, office.citra, NOW))


async def test_no_button_writes_to_whoever_presses_it(citra: AsyncClient, office: Office) -> None:
    """Of Ayu's task Citra may remind her and has nobody above to tell; Ayu may tell Citra, and cannot remind herself."""
    page = f"{AT}/terlambat"
    do(office.store, analyse, Analyse(office.programme_id, TODAY), NOW)
    for person, there, missing, said in (
        (office.citra, "ingatkan", "eskalasi", "jenjang yang tersisa hanya Anda yang memegang"),
        (office.ayu, "eskalasi", "ingatkan", "pengingat tidak akan sampai kepada orang lain"),
    ):
        visitors.sign_in(citra, visitors.person(office.store, person, NOW))
        shown = (await citra.get(page)).text
        assert f'href="{AT}/{there}"' in shown
        assert f'href="{AT}/{missing}"' not in shown
        before = all_rows(office.store)
        refused = await citra.post(f"{AT}/{missing}", data={"version": "1", "note": "mohon dilanjutkan"})
        assert refused.status_code == 409
        assert said in text(refused)
        assert all_rows(office.store) == before


async def test_of_two_who_were_shown_the_same_level_only_one_passes_it_on(
    citra: AsyncClient, office: Office
) -> None:
    """409 says what is next now, keeps what was typed, and the form that comes back does that when it is sent."""
    joins(office.store, office.unit_id, "Eka", Role.MEMBER, "tl", "eka@contoh.go.id")
    gita = joins(office.store, office.unit_id, "Gita", Role.HEAD, None, "gita@contoh.go.id")
    shown = fields(await citra.get(f"{AT}/eskalasi"))
    visitors.sign_in(citra, visitors.person(office.store, gita, NOW))
    first = await citra.post(
        f"{AT}/eskalasi", data={**fields(await citra.get(f"{AT}/eskalasi")), "note": "macet"}
    )
    assert first.status_code == 303
    visitors.sign_in(citra, visitors.person(office.store, office.citra, NOW))
    before = all_rows(office.store)
    second = await citra.post(f"{AT}/eskalasi", data={**shown, "note": "mohon dibantu"})
    assert second.status_code == 409
    assert "berikutnya kini jenjang 4, yaitu Gita" in text(second)
    assert ">mohon dibantu</textarea>" in second.text
    assert all_rows(office.store) == before
    assert (await citra.post(f"{AT}/eskalasi", data=fields(second))).status_code == 303
    assert [each.payload["level"] for each in events(office) if each.kind == "task.escalated"] == [2, 4]


async def test_above_the_highest_level_the_form_says_so(citra: AsyncClient, office: Office) -> None:
    """Each level that somebody holds is told once; then there is no form and one plain reason."""
    joins(office.store, office.unit_id, "Gita", Role.HEAD, None, "gita@contoh.go.id")
    for step in range(6):
        shown = await citra.get(f"{AT}/eskalasi")
        if "<form method" not in shown.text.partition("<main")[2]:
            break
        await citra.post(f"{AT}/eskalasi", data={"version": "1", "note": f"mohon dibantu {step}"})
    assert step > 0
    assert "Jenjang tertinggi yang terisi sudah diberi tahu" in text(shown)
