"""Setting up a programme in steps: nothing half-saved, nothing lost, one programme however often it is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlmodel import col, select

from tests.support import visitors
from tests.support.answers import text
from tests.support.clocks import wib
from tests.support.programmes import UNIT, Office, joins, small_office
from tests.support.rows import all_rows
from tests.support.setups import LIST, OF_TEAM, ROOT, begun, filled, played, sends, version
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.people import Role
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.storage.tables import CalendarDay, Membership, Programme, Setup, Unit
from zi_workflow.usecases.absences import NewPerson, add_person
from zi_workflow.usecases.units import ensure_unit
from zi_workflow.web.app import create_app

NOW = wib(2025, 6, 2, 9)


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """The small office: Citra leads the team, Ayu coordinates an area only."""
    return small_office(sqlite_store)


@pytest.fixture
async def browser(office: Office) -> AsyncIterator[AsyncClient]:
    """Nobody yet; rehearsals are over at once."""
    app = create_app(office.store, now=lambda: NOW, rehearse=played(office.store, lambda: NOW))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def citra(browser: AsyncClient, office: Office) -> AsyncClient:
    """The team lead of the unit."""
    return visitors.sign_in(browser, visitors.person(office.store, office.citra, NOW))


@pytest.fixture
def bureau(browser: AsyncClient, office: Office) -> AsyncClient:
    """The organisation bureau of the unit's agency."""
    person = joins(office.store, office.unit_id, "Biro", Role.ORGANISATION_BUREAU, None, "biro@contoh.go.id")
    return visitors.sign_in(browser, visitors.person(office.store, person, NOW))


NEW = {"unit_code": "arsip", "unit_name": "Dinas Arsip", "agency": UNIT.agency, "zone": "WITA"}


def programmes(office: Office) -> list[Programme]:
    """All but the small office's own."""
    with office.store.reading() as session:
        found = list(session.exec(select(Programme).where(Programme.code != "ZI-1")))
        session.expunge_all()
        return found


async def test_a_team_lead_sets_up_a_programme_for_their_unit(citra: AsyncClient, office: Office) -> None:
    """From the first step to the active programme, with its people, in five forms."""
    base = await filled(citra, office.unit_id, "2025-07-01")
    shown = text(await citra.get(f"{base}/gladi"))
    assert "40 surel" in shown
    answer = await sends_activation(citra, base)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/programme/contoh-2025")
    made = programmes(office)
    assert [(each.code, each.state, each.activated_on) for each in made] == [
        ("contoh-2025", ProgrammeState.ACTIVE, NOW.date())
    ]
    with office.store.reading() as session:
        held = session.exec(select(Membership).where(col(Membership.valid_from) == NOW.date())).all()
    assert len(held) == len(OF_TEAM.splitlines()) - 1
    assert (await citra.get("/programme/contoh-2025")).status_code == 200


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (wib(2025, 6, 2, 10), "yang pertama seketika karena sekarang jam kantor unit."),
        (wib(2025, 6, 2, 17), "yang pertama mulai Selasa, 3 Juni 2025"),
        (wib(2025, 5, 31, 10), "yang pertama mulai Senin, 2 Juni 2025"),
    ],
)
async def test_the_last_step_says_when_the_first_mail_leaves(
    office: Office, now: datetime, said: str
) -> None:
    """At once in office hours, else when they begin again."""
    app = create_app(office.store, now=lambda: now, rehearse=played(office.store, lambda: now))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as browser:
        visitors.sign_in(browser, visitors.person(office.store, office.citra, now))
        base = await filled(browser, office.unit_id, "2025-07-01")
        assert said in text(await browser.get(f"{base}/gladi"))


async def sends_activation(browser: AsyncClient, base: str) -> Response:
    """The last button."""
    shown = await browser.get(f"{base}/gladi")
    return await browser.post(f"{base}/aktifkan", data={"version": version(shown)})


async def test_the_bureau_introduces_a_unit_with_its_week_and_days_off(
    bureau: AsyncClient, office: Office
) -> None:
    """All of it comes into being with the activation and not before."""
    base = await begun(bureau, "baru", **NEW)
    week = ["mon", "tue", "wed", "thu", "fri", "sat"]
    answer = await sends(
        bureau,
        f"{base}/waktu",
        start="2025-07-01",
        week=week,
        whole_week="1",
        days_off="14/07/2025 Hari jadi",
    )
    assert answer.status_code == 303, text(answer)
    await sends(bureau, f"{base}/orang", pasted=LIST)
    await sends(bureau, f"{base}/gladi")
    with office.store.reading() as session:
        assert session.exec(select(Unit).where(Unit.code == "arsip")).all() == []
    assert (await sends_activation(bureau, base)).status_code == 303
    with office.store.reading() as session:
        unit = session.exec(select(Unit).where(Unit.code == "arsip")).one()
        assert (unit.zone, unit.week) == ("Asia/Makassar", week)
        assert [(str(day.day), day.name) for day in session.exec(select(CalendarDay))] == [
            ("2025-07-14", "Hari jadi")
        ]


