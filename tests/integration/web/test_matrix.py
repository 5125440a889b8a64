"""Every role at every address of its own unit: what the table allows opens, the rest is refused with a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from notifications.gallery import samples
from tests.support import databases, twin_units, visitors
from tests.support.answers import text
from tests.support.programmes import START, joins
from tests.support.twin_units import NOW, Twin
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store
from zi_workflow.domain.people import AREA_ROLES, Role
from zi_workflow.domain.personal_tokens import API
from zi_workflow.domain.scopes import WHY_NOT, Action, Viewer, may
from zi_workflow.i18n import _
from zi_workflow.storage.queries.accounts import account_of
from zi_workflow.storage.queries.viewers import viewer_of
from zi_workflow.usecases.people import EndMembership, end_membership
from zi_workflow.web.app import create_app
from zi_workflow.web.policy import TABLE, Way


@dataclass(frozen=True)
class Unit:
    """A unit in which everybody has an office: its pages, and who is signed in at them."""

    store: Store
    own: Twin
    app: FastAPI
    viewers: dict[Role, Viewer]
    cookies: dict[Role, dict[str, str]]
    tokens: dict[Role, dict[str, str]]


OF_THE_WHOLE_UNIT = {
    template
    for template, need in TABLE.items()
    if need is Action.STEER
    and template.startswith(("/programme/{code}/orang", "/programme/{code}/pengaturan"))
    and "{person}" not in template  # moving one person's work is asked area by area
}
"""Whose people and settings are no single area's."""
WHOLE_PROGRAMME = {"/programme/{code}/ubah/acuan"}
"""What concerns all areas: an area's coordinator steers, but not there."""

OF_RECOMMENDATION = "/programme/{code}/monev/{quarter}/rekomendasi/{number}/"
NOT_THEIRS = {
    (OF_RECOMMENDATION + "jawab", Role.CHANGE_AGENT),  # who works on their own tasks only
    (OF_RECOMMENDATION + "putuskan", Role.INSPECTORATE),  # who conducts rounds, and is not this one's chair
}
"""What the table allows to an office and the thing itself does not, in words."""


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unit]:
    """The unit, made and signed in at once for all tests: they only look."""
    url = databases.sqlite_url(tmp_path_factory.mktemp("matrix") / "zi.db")
    with closing(bootstrap.create_store(url, durable=False)) as store:
        own = twin_units.twins(store)[0]
        files = twin_units.lay_files(tmp_path_factory.mktemp("files"), own)
        cookies = {role: twin_units.cookies(store, own, role) for role in Role}
        tokens = {role: twin_units.bearer(store, own, role) for role in Role}
        viewers = {role: _viewer(store, own.people[role]) for role in Role}
        app = create_app(store, now=lambda: NOW, mail_samples=samples, evidence=files)
        yield Unit(store, own, app, viewers, cookies, tokens)


def _viewer(store: Store, person: str) -> Viewer:
    with store.reading() as session:
        account = account_of(session, person)
        assert account is not None
        return viewer_of(session, account.id, NOW)


@pytest.fixture(scope="module")
def gone(unit: Unit) -> str:
    """Somebody who was a member until a month ago."""
    store, own = unit.store, unit.own
    member = joins(store, own.unit_id, "Merpati pergi", Role.MEMBER, "tl", "pergi@merpati.example")
    command = EndMembership(unit_id=own.unit_id, person_id=member, last=START, actor="cli", on=NOW.date())
    bootstrap.do(store, end_membership, command, NOW)
    return member


async def ask(
    unit: Unit, signed: dict[str, str], method: str, address: str, token: dict[str, str] | None = None
) -> Response:
    """One request of somebody who is signed in, and whose token a program has."""
    async with AsyncClient(
        transport=ASGITransport(unit.app), base_url="http://127.0.0.1", cookies=signed, headers=token or {}
    ) as client:
        return await client.request(method, address)


