"""Which links a mail gets when it is rendered, again, and when two people press at once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from tests.support.mailed_links import NOW, OWN, TODAY, act, mail_to, office_with_mail, rows, tokens
from tests.support.programmes import Office, joins
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import ConflictError
from zi_workflow.domain.links import KEPT, LIFETIME, DeadLinkError, Purpose
from zi_workflow.domain.tasks import State
from zi_workflow.storage.tables import Programme
from zi_workflow.usecases import link_issues, tasks
from zi_workflow.usecases.link_issues import IssueLinks


def test_the_first_matter_gets_all_links_the_others_the_main_one(sqlite_store: Store) -> None:
    """Budi has two tasks: everything about the first, only the start of the second; nothing of Ayu's."""
    office, message = office_with_mail(sqlite_store)
    matters = (("ZI-1", "TL-01"), ("ZI-1", OWN), ("ZI-1", "PP-01"), ("ZI-9", OWN))
    issued = do(sqlite_store, link_issues.issue, [IssueLinks(message, office.budi, matters)], NOW)[message]
    assert {matter: [each.purpose for each in made] for matter, made in issued.items()} == {
        ("ZI-1", OWN): [Purpose.START, Purpose.SUBMIT, Purpose.MORE_TIME, Purpose.HAND_OVER],
        ("ZI-1", "PP-01"): [Purpose.START],
    }


def test_only_hashes_are_stored(store: Store) -> None:
    """Whoever reads the database can act by no link."""
    office, message = office_with_mail(store)
    given = tokens(office, message)
    stored = " ".join(str(row) for row in rows(store))
    assert len(rows(store)) == len(set(given.values())) == 4
    assert not any(token in stored for token in given.values())


def test_a_mail_rendered_again_has_new_links_and_the_old_ones_never_were(store: Store) -> None:
    """What never left is replaced: there is no second set that somebody could find."""
    office, message = office_with_mail(store)
    old, new = tokens(office, message), tokens(office, message)
    assert len(rows(store)) == len(new)
    with pytest.raises(DeadLinkError):
        act(office, old[Purpose.START])
    assert act(office, new[Purpose.START]) is Purpose.START


def test_a_second_copy_has_links_of_its_own_and_either_uses_up_both(store: Store) -> None:
    """The first copy may be out, so its links stay; the deed is done once."""
    office, message = office_with_mail(store)
    office.starts(OWN, TODAY)
    first, second = tokens(office, message), tokens(office, message, out=True)
    act(office, second[Purpose.REPORT], progress=10)
    with pytest.raises(DeadLinkError):
        act(office, first[Purpose.REPORT], progress=20)
    assert office.task(OWN).standing.progress == 10
    act(office, first[Purpose.MORE_TIME], until=TODAY)


def test_links_of_another_mail_stay(sqlite_store: Store) -> None:
    """Using yesterday's report leaves today's, so that there is always one to report by."""
    office, message = office_with_mail(sqlite_store)
    office.starts(OWN, TODAY)
    yesterdays = tokens(office, message)
    todays = tokens(office, mail_to(office, office.budi, "2"))
    act(office, yesterdays[Purpose.REPORT], progress=10)
    act(office, todays[Purpose.REPORT], progress=20)


def test_links_long_over_are_forgotten_with_the_next_mail(sqlite_store: Store) -> None:
    """The table does not grow for ever."""
    office, message = office_with_mail(sqlite_store)
    tokens(office, message, at=NOW - KEPT - LIFETIME - timedelta(seconds=1))
    tokens(office, mail_to(office, office.budi, "2"))
    assert {row.made_at for row in rows(sqlite_store)} == {NOW}


@pytest.mark.parametrize("state", ["draft", "tpi", "not_awarded"])
def test_a_programme_that_is_not_active_gets_none(sqlite_store: Store, state: str) -> None:
    """Its mails lead to pages only."""
    office, message = office_with_mail(sqlite_store)
    with sqlite_store.writing() as session:
        session.get_one(Programme, office.programme_id).state = state
    assert tokens(office, message) == {}


def test_work_that_is_out_of_hand_gets_none(sqlite_store: Store) -> None:
    """What was handed in waits for others."""
    office, message = office_with_mail(sqlite_store)
    office.starts(OWN, TODAY)
    office.submits(OWN, TODAY, office.budi)
    assert tokens(office, message) == {}


def test_a_wish_names_a_person_of_the_area_and_who_may_assign_gives_it_at_once(sqlite_store: Store) -> None:
    """Budi coordinates the area, so his wish is his decision; Eko's own wish is only asked for."""
    office, message = office_with_mail(sqlite_store)
    eko = joins(sqlite_store, office.unit_id, "Eko", "member", "pp", "eko@contoh.go.id")
    assign = {"person_id": office.budi}
    office.does(tasks.assign, tasks.Assign, OWN, office.citra, TODAY, **assign)
    act(office, tokens(office, message)[Purpose.HAND_OVER], to=eko)
    assert office.task(OWN).duty.assignee_id == eko
    ekos = tokens(office, mail_to(office, eko, "2"), to=eko)
    act(office, ekos[Purpose.HAND_OVER], to=office.budi)
    assert office.task(OWN).duty.assignee_id == eko


def test_two_who_press_at_once_have_one_winner(store: Store) -> None:
    """Of many forms sent at the same moment one acts; the others are refused or told to look again."""
    office, message = office_with_mail(store)
    office.starts(OWN, TODAY)
    token = tokens(office, message)[Purpose.REPORT]
    assert sorted(_all_at_once(office, [token] * 6)) == ["dead"] * 5 + ["done"]
    assert office.task(OWN).standing.progress == 10


def test_two_copies_pressed_at_once_have_one_winner(store: Store) -> None:
    """The two copies of an uncertain mail are one link."""
    office, message = office_with_mail(store)
    office.starts(OWN, TODAY)
    copies = [tokens(office, message)[Purpose.REPORT], tokens(office, message, out=True)[Purpose.REPORT]]
    assert sorted(_all_at_once(office, copies * 2)) == ["dead"] * 3 + ["done"]


def _all_at_once(office: Office, pressed: list[str]) -> list[str]:
    gate, ends = threading.Barrier(len(pressed)), list[str]()

    def press(token: str) -> None:
        gate.wait()
        try:
            act(office, token, progress=10)
        except DeadLinkError:
            ends.append("dead")
        except ConflictError:
            ends.append("conflict")
        else:
            ends.append("done")

    threads = [threading.Thread(target=press, args=(token,)) for token in pressed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert office.task(OWN).standing.state is State.IN_PROGRESS
    return ends