async def test_a_second_activation_is_the_same_programme(citra: AsyncClient, office: Office) -> None:
    """Whoever taps twice gets one programme, and the same answer."""
    base = await filled(citra, office.unit_id, "2025-07-01")
    shown = await citra.get(f"{base}/gladi")
    first, second = [
        await citra.post(f"{base}/aktifkan", data={"version": version(shown)}) for _n in range(2)
    ]
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    assert len(programmes(office)) == 1
    assert (await citra.get(f"{base}/waktu")).headers["Location"] == "/programme/contoh-2025"


async def test_going_back_shows_everything_that_was_typed(citra: AsyncClient, office: Office) -> None:
    """Each step as it was left, also after a later one was sent."""
    base = await filled(citra, office.unit_id, "2025-07-01", title="ZI kita")
    assert 'value="ZI kita"' in (await citra.get(f"{base}/unit")).text
    assert 'value="2025-07-01"' in (await citra.get(f"{base}/waktu")).text
    assert "anggota tl;anggota.tl@contoh.go.id" in (await citra.get(f"{base}/orang")).text
    assert "ZI kita" in text(await citra.get(ROOT))


async def test_a_change_makes_the_old_figures_void(citra: AsyncClient, office: Office) -> None:
    """Who changes the start after the rehearsal cannot activate on its figures."""
    base = await filled(citra, office.unit_id, "2025-07-01")
    old = version(await citra.get(f"{base}/gladi"))
    assert (await sends(citra, f"{base}/waktu", start="2025-08-01")).status_code == 303
    answer = await citra.post(f"{base}/aktifkan", data={"version": old})
    assert answer.status_code == 409
    assert "diubah di jendela lain" in text(answer)
    answer = await sends_activation(citra, base)
    assert answer.status_code == 409
    assert "gladi" in text(answer)
    assert programmes(office) == []


async def test_a_stale_step_is_refused_and_shows_both(citra: AsyncClient, office: Office) -> None:
    """The other window's start is shown, one's own is still in the field; sent again it counts."""
    base = await begun(citra, office.unit_id)
    old = version(await citra.get(f"{base}/waktu"))
    assert (await sends(citra, f"{base}/waktu", start="2025-08-01")).status_code == 303
    answer = await citra.post(f"{base}/waktu", data={"version": old, "start": "2025-09-01"})
    assert answer.status_code == 409
    assert "Hari pertama program Jumat, 1 Agustus 2025" in text(answer)
    assert 'value="2025-09-01"' in answer.text
    again = await citra.post(f"{base}/waktu", data={"version": version(answer), "start": "2025-09-01"})
    assert again.status_code == 303
    twice = await citra.post(f"{base}/waktu", data={"version": old, "start": "2025-09-01"})
    assert twice.status_code == 303, "the same again changes nothing"


@pytest.mark.parametrize("zone", ["Asia/Makassar", "Asia/Pontianak", "", "wib"])
async def test_only_a_zone_of_the_list_is_taken(bureau: AsyncClient, office: Office, zone: str) -> None:
    """Whatever else a form carries is refused at its field."""
    before = all_rows(office.store)
    typed = {**NEW, "unit": "baru", "target": "wbk", "route": "tpn", "zone": zone}
    answer = await bureau.post(ROOT, data=typed)
    assert (answer.status_code, 'id="zone-wrong"' in answer.text) == (422, True)
    assert all_rows(office.store) == before


async def test_every_mistake_is_said_at_once_and_nothing_is_kept(bureau: AsyncClient, office: Office) -> None:
    """Code, name and zone of a unit in one answer; dates and days off in another; what was typed stays."""
    before = all_rows(office.store)
    answer = await bureau.post(
        ROOT, data={**NEW, "unit": "baru", "unit_code": "a b", "target": "wbx", "zone": "WXX"}
    )
    assert answer.status_code == 422
    for field in ("unit_code", "target", "zone"):
        assert f'id="{field}-wrong"' in answer.text, field
    assert 'value="a b"' in answer.text
    assert all_rows(office.store) == before
    base = await begun(bureau, "baru", **NEW)
    answer = await sends(
        bureau,
        f"{base}/waktu",
        start="1999-01-01",
        deadline="1998-01-01",
        whole_week="1",
        days_off="besok\n31/02/2025 x",
    )
    assert answer.status_code == 422
    for field in ("start", "deadline", "week", "days_off"):
        assert f'id="{field}-wrong"' in answer.text, field
    assert "baris 1" in text(answer)
    assert "baris 2" in text(answer)


