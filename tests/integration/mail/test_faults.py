"""A mail ends where the relay's fault puts it, at once and after the relay is well again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos import smtp_sessions
from tests.chaos.smtp_faults import CASES, Case, play
from tests.chaos.smtp_sessions import SESSIONS, Session

ONE_OF_EACH = list({(case.first, case.stage, case.end): case for case in CASES}.values())


@pytest.mark.parametrize("case", ONE_OF_EACH, ids=lambda case: case.name)
def test_a_fault_has_one_end(case: Case, tmp_path: Path) -> None:
    """`make smtp-faults` plays all of them; here one for each end."""
    assert play(case, tmp_path).fits(case)


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.name)
def test_a_habit_of_the_relay_costs_no_mail(session: Session, tmp_path: Path) -> None:
    """Limits of a connection, idle closes, refusals and slow answers: each mail ends where it should, none twice."""
    end = smtp_sessions.play(session, tmp_path)
    assert end.fits(session), smtp_sessions.line(session, end)
