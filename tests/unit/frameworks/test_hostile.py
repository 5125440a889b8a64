"""Frameworks with absurd content: one sentence with file and id each, never a traceback or a flood."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.framework_folders import Folder, copy_to


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A sound copy of the shipped framework."""
    return copy_to(tmp_path)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("thresholds.toml", "total = 85", "total = nan", "[wbbm]: 'total' must be a number."),
        ("thresholds.toml", "total = 85", "total = -inf", "[wbbm]: 'total' must be a number."),
        ("items.toml", "weight = 0.5", "weight = inf", "[A.I.1.i]: 'weight' must be a number."),
        ("items.toml", "weight = 0.5", "weight = 1e999999", "[A.I.1.i]: 'weight' lies between 0 and 9999."),
        (
            "items.toml",
            "weight = 0.5",
            "weight = 1e-999999",
            "[A.I.1.i]: 'weight' has more than 6 decimal places.",
        ),
        (
            "ladders.toml",
            "review_days = 3",
            "review_days = 99999999999999999999999",
            "[ladder]: 'review_days' lies between 0 and 9999.",
        ),
        ("areas.toml", "number = 1", "number = -1", "[mp]: 'number' lies between 0 and 9999."),
        (
            "areas.toml",
            'title = "',
            'title = "\\u0000',
            "[mp]: 'title' holds a character that cannot be printed.",
        ),
    ],
)
def test_an_absurd_value_is_one_sentence(folder: Folder, file: str, old: str, new: str, said: str) -> None:
    """What is no number, is huge, negative, too fine or unprintable is refused where it stands."""
    assert folder.spoil(file, old, new).problems() == [f"{file} {said}"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("[" * 3000 + "]" * 3000, "The file is nested too deeply to be read."),
        ("9" * 5000, "This is not TOML."),
    ],
)
def test_what_the_parser_cannot_hold_names_the_file(folder: Folder, value: str, said: str) -> None:
    """Deep nesting and numbers of thousands of digits end in a sentence."""
    path = folder.path / "stages.toml"
    path.write_text(f"x = {value}\n" + path.read_text("utf-8"), "utf-8")
    assert folder.problems() == [f"stages.toml: {said}"]


def test_a_table_in_the_place_of_a_name_is_one_sentence(folder: Folder) -> None:
    """However deep it is, it is not printed."""
    deep = ".".join("a" * 2000)
    folder.spoil("areas.toml", 'kind = "change"', f"kind.{deep} = 1")
    assert folder.problems() == ["areas.toml [mp]: 'kind' must be a text that is not empty."]


@pytest.mark.parametrize("file", ["items.toml", "tasks.toml", "stages.toml", "areas.toml", "thresholds.toml"])
@pytest.mark.parametrize("content", [None, "[[areas]\n"])
def test_a_file_that_is_missing_or_broken_is_the_only_error(
    folder: Folder, file: str, content: str | None
) -> None:
    """The checks that need the file are left out, so that nothing hides what is wrong."""
    path = folder.path / file
    path.unlink() if content is None else path.write_text(content, "utf-8")
    assert len(folder.problems()) == 1


def test_checks_that_need_no_broken_file_still_run(folder: Folder) -> None:
    """A ladder out of order is named next to a missing list of items."""
    (folder.path / "items.toml").unlink()
    folder.spoil("ladders.toml", "[7, 3, 1, 0]", "[3, 7, 1, 0]")
    assert folder.problems() == [
        "items.toml: The file cannot be read.",
        "ladders.toml [ladder]: 'rungs' is empty, negative or out of order.",
    ]


def test_a_repeated_predicate_is_named_as_such(folder: Folder) -> None:
    """The missing other one and the comparison with itself say nothing more."""
    folder.spoil("thresholds.toml", 'predicate = "wbbm"', 'predicate = "wbk"')
    assert folder.problems() == ["thresholds.toml: 'wbk' stands here 2 times; an id is used once."]