async def test_every_mistake_of_the_list_has_its_line(citra: AsyncClient, office: Office) -> None:
    """Unknown role, missing area, no address, twice the same: all in one answer, and the table stays in its field."""
    base = await begun(citra, office.unit_id)
    wrong = "nama;surel;peran;area\nAyu;;raja;\nBudi;budi;anggota;\nCitra;c@x.go.id;ketua tim;\nCitra;c@x.go.id;ketua tim;"
    answer = await sends(citra, f"{base}/orang", pasted=wrong)
    assert answer.status_code == 422
    for line in ("baris 2", "baris 3", "baris 5"):
        assert line in text(answer)
    assert "Budi;budi;anggota" in answer.text
    with office.store.reading() as session:
        assert "people" not in session.exec(select(Setup)).one().typed


async def test_offices_that_nobody_holds_are_named(citra: AsyncClient, office: Office) -> None:
    """With how many tasks they have, and to whom these fall."""
    base = await begun(citra, office.unit_id)
    await sends(citra, f"{base}/waktu", start="2025-07-01")
    shown = text(await citra.get(f"{base}/orang"))
    assert "anggota Penataan Tatalaksana" in shown
    assert "Tugas itu jatuh kepada Ayu" in shown


async def test_a_coordinator_of_an_area_is_told_who_sets_up_programmes(
    browser: AsyncClient, office: Office
) -> None:
    """Their office reaches an area, a programme the unit."""
    visitors.sign_in(browser, visitors.person(office.store, office.ayu, NOW))
    assert "ketua tim" in text(await browser.get(ROOT))
    answer = await browser.post(ROOT, data={"unit": office.unit_id, "target": "wbk"})
    assert answer.status_code == 422
    assert programmes(office) == []


async def test_a_team_lead_introduces_no_unit_and_reaches_no_other(
    citra: AsyncClient, office: Office
) -> None:
    """A new unit is the bureau's; another unit's id is answered like none."""
    answer = await citra.post(ROOT, data={**NEW, "unit": "baru", "target": "wbk"})
    assert answer.status_code == 422
    assert "biro organisasi" in text(answer)
    other = do(office.store, _another, None, NOW)
    told = [text(await citra.post(ROOT, data={"unit": each, "target": "wbk"})) for each in (other, "tiada")]
    assert told[0].replace(other, "tiada") == told[1]


def _another(session: object, _command: None, now: object) -> str:
    from zi_workflow.usecases.units import NewUnit

    return ensure_unit(session, NewUnit("lain", "Dinas Lain", "lain"), "cli", NOW.date(), now).id  # type: ignore[arg-type]


async def test_what_somebody_types_is_nobody_else_s(
    citra: AsyncClient, office: Office, bureau: AsyncClient
) -> None:
    """Not even of their own unit: the address is not there."""
    visitors.sign_in(citra, visitors.person(office.store, office.citra, NOW))
    base = await begun(citra, office.unit_id)
    person = do(
        office.store,
        add_person,
        NewPerson(name="Eka", office="", email="eka@contoh.go.id", unit_id=office.unit_id, actor="cli",
                  on=NOW.date() - timedelta(days=1), role=Role.SECRETARY),
        NOW,
    )  # fmt: skip
    visitors.sign_in(citra, visitors.person(office.store, person, NOW))
    for path in ("unit", "waktu", "orang", "gladi"):
        assert (await citra.get(f"{base}/{path}")).status_code == 404
        assert (await citra.post(f"{base}/{path}", data={"version": "1"})).status_code == 404
    assert (await citra.post(f"{base}/aktifkan", data={"version": "1"})).status_code == 404


async def test_an_unfinished_programme_can_be_thrown_away(citra: AsyncClient, office: Office) -> None:
    """Nothing of it stays."""
    before = all_rows(office.store)
    base = await begun(citra, office.unit_id)
    assert (await citra.post(f"{base}/buang", data={"version": "1"})).status_code == 303
    assert all_rows(office.store) == before
