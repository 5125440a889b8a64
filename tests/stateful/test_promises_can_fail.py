"""Each check of P1 to P14 raises when it is shown a history that breaks its promise, and for nothing else in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.stateful import mail_invariants as mail
from tests.stateful import time_invariants as timing
from tests.stateful.history import BrokenPromiseError, Copy, Hold, Offer, Row, Rung, Said, Told, Twin

DAY = date(2025, 1, 20)
AT = datetime(2025, 1, 20, 1, tzinfo=UTC)
KEY = "digest:ayu:2025-01-20"
ID = "<39a0d84c8129e8184edaf684c411a0cf@contoh.go.id>"
TASK = ("ZI", "TL-01")
COPY = Copy(1, AT, datetime(2025, 1, 20, 8, tzinfo=UTC), ID, KEY, "digest", "ayu", "ayu@contoh.go.id", "U")
ROW = Row(ID, KEY, "sent", 1)
OFFER = Offer(AT, DAY, "returned", released=False, stretch=0, recipients=5)
RUNG = Rung(
    TASK,
    "",
    cycle=1,
    level=2,
    on=DAY,
    lag=3,
    least=3,
    before=(Told(1, 1, date(2025, 1, 16)),),
    receiver="ayu",
)


def said(kind: str, **values: Any) -> Said:
    """A line about the task."""
    return Said(kind, TASK, **values)


def copies(*changes: dict[str, Any]) -> list[Copy]:
    """Copies of the mail that differ from it."""
    return [replace(COPY, number=number, **values) for number, values in enumerate(changes, start=1)]


def other(number: int, **values: Any) -> dict[str, Any]:
    """A mail of its own."""
    return {"message_id": f"<{number}@contoh.go.id>", "key": f"k{number}", **values}


def offers(many: int, minutes: int, **values: Any) -> list[Offer]:
    """So many mails, so many minutes apart."""
    return [replace(OFFER, at=AT + timedelta(minutes=minutes * n), **values) for n in range(many)]


Broken = tuple[Callable[[], None], Callable[[], None]]
"""A check of what breaks the promise, and of what comes nearest to it and keeps it."""

CASES: dict[str, list[Broken]] = {
    "P1": [
        (
            lambda: mail.p1_nothing_of_finished_work(
                copies({"lines": (said("overdue"),), "finished": frozenset({TASK})})
            ),
            lambda: mail.p1_nothing_of_finished_work(
                copies({"lines": (said("solved"),), "finished": frozenset({TASK})})
            ),
        )
    ],
    "P2": [
        (
            lambda: mail.p2_one_copy(copies({}, {})),
            lambda: mail.p2_one_copy(copies({"doubtful": True}, {})),
        ),
        (
            lambda: mail.p2_one_copy(copies({"doubtful": True, "archived": True}, {"archived": True})),
            lambda: mail.p2_one_copy(copies({"accepted": False, "archived": True}, {"archived": True})),
        ),
        (
            lambda: mail.p2_one_copy(copies(*[{"doubtful": True}] * 3)),
            lambda: mail.p2_one_copy(copies(*[{"doubtful": True}] * 2)),
        ),
        (
            lambda: mail.p2_one_copy(
                copies(*[other(n, lines=(said("overdue", notice="n1"),)) for n in (1, 2)])
            ),
            lambda: mail.p2_one_copy(
                copies(*[other(n, lines=(said("overdue", notice="n1"),), returned=n == 1) for n in (1, 2)])
            ),
        ),
    ],
    "P3": [
        (
            lambda: mail.p3_everything_ends([ROW, replace(ROW, state="claimed")]),
            lambda: mail.p3_everything_ends([ROW, replace(ROW, state="uncertain")]),
        )
    ],
    "P4": [
        (
            lambda: mail.p4_one_row_a_mail(copies({}), [], 0),
            lambda: mail.p4_one_row_a_mail(copies({}), [ROW], 0),
        ),
        (
            lambda: mail.p4_one_row_a_mail(copies({"key": "another"}), [replace(ROW, key="another")], 0),
            lambda: mail.p4_one_row_a_mail(copies({}), [ROW], 1),
        ),
        (
            lambda: mail.p4_one_row_a_mail(copies({}), [replace(ROW, passes=0)], 0),
            lambda: mail.p4_one_row_a_mail(copies({"kind": "alert"}), [replace(ROW, passes=0)], 0),
        ),
    ],
    "P5": [
        (
            lambda: mail.p5_only_who_is_concerned(copies({"foreign": ("Kenanga",)})),
            lambda: mail.p5_only_who_is_concerned(copies({})),
        ),
        (
            lambda: mail.p5_only_who_is_concerned(copies({"in_office": False})),
            lambda: mail.p5_only_who_is_concerned(copies({})),
        ),
        (
            lambda: mail.p5_only_who_is_concerned(copies({"known_address": False})),
            lambda: mail.p5_only_who_is_concerned(copies({})),
        ),
        (
            lambda: mail.p5_only_who_is_concerned(
                copies({"away": True, "lines": (said("overdue", notice="n1"),)})
            ),
            lambda: mail.p5_only_who_is_concerned(copies({"away": True, "lines": (said("overdue"),)})),
        ),
    ],
    "P6": [
        (
            lambda: mail.p6_not_too_many_a_person(copies(*[other(n, kind="returned") for n in range(4)])),
            lambda: mail.p6_not_too_many_a_person(copies(*[other(n, kind="returned") for n in range(3)])),
        ),
        (
            lambda: mail.p6_not_too_many_a_person(copies(other(1), other(2))),
            lambda: mail.p6_not_too_many_a_person(copies(other(1), other(2, released=True))),
        ),
    ],
    "P7": [
        (
            lambda: mail.p7_only_in_office_hours(copies({"open_hours": False})),
            lambda: mail.p7_only_in_office_hours(copies({})),
        )
    ],
    "P8": [
        (
            lambda: mail.p8_stopped_is_stopped(copies({"may_leave": False})),
            lambda: mail.p8_stopped_is_stopped(copies({})),
        )
    ],
    "P9": [
        (
            lambda: mail.p9_the_breaker_holds(offers(21, 1), []),
            lambda: mail.p9_the_breaker_holds([*offers(20, 1), *offers(1, 1, released=True)], []),
        ),
        (
            lambda: mail.p9_the_breaker_holds(offers(41, 16), []),
            lambda: mail.p9_the_breaker_holds(offers(40, 16), []),
        ),
        (
            lambda: mail.p9_the_breaker_holds([], [Hold("run", explained=True, noted=2, open=False)]),
            lambda: mail.p9_the_breaker_holds([], [Hold("run", explained=True, noted=1, open=True)]),
        ),
        (
            lambda: mail.p9_the_breaker_holds([], [Hold("outsider", explained=False, noted=1, open=True)]),
            lambda: mail.p9_the_breaker_holds([], []),
        ),
        (
            lambda: mail.p9_the_breaker_holds([], [Hold("run", explained=True, noted=1, open=True)] * 2),
            lambda: mail.p9_the_breaker_holds([], [Hold("restored", explained=True, noted=1, open=True)] * 2),
        ),
    ],
    "P10": [
        (
            lambda: mail.p10_nothing_again_after_a_restore(copies({}, {"era": 1, "fenced": True})),
            lambda: mail.p10_nothing_again_after_a_restore(copies({}, {"era": 1})),
        )
    ],
    "P11": [
        (
            lambda: mail.p11_in_order(copies({"lines": (said("reminder", clock=date(2025, 1, 17)),)})),
            lambda: mail.p11_in_order(copies({"lines": (said("reminder", clock=DAY),)})),
        ),
        (
            lambda: mail.p11_in_order(
                copies(
                    other(1, lines=(said("overdue", notice="n1"),)),
                    other(2, lines=(said("reminder", clock=DAY),)),
                )
            ),
            lambda: mail.p11_in_order(
                copies(
                    other(1, lines=(said("overdue", notice="n1"),)),
                    other(2, lines=(said("reminder", clock=DAY, cycle=2),)),
                )
            ),
        ),
    ],
    "P12": [
        (
            lambda: timing.p12_the_day_alone_decides([Twin("later", frozenset({("a",)}), frozenset())]),
            lambda: timing.p12_the_day_alone_decides(
                [Twin("later", frozenset({("a",)}), frozenset({("a",)}))]
            ),
        )
    ],
    "P13": [
        (
            lambda: timing.p13_step_by_step([replace(RUNG, level=3)]),
            lambda: timing.p13_step_by_step([RUNG]),
        ),
        (
            lambda: timing.p13_step_by_step([replace(RUNG, before=(Told(1, 1, DAY),))]),
            lambda: timing.p13_step_by_step([replace(RUNG, level=1, before=())]),
        ),
        (
            lambda: timing.p13_step_by_step([replace(RUNG, level=1)]),
            lambda: timing.p13_step_by_step([replace(RUNG, level=1, cycle=2)]),
        ),
        (
            lambda: timing.p13_step_by_step([replace(RUNG, before=(*RUNG.before, Told(2, 1, DAY)))]),
            lambda: timing.p13_step_by_step([replace(RUNG, before=(*RUNG.before, Told(1, 1, DAY)))]),
        ),
        (
            lambda: timing.p13_step_by_step([replace(RUNG, today=(1,))]),
            lambda: timing.p13_step_by_step([replace(RUNG, today=(2,))]),
        ),
    ],
    "P14": [
        (
            lambda: timing.p14_late_enough_and_to_somebody([replace(RUNG, lag=2)]),
            lambda: timing.p14_late_enough_and_to_somebody([RUNG]),
        ),
        (
            lambda: timing.p14_late_enough_and_to_somebody([replace(RUNG, receiver=None, noted=False)]),
            lambda: timing.p14_late_enough_and_to_somebody([replace(RUNG, receiver=None, noted=True)]),
        ),
        (
            lambda: timing.p14_late_enough_and_to_somebody([replace(RUNG, in_office=False)]),
            lambda: timing.p14_late_enough_and_to_somebody([RUNG]),
        ),
        (
            lambda: timing.p14_late_enough_and_to_somebody([replace(RUNG, skipped="coordinator")]),
            lambda: timing.p14_late_enough_and_to_somebody([RUNG]),
        ),
    ],
}


@pytest.mark.parametrize(
    ("name", "broken", "kept"),
    [
        pytest.param(name, *case, id=f"{name}-{n}")
        for name, cases in CASES.items()
        for n, case in enumerate(cases)
    ],
)
def test_a_check_raises_for_its_promise_only(
    name: str, broken: Callable[[], None], kept: Callable[[], None]
) -> None:
    """What breaks it is found and named; what comes near is let pass."""
    kept()
    with pytest.raises(BrokenPromiseError, match=rf"^{name}: "):
        broken()


def test_every_promise_of_mail_and_time_has_a_check_with_its_words() -> None:
    """P1 to P14, each a function whose docstring begins with its number, each with a case above."""
    checks = [
        each
        for module in (mail, timing)
        for name, each in vars(module).items()
        if name.startswith("p") and name[1].isdigit()
    ]
    numbers = {f"P{check.__name__[1:].partition('_')[0]}": check.__doc__ for check in checks}
    assert numbers.keys() == CASES.keys() == {f"P{number}" for number in range(1, 15)}
    assert all((words or "").startswith(f"{number}: ") for number, words in numbers.items())
