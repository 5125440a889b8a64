"""P1 to P11: what is promised of mail, as checks of what was seen from outside."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from tests.stateful.history import BrokenPromiseError, Copy, Hold, Offer, Row, Said

UNCOUNTED = frozenset({"alert", "invitation"})
OPTIONAL = frozenset({"weekly"})
MOST_A_DAY, A_RUN_ENDS = 3, timedelta(minutes=15)
ENDS = frozenset({"sent", "failed", "cancelled", "held", "uncertain"})


def p1_nothing_of_finished_work(copies: Iterable[Copy]) -> None:
    """P1: no mail about a task whose DATA starts after the commit of its completion or cancellation."""
    for copy in copies:
        over = [said.task for said in copy.lines if said.task in copy.finished and said.kind != "solved"]
        if over:
            raise BrokenPromiseError(
                f"P1: {copy.kind} to {copy.address} tells of finished work {over}: {copy}"
            )


def p2_one_copy(copies: Iterable[Copy]) -> None:
    """P2: accepted copies per recipient, kind, subject and period <= 1 without faults, <= 2 ever, 1 with the archive."""
    mails: dict[str, list[Copy]] = defaultdict(list)
    for copy in (each for each in copies if each.accepted):
        mails[copy.message_id].append(copy)
    for message_id, sent in mails.items():
        if len(sent) > 1 and (all(each.archived for each in sent) or _was_clear(sent)):
            raise BrokenPromiseError(f"P2: {message_id} went out {len(sent)} times: {sent}")
        if max(Counter(each.era for each in sent).values()) > 2:
            raise BrokenPromiseError(f"P2: more than two copies of {message_id}: {sent}")
    _one_mail_a_matter([sent[0] for sent in mails.values()])


def _was_clear(sent: Sequence[Copy]) -> bool:
    """Whether the service could know of a copy, in the time that it remembers, that it had gone out."""
    last = sent[-1]
    return any(not each.doubtful and not each.returned and each.era == last.era for each in sent[:-1])


def _one_mail_a_matter(mails: Iterable[Copy]) -> None:
    known: dict[tuple[str, str], Copy] = {}
    for copy in mails:
        for notice in {said.notice for said in copy.lines if said.notice is not None}:
            before = known.get((copy.person, notice))
            if before is not None and _was_clear([before, copy]):
                raise BrokenPromiseError(f"P2: the same matter in two mails: {before} and {copy}")
            known[copy.person, notice] = copy


def p3_everything_ends(rows: Iterable[Row]) -> None:
    """P3: every outbox row ends in sent, failed, cancelled, held or uncertain once faults stop and time passes."""
    left = [row for row in rows if row.state not in ENDS]
    if left:
        raise BrokenPromiseError(f"P3: never settled: {left}")


def p4_one_row_a_mail(copies: Iterable[Copy], rows: Iterable[Row], era: int) -> None:
    """P4: every sent mail has one outbox row, one note of its passing, one Message-ID; the same key has the same one."""
    known: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        known[row.message_id].append(row)
    for copy in (each for each in copies if each.accepted):
        domain = copy.message_id.rpartition("@")[2].rstrip(">")
        derived = f"<{hashlib.sha256(copy.key.encode()).hexdigest()[:32]}@{domain}>"
        if copy.message_id != derived:
            raise BrokenPromiseError(f"P4: the Message-ID does not follow from the key: {copy}")
        found = known[copy.message_id]
        if copy.era == era and (len(found) != 1 or found[0].key != copy.key):
            raise BrokenPromiseError(f"P4: {len(found)} rows for {copy}")
        if copy.era == era and copy.kind != "alert" and found[0].passes != 1:
            raise BrokenPromiseError(f"P4: written down {found[0].passes} times: {copy}")


def p5_only_who_is_concerned(copies: Iterable[Copy]) -> None:
    """P5: the receiver had an active role in that unit at claim time; never another unit's content."""
    for copy in copies:
        if copy.foreign:
            raise BrokenPromiseError(f"P5: words of another unit {copy.foreign}: {copy}")
        if not copy.in_office:
            raise BrokenPromiseError(f"P5: the receiver has no role there: {copy}")
        if not copy.known_address:
            raise BrokenPromiseError(f"P5: not the receiver's address: {copy}")
        if copy.away and any(said.notice for said in copy.lines):
            raise BrokenPromiseError(f"P5: the receiver is on leave: {copy}")


