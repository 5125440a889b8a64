"""The pages over a sample programme, asked as a browser would ask, without a server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from notifications.gallery import samples
from tests.support import front_door, sample_pages, visitors
from tests.support.clocks import standing_at
from tests.support.mailed_links import NOW, mail_to, office_with_mail, tokens
from tests.support.programmes import Office
from zi_workflow.bootstrap import Store
from zi_workflow.clock import FixedClock
from zi_workflow.domain.links import Purpose
from zi_workflow.usecases import passwords
from zi_workflow.web.app import create_app

BASE = "http://127.0.0.1"


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes of a moment's work; how much work they are is another test's claim."""
    quickly = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    monkeypatch.setattr(passwords, "_hasher", lambda: quickly)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample programme on 30 April 2025; only read, but for who is signed in."""
    folder: Path = tmp_path_factory.mktemp("pages")
    with closing(sample_pages.build_file(folder)) as store:
        yield store


@pytest.fixture
async def browser(sample: Store) -> AsyncIterator[AsyncClient]:
    """Asks for the sample's pages as the service's administrator."""
    app = create_app(sample, now=lambda: sample_pages.NOW, mail_samples=samples)
    signed = visitors.administrator(sample, sample_pages.NOW)
    async with AsyncClient(transport=ASGITransport(app), base_url=BASE, cookies=signed) as client:
        yield client


@pytest.fixture
async def empty(sqlite_store: Store) -> AsyncIterator[AsyncClient]:
    """Asks for the pages of a service without a programme."""
    app = create_app(sqlite_store, now=lambda: sample_pages.NOW)
    signed = visitors.administrator(sqlite_store, sample_pages.NOW)
    async with AsyncClient(transport=ASGITransport(app), base_url=BASE, cookies=signed) as client:
        yield client


@pytest.fixture
def clock() -> FixedClock:
    """The clock of a service at whose door somebody stands."""
    return standing_at(front_door.NOW)


@pytest.fixture
async def door(office: Office, clock: FixedClock) -> AsyncIterator[AsyncClient]:
    """At that office's sign-in page; follows nothing, keeps cookies."""
    app = create_app(office.store, now=clock.now, hosts=["127.0.0.1", "zi.example.go.id"])
    async with AsyncClient(transport=ASGITransport(app), base_url=BASE) as client:
        yield client


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """The small office."""
    return office_with_mail(sqlite_store)[0]


@pytest.fixture
def given(office: Office) -> dict[Purpose, str]:
    """The links of a mail to Budi about his task that has not begun."""
    return tokens(office, mail_to(office, office.budi, "2"))


@pytest.fixture
async def phone(office: Office, tmp_path: Path) -> AsyncIterator[AsyncClient]:
    """Asks for pages, follows nothing."""
    app = create_app(office.store, now=lambda: NOW, evidence=tmp_path / "evidence")
    async with AsyncClient(transport=ASGITransport(app), base_url=BASE) as client:
        yield client
