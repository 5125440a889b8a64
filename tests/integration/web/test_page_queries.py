"""The pages' selects answer alike on both databases."""

from __future__ import annotations

from contextlib import closing
from datetime import date

from tests.support import sample_pages
from zi_workflow.domain.scopes import EVERYWHERE
from zi_workflow.storage.queries import mail_lists, mail_pages, pages
from zi_workflow.storage.queries.health_pages import health
from zi_workflow.storage.queries.lists import PAGE, Wanted


def test_the_selects_of_every_page_run_on_each_database(store_url: str) -> None:
    """Programme, tasks, stages, monev, mails, notices and health of the sample, with the same figures on both."""
    with closing(sample_pages.build(store_url)) as store, store.reading() as session:
        row = pages.programme(session, sample_pages.CODE, EVERYWHERE)
        assert row is not None
        assert pages.programmes(session, EVERYWHERE) == [row]
        assert (row.as_of, row.late_days, row.forecast_finish) == (sample_pages.TODAY, 0, date(2026, 5, 26))
        tasks = pages.tasks(session, row.id)
        assert (row.done, row.total) == (sum(task.done for task in tasks), len(tasks))
        assert len(pages.stages(session, row.id)) >= 9
        coming = pages.next_round(session, row.id, sample_pages.TODAY)
        assert coming is not None
        assert coming.planned_on == date(2025, 4, 30)
        mails = mail_lists.mails(EVERYWHERE, Wanted(sort="on", descending=True))
        total, found = mails.total(session), mails.page(session, 1)
        assert list(mails.every(session))[: len(found)] == found
        assert len(found) == min(total, PAGE)
        assert [each.on for each in found] == sorted((each.on for each in found), reverse=True)
        assert sum(health(session).mails.values()) == total
        notices = mail_pages.notices_of_message(session, found[0].id)
        assert all(notice.message_id == found[0].id for notice in notices)


def test_a_filter_narrows_and_an_unknown_value_finds_nothing(sqlite_url: str) -> None:
    """Filters are combined; what does not occur is an empty list, not an error."""
    with closing(sample_pages.build(sqlite_url)) as store, store.reading() as session:
        found = mail_lists.mails(EVERYWHERE, Wanted(chosen={"kind": "digest", "on": "2025-04-29"}))
        assert {(each.kind, each.on) for each in found.page(session, 1)} == {("digest", date(2025, 4, 29))}
        assert mail_lists.mails(EVERYWHERE, Wanted(chosen={"kind": "pigeon"})).page(session, 1) == []
        assert pages.programme(session, "nowhere", EVERYWHERE) is None
        assert mail_pages.mail(session, "nothing", EVERYWHERE) is None
