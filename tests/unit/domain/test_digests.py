"""Which mails a morning's notices become."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from zi_workflow.domain.digests import Entry, Letter, letters, singles
from zi_workflow.domain.notices import About, MailKind, NoticeKind

ON = date(2025, 3, 10)
HERE = {"ayu": "ayu", "budi": "budi", "citra": "citra"}
NOBODY: frozenset[str] = frozenset()


def entry(kind: NoticeKind, task: str | None, person: str, level: int | None = None) -> Entry:
    """A notice of programme P that is due."""
    return Entry(
        notice=f"{kind}-{task}-{person}-{level}",
        programme="P",
        kind=kind,
        task=task,
        about=About.WORK,
        cycle=1,
        level=level,
        rung=None,
        person=person,
        role="member",
    )


def overdue(task: str, person: str = "ayu") -> Entry:
    """A late task."""
    return entry(NoticeKind.OVERDUE, task, person, 1)


def escalation(task: str, person: str, level: int) -> Entry:
    """A late task that was passed on."""
    return entry(NoticeKind.ESCALATION, task, person, level)


def shown(letter: Letter) -> tuple[str, str, list[str]]:
    """Receiver, kind, and the tasks in it; a star marks what is repeated."""
    return letter.receiver, str(letter.kind), [f"{e.task}{'*' if e.repeat else ''}" for e in letter.entries]


def test_a_persons_notices_become_one_digest() -> None:
    """However many tasks, and each person their own."""
    due = [overdue("TL-1"), overdue("PP-1", "budi"), entry(NoticeKind.READY, "TL-2", "ayu")]
    assert [shown(x) for x in letters(due, [], HERE, NOBODY)] == [
        ("ayu", "digest", ["TL-1", "TL-2"]),
        ("budi", "digest", ["PP-1"]),
    ]


def test_escalations_from_level_three_leave_the_digest_together() -> None:
    """Level 2 stays in it; all higher ones of a person are one mail."""
    due = [escalation("TL-1", "citra", 2), escalation("TL-2", "citra", 3), escalation("TL-3", "citra", 4)]
    assert [shown(x) for x in letters(due, [], HERE, NOBODY)] == [
        ("citra", "digest", ["TL-1"]),
        ("citra", "escalation", ["TL-2", "TL-3"]),
    ]


def test_a_digest_that_goes_out_anyway_keeps_the_lines_told_before() -> None:
    """Marked as repeated and without a notice; a mail of escalations keeps none."""
    told = [overdue("TL-9")]
    (digest,) = letters([overdue("TL-1")], told, HERE, NOBODY)
    assert shown(digest) == ("ayu", "digest", ["TL-1", "TL-9*"])
    assert digest.entries[1].notice is None
    (apart,) = letters([escalation("TL-1", "ayu", 3)], told, HERE, NOBODY)
    assert shown(apart) == ("ayu", "escalation", ["TL-1"])


def test_without_news_only_the_weeks_first_digest_repeats() -> None:
    """On other days nobody is written to about what they know."""
    told = [overdue("TL-9")]
    assert letters([], told, HERE, NOBODY) == ()
    assert [shown(x) for x in letters([], told, HERE, frozenset({"ayu"}))] == [("ayu", "digest", ["TL-9*"])]


def test_a_weeks_first_digest_with_nothing_to_repeat_is_not_sent() -> None:
    """Nothing is owed about matters that are solved."""
    assert letters([], [], HERE, frozenset({"ayu"})) == ()


def test_one_line_a_matter_with_the_highest_level_told() -> None:
    """Citra got levels 2 and 3: she keeps level 3; what is news today is not repeated beside it."""
    told = [escalation("TL-1", "citra", 2), escalation("TL-1", "citra", 3), escalation("TL-2", "citra", 2)]
    (digest,) = letters([entry(NoticeKind.SOLVED, "TL-2", "citra")], told, HERE, NOBODY)
    assert [(e.task, e.level, e.repeat) for e in digest.entries] == [("TL-2", None, False), ("TL-1", 3, True)]


def test_a_substitute_gets_the_holders_mail_with_their_own() -> None:
    """Budi acts for Ayu: one digest with both."""
    acting = {"ayu": "budi", "budi": "budi"}
    due = [overdue("TL-1"), overdue("PP-1", "budi")]
    assert [shown(x) for x in letters(due, [overdue("TL-2")], acting, NOBODY)] == [
        ("budi", "digest", ["TL-1", "PP-1", "TL-2*"])
    ]


def test_mail_for_somebody_away_without_a_substitute_waits() -> None:
    """The notice stays due until they are back."""
    assert letters([overdue("TL-1")], [overdue("TL-2")], {}, NOBODY) == ()


def test_a_digest_has_one_key_a_person_and_day_whatever_it_says() -> None:
    """So a second run of the morning cannot write a second one; single mails are keyed by their notice."""
    (one,) = letters([overdue("TL-1")], [], HERE, NOBODY)
    (other,) = letters([overdue("TL-2")], [], HERE, NOBODY)
    assert one.key(ON) == other.key(ON) == "digest:ayu:2025-03-10"
    returned = entry(NoticeKind.RETURNED, "TL-1", "ayu")
    (single,) = singles([returned], HERE)
    assert single.key(ON) == f"returned:{returned.notice}"


def test_only_returned_work_and_a_single_new_task_go_at_once() -> None:
    """The collected line of an activation, reminders and what nobody can receive wait for the digest."""
    due = [
        entry(NoticeKind.RETURNED, "TL-1", "ayu"),
        entry(NoticeKind.ASSIGNED, "TL-2", "budi"),
        replace(entry(NoticeKind.ASSIGNED, None, "ayu"), count=12),
        overdue("TL-3"),
        entry(NoticeKind.RETURNED, "TL-4", "dewi"),
    ]
    assert [(x.receiver, x.kind) for x in singles(due, HERE)] == [
        ("ayu", MailKind.RETURNED),
        ("budi", MailKind.ASSIGNED),
    ]