def p6_not_too_many_a_person(copies: Iterable[Copy]) -> None:
    """P6: per person at most three mails a day, whatever the backlog, and at most one digest a local date."""
    mails = {copy.message_id: copy for copy in reversed(list(copies)) if copy.accepted}
    counted = [c for c in mails.values() if c.kind not in UNCOUNTED and not c.released]
    days = Counter((c.person, c.day, c.epoch, c.era) for c in counted)
    digests = Counter((c.person, c.day, c.epoch, c.era) for c in counted if c.kind == "digest")
    many = [key for key, number in days.items() if number > MOST_A_DAY]
    if many:
        raise BrokenPromiseError(f"P6: more than {MOST_A_DAY} mails a day: {many}")
    twice = [key for key, number in digests.items() if number > 1]
    if twice:
        raise BrokenPromiseError(f"P6: two digests on one day: {twice}")


def p7_only_in_office_hours(copies: Iterable[Copy]) -> None:
    """P7: no mail on non-working local days or outside the window."""
    for copy in copies:
        if not copy.open_hours:
            raise BrokenPromiseError(f"P7: outside the office hours, {copy.local}: {copy}")


def p8_stopped_is_stopped(copies: Iterable[Copy]) -> None:
    """P8: with mail stopped or a mail mode that is not live, nothing reaches the relay."""
    for copy in copies:
        if not copy.may_leave:
            raise BrokenPromiseError(f"P8: it was not to leave: {copy}")


def p9_the_breaker_holds(offers: Sequence[Offer], holds: Sequence[Hold]) -> None:
    """P9: the sum over all runs stays below the breaker's cap; a trip has a cause and is recorded once."""
    counted = [o for o in offers if o.kind not in UNCOUNTED | OPTIONAL and not o.released]
    for (day, _stretch), many in _grouped(counted).items():
        most = max(40, 2 * max(o.recipients for o in many))
        if len(many) > most:
            raise BrokenPromiseError(f"P9: {len(many)} mails on {day}, at most {most}")
        _check_runs(many)
    if sum(hold.open for hold in holds if hold.cause not in ("restored", "moved")) > 1:
        raise BrokenPromiseError(f"P9: held twice: {holds}")
    for hold in holds:
        if hold.noted != 1 or not hold.explained:
            raise BrokenPromiseError(f"P9: {hold}")


def _grouped(offers: Iterable[Offer]) -> dict[tuple[object, int], list[Offer]]:
    found: dict[tuple[object, int], list[Offer]] = defaultdict(list)
    for offer in offers:
        found[offer.day, offer.stretch].append(offer)
    return found


def _check_runs(offers: Sequence[Offer]) -> None:
    run: list[Offer] = []
    for offer in sorted(offers, key=lambda each: each.at):
        run = [*run, offer] if run and offer.at - run[-1].at <= A_RUN_ENDS else [offer]
        most = max(20, int(1.5 * offer.recipients))
        if len(run) > most:
            raise BrokenPromiseError(f"P9: {len(run)} mails in one run, at most {most}")


def p10_nothing_again_after_a_restore(copies: Iterable[Copy]) -> None:
    """P10: after a restore no Message-ID that was accepted is accepted again before the release."""
    eras: dict[str, int] = {}
    for copy in copies:
        if copy.fenced and copy.accepted and eras.get(copy.message_id, copy.era) < copy.era:
            raise BrokenPromiseError(f"P10: sent again after a restore: {copy}")
        if copy.accepted:
            eras.setdefault(copy.message_id, copy.era)


def p11_in_order(copies: Iterable[Copy]) -> None:
    """P11: a reminder precedes the overdue notice of the same cycle; none says "tomorrow" after the date."""
    late: set[tuple[object, ...]] = set()
    seen: set[str] = set()
    for copy in (each for each in copies if each.accepted and each.message_id not in seen):
        seen.add(copy.message_id)
        for said in copy.lines:
            _check_order(copy, said, late)


def _check_order(copy: Copy, said: Said, late: set[tuple[object, ...]]) -> None:
    matter = (copy.era, copy.epoch, said.task, said.cycle)
    if said.kind == "overdue" and said.notice is not None:
        late.add(matter)
    if said.kind != "reminder":
        return
    if said.clock is not None and said.clock < copy.day:
        raise BrokenPromiseError(f"P11: reminded on {copy.day} of what was due on {said.clock}: {copy}")
    if matter in late:
        raise BrokenPromiseError(f"P11: reminded after it was called overdue: {copy}")
