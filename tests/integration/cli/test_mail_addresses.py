"""Addresses that get no mail are listed with the reason, and have a way back."""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests.integration.cli.conftest import PEOPLE, Terminal
from tests.support import mails
from tests.support.databases import sqlite_url
from zi_workflow import bootstrap
from zi_workflow.domain.messages import MessageState
from zi_workflow.storage.tables import BounceRow, EventRow, MessageRow, Person, Programme, Unit
from zi_workflow.usecases import bounces, outbox
from zi_workflow.usecases.bounces import Bounce
from zi_workflow.usecases.outbox import NewMessage

BUDI = "budi@contoh.go.id"
SAID = "550 5.1.1 User unknown"


def bounce(terminal: Terminal) -> None:
    """A mail to Budi came back."""
    with (
        closing(bootstrap.open_store(sqlite_url(terminal.folder / "zi.db"))) as store,
        store.writing() as session,
    ):
        budi = session.execute(select(Person).where(col(Person.email) == BUDI)).scalar_one()
        unit = session.execute(select(Unit)).scalar_one()
        programme = session.execute(select(Programme)).scalar_one()
        facts = mails.facts(mails.line("MP-01", None))
        row = outbox.enqueue(
            session,
            NewMessage(
                "k", facts.kind, unit.id, programme.id, budi.id, "member", mails.ON, budi.name, BUDI, facts,
                mails.NOW,
            ),
            mails.NOW,
        )  # fmt: skip
        assert row is not None
        row.state = str(MessageState.FAILED)
        assert bounces.suppress(session, Bounce(row.id, SAID), mails.NOW)


def kinds(terminal: Terminal) -> list[str]:
    """The events about addresses, in order."""
    with (
        closing(bootstrap.open_store(sqlite_url(terminal.folder / "zi.db"))) as store,
        store.reading() as session,
    ):
        query = select(col(EventRow.kind)).where(col(EventRow.kind).startswith("address."))
        assert session.scalar(select(col(MessageRow.id)).limit(1)) is not None
        return list(session.scalars(query.order_by(col(EventRow.number))))


def test_the_list_says_whom_since_when_and_why(office: Terminal) -> None:
    """With what to do; and nothing when every address is well."""
    assert office.does("mail", "suppressed") == "Semua alamat dikirimi surel.\n"
    bounce(office)
    said = office.does("mail", "suppressed").splitlines()
    assert said[0] == f"Budi <{BUDI}>, Rabu, 30 April 2025 pukul 07.30 WIB: {SAID}"
    assert "zi mail unsuppress" in said[1]
    (row,) = office.tells("mail", "suppressed")
    assert (row["address"], row["reason"], row["words"]) == (BUDI, "bounced", SAID)


def test_an_address_gets_a_new_chance_for_a_reason(office: Terminal) -> None:
    """Once, on the record; the bounce before does not count any more."""
    bounce(office)
    (said,) = office.refuses("mail", "unsuppress", BUDI, "--reason", " ")
    assert said == "--reason: Alasan harus diisi."
    done = office.does("mail", "unsuppress", BUDI.upper(), "--reason", "Kotak surat diperbaiki")
    assert done.splitlines() == [
        f"1 orang kembali dikirimi surel di {BUDI}, mulai surel berikutnya.",
        f"Apakah surel kini sampai ke sana dapat dilihat dengan: zi mail test {BUDI}",
    ]
    assert office.does("mail", "suppressed") == "Semua alamat dikirimi surel.\n"
    assert kinds(office) == ["address.suppressed", "address.trusted"]
    with (
        closing(bootstrap.open_store(sqlite_url(office.folder / "zi.db"))) as store,
        store.reading() as session,
    ):
        assert session.execute(select(BounceRow)).scalar_one().lifted_at is not None
    for address in (BUDI, "lain@contoh.go.id"):
        (said,) = office.refuses("mail", "unsuppress", address, "--reason", "x")
        assert said.startswith(f"Pengiriman surel ke {address} tidak sedang dihentikan;")
    assert office.does("audit", "verify")


@pytest.mark.parametrize("address", ["budi.baru@contoh.go.id", BUDI])
def test_a_corrected_address_has_not_bounced_yet(office: Terminal, address: str) -> None:
    """A list with the same address is no correction."""
    bounce(office)
    people = PEOPLE.replace(BUDI, address)
    office.does("people", "import", "contoh", office.file("baru.csv", people), "--on", "2025-02-03")
    assert len(office.tells("mail", "suppressed")) == (1 if address == BUDI else 0)
