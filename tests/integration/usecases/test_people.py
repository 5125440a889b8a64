"""People come into a unit from a list, change and leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from tests.support.programmes import LATER, MORNING, START, Office, small_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import InputError, NotFoundError
from zi_workflow.domain.people_sheets import read_people
from zi_workflow.storage.queries.people import directory, find, holders, substitute
from zi_workflow.storage.tables import EventRow, Membership, Person
from zi_workflow.usecases.absences import NewPerson, RecordAbsence, add_person, record_absence
from zi_workflow.usecases.accounts import MakeAccount, MakeAdministrator, make, make_administrator
from zi_workflow.usecases.people import (
    EndMembership,
    ImportPeople,
    ImportResult,
    end_membership,
    import_people,
)
from zi_workflow.usecases.units import NewUnit, ensure_unit

ON = date(2025, 3, 3)
HEADER = "nama;jabatan;surel;telepon;peran;area;mulai;sampai\n"


def imported(office: Office, text: str, **more: Any) -> ImportResult:
    """Import a list into the office's unit."""
    command = ImportPeople(
        unit_id=office.unit_id, rows=read_people((HEADER + text).encode()), actor="cli", on=ON, **more
    )
    return do(office.store, import_people, command, LATER)


def names(office: Office, role: str, area: str | None, on: date) -> list[str]:
    """Who holds a role on a day."""
    with office.store.reading() as session:
        return [person.name for person in holders(session, office.unit_id, role, area, on)]


def test_a_dry_run_shows_and_saves_nothing(store: Store) -> None:
    """New, changed, unchanged, and who is not in the list."""
    office = small_office(store)
    text = (
        "Ayu;;ayu@contoh.go.id;;koordinator;tl\nBudi;Arsiparis;budi@contoh.go.id;;koordinator;pp\n"
        '"Kepala, S.H., M.Si.";Kepala Dinas;;;kepala;\n'
    )
    shown = imported(office, text, dry_run=True)
    assert shown.added == ("Kepala, S.H., M.Si.",)
    assert [(change.name, change.what, change.after) for change in shown.changed] == [
        ("Budi", "office", "Arsiparis")
    ]
    assert (shown.unchanged, shown.left) == (("Ayu",), ("Citra",))
    assert names(office, "head", None, ON) == []
    assert imported(office, text) == shown
    assert names(office, "head", None, ON) == ["Kepala, S.H., M.Si."]
    assert imported(office, text).unchanged == ("Ayu", "Budi", "Kepala, S.H., M.Si.")


def test_a_person_without_an_address_is_taken_in_with_a_word(sqlite_store: Store) -> None:
    """Their notices are printed."""
    shown = imported(small_office(sqlite_store), "Eka;;;;kepala;")
    assert [problem.params["name"] for problem in shown.warnings] == ["Eka"]


def test_every_error_has_its_line_and_nothing_is_saved(store: Store) -> None:
    """Address, role, area and date of four different lines at once."""
    office = small_office(store)
    text = (
        "Eka;;eka(at)contoh;;kepala;\nFajar;;;;raja;\nGita;;;;koordinator;zz\nHana;;;;anggota;tl;31/04/2026\n"
        "Indra;;;;kepala;\n"
    )
    with pytest.raises(InputError) as refused:
        imported(office, text)
    assert [problem.line for problem in refused.value.problems] == [2, 3, 4, 5]
    with store.reading() as session:
        assert {person.name for person in session.exec(select(Person))} == {"Ayu", "Budi", "Citra", "Dewi"}


def test_a_person_may_hold_several_roles(sqlite_store: Store) -> None:
    """Two lines of one name are one person, also when only one has the address."""
    office = small_office(sqlite_store)
    assert imported(office, "Eka;;eka@contoh.go.id;;kepala;\nEka;;;;koordinator;ak").added == ("Eka",)
    with sqlite_store.reading() as session:
        roles = session.exec(select(Membership.role).join(Person).where(Person.name == "Eka"))
        assert set(roles) == {"head", "coordinator"}


