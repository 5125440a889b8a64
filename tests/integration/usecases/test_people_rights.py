"""A list of people gives only the offices, and renames only the people, of whoever takes it in."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from tests.support.programmes import LATER, Office, joins, small_office
from tests.support.rows import all_rows
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import InputError
from zi_workflow.domain.people import Role
from zi_workflow.domain.people_sheets import read_people
from zi_workflow.domain.scopes import Viewer
from zi_workflow.storage.queries.people import holders
from zi_workflow.storage.queries.viewers import viewer_of_person
from zi_workflow.storage.tables import Absence, Person
from zi_workflow.usecases.absences import RecordAbsence, record_absence
from zi_workflow.usecases.accounts import MakeAccount, make
from zi_workflow.usecases.address_fixes import Correct, correct
from zi_workflow.usecases.office_changes import HandOffices, substitute
from zi_workflow.usecases.people import ImportPeople, ImportResult, import_people
from zi_workflow.usecases.setup_orders import kept_rows, look
from zi_workflow.usecases.units import NewUnit, ensure_unit

ON = date(2025, 3, 3)
HEADER = "nama;surel;peran;area\n"


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """Citra leads the team, Ayu coordinates an area; Hana of the inspectorate sits in the same list."""
    found = small_office(sqlite_store)
    joins(sqlite_store, found.unit_id, "Hana", Role.INSPECTORATE, None, "hana@contoh.go.id")
    return found


def viewer(office: Office, person: str) -> Viewer:
    """Somebody with their offices of the day."""
    with office.store.reading() as session:
        found = viewer_of_person(session, person, LATER)
    assert found is not None
    return found


def bureau(office: Office) -> Viewer:
    """Gita of the organisation bureau, who sits in the same unit."""
    with office.store.reading() as session:
        known = holders(session, office.unit_id, Role.ORGANISATION_BUREAU, None, ON)
    if known:
        return viewer(office, known[0].id)
    gita = joins(office.store, office.unit_id, "Gita", Role.ORGANISATION_BUREAU, None, "gita@contoh.go.id")
    return viewer(office, gita)


def takes_in(
    office: Office, text: str, by: Viewer | None, *, complete: bool = False, dry: bool = False
) -> ImportResult:
    """The list, by somebody; None: at the console."""
    command = ImportPeople(
        unit_id=office.unit_id, rows=read_people((HEADER + text).encode()), actor=by.person_id if by else "cli",
        on=ON, complete=complete, dry_run=dry, by=by,
    )  # fmt: skip
    return do(office.store, import_people, command, LATER)


def held(office: Office, role: Role) -> list[str]:
    """Who holds it."""
    with office.store.reading() as session:
        return [each.name for each in holders(session, office.unit_id, role, None, ON)]


@pytest.mark.parametrize(
    "role", ["auditor", "inspektorat", "biro organisasi", "administrator", "tim pendamping"]
)
def test_a_team_lead_gives_nobody_an_office_beyond_the_team(office: Office, role: str) -> None:
    """Neither somebody new nor themselves, by one error a line; nothing of the list is saved."""
    lines = f"Eka;eka@contoh.go.id;anggota;tl\nFajar;f@contoh.go.id;{role};\nCitra;citra@contoh.go.id;{role};"
    with pytest.raises(InputError) as error:
        takes_in(office, lines, viewer(office, office.citra))
    assert [each.line for each in error.value.problems] == [3, 4]
    assert held(office, Role.MEMBER) == []


def test_a_whole_list_of_a_team_lead_leaves_the_offices_that_others_gave(office: Office) -> None:
    """Hana is not in it and stays of the inspectorate; Budi goes. Standing in it as she is, she changes nothing."""
    lead = viewer(office, office.citra)
    lines = "Citra;citra@contoh.go.id;ketua tim;\nAyu;ayu@contoh.go.id;koordinator;tl\n"
    assert takes_in(office, lines, lead, complete=True).left == ("Budi",)
    assert held(office, Role.INSPECTORATE) == ["Hana"]
    assert takes_in(office, lines + "Hana;hana@contoh.go.id;inspektorat;", lead, complete=True).changed == ()


def test_nobody_redirects_the_mail_of_somebody_whose_office_reaches_further(office: Office) -> None:
    """A way in is sent there: not by a list, and not by mending an address that bounced."""
    lead = viewer(office, office.citra)
    with pytest.raises(InputError):
        takes_in(office, "Hana;lain@contoh.go.id;inspektorat;", lead)
    with office.store.reading() as session:
        (hana,) = holders(session, office.unit_id, Role.INSPECTORATE, None, ON)
    fix = Correct(hana.id, office.unit_id, "lain@contoh.go.id", lead.person_id, ON, lead)
    with pytest.raises(InputError):
        do(office.store, correct, fix, LATER)
    assert takes_in(office, "Ayu;ayu@baru.go.id;koordinator;tl", lead).changed


def test_a_bureau_gives_the_offices_of_its_agency_but_none_to_itself(office: Office) -> None:
    """Somebody else has to."""
    gita = joins(office.store, office.unit_id, "Gita", Role.ORGANISATION_BUREAU, None, "gita@contoh.go.id")
    bureau = viewer(office, gita)
    takes_in(office, "Fajar;f@contoh.go.id;tim pendamping;", bureau)
    assert held(office, Role.ASSISTANCE_TEAM) == ["Fajar"]
    with pytest.raises(InputError):
        takes_in(office, "Gita;gita@contoh.go.id;inspektorat;", bureau)


def test_a_change_of_hands_moves_no_stand_in_of_an_office_beyond_the_team(office: Office) -> None:
    """Ayu acts for Budi and for Hana; whoever takes over from her acts for Budi alone."""
    with office.store.reading() as session:
        (hana,) = holders(session, office.unit_id, Role.INSPECTORATE, None, ON)
    for away in (office.budi, hana.id):
        do(office.store, record_absence, RecordAbsence(person_id=away, first=ON, last=date(2025, 3, 21),
                                                       substitute_id=office.ayu, actor="cli", on=ON), LATER)  # fmt: skip
    order = HandOffices(office.unit_id, office.ayu, office.dewi, date(2025, 3, 10))
    assert do(office.store, substitute, order, LATER) == 1
    with office.store.reading() as session:
        kept = session.exec(select(Absence).where(Absence.substitute_id == office.dewi)).all()
    assert [each.person_id for each in kept] == [office.budi]


@pytest.fixture
def elsewhere(office: Office) -> str:
    """The unit of Zaki, who has no account, and of Zeni, who has one, in another agency."""
    with office.store.writing() as session:
        unit = ensure_unit(session, NewUnit("lain", "Dinas Lain", "dua"), "cli", ON, LATER)
    zaki = joins(office.store, unit.id, "Zaki", Role.MEMBER, "tl", "zaki@lain.go.id")
    zeni = joins(office.store, unit.id, "Zeni", Role.MEMBER, "pp", "zeni@lain.go.id")
    with office.store.writing() as session:
        session.get_one(Person, zaki).phone = "0811"
    do(office.store, make, MakeAccount(zeni, "test"), LATER)
    return unit.id


@pytest.mark.parametrize("dry", [True, False])
@pytest.mark.parametrize(
    "line",
    [
        "Zaki;zaki@lain.go.id;anggota;tl",
        "zaki;ZAKI@lain.go.id;koordinator;pp",
        "Maling;zaki@lain.go.id;anggota;tl",
        "Ayu;zaki@lain.go.id;koordinator;tl",
        "Zeni;zeni@lain.go.id;anggota;tl",
        "Maling;zeni@lain.go.id;anggota;tl",
    ],
)
def test_nobody_of_another_unit_is_shown_changed_or_taken_by_a_list(
    office: Office, elsewhere: str, line: str, dry: bool
) -> None:
    """Nor their address: one sentence, which says the same with an account and without, and nothing that they hold."""
    leads = (viewer(office, office.citra), bureau(office))
    known = all_rows(office.store)
    for lead in leads:
        with pytest.raises(InputError) as error:
            takes_in(office, f"Eka;eka@contoh.go.id;anggota;tl\n{line}", lead, dry=dry)
        (said,) = error.value.problems
        name, email, *_rest = line.split(";")
        assert (said.line, dict(said.params)) == (3, {"email": email.lower(), "name": name})
        assert "somebody elsewhere" in said.message
        assert all_rows(office.store) == known


def test_a_bureau_moves_people_between_the_units_of_its_agency_and_the_console_everybody(
    office: Office, elsewhere: str
) -> None:
    """Whom they took in is the same person, and from then on known to the unit's lead, who may not redirect their mail."""
    with office.store.writing() as session:
        near = ensure_unit(session, NewUnit("dekat", "Dinas Dekat"), "cli", ON, LATER).id
    yuda = joins(office.store, near, "Yuda", Role.MEMBER, "tl", "yuda@contoh.go.id")
    lead = viewer(office, office.citra)
    with pytest.raises(InputError):
        takes_in(office, "Yuda;yuda@contoh.go.id;anggota;tl", lead)
    assert takes_in(office, "Yuda;yuda@contoh.go.id;anggota;tl", bureau(office)).added == ()
    assert [
        change.what for change in takes_in(office, "Yuda;yuda@contoh.go.id;anggota;pp", lead).changed
    ] == ["role"]
    with office.store.reading() as session:
        assert {each.id for each in holders(session, office.unit_id, Role.MEMBER, None, ON)} == {yuda}
    assert takes_in(office, "Zaki;zaki@lain.go.id;anggota;tl", None).added == ()
    with pytest.raises(InputError):
        takes_in(office, "Yuda;lain@contoh.go.id;anggota;tl", lead)


