"""`zi framework check`: counts of sound data, every error of bad data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.framework_folders import copy_to
from zi_workflow.cli.main import main

Output = pytest.CaptureFixture[str]


def test_the_shipped_framework_is_counted(capsys: Output) -> None:
    """The counts of the programme as data, ready for a machine."""
    assert main(["framework", "check", "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)
    assert counts["areas"] == {"change": 6, "unit": 1, "outside": 1}
    assert counts["items"] == {"levers": 110, "results": 3}
    assert (counts["tasks"]["total"], counts["milestones"]) == (90, 8)
    assert counts["dependencies"]["between_change_areas"] == 38
    assert counts["dependencies"]["with_own_area"] == 51
    assert counts["working_days"] == {"2024": 238, "2025": 237, "2026": 240, "2027": 242}
    assert counts["reference"]["proposal"] == "2026-05-19"


def test_the_answer_is_in_indonesian_unless_asked_otherwise(capsys: Output) -> None:
    """The same counts in words, in both languages."""
    assert main(["framework", "check"]) == 0
    assert "tidak ada kesalahan" in (said := capsys.readouterr().out)
    assert "Ketergantungan antararea perubahan" in said
    assert "29 Mei 2026" in said
    assert main(["framework", "check", "permenpanrb-90-2021", "--lang", "en"]) == 0
    assert "no errors" in capsys.readouterr().out


def test_a_folder_can_be_checked(tmp_path: Path, capsys: Output) -> None:
    """A changed copy is counted as it is, with the calendar next to it."""
    folder = copy_to(tmp_path).spoil("edition.toml", 'version = "2026.1"', 'version = "2026.2"')
    folder.spoil("calendars/2026.toml", "day = 2026-01-16", "day = 2026-01-15")
    assert main(["framework", "check", "--json", str(folder.path)]) == 0
    counts = json.loads(capsys.readouterr().out)
    assert (counts["version"], counts["working_days"]["2026"]) == ("2026.2", 240)


def test_bad_data_ends_with_every_error(tmp_path: Path, capsys: Output) -> None:
    """A WBBM minimum below the WBK one and a decree's mistake are named together, with exit status 2."""
    folder = copy_to(tmp_path).spoil("thresholds.toml", "total = 85", "total = 74")
    folder.spoil("calendars/2026.toml", "day = 2026-01-16", "day = 2025-01-16")
    assert main(["framework", "check", str(folder.path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "thresholds.toml [wbbm]: 'total' bernilai 74, di bawah 75 milik wbk" in said.err
    assert "Kamis, 16 Januari 2025 bukan hari pada tahun 2026" in said.err


@pytest.mark.parametrize("name", ["permenpanrb-52-2014", "/no/such/folder", "."])
def test_what_is_no_framework_is_a_sentence(name: str, capsys: Output, tmp_path: Path) -> None:
    """An unknown name or a folder without data: exit status 2 and no traceback."""
    assert main(["framework", "check", str(tmp_path) if name == "." else name]) == 2
    said = capsys.readouterr().err
    assert said
    assert "Traceback" not in said


def test_an_empty_name_is_refused_as_such(capsys: Output) -> None:
    """It does not mean the folder one stands in."""
    assert main(["framework", "check", ""]) == 2
    assert capsys.readouterr().err == "NAMA: Isian ini tidak boleh kosong.\n"


def test_the_count_with_the_own_area_says_where_outside_work_belongs(capsys: Output) -> None:
    """Fifty-one only because outside work counts for the area it serves."""
    assert main(["framework", "check", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "Dependencies between areas (outside work in the area it serves)  51" in said
