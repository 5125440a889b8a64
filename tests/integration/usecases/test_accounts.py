"""Accounts and the people behind them: one address each, offices of the day, and doors that follow a change."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session

from tests.support.clocks import wib
from tests.support.programmes import Office, small_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.accounts import LIMITS, Door
from zi_workflow.domain.errors import InputError, NotFoundError
from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import EVERYWHERE, Scope
from zi_workflow.domain.scopes import Office as Held
from zi_workflow.storage.queries import pages
from zi_workflow.storage.queries.viewers import viewer_of, visit
from zi_workflow.storage.tables import Account, Person
from zi_workflow.usecases import accounts, homes, passwords, sessions, tries
from zi_workflow.usecases.absences import RecordAbsence, record_absence
from zi_workflow.usecases.accounts import MakeAccount, MakeAdministrator, make, make_administrator
from zi_workflow.usecases.people import EndMembership, end_membership

NOW = wib(2025, 6, 2, 9)
TODAY = NOW.date()


@pytest.fixture
def office(store: Store) -> Office:
    """The small office."""
    return small_office(store)


def of(office: Office, person_id: str) -> str:
    """The id of a person's account."""
    return do(office.store, make, MakeAccount(person_id, "test"), NOW)


def offices(office: Office, person_id: str) -> set[tuple[Role, str | None]]:
    """Role and area of what a person holds today."""
    with office.store.reading() as session:
        return {(held.role, held.area) for held in viewer_of(session, of(office, person_id), NOW).offices}


def test_an_account_is_made_once_at_the_person_s_address(office: Office) -> None:
    """Again is the same one; small letters, whatever the list had."""
    assert of(office, office.budi) == of(office, office.budi)
    with office.store.reading() as session:
        assert session.get_one(Account, of(office, office.budi)).address == "budi@contoh.go.id"


def test_an_address_that_is_shared_makes_no_account(office: Office) -> None:
    """A link must reach one person only; who is unknown or has no address gets none either."""
    with office.store.writing() as session:
        session.get_one(Person, office.dewi).email = "budi@contoh.go.id"
        session.get_one(Person, office.ayu).email = None
    for person_id, error in ((office.budi, InputError), (office.ayu, InputError), ("nobody", NotFoundError)):
        with pytest.raises(error):
            of(office, person_id)
    with pytest.raises(InputError, match="share"):
        do(office.store, make_administrator, MakeAdministrator("budi@contoh.go.id", "", "test"), NOW)


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({"email": "budi.baru@contoh.go.id"}, "budi.baru@contoh.go.id"),
        ({"email": "AYU@contoh.go.id"}, None),
        ({"email": None}, None),
        ({"active": False}, None),
    ],
    ids=["new address", "another's address", "no address", "gone"],
)
def test_a_door_follows_its_person_or_shuts(
    office: Office, changes: dict[str, object], address: str | None
) -> None:
    """Where no address of their own is left nobody comes in."""
    account_id = of(office, office.budi)
    token = do(office.store, sessions.begin, sessions.Begin(account_id, True, "test"), NOW)

    def change(session: Session, command: None, now: object) -> None:
        person = session.get_one(Person, office.budi)
        for name, value in changes.items():
            setattr(person, name, value.lower() if isinstance(value, str) else value)
        session.flush()
        accounts.follow(session, person, NOW)

    do(office.store, change, None, NOW)
    with office.store.reading() as session:
        account = session.get_one(Account, account_id)
        assert (account.address if account.closed_at is None else None) == address
        assert visit(session, token, NOW) is None


def test_a_viewer_holds_the_offices_of_the_day_and_of_whom_they_stand_in_for(office: Office) -> None:
    """From the first to the last day of the other's absence, and no longer than an office is held."""
    assert offices(office, office.dewi) == set()
    command = RecordAbsence(
        person_id=office.ayu, first=TODAY, last=TODAY, substitute_id=office.dewi, actor="cli", on=TODAY
    )
    do(office.store, record_absence, command, NOW)
    assert offices(office, office.dewi) == {(Role.COORDINATOR, "tl")}
    ended = EndMembership(
        unit_id=office.unit_id, person_id=office.budi, last=date(2025, 6, 1), actor="cli", on=TODAY
    )
    assert offices(office, office.budi) == {(Role.COORDINATOR, "pp")}
    do(office.store, end_membership, ended, NOW)
    assert offices(office, office.budi) == set()
    with office.store.reading() as session:
        tomorrow = viewer_of(session, of(office, office.dewi), wib(2025, 6, 3))
        assert tomorrow.offices == ()


def test_everybody_has_a_home(office: Office) -> None:
    """Their tasks, their programme, or what they look after."""
    admin = do(office.store, make_administrator, MakeAdministrator("dewi@contoh.go.id", "", "test"), NOW)
    with office.store.reading() as session:
        found = [
            homes.home(session, viewer_of(session, account, NOW), NOW)
            for account in (of(office, office.budi), of(office, office.citra), admin)
        ]
        assert found == ["/tugas", "/programme/ZI-1", "/kesehatan"]
        assert viewer_of(session, admin, NOW).offices == (Held(Role.ADMINISTRATOR),)


def test_a_scope_narrows_every_query(office: Office) -> None:
    """Unit, agency, all, nothing, and a unit that is left out."""
    unit = frozenset({office.unit_id})
    scopes = (
        Scope(units=unit), Scope(agencies=frozenset({"instansi"})), EVERYWHERE, Scope(), Scope(units=frozenset({"x"})),
        Scope(agencies=frozenset({"instansi"}), without=unit), Scope(people=frozenset({office.budi})),
    )  # fmt: skip
    with office.store.reading() as session:
        found = [len(pages.programmes(session, scope)) for scope in scopes]
    assert found == [1, 1, 1, 0, 0, 0, 0]


def test_a_shut_door_opens_when_its_window_is_over(store: Store) -> None:
    """Tries while it is shut do not keep it shut."""
    limit = LIMITS[Door.CODE]

    def knock(at: object) -> object:
        return do(store, tries.count, [(Door.CODE, "ayu")], at)  # type: ignore[arg-type]

    assert [knock(NOW) for _ in range(limit.most)] == [None] * limit.most
    assert [knock(NOW) for _ in range(5)] == [NOW + limit.within] * 5
    assert knock(NOW + limit.within) is None


def test_a_password_is_kept_as_an_argon2id_hash_of_the_usual_cost() -> None:
    """64 MiB and three passes; the same password twice gives two hashes; only the right one fits, and never nothing."""
    first, second = passwords.hashed("kuda baterai staples"), passwords.hashed("kuda baterai staples")
    assert first.startswith("$argon2id$v=19$m=65536,t=3,")
    assert first != second
    assert passwords.fits("kuda baterai staples", second)
    assert not passwords.fits("kuda baterai", first)
    assert not passwords.fits("nobody has this password", None)
