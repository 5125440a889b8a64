"""Spoiled calendar folders: what the checks say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.framework_folders import Folder, copy_to
from zi_workflow.domain.errors import InputError
from zi_workflow.frameworks import loader


def said(folder: Folder) -> list[str]:
    """What reading the decrees says, as `place: sentence` in English."""
    with pytest.raises(InputError) as caught:
        loader.read_decrees(folder.path.parent / "calendars")
    return [f"{p.where}: {p.message.format(**p.params)}" for p in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("day = 2026-01-16", "day = 2025-01-16", "2025-01-16 is not a day of 2026."),
        ("day = 2026-01-16", "day = 2026-01-01", "2026-01-01 is named 2 times."),
        ('kind = "national"', 'kind = "feast"', "'kind' is 'feast'"),
        ("signed = 2025-09-19", 'signed = "2025"', "'signed' must be a date."),
        ("signed = 2025-09-19", "signed = 2025-09-19T10:00:00", "'signed' must be a date."),
        ('status = "fixed"', 'state = "fixed"', "Unknown key 'state'"),
        ("SKB 1497/2025, 2/2025, 5/2025", "Keppres 10/2024", "'Keppres 10/2024' stands here 2 times"),
        ("[[decrees]]", "[[decree]]", "This list of tables is missing."),
    ],
)
def test_each_mistake_is_named_with_its_place(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """One change in the decree of 2026, and the check says what is wrong."""
    folder = copy_to(tmp_path).spoil("calendars/2026.toml", old, new)
    assert any(problem in sentence for sentence in said(folder)), said(folder)


def test_a_folder_without_decrees_is_no_calendar(tmp_path: Path) -> None:
    """An empty folder does not mean that every day is a working day."""
    with pytest.raises(InputError, match="no decree"):
        loader.read_decrees(tmp_path)