def test_two_people_may_share_a_name_or_an_address(sqlite_store: Store) -> None:
    """Different addresses make them two; a shared office address is noted."""
    office = small_office(sqlite_store)
    shown = imported(
        office,
        "Sri;;sri1@contoh.go.id;;anggota;tl\nSri;;sri2@contoh.go.id;;anggota;pp\n"
        "Eka;;tu@contoh.go.id;;anggota;ak\nFajar;;tu@contoh.go.id;;anggota;ak\n",
    )
    assert shown.added == ("Sri", "Sri", "Eka", "Fajar")
    assert [problem.params["name"] for problem in shown.warnings] == ["Fajar"]
    with pytest.raises(InputError, match="Several people"):
        imported(
            office, "Sri;;sri1@contoh.go.id;;anggota;tl\nSri;;sri2@contoh.go.id;;anggota;pp\nSri;;;;kepala;"
        )


def test_the_same_role_twice_is_an_error(sqlite_store: Store) -> None:
    """The first line is named."""
    with pytest.raises(InputError) as refused:
        imported(small_office(sqlite_store), "Eka;;;;kepala;\nEka;;;;kepala;")
    assert [(problem.line, problem.params["first"]) for problem in refused.value.problems] == [(3, 2)]


def test_a_new_title_in_the_name_is_a_change_not_a_new_person(sqlite_store: Store) -> None:
    """The address tells who is meant."""
    office = small_office(sqlite_store)
    shown = imported(office, '"Ayu, S.H.";;ayu@contoh.go.id;;koordinator;tl')
    assert (shown.added, [(change.before, change.after) for change in shown.changed]) == (
        (),
        [("Ayu", "Ayu, S.H.")],
    )


def test_a_role_has_its_days(store: Store) -> None:
    """Both the first and the last are included."""
    office = small_office(store)
    imported(office, "Eka;;;;kepala;;01/04/2025;30/06/2025")
    assert [names(office, "head", None, on) for on in (date(2025, 3, 31), date(2025, 4, 1))] == [[], ["Eka"]]
    assert [names(office, "head", None, on) for on in (date(2025, 6, 30), date(2025, 7, 1))] == [["Eka"], []]


def test_a_complete_list_ends_the_roles_of_all_others(store: Store) -> None:
    """Whoever is not in it leaves the day before; the past stays."""
    office = small_office(store)
    shown = imported(office, "Ayu;;ayu@contoh.go.id;;koordinator;tl", complete=True)
    assert set(shown.left) == {"Budi", "Citra"}
    assert names(office, "coordinator", "pp", date(2025, 2, 28)) == ["Budi"]
    assert names(office, "coordinator", "pp", ON) == []


def test_whoever_leaves_holds_no_role_after_their_last_day(store: Store) -> None:
    """Their tasks fall to the next office; leaving twice is refused."""
    office = small_office(store)
    command = EndMembership(
        unit_id=office.unit_id, person_id=office.budi, last=date(2025, 3, 31), actor="cli", on=ON
    )
    assert do(store, end_membership, command, LATER) == 1
    duty = office.task("PP-01").duty
    with store.reading() as session:
        owners = [
            directory(session, office.unit_id, on).assignee(duty)
            for on in (date(2025, 3, 31), date(2025, 4, 1))
        ]
    assert [owner and owner.name for owner in owners] == ["Budi", "Citra"]
    with pytest.raises(NotFoundError):
        do(store, end_membership, replace(command, last=date(2025, 4, 30)), LATER)


def test_an_absence_has_its_substitute_and_its_days(sqlite_store: Store) -> None:
    """Outside of them nobody stands in."""
    office = small_office(sqlite_store)
    away = RecordAbsence(
        person_id=office.ayu, first=ON, last=ON, substitute_id=office.budi, actor="cli", on=START
    )
    do(sqlite_store, record_absence, away, LATER)
    with sqlite_store.reading() as session:
        assert [
            person and person.name
            for person in (
                substitute(session, office.ayu, ON),
                substitute(session, office.ayu, date(2025, 3, 4)),
                substitute(session, office.budi, ON),
            )
        ] == ["Budi", None, None]


