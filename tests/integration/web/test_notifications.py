"""The page on which a person does without an optional mail, or takes it again, signed in."""

from __future__ import annotations

from datetime import time

import pytest
from httpx import AsyncClient

from tests.support import visitors
from tests.support.answers import text
from tests.support.mailed_links import NOW, events
from tests.support.programmes import Office
from zi_workflow.bootstrap import do
from zi_workflow.domain.notices import MailKind
from zi_workflow.storage.queries.subscriptions import wants
from zi_workflow.usecases.unit_hours import ChangeHours, change_hours

PAGE = "/akun/pemberitahuan"


@pytest.fixture
def budi(phone: AsyncClient, office: Office) -> AsyncClient:
    """Budi, signed in."""
    return visitors.sign_in(phone, visitors.person(office.store, office.budi, NOW))


def weekly(office: Office, person_id: str) -> bool:
    """Whether they want the weekly summary."""
    with office.store.reading() as session:
        return wants(session, person_id, MailKind.WEEKLY)


async def test_an_optional_mail_is_switched_off_and_on(budi: AsyncClient, office: Office) -> None:
    """Twice is once; it is in the record; nobody else's choice changes."""
    for _time in (1, 2):
        answer = await budi.post(PAGE, data={"surel": "weekly", "terima": "tidak"})
        assert answer.status_code == 303
    assert "Anda tidak menerimanya." in text(await budi.get(answer.headers["Location"]))
    assert (weekly(office, office.budi), weekly(office, office.ayu)) == (False, True)
    assert [row.kind for row in events(office)].count("person.mail") == 1
    await budi.post(PAGE, data={"surel": "weekly", "terima": "ya"})
    assert weekly(office, office.budi)


@pytest.mark.parametrize("sent", [{"surel": "digest", "terima": "tidak"}, {"surel": "weekly"}, {}])
async def test_an_obligatory_mail_cannot_be_switched_off(
    budi: AsyncClient, office: Office, sent: dict[str, str]
) -> None:
    """What is no choice of the page is refused in words, and the page says how such mails work."""
    before = len(events(office))
    answer = await budi.post(PAGE, data=sent)
    assert answer.status_code == 422
    assert "Mohon pilih salah satu surel di bawah ini." in text(answer)
    assert "pukul 07.30 waktu unit Anda" in text(answer)
    assert len(events(office)) == before


async def test_the_page_names_the_hours_that_the_unit_chose(budi: AsyncClient, office: Office) -> None:
    """Not the usual ones."""
    later = ChangeHours(
        unit_id=office.unit_id, opens=time(9), closes=time(15), version=0, actor=office.citra, on=NOW.date()
    )
    do(office.store, change_hours, later, NOW)
    said = text(await budi.get(PAGE))
    assert "pukul 09.00 waktu unit Anda" in said
    assert "antara pukul 09.00 dan 15.00" in said
