"""A mail ends where the relay's fault puts it, at once and after the relay is well again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.smtp_faults import CASES, Case, play

ONE_OF_EACH = list({(case.first, case.stage, case.end): case for case in CASES}.values())


@pytest.mark.parametrize("case", ONE_OF_EACH, ids=lambda case: case.name)
def test_a_fault_has_one_end(case: Case, tmp_path: Path) -> None:
    """`make smtp-faults` plays all of them; here one for each end."""
    assert play(case, tmp_path).fits(case)
