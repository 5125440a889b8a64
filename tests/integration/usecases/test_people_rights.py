"""A list of people gives only the offices, and renames only the people, of whoever takes it in."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from tests.support.programmes import LATER, Office, joins, small_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import InputError
from zi_workflow.domain.people import Role
from zi_workflow.domain.people_sheets import read_people
from zi_workflow.domain.scopes import Viewer
from zi_workflow.storage.queries.people import holders
from zi_workflow.storage.queries.viewers import viewer_of_person
from zi_workflow.storage.tables import Absence
from zi_workflow.usecases.absences import RecordAbsence, record_absence
from zi_workflow.usecases.address_fixes import Correct, correct
from zi_workflow.usecases.office_changes import HandOffices, substitute
from zi_workflow.usecases.people import ImportPeople, ImportResult, import_people
from zi_workflow.usecases.setup_orders import kept_rows, look

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


def takes_in(office: Office, text: str, by: Viewer, *, complete: bool = False) -> ImportResult:
    """The list, by somebody."""
    command = ImportPeople(
        unit_id=office.unit_id, rows=read_people((HEADER + text).encode()), actor=by.person_id, on=ON,
        complete=complete, by=by,
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


def test_a_new_programme_s_list_gives_no_more_than_any_other(office: Office) -> None:
    """The line is named in the wizard already, not only when it activates; a bureau's list has it."""
    gita = joins(office.store, office.unit_id, "Gita", Role.ORGANISATION_BUREAU, None, "gita@contoh.go.id")
    rows = read_people(f"{HEADER}Fajar;fajar@contoh.go.id;tim pendamping;".encode())
    typed = {"unit": office.unit_id, "target": "wbk", "start": "2025-07-01", "people": kept_rows(rows)}
    with office.store.reading() as session:
        wrong = look(session, typed, viewer(office, office.citra), ON).problems
        assert [each.line for each in wrong["people"]] == [2]
        assert "people" not in look(session, typed, viewer(office, gita), ON).problems
