"""People who are signed in, as tests need them: an account, a session and its cookie; types no password."""

from __future__ import annotations

from datetime import datetime

from httpx import AsyncClient
from playwright.async_api import BrowserContext

from zi_workflow.bootstrap import Store, do
from zi_workflow.storage.queries.accounts import account_of
from zi_workflow.usecases import sessions
from zi_workflow.usecases.accounts import MakeAccount, MakeAdministrator, make, make_administrator
from zi_workflow.usecases.personal_tokens import MakeToken
from zi_workflow.usecases.personal_tokens import make as make_token
from zi_workflow.web.cookies import PLAIN

ADMINISTRATOR = "pengelola@contoh.go.id"


def account(store: Store, person_id: str, now: datetime) -> str:
    """The id of the person's account, made if need be."""
    return do(store, make, MakeAccount(person_id, "test"), now)


def session_of(store: Store, account_id: str, now: datetime, *, whole: bool = True) -> str:
    """The secret of a new session."""
    return do(store, sessions.begin, sessions.Begin(account_id, whole, "test"), now)


def person(store: Store, person_id: str, now: datetime) -> dict[str, str]:
    """The cookies of a person who is signed in."""
    with store.reading() as session:
        known = account_of(session, person_id)
    return cookies(session_of(store, known.id if known else account(store, person_id, now), now))


def token_of(store: Store, person_id: str, now: datetime, *, reads_only: bool = False) -> str:
    """A person's new token for the API."""
    with store.reading() as session:
        known = account_of(session, person_id)
    mine = known.id if known else account(store, person_id, now)
    return do(store, make_token, MakeToken(mine, person_id, "test", 30, reads_only), now)


def bearer(token: str) -> dict[str, str]:
    """The header of a program that asks with a token."""
    return {"Authorization": f"Bearer {token}"}


def administrator_s_token(store: Store, now: datetime) -> str:
    """A token of the service's administrator."""
    made = do(store, make_administrator, MakeAdministrator(ADMINISTRATOR, "Pengelola", "test"), now)
    return do(store, make_token, MakeToken(made, "test", "test", 30, False), now)


def administrator(store: Store, now: datetime) -> dict[str, str]:
    """The cookies of the service's administrator, who sees everything and changes nothing."""
    made = do(store, make_administrator, MakeAdministrator(ADMINISTRATOR, "Pengelola", "test"), now)
    return cookies(session_of(store, made, now))


def cookies(token: str) -> dict[str, str]:
    """As a browser on this machine keeps them."""
    return {PLAIN: token}


async def enter(context: BrowserContext, url: str, found: dict[str, str]) -> None:
    """Let a real browser ask as that visitor from now on."""
    for name, value in found.items():
        await context.add_cookies([{"name": name, "value": value, "url": url}])


def sign_in(client: AsyncClient, found: dict[str, str]) -> AsyncClient:
    """The client, asking as that visitor from now on."""
    for name, value in found.items():
        client.cookies.set(name, value, domain="127.0.0.1")
    return client
