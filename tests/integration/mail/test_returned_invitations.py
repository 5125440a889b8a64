"""An invitation that comes back is followed by its round: the place stands on paper, and the list says so."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from tests.support import rounds
from tests.support.rounds import Desk
from zi_workflow.bootstrap import Store, do
from zi_workflow.storage.queries.invitations import deliveries, find
from zi_workflow.storage.tables import InviteeRow, MessageRow
from zi_workflow.usecases import invitation_checks, returns
from zi_workflow.usecases.invitation_checks import Reprint
from zi_workflow.usecases.returns import Failure, TakeBack, Verdict


def test_an_invitation_that_came_back_stands_on_paper_and_its_place_follows(sqlite_store: Store) -> None:
    """Whoever was asked is known by the newest message: the printed one, not the mail that came back."""
    rounds.settle(sqlite_store)
    desk = Desk(sqlite_store)
    desk.invites()
    desk.delivers()
    with sqlite_store.writing() as session:
        row = session.scalars(select(MessageRow).where(col(MessageRow.person_id) == "budi")).one()
        row.transport, original, address = "smtp", row.message_id, row.to_address or ""
    back = TakeBack(original, {address: Failure(hard=True, words="550 no such user")})
    assert do(sqlite_store, returns.take_back, back, desk.at + timedelta(hours=1)) is Verdict.SUPPRESSED
    assert do(sqlite_store, invitation_checks.reprint, Reprint(), desk.at + timedelta(hours=1)) == 1
    with sqlite_store.reading() as session:
        invitee = session.scalars(select(InviteeRow).where(col(InviteeRow.person_id) == "budi")).one()
        newest = session.get_one(MessageRow, invitee.message_id)
        assert (newest.channel, newest.state) == ("print", "queued")
        seen = find(session, str(newest.programme_id), rounds.QUARTER)
        (mine,) = [each for each in deliveries(session, seen.round_id) if each.guest_id == "budi"]
    assert (mine.channel, mine.state) == ("print", "queued")
