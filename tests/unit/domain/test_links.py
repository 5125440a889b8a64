"""When a link works, what a mail offers, and how its secret vanishes from what is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from quopri import encodestring

import pytest

from zi_workflow.domain.links import (
    LIFETIME,
    PATH,
    PURPOSE_MEANINGS,
    STATES,
    Flaw,
    Link,
    Now,
    Purpose,
    address,
    doers,
    flaw,
    offered,
    usable,
)
from zi_workflow.domain.people import Directory, Duty, Holding, Person
from zi_workflow.domain.subscriptions import PATH as UNSUBSCRIBE
from zi_workflow.domain.tasks import FINISHED, IN_REVIEW, OPEN_WORK, State, Verb
from zi_workflow.domain.tokens import is_token, masked

AT = datetime(2025, 6, 2, 2, tzinfo=UTC)
LINK = Link("l", "budi", "t", Purpose.SUBMIT, 3, AT + LIFETIME)
TASK = Now(State.IN_PROGRESS, 3, True, frozenset({"budi"}))
DUTY = Duty("pp", "member", "coordinator", assignee_id="budi")
TOKEN = "aB3_" * 8


def test_every_purpose_has_its_sentence_and_states() -> None:
    """A purpose nobody can explain is none; each makes sense in some state."""
    assert set(PURPOSE_MEANINGS) == set(Purpose) == set(STATES)
    assert all(STATES.values())


def test_no_purpose_verifies_decides_or_waives() -> None:
    """What only a person who signs in may do has no link."""
    never = {Verb.VERIFY, Verb.RETURN, Verb.OUTCOME, Verb.WAIVE, Verb.REOPEN, Verb.ACCEPT}
    assert not {str(purpose) for purpose in Purpose} & {str(verb) for verb in never}
    assert all(states <= OPEN_WORK for states in STATES.values())


def test_a_link_works_when_nothing_is_wrong() -> None:
    """Person in charge, task open, version equal, unused, unexpired."""
    assert usable(LINK, TASK, AT)


@pytest.mark.parametrize(
    ("link", "task", "found"),
    [
        (replace(LINK, used=True), TASK, Flaw.USED),
        (replace(LINK, void=True), TASK, Flaw.VOID),
        (replace(LINK, expires_at=AT), TASK, Flaw.EXPIRED),
        (replace(LINK, version=2), TASK, Flaw.OUTDATED),
        (replace(LINK, version=4), TASK, Flaw.OUTDATED),
        (LINK, replace(TASK, running=False), Flaw.NOT_RUNNING),
        (LINK, replace(TASK, doers=frozenset({"ayu"})), Flaw.NOT_THEIRS),
        (LINK, replace(TASK, doers=frozenset()), Flaw.NOT_THEIRS),
        (replace(LINK, purpose=Purpose.START), TASK, Flaw.SETTLED),
        *((LINK, replace(TASK, state=state), Flaw.SETTLED) for state in FINISHED | IN_REVIEW),
    ],
)
def test_one_thing_wrong_is_enough(link: Link, task: Now, found: Flaw) -> None:
    """Each flaw alone ends a link."""
    assert flaw(link, task, AT) is found
    assert not usable(link, task, AT)


def test_it_works_until_the_last_moment() -> None:
    """The end itself does not belong to the time."""
    assert usable(LINK, TASK, LINK.expires_at - timedelta(microseconds=1))


def _people(*holdings: Holding, away: dict[str, str | None] | None = None) -> Directory:
    names = ("ayu", "budi", "citra")
    return Directory({name: Person(name, name) for name in names}, holdings, away or {})


BUDI, AYU, CITRA = (
    Holding("budi", "member", "pp"),
    Holding("ayu", "coordinator", "pp"),
    Holding("citra", "head"),
)


def test_who_may_act_is_who_does_the_work() -> None:
    """The assignee; without one the office that is responsible, then the coordinator."""
    assert doers(_people(BUDI, AYU), DUTY) == {"budi"}
    assert doers(_people(BUDI, AYU), replace(DUTY, assignee_id=None)) == {"budi"}
    assert doers(_people(AYU), replace(DUTY, assignee_id=None)) == {"ayu"}
    assert doers(_people(), replace(DUTY, assignee_id=None)) == frozenset()


def test_an_assignee_without_an_office_may_not_act() -> None:
    """Somebody who is only known, as a substitute elsewhere, is no office holder here."""
    assert doers(_people(AYU), DUTY) == frozenset()


def test_a_direct_substitute_may_act_too() -> None:
    """Citra stands in for Budi; who stands in for Citra does not."""
    assert doers(_people(BUDI, CITRA, away={"budi": "citra"}), DUTY) == {"budi", "citra"}
    assert doers(_people(BUDI, CITRA, away={"budi": "citra", "citra": "ayu"}), DUTY) == {"budi", "citra"}
    assert doers(_people(BUDI, away={"budi": None}), DUTY) == {"budi"}


def test_an_outside_partys_work_has_no_links() -> None:
    """Nobody in the unit acts for a ministry."""
    assert doers(_people(BUDI, AYU), replace(DUTY, external=True)) == frozenset()


@pytest.mark.parametrize("state", State)
def test_a_mail_offers_only_what_makes_sense(state: State) -> None:
    """The main thing first: start, then hand in; nothing when it waits or is out of hand."""
    found = offered(state, waits=False)
    assert all(state in STATES[purpose] for purpose in found)
    assert offered(state, waits=True) == ()
    main = {State.PLANNED: Purpose.START, State.IN_PROGRESS: Purpose.SUBMIT, State.RETURNED: Purpose.SUBMIT}
    assert next(iter(found), None) is main.get(state)


@pytest.mark.parametrize(
    "text", ["", TOKEN[:-1], TOKEN + "A", TOKEN[:-1] + " ", TOKEN[:-1] + "/", TOKEN[:-1] + "é"]
)
def test_what_is_no_token(text: str) -> None:
    """Only the exact shape is looked up at all."""
    assert is_token(TOKEN)
    assert not is_token(text)


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:8000", "https://zi.example.go.id/a/rather/long/path/of/a/service/"]
)
def test_a_kept_copy_holds_no_token(base: str) -> None:
    """Neither in text and HTML nor in quoted-printable lines that break inside it; the rest stays."""
    where = address(base, TOKEN)
    html = f'<p><a href="{where}?lang=en">Mulai</a> /t/selesai</p>'
    assert masked(html, UNSUBSCRIBE, PATH) == html.replace(TOKEN, "disamarkan")
    for ahead in range(90):
        source = encodestring(("x" * ahead + html).encode()).decode()
        kept = masked(source, UNSUBSCRIBE, PATH).replace("=\n", "")
        assert TOKEN not in kept
        assert "disamarkan" in kept
        assert "/t/selesai" in kept