@pytest.mark.parametrize("template", [path for path, need in TABLE.items() if isinstance(need, Action)])
@pytest.mark.parametrize("role", Role)
async def test_a_role_opens_what_the_table_allows(unit: Unit, role: Role, template: str) -> None:
    """A thing out of reach is not there; an action that no office of theirs allows is refused in words."""
    need = TABLE[template]
    assert isinstance(need, Action)
    decision = may(unit.viewers[role], need)
    answer = await ask(unit, unit.cookies[role], "GET", unit.own.address(template), unit.tokens[role])
    if not decision.allowed:
        assert answer.status_code == 403
        assert _(decision.reason) in text(answer)
    elif {"{id}", "{person}"} & set(re.findall(r"{\w+}", template)) and need is Action.SEE_MAIL:
        whole = {Role.MEMBER, Role.SECRETARY, Role.TEAM_LEAD, Role.HEAD, Role.ORGANISATION_BUREAU}
        whole |= {Role.AUDITOR, Role.ADMINISTRATOR}  # it is the member's own
        assert answer.status_code == (200 if role in whole else 404)
    elif (
        {"{task}", "{piece}"} & set(re.findall(r"{\w+}", template))
        and need is Action.WORK
        and not template.startswith(API)
    ):
        whole = set(Role) - {Role.CHANGE_AGENT}  # who works on their own tasks only, and it is none
        seen = {403} if "{task}" in template else {404}  # a task that they see is refused in words
        assert answer.status_code in ({200, 303} if role in whole else seen)
    elif (template, role) in NOT_THEIRS:
        assert answer.status_code == 403
    elif template in OF_THE_WHOLE_UNIT and role is Role.COORDINATOR:
        assert answer.status_code in {403, 405}
    elif "{draft}" in template:  # what the team lead types is theirs alone
        theirs = role is Role.TEAM_LEAD and "{step}" in template
        assert answer.status_code == (200 if theirs else 404)
    elif template.endswith("/matriks/terapkan"):  # only sent; who looks asks for an area of that name
        assert answer.status_code == 404
    elif template in WHOLE_PROGRAMME and role in AREA_ROLES:
        assert answer.status_code == 403
        assert "seluruh program" in text(answer)
    else:
        assert answer.status_code in {200, 303, 405}


@pytest.mark.parametrize("template", [path for path, need in TABLE.items() if isinstance(need, Action)])
async def test_whoever_holds_no_office_any_more_is_told_so(unit: Unit, gone: str, template: str) -> None:
    """The session holds, and shows nothing but one's own account."""
    store = unit.store
    token = visitors.bearer(visitors.token_of(store, gone, NOW)) if template.startswith(API) else {}
    answer = await ask(unit, visitors.person(store, gone, NOW), "GET", unit.own.address(template), token)
    need = TABLE[template]
    assert isinstance(need, Action)
    if need in (Action.OWN_ACCOUNT, Action.SEE_SAMPLES):
        assert answer.status_code in {200, 303, 404, 405}
    else:
        assert answer.status_code == 403
        assert _(WHY_NOT[need]) in text(answer)


@pytest.mark.parametrize("template", [path for path, need in TABLE.items() if need is not Way.OPEN])
async def test_a_session_whose_second_step_is_to_come_opens_only_that_step(unit: Unit, template: str) -> None:
    """A password alone shows a coordinator nothing."""
    store, own = unit.store, unit.own
    account = visitors.account(store, own.people[Role.COORDINATOR], NOW)
    signed = visitors.cookies(visitors.session_of(store, account, NOW, whole=False))
    answer = await ask(unit, signed, "GET", own.address(template))
    if template.startswith(API):  # a cookie opens nothing there
        assert answer.status_code == 401
    elif TABLE[template] is Way.FIRST:
        assert answer.status_code in {200, 404, 405}
    else:
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/masuk/kode")


async def test_the_health_page_says_more_to_an_administrator(unit: Unit) -> None:
    """To everybody else only that the service answers."""
    shown = [
        text(await ask(unit, signed, "GET", "/kesehatan"))
        for signed in ({}, unit.cookies[Role.HEAD], visitors.administrator(unit.store, NOW))
    ]
    assert ["Layanan berjalan." in each for each in shown] == [True, True, False]
    assert [unit.own.code in each for each in shown] == [False, False, True]