def test_people_are_found_by_address_or_name(sqlite_store: Store) -> None:
    """The case of an address does not matter."""
    office = small_office(sqlite_store)
    with sqlite_store.reading() as session:
        assert [person.id for person in find(session, "AYU@contoh.go.id")] == [office.ayu]
        assert [person.id for person in find(session, "Budi")] == [office.budi]
        assert find(session, "Zaki") == []


def test_an_address_shared_with_another_unit_still_names_the_unit_s_own_person(sqlite_store: Store) -> None:
    """Two people of two units may share an office's address; each programme means its own."""
    office = small_office(sqlite_store)
    other = NewUnit("lain", "Dinas Lain")
    with sqlite_store.writing() as session:
        unit = ensure_unit(session, other, "cli", START, MORNING)
        shared = NewPerson(name="Zaki", office="Kepala", email="ayu@contoh.go.id", unit_id=unit.id, actor="cli",
                           on=START, role="head", valid_from=START)  # fmt: skip
        zaki = add_person(session, shared, MORNING)
    with sqlite_store.reading() as session:
        assert len(find(session, "ayu@contoh.go.id")) == 2
        assert [p.id for p in find(session, "ayu@contoh.go.id", office.unit_id)] == [office.ayu]
        assert [p.id for p in find(session, "ayu@contoh.go.id", unit.id)] == [zaki]


def test_the_event_holds_everything_that_was_written(sqlite_store: Store) -> None:
    """New people and roles in full, changes by id."""
    office = small_office(sqlite_store)
    imported(office, "Eka;Kepala Dinas;eka@contoh.go.id;;kepala;\nBudi;Arsiparis;;;koordinator;pp")
    with sqlite_store.reading() as session:
        payload = session.exec(select(EventRow).where(EventRow.kind == "people.imported")).one().payload
    assert [person["email"] for person in payload["people"]] == ["eka@contoh.go.id"]
    assert payload["changed_people"] == {office.budi: {"office": "Arsiparis"}}


def elsewhere(store: Store) -> str:
    """Zaki of another unit, at an address of his own."""
    with store.writing() as session:
        unit = ensure_unit(session, NewUnit("lain", "Dinas Lain"), "cli", START, MORNING)
        command = NewPerson(name="Zaki", office="Kepala", email="kantor@contoh.go.id", unit_id=unit.id,
                            actor="cli", on=START, role="head", valid_from=START)  # fmt: skip
        return add_person(session, command, MORNING)


NEW_AT_HIS = "Eka;;kantor@contoh.go.id;;anggota;tl\n"


def test_an_address_that_somebody_elsewhere_has_deserves_a_look(store: Store) -> None:
    """A shared mailbox is legal and is said with its line, not whose it is; the same name is the same person."""
    office = small_office(store)
    elsewhere(store)
    shown = imported(office, NEW_AT_HIS, dry_run=True)
    (warning,) = shown.warnings
    assert (warning.line, dict(warning.params)) == (2, {"email": "kantor@contoh.go.id", "name": "Eka"})
    assert imported(office, NEW_AT_HIS).added == ("Eka",)
    assert imported(office, NEW_AT_HIS).warnings == ()
    assert imported(office, "Zaki;;kantor@contoh.go.id;;anggota;pp\n").warnings == ()


def test_nobody_comes_in_at_the_address_of_somebody_else_s_account(store: Store) -> None:
    """Not somebody new, nor somebody known at a new address: else no link could say any more whom it lets in."""
    office = small_office(store)
    do(store, make, MakeAccount(elsewhere(store), "test"), LATER)
    do(store, make_administrator, MakeAdministrator("admin@contoh.go.id", "Admin", "test"), LATER)
    text = NEW_AT_HIS + "Ayu;;admin@contoh.go.id;;koordinator;tl\n"
    for dry in (True, False):
        with pytest.raises(InputError) as refused:
            imported(office, text, dry_run=dry)
        assert [(each.line, each.params["name"]) for each in refused.value.problems] == [
            (2, "Eka"),
            (3, "Ayu"),
        ]
    do(store, make, MakeAccount(office.ayu, "test"), LATER)
    assert imported(office, "Ayu;;ayu@contoh.go.id;;koordinator;tl\n").warnings == ()
    with store.reading() as session:
        assert len(find(session, "kantor@contoh.go.id")) == 1
