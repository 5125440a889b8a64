"""What the team finds and recommends, and who may not touch it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support.meetings import DEADLINE, Meeting, meeting
from zi_workflow.bootstrap import Store
from zi_workflow.domain.errors import ConflictError, ForbiddenError, InputError, NotFoundError, RefusedError
from zi_workflow.domain.scopes import OWN_EVIDENCE
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.storage.tables import Round
from zi_workflow.usecases import findings, recommending
from zi_workflow.usecases.findings import ChangeFinding, WithdrawFinding
from zi_workflow.usecases.recommending import ChangeRecommendation, WithdrawRecommendation


@pytest.fixture
def round_(sqlite_store: Store) -> Meeting:
    """The meeting of the small unit."""
    return meeting(sqlite_store)


def other_words(round_: Meeting, number: int = 1, by: str | None = None, **more: Any) -> None:
    """A finding says something else."""
    said = {"number": number, "area": "tl", "words": "SOP sudah ada, belum ditetapkan.", **more}
    round_.does(findings.change, ChangeFinding, by, **said)


def withdraws(round_: Meeting, number: int = 1, **more: Any) -> None:
    """A finding is none after all."""
    round_.does(findings.withdraw, WithdrawFinding, number=number, **more)


def recommends_otherwise(round_: Meeting, by: str | None = None, **more: Any) -> None:
    """The first recommendation says something else."""
    said = {
        "number": 1,
        "finding": 1,
        "words": "Tetapkan dan sosialisasikan SOP.",
        "responsible": "head",
        **more,
    }
    round_.does(
        recommending.change_recommendation, ChangeRecommendation, by, **{"deadline": DEADLINE, **said}
    )


def test_findings_and_recommendations_are_numbered_and_kept_with_who_made_them(store: Store) -> None:
    """On both databases."""
    round_ = meeting(store)
    assert [round_.finds("tl", words) for words in ("Satu.", "Dua.")] == [1, 2]
    assert [round_.recommends(2, words) for words in ("Perbaiki.", "Lengkapi.")] == [1, 2]
    assert [(row.number, row.area, row.words, row.made_by) for row in round_.found()] == [
        (1, "tl", "Satu.", round_.unit.fajar), (2, "tl", "Dua.", round_.unit.fajar),
    ]  # fmt: skip
    first = round_.recommended()[0]
    assert (first.area, first.responsible, first.deadline, first.state) == (
        "tl",
        "coordinator",
        DEADLINE,
        "open",
    )
    assert first.finding_id == round_.found()[1].id


def test_a_number_is_never_given_twice(round_: Meeting) -> None:
    """What was withdrawn keeps its own: whoever wrote it down can still say which it was."""
    round_.finds()
    withdraws(round_)
    assert round_.finds(words="Yang lain.") == 2
    with pytest.raises(RefusedError):
        withdraws(round_, seen=2)


def test_a_finding_that_is_sent_twice_is_one_finding(round_: Meeting) -> None:
    """A double click makes no second one, nor a second recommendation."""
    assert [round_.finds(), round_.finds()] == [1, None]
    assert [round_.recommends(), round_.recommends()] == [1, None]
    assert (len(round_.found()), len(round_.recommended())) == (1, 1)


def test_a_withdrawn_finding_takes_its_recommendations_with_it(round_: Meeting) -> None:
    """Those of other findings stay."""
    round_.finds()
    round_.finds("pp", "Antrean panjang.")
    round_.recommends(1)
    round_.recommends(2, "Tambah loket.")
    withdraws(round_, 1, seen=1)
    assert [row.withdrawn_at is None for row in round_.recommended()] == [False, True]
    with pytest.raises(RefusedError):
        round_.recommends(1, "Masih disarankan.")


def test_everything_that_is_wrong_with_a_finding_is_said_at_once(round_: Meeting) -> None:
    """An area that the programme does not have, and no words."""
    with pytest.raises(InputError) as refused:
        round_.finds("zz", " ")
    assert [each.where for each in refused.value.problems] == ["area", "words"]


def test_everything_that_is_wrong_with_a_recommendation_is_said_at_once(round_: Meeting) -> None:
    """Each with its place; an office of the assessing side answers no recommendation."""
    round_.finds()
    with pytest.raises(InputError) as refused:
        round_.recommends(1, "", responsible="inspectorate", office="x" * 201, deadline=date(2025, 6, 1))
    assert [each.where for each in refused.value.problems] == ["words", "responsible", "office", "deadline"]
    with pytest.raises(NotFoundError):
        round_.recommends(7)


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        (date(2025, 5, 16), False),
        (date(2025, 5, 19), True),
        (date(2025, 5, 30), False),
        (date(2025, 6, 20), True),
    ],
)
def test_a_deadline_is_a_working_day_10_to_30_working_days_after_the_meeting(
    round_: Meeting, day: date, fits: bool
) -> None:
    """Waisak and Ascension with their leave, Pancasila and Id al-Adha lie between."""
    with round_.store.reading() as session:
        programme = programme_facts(session, round_.unit.programme_id)
        row = session.get_one(Round, round_.unit.round().id)
        days = recommending.deadlines(session, programme, row)
    assert (day in {each.on for each in days}) is fits
    assert (days[0].days, days[-1].days) == (10, 30)


def test_a_recommendation_without_an_office_is_for_the_office_of_who_holds_the_role(round_: Meeting) -> None:
    """A typed one stays."""
    round_.finds()
    round_.recommends(1, office="Subbagian Umum")
    assert round_.recommended()[0].office == "Subbagian Umum"


def test_a_change_says_what_it_was_before_and_a_stale_page_is_refused_with_what_it_says_now(
    round_: Meeting,
) -> None:
    """The newer words win only openly."""
    round_.finds()
    other_words(round_, seen=1)
    with pytest.raises(ConflictError) as refused:
        other_words(round_, words="Ketiga.", seen=1)
    assert refused.value.problems[0].params["words"] == "SOP sudah ada, belum ditetapkan."
    round_.recommends()
    recommends_otherwise(round_, seen=1)
    with pytest.raises(ConflictError):
        recommends_otherwise(round_, words="Ketiga.", seen=1)
    assert round_.recommended()[0].responsible == "head"


def test_a_deadline_that_stays_is_not_asked_about_again(round_: Meeting) -> None:
    """Though the meeting took place on another day than planned."""
    round_.finds()
    last = date(2025, 6, 20)
    round_.recommends(1, deadline=last)
    round_.holds(date(2025, 4, 14), early=True)
    recommends_otherwise(round_, deadline=last)
    with pytest.raises(InputError):
        recommends_otherwise(round_, deadline=date(2025, 6, 19))


def test_a_recommendation_is_withdrawn_alone(round_: Meeting) -> None:
    """Its finding stays."""
    round_.finds()
    round_.recommends()
    round_.does(recommending.withdraw_recommendation, WithdrawRecommendation, number=1, seen=1)
    assert round_.recommended()[0].withdrawn_at is not None
    assert round_.found()[0].withdrawn_at is None


def test_unit_people_never_edit_findings(round_: Meeting) -> None:
    """Neither the head nor a coordinator, whatever they try; a sentence says why."""
    round_.finds()
    round_.recommends()
    for person in (round_.unit.eka, round_.unit.office.ayu, round_.unit.office.citra):
        for act in (other_words, recommends_otherwise):
            with pytest.raises(ForbiddenError) as refused:
                act(round_, by=person)
            assert refused.value.problems[0].message == OWN_EVIDENCE
    assert (round_.found()[0].version, round_.recommended()[0].version) == (1, 1)
