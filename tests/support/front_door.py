"""The small office at its sign-in page: who has a password, the form, and what is kept of it; holds no claim."""

from __future__ import annotations

from httpx import AsyncClient, Response
from sqlmodel import col, select

from tests.support import visitors
from tests.support.clocks import wib
from tests.support.programmes import Office, joins, small_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.people import Role
from zi_workflow.storage.tables import Account, WebSession
from zi_workflow.usecases import passwords
from zi_workflow.usecases.passwords import SetPassword

NOW = wib(2025, 6, 2, 9)
PASSWORD = "kuda baterai staples"
MEMBER, LEAD = "eka@contoh.go.id", "citra@contoh.go.id"


def office_with_passwords(store: Store) -> tuple[Office, list[str]]:
    """The small office; Eka, a member, and Citra, the lead, have accounts with a password; the accounts' ids."""
    office = small_office(store)
    eka = joins(store, office.unit_id, "Eka", Role.MEMBER, "tl", MEMBER)
    accounts = [visitors.account(store, person, NOW) for person in (eka, office.citra)]
    for account in accounts:
        command = SetPassword(account, passwords.hashed(PASSWORD), "test")
        do(store, passwords.set_password, command, NOW)
    return office, accounts


async def enter(browser: AsyncClient, address: str = MEMBER, password: str = PASSWORD) -> Response:
    """The form of the sign-in page."""
    return await browser.post("/masuk", data={"alamat": address, "sandi": password, "lanjut": ""})


def row(office: Office, address: str) -> Account:
    """An account as it is kept."""
    with office.store.reading() as session:
        found = session.exec(select(Account).where(Account.address == address)).one()
        session.expunge(found)
        return found


def held(office: Office) -> list[WebSession]:
    """The sessions that were not ended."""
    with office.store.reading() as session:
        found = list(session.exec(select(WebSession).where(col(WebSession.ended_at).is_(None))))
        session.expunge_all()
        return found
