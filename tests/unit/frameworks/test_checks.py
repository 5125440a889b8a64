"""Spoiled frameworks: what the checks say, with file and table or id."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.framework_folders import Folder, copy_to


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A sound copy of the shipped framework."""
    return copy_to(tmp_path)


def test_a_copy_of_the_shipped_framework_is_sound(folder: Folder) -> None:
    """The loader reads any folder, not only the package."""
    assert folder.problems() == []


SPOILED = [
    ("thresholds.toml", "total = 85", "total = 70", "[wbbm]", "'total' is 70, below the 75 of wbk"),
    ("thresholds.toml", "area_percent = 75", "area_percent = 55", "[wbbm]", "'area_percent' is 55, below"),
    ("thresholds.toml", "lever = 48", "lever = 61", "[wbbm]", "it lies between 0 and 60"),
    ("thresholds.toml", 'requires = "wbk"', "", "[wbbm]", "requires another predicate"),
    ("thresholds.toml", 'predicate = "wbk"', 'predicate = "wxk"', "[wxk]", "'wxk' is unknown"),
    ("areas.toml", "weight = 8", "weight = 9", "[mp]", "fulfilment + reform makes 8, not 9"),
    ("areas.toml", 'kind = "outside"', 'kind = "unit"', "[areas]", "Exactly one area is the outside one"),
    ("areas.toml", "weight = 40", "weight = 41", "[components]", "components makes 101, not 100"),
    ("items.toml", "weight = 0.5", "weight = 0.6", "[mp]", "fulfilment makes 4.1, not 4"),
    ("items.toml", "weight = 17.5 }", "weight = 17 }", "[B.I]", "items makes 22.0, not 22.5"),
    ("items.toml", 'area = "mp"', 'area = "um"', "[A.I.1.i]", "'um' is not a change area"),
    ("items.toml", '"A.I.1.i.b"', '"A.I.1.i.a"', "items.toml", "'A.I.1.i.a' stands here 2 times"),
    (
        "items.toml",
        '"A.I.1.i.b"',
        '"A.I.2.i.z"',
        "[A.I.2.i.z]",
        "does not start with that of its sub-section",
    ),
    ("items.toml", 'answer = "yes_no"', 'answer = "maybe"', "A.I.1.i.a]", "'answer' is 'maybe'"),
    ("items.toml", ', inputs = ["changes_made", "change_agents"]', "", "[A.II.1.i.a]", "two 'inputs'"),
    ("tasks.toml", 'items = ["A.I.1.i.b"]', "", "[A.I.1.i.b]", "No task works for this item"),
    ("tasks.toml", 'items = ["A.I.1.i.b"]', 'items = ["A.I.9.i.b"]', "[MP-01]", "names 'A.I.9.i.b'"),
    ("tasks.toml", 'stage = "designation"', 'stage = "begin"', "[UM-01]", "'stage' names 'begin'"),
    ("tasks.toml", 'verifier = "secretary"', 'verifier = "boss"', "[UM-01]", "'verifier' names 'boss'"),
    (
        "tasks.toml",
        'verifier = "team_lead"',
        'verifier = "secretary"',
        "[UM-02]",
        "Nobody verifies their own",
    ),
    ("tasks.toml", 'approver = "head"', 'approver = "team_lead"', "[MP-02]", "'approver' differs"),
    ("tasks.toml", 'area = "mp"', 'area = "xx"', "[MP-01]", "'area' names 'xx'"),
    ("tasks.toml", 'serves = "um"\n', "", "[UM-01]", "Outside work has the outside area"),
    ("tasks.toml", 'after = ["UM-01"]', 'after = ["UM-99"]', "[UM-02]", "waits for 'UM-99'"),
    ("tasks.toml", 'after = ["UM-01"]', 'after = ["UM-01#2"]', "[UM-02]", "UM-01 does not recur"),
    ("tasks.toml", 'after = ["UM-01"]', 'after = ["X-01"]', "[UM-02]", "waits for the milestone"),
    ("tasks.toml", 'after = ["UM-01"]', 'after = ["UM 01"]', "[UM-02]", "is not a dependency"),
    ("tasks.toml", 'after = ["UM-01"]', 'after = ["EV-07"]', "tasks.toml", "form a cycle: "),
    ("tasks.toml", 'code = "UM-02"', 'code = "MP-01"', "tasks.toml", "'MP-01' stands here 2 times"),
    ("tasks.toml", "days = 5", "days = 0", "[UM-01]", "'days' lies between 1 and 250"),
    ("tasks.toml", "days = 5", 'days = "5"', "[UM-01]", "'days' must be a whole number"),
    ("tasks.toml", "quarter = 1", "quarter = 9", "[UM-01]", "'quarter' lies between 1 and 8"),
    ("tasks.toml", "gate = true", "gate = 1", "[UM-01]", "'gate' must be true or false"),
    ("tasks.toml", "gate = true", "gait = true", "[UM-01]", "Unknown key 'gait'"),
    ("tasks.toml", 'recur = "monthly"', 'recur = "weekly"', "[MP-08]", "'recur' is 'weekly'"),
    ("tasks.toml", "due_after = 0\n", "", "[MP-08]", "either 'due_after' or 'due'"),
    ("tasks.toml", "due_after = 13", "due_after = 12", "[PP-05]", "cannot end in time"),
    ("tasks.toml", "due_after = 16", "due_after = 17", "[edition]", "'monev_day' is 16, but ME-04"),
    ("tasks.toml", "month = 3, day = 31", "month = 4, day = 31", "[AK-03]", "not a day of every year"),
    ("tasks.toml", "month = 6, day = 1", "month = 13, day = 1", "[X-01]", "not a day of every year"),
    ("tasks.toml", "[[milestones]]", "[[milestone]]", "tasks.toml", "Unknown table 'milestone'"),
    (
        "ladders.toml",
        "[7, 3, 1, 0]",
        "[3, 7, 1, 0]",
        "[ladder]",
        "'rungs' is empty, negative or out of order",
    ),
    ("ladders.toml", "[1, 3, 7, 12, 17]", "[1, 3, 7, 12]", "[ladder]", "one entry a level each"),
    ("ladders.toml", "[1, 1, 3, 7, 12]", "[1, 4, 4, 7, 12]", "[ladder]", "must not climb later"),
    ("ladders.toml", '"team_lead"', '"boss"', "[ladder]", "'receivers' names 'boss'"),
    ("edition.toml", 'proposal = "EV-07"', 'proposal = "EV-99"', "[edition]", "'proposal' names 'EV-99'"),
    ("edition.toml", '"fri"', '"friday"', "[edition]", "'reference_week' holds names of mon"),
    (
        "edition.toml",
        "effective = 2021-12-31",
        'effective = "2021"',
        "[edition]",
        "'effective' must be a date",
    ),
    (
        "stages.toml",
        'key = "award"',
        'key = "designation"',
        "stages.toml",
        "'designation' stands here 2 times",
    ),
    ("stages.toml", 'title = "Pencanangan"', 'title = " "', "[declaration]", "a text that is not empty"),
]


