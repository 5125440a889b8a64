"""A newer digest takes up an older one that nobody got; nothing is told twice or lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support import mails
from tests.support.mails import NOW
from zi_workflow.bootstrap import Store
from zi_workflow.domain.notices import Line, MailKind, NoticeKind, facts_from_json
from zi_workflow.storage.tables import MessageRow, NoticeRow
from zi_workflow.usecases import marks, outbox
from zi_workflow.usecases.absorbing import merged

NEXT = date(2025, 5, 2)


def lines_of(store: Store, mail_id: str) -> tuple[Line, ...]:
    """What a message says."""
    return facts_from_json(mails.message(store, mail_id).facts).lines


def message_of(store: Store, notice: str) -> str | None:
    """In which message a notice is."""
    with store.reading() as session:
        row = session.get(NoticeRow, notice)
        assert row is not None
        return row.message_id


def test_lines_and_notices_move_and_the_old_digest_is_superseded(store: Store) -> None:
    """One digest goes out, with everything; a moved line loses its count of days, which was yesterday's."""
    mails.settle(store)
    with store.writing() as session:
        first, second = mails.notice(session, "TL-03"), mails.notice(session, "TL-04")
        old = mails.enqueue(session, "old", mails.line("TL-03", first)).id
        new = mails.enqueue(session, "new", mails.line("TL-04", second), on=NEXT).id
    row = mails.message(store, old)
    assert (row.state, row.reason) == ("cancelled", "superseded")
    assert [(line.task, line.age) for line in lines_of(store, new)] == [("TL-04", 3), ("TL-03", None)]
    assert message_of(store, first) == message_of(store, second) == new
    assert mails.notice_state(store, first)[0] == "collected"


def test_what_the_new_digest_repeats_becomes_its_news(store: Store) -> None:
    """The receiver was never told, so the line is not marked as repeated."""
    mails.settle(store)
    with store.writing() as session:
        first = mails.notice(session, "TL-03")
        mails.enqueue(session, "old", mails.line("TL-03", first))
        repeated = replace(mails.line("TL-03", None), repeat=True, age=4)
        new = mails.enqueue(session, "new", repeated, on=NEXT).id
    (line,) = lines_of(store, new)
    assert (line.notice, line.repeat, line.age) == (first, False, 4)
    assert message_of(store, first) == new


def test_reminders_whose_day_went_by_are_superseded(store: Store) -> None:
    """A nearer rung, or a due date that has passed, makes an older reminder false."""
    mails.settle(store)
    with store.writing() as session:
        older, nearer = (mails.notice(session, "TL-03", NoticeKind.REMINDER) for _ in range(2))
        passed = mails.notice(session, "TL-04", NoticeKind.REMINDER)
        soon = replace(
            mails.line("TL-03", older, NoticeKind.REMINDER), clock=date(2025, 5, 9), rung=7, age=-6
        )
        gone = replace(
            mails.line("TL-04", passed, NoticeKind.REMINDER), clock=date(2025, 4, 30), rung=0, age=0
        )
        mails.enqueue(session, "old", soon, gone)
        new = mails.enqueue(session, "new", replace(soon, notice=nearer, rung=3, age=-3), on=NEXT).id
    assert [(line.task, line.rung) for line in lines_of(store, new)] == [("TL-03", 3)]
    assert mails.notice_state(store, older)[:2] == ("superseded", "superseded")
    assert mails.notice_state(store, passed)[:2] == ("superseded", "superseded")
    assert mails.notice_state(store, nearer)[0] == "collected"


def test_only_digests_of_the_same_person_that_are_not_out_are_taken_up(store: Store) -> None:
    """Another kind of mail, a digest whose content may be going out and a sent one stay as they are."""
    mails.settle(store)
    with store.writing() as session:
        urgent = mails.enqueue(session, "urgent", mails.line("TL-01", None), kind=MailKind.ESCALATION).id
        going = mails.enqueue(session, "going", mails.line("TL-02", None)).id
        sent = mails.enqueue(session, "sent", mails.line("TL-04", None), on=NEXT).id
        session.get_one(MessageRow, going).state = "data"
        session.get_one(MessageRow, sent).state = "sent"
        new = mails.enqueue(session, "new", mails.line("TL-03", None), on=NEXT).id
    states = [mails.message(store, mail_id).state for mail_id in (urgent, going, sent, new)]
    assert states == ["queued", "data", "sent", "queued"]
    assert [line.task for line in lines_of(store, new)] == ["TL-03"]


