"""The longer parts of a mail are packed in the database, also those of an older one, and read as they were written."""

from __future__ import annotations

from contextlib import closing

from sqlalchemy import text

from tests.support import mails
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store
from zi_workflow.domain.notices import MailKind
from zi_workflow.storage import upgrade
from zi_workflow.storage.engine import open_engine
from zi_workflow.storage.tables import MessageRow
from zi_workflow.storage.types import pack

HTML = '<p style="margin:0">Tugas TL-03 melewati tenggat 5 hari kerja; é ✓</p>\n' * 100
SOURCE = "Subject: Tugas\r\n\r\nTugas TL-03\r\n" * 300


def test_a_text_takes_less_room_and_comes_back(store: Store) -> None:
    """Whoever packed it before, or nobody; what is not there stays so."""
    mails.settle(store)
    id, _notice = mails.queue_one(store)
    assert (mails.message(store, id).html, mails.message(store, id).source) == (None, None)
    with store.writing() as session:
        row = session.get_one(MessageRow, id)
        row.html, row.source = HTML, pack(SOURCE)  # type: ignore[assignment]
    with store.reading() as session:
        sizes = session.execute(text("SELECT length(packed_html), length(packed_source) FROM message")).one()
    assert all(0 < size < len(words) / 4 for size, words in zip(sizes, (HTML, SOURCE), strict=True))
    assert (mails.message(store, id).html, mails.message(store, id).source) == (HTML, SOURCE)


def test_the_mails_of_an_older_database_are_packed_by_its_upgrade(store_url: str) -> None:
    """More of them than are packed at once; some have no words yet."""
    with closing(bootstrap.open_store(store_url)) as store:
        mails.settle(store)
        with store.writing() as session:
            ids = [mails.enqueue(session, f"k{number}", kind=MailKind.ASSIGNED).id for number in range(450)]
    engine = open_engine(store_url)
    with engine.begin() as connection:
        for name in ("html", "source"):
            connection.execute(text(f"ALTER TABLE message DROP COLUMN packed_{name}"))
            connection.execute(text(f"ALTER TABLE message ADD COLUMN {name} TEXT"))
        change = text("UPDATE message SET html = :html, source = :source WHERE id = :id")
        connection.execute(change, [{"id": id, "html": HTML + id, "source": SOURCE} for id in ids[1:]])
        connection.execute(text("UPDATE alembic_version SET version_num = '0021'"))
    upgrade.to_head(engine)
    engine.dispose()
    with closing(bootstrap.open_store(store_url)) as store, store.reading() as session:
        kept = {id: session.get_one(MessageRow, id) for id in ids}
        assert (kept[ids[0]].html, kept[ids[0]].source) == (None, None)
        assert all((kept[id].html, kept[id].source) == (HTML + id, SOURCE) for id in ids[1:])