@pytest.mark.parametrize(("file", "old", "new", "place", "sentence"), SPOILED)
def test_each_mistake_is_named_with_its_place(
    folder: Folder, file: str, old: str, new: str, place: str, sentence: str
) -> None:
    """One change, and the check says where and what."""
    problems = folder.spoil(file, old, new).problems()
    assert any(place in problem and sentence in problem for problem in problems), problems


def test_missing_evidence_is_named(folder: Folder) -> None:
    """A task that wants no evidence cannot be verified."""
    folder.spoil(
        "tasks.toml",
        'evidence = ["Keputusan/Surat pimpinan instansi tentang penetapan unit kerja ZI"]',
        "evidence = []",
    )
    assert folder.problems() == ["tasks.toml [UM-01]: No evidence is wanted; name at least one."]


def test_a_cycle_is_printed_as_a_path(folder: Folder) -> None:
    """The path begins and ends with the same task."""
    folder.spoil("tasks.toml", 'after = ["UM-01"]', 'after = ["UM-01", "MP-02"]')
    (problem,) = folder.problems()
    path = problem.partition("cycle: ")[2].rstrip(".").split(" -> ")
    assert path[0] == path[-1]
    assert set(path) == {"UM-02", "MP-02"}


def test_all_mistakes_of_all_files_are_named_at_once(folder: Folder) -> None:
    """Shape, sums, names and thresholds in one answer; nothing hides behind the first."""
    folder.spoil("thresholds.toml", "total = 85", "total = 70")
    folder.spoil("areas.toml", "weight = 8", "weight = 9")
    folder.spoil("tasks.toml", 'verifier = "secretary"', 'verifier = "boss"')
    folder.spoil("stages.toml", "[[stages]]", "[[stages]]\ncolour = 1")
    said = "\n".join(folder.problems())
    for part in ("thresholds.toml [wbbm]", "areas.toml [mp]", "tasks.toml [UM-01]", "Unknown key 'colour'"):
        assert part in said


def test_a_broken_table_draws_no_errors_of_its_neighbours(folder: Folder) -> None:
    """Whoever names a table that does not fit is not blamed for it."""
    folder.spoil("stages.toml", "number = 1\n", "")
    assert folder.problems() == ["stages.toml [designation]: 'number' is missing."]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"[[areas]\n", "This is not TOML."), (b"\xff\xfe", "The file is not text in UTF-8.")],
)
def test_a_file_that_cannot_be_read_is_named(folder: Folder, content: bytes, sentence: str) -> None:
    """Broken syntax and broken encoding are sentences, not tracebacks."""
    (folder.path / "ladders.toml").write_bytes(content)
    assert folder.problems() == [f"ladders.toml: {sentence}"]


def test_a_missing_file_is_named(folder: Folder) -> None:
    """A folder without a ladder is no framework."""
    (folder.path / "ladders.toml").unlink()
    assert folder.problems() == ["ladders.toml: The file cannot be read."]