def test_a_mailbox_of_the_unit_stays_shared_whoever_else_has_its_address(
    office: Office, elsewhere: str
) -> None:
    """The console gave it to Eka of the unit too: the next of hers comes in, Zaki himself does not."""
    takes_in(office, "Eka;zaki@lain.go.id;anggota;tl", None)
    lead = viewer(office, office.citra)
    both = "Eka;zaki@lain.go.id;anggota;tl\nFajar;zaki@lain.go.id;anggota;tl"
    assert takes_in(office, both, lead).added == ("Fajar",)
    with pytest.raises(InputError):
        takes_in(office, "Zaki;zaki@lain.go.id;anggota;tl", lead)


def test_a_mended_address_is_nobody_s_of_another_unit(office: Office, elsewhere: str) -> None:
    """It goes by the same list."""
    lead = viewer(office, office.citra)
    fix = Correct(office.budi, office.unit_id, "zaki@lain.go.id", lead.person_id, ON, lead)
    with pytest.raises(InputError):
        do(office.store, correct, fix, LATER)


def test_a_new_programme_s_list_gives_no_more_than_any_other(office: Office) -> None:
    """The line is named in the wizard already, not only when it activates; a bureau's list has it."""
    gita = joins(office.store, office.unit_id, "Gita", Role.ORGANISATION_BUREAU, None, "gita@contoh.go.id")
    rows = read_people(f"{HEADER}Fajar;fajar@contoh.go.id;tim pendamping;".encode())
    typed = {"unit": office.unit_id, "target": "wbk", "start": "2025-07-01", "people": kept_rows(rows)}
    with office.store.reading() as session:
        wrong = look(session, typed, viewer(office, office.citra), ON).problems
        assert [each.line for each in wrong["people"]] == [2]
        assert "people" not in look(session, typed, viewer(office, gita), ON).problems
