"""The first sentence of a digest counts tasks as tasks, and people whom mail does not reach as people."""

from __future__ import annotations

import pytest

from notifications.emails.digest.context import lead
from tests.support import mails
from zi_workflow import i18n
from zi_workflow.domain.notices import Line, NoticeKind

LATE = (mails.line("TL-01", None), mails.line("TL-02", None))
BUDI = Line(NoticeKind.UNDELIVERED, note="Budi Santoso (budi@example.go.id)")
DEWI = Line(NoticeKind.UNDELIVERED, note="Dewi (dewi@example.go.id)")


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (
            (*LATE, BUDI),
            "Per Rabu, 30 April 2025 terdapat 2 tugas yang terlambat. Surel kepada 1 orang tidak dapat disampaikan.",
        ),
        ((BUDI, DEWI), "Surel kepada 2 orang tidak dapat disampaikan."),
    ],
)
def test_people_are_no_tasks(lines: tuple[Line, ...], says: str) -> None:
    """Two late tasks and a refused address are two tasks."""
    with i18n.using("id"):
        assert lead(mails.facts(*lines)) == says


def test_one_task_and_one_person_are_told_by_name_and_number() -> None:
    """Nothing is counted that can be named."""
    with i18n.using("id"):
        assert lead(mails.facts(LATE[0], BUDI)).endswith("Surel kepada 1 orang tidak dapat disampaikan.")
