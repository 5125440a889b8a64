"""`make outage`: a relay that is gone for 72 hours, a service that is down for 21 days: nothing lost, nobody buried."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests.chaos.outages import LAST, LOOKS_AFTER, RELAY_GONE, SERVICE_DOWN, Life, life
from tests.support.clocks import WIB
from zi_workflow.domain.notices import NoticeState
from zi_workflow.storage.tables import MailHold, MessageRow, NoticeRow

pytestmark = pytest.mark.timeout(600)
OPEN = {str(NoticeState.DUE), str(NoticeState.COLLECTED)}


@pytest.fixture(scope="module", params=[RELAY_GONE, SERVICE_DOWN], ids=["relay", "service"])
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """Seven weeks with an outage of one kind."""
    with life(tmp_path_factory.mktemp("outage"), request.param) as found:
        found.live()
        yield found


def _notices(lived: Life) -> list[NoticeRow]:
    """Everything that was ever decided."""
    with lived.store.reading() as session:
        return list(session.scalars(select(NoticeRow).execution_options(yield_per=500)))


def _digests(lived: Life) -> Sequence[MessageRow]:
    """Every digest there ever was."""
    with lived.store.reading() as session:
        return session.scalars(select(MessageRow).where(col(MessageRow.kind) == "digest")).all()


def _day(at: datetime | None) -> date | None:
    """The date on which something left."""
    return at.astimezone(WIB).date() if at else None


def test_no_notice_is_lost(lived: Life, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything decided before the last day was told, or its end has a reason; nothing was accepted twice."""
    notices = _notices(lived)
    left = [n for n in notices if n.state in OPEN and n.due_on < LAST]
    assert left == []
    assert all(n.reason for n in notices if n.state in ("cancelled", "superseded"))
    ids = [message_id for _day, _to, message_id in lived.taken()]
    assert len(ids) == len(set(ids))
    with capsys.disabled():
        told = sum(n.state == "told" for n in notices)
        counts = f"{len(notices)} notices, {told} told, {len(left)} lost, {len(ids)} mails, 0 twice"
        sys.stdout.write(f"\n{lived.outage.name}: {counts}")


def test_on_return_everybody_gets_one_digest(lived: Life) -> None:
    """There is never a second one on a day, and nothing leaves before."""
    begun, back = lived.outage.begun, lived.outage.back
    sent = [row for row in _digests(lived) if row.state == "sent"]
    digests = Counter((row.person_id, _day(row.sent_at)) for row in sent)
    assert max(digests.values()) == 1
    assert len([day for _person, day in digests if day == back]) >= 5
    mails = Counter(to for day, to, _id in lived.taken() if day == back)
    assert max(mails.values()) <= 3
    assert [day for day, _to, _id in lived.taken() if begun <= day < back] == []


def test_the_digest_on_return_absorbs_the_unsent_ones(lived: Life) -> None:
    """Nobody reads the digests of three mornings: only the newest leaves. Without a service there were none."""
    begun, back = lived.outage.begun, lived.outage.back
    digests = sorted(_digests(lived), key=lambda row: row.on)
    missed = [row for row in digests if begun <= row.on < back]
    newest = {row.person_id: row.id for row in digests if row.on <= back}
    ends = {row.id: (row.state, row.reason, _day(row.sent_at)) for row in missed}
    absorbed = ends.keys() - newest.values()
    assert bool(absorbed) == (lived.outage.relay is not None)
    assert {ends[id] for id in absorbed} <= {("cancelled", "superseded", None)}
    assert {ends[id] for id in ends.keys() - absorbed} <= {("sent", None, back)}


def test_a_person_confirms_the_clock_once_after_downtime(lived: Life) -> None:
    """A clock that is 21 days on may have jumped: until then nothing leaves; an outage of the relay asks nobody."""
    down, opening = lived.outage.service is not None, datetime.combine(lived.outage.back, time(7, 30), WIB)
    assert lived.confirmed == ([lived.outage.back] if down else [])
    with lived.store.reading() as session:
        sent = session.scalars(select(col(MessageRow.sent_at)))
        first = min(at for at in sent if at and at >= opening)
        assert session.scalars(select(MailHold)).all() == []
    assert first == opening + timedelta(hours=LOOKS_AFTER if down else 0, minutes=1)


def test_nobody_jumps_a_level(lived: Life) -> None:
    """Before a level was told, the one below it was told, or passed over, on an earlier day."""
    with lived.store.reading() as session:
        sent = {row.id: _day(row.sent_at) for row in session.scalars(select(MessageRow))}
    climbs: dict[tuple[object, ...], dict[int, date]] = defaultdict(dict)
    for n in _notices(lived):
        if n.level is not None and n.state in ("told", "passed_over"):
            climbs[n.task, n.about, n.cycle][n.level] = sent.get(n.message_id or "") or n.told_on or n.due_on
    assert len(climbs) > 10
    highest = Counter(max(levels) for levels in climbs.values())
    assert highest[5] > 0
    for matter, levels in climbs.items():
        steps = sorted(levels)
        assert steps == list(range(steps[0], steps[-1] + 1)), matter
        assert all(levels[low] < levels[low + 1] for low in steps[:-1]), (matter, levels)