@pytest.mark.parametrize("later", [timedelta(0), outbox.LEASE + timedelta(days=1)])
def test_a_digest_in_the_hands_of_a_worker_is_taken_up_too(later: timedelta, store: Store) -> None:
    """Alive or gone, it finds the old digest taken away: two on one day would be one too many."""
    mails.settle(store)
    with store.writing() as session:
        news = mails.notice(session, "TL-02")
        old = mails.enqueue(session, "old", mails.line("TL-02", news)).id
        outbox.claim(session, outbox.Claim("w1"), NOW)
    with store.writing() as session:
        new = mails.enqueue(session, "new", mails.line("TL-03", None), on=NEXT, at=NOW + later).id
        assert outbox.renew(session, [old], "w1", NOW) == []
    assert mails.message(store, old).state == "cancelled"
    assert mails.message(store, old).owner is None
    assert [line.task for line in lines_of(store, new)] == ["TL-03", "TL-02"]
    assert message_of(store, news) == new


def test_of_several_older_digests_the_oldest_comes_first_and_one_matter_once(store: Store) -> None:
    """The first was on the wire when the second was written; what both say is said once, by the first's notice."""
    mails.settle(store)
    with store.writing() as session:
        news = mails.notice(session, "TL-03")
        first = mails.enqueue(session, "first", mails.line("TL-03", news))
        outbox.claim(session, outbox.Claim("w1"), NOW)
        first.state = "data"
        again = replace(mails.line("TL-03", None), repeat=True)
        mails.enqueue(session, "second", mails.line("TL-05", None), again, on=date(2025, 5, 1))
        first.copies = 1
        marks.mark_retry(session, marks.Failure(first.id, "w1", "452 full"), NOW)
        new = mails.enqueue(session, "new", mails.line("TL-04", None), on=NEXT).id
    said = [(line.task, line.notice, line.repeat) for line in lines_of(store, new)]
    assert said == [("TL-04", None, False), ("TL-03", news, False), ("TL-05", None, False)]


def test_a_notice_that_was_cancelled_stays_where_it_was(store: Store) -> None:
    """Only what still waits to be told moves into the new digest."""
    mails.settle(store)
    with store.writing() as session:
        over = mails.notice(session, "TL-03")
        old = mails.enqueue(session, "old", mails.line("TL-03", over)).id
        session.get_one(NoticeRow, over).state = "cancelled"
        mails.enqueue(session, "new", mails.line("TL-04", None), on=NEXT)
    assert message_of(store, over) == old


@pytest.mark.parametrize(
    "other", [{"level": 2}, {"cycle": 2}, {"review": True}, {"programme_code": "p-2026"}, {"task": "TL-04"}]
)
def test_lines_about_different_things_both_stay(other: dict[str, Any]) -> None:
    """Another level, lateness, review, programme or task is another matter."""
    line = mails.line("TL-03", "n1")
    facts, passed = merged(mails.facts(replace(line, notice="n2", **other)), mails.facts(line))
    assert [each.notice for each in facts.lines] == ["n2", "n1"]
    assert passed == frozenset()


def test_words_of_two_evenings_about_one_task_are_both_told() -> None:
    """A nudge that nobody read yet is not lost for the next one."""
    first = replace(mails.line("TL-03", "n1", NoticeKind.NUDGE), note="pertama")
    facts, _passed = merged(mails.facts(replace(first, notice="n2", note="kedua")), mails.facts(first))
    assert [(each.notice, each.note) for each in facts.lines] == [("n2", "kedua"), ("n1", "pertama")]


@pytest.mark.parametrize("notice", ["n2", None])
def test_matrices_of_two_areas_are_two_matters(notice: str | None) -> None:
    """Also where the newer digest only repeats its own."""
    late = replace(mails.line("", "n1", NoticeKind.MATRIX), task=None, level=2, quarter="2025-Q2", note="")
    newer = replace(late, notice=notice, repeat=notice is None, area="pp")
    facts, _passed = merged(mails.facts(newer), mails.facts(late))
    assert [(each.notice, each.area) for each in facts.lines] == [(notice, "pp"), ("n1", "tl")]


def test_a_line_with_news_of_its_own_keeps_its_notice() -> None:
    """The older one says the same and is not told in its place."""
    line = mails.line("TL-03", "n1")
    facts, _passed = merged(mails.facts(replace(line, notice="n2")), mails.facts(line))
    assert [each.notice for each in facts.lines] == ["n2"]
