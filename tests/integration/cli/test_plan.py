"""`zi plan` on files, as a person sees it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from zi_workflow.cli.main import main

PLAN = """\
start: 2025-03-03
deadline: 2025-03-12
calendar: {holidays: []}
tasks:
  - {id: MP-1, title: SK Tim Kerja, area: mp, days: 2, started: 2025-03-03, finished: 2025-03-07}
  - {id: TL-1, title: SOP utama, area: tl, days: 3, after: [MP-1], started: 2025-03-10}
  - {id: PP-1, area: pp, days: 2, after: [TL-1]}
  - {id: X-1, area: lain, days: 1}
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A plan file of four tasks."""
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, "utf-8")
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Status, output and errors of a command line."""
    status = main(words)
    out, err = capsys.readouterr()
    return status, out, err


def test_json_has_the_agreed_shape(capsys: pytest.CaptureFixture[str], file: str) -> None:
    """Standard output is the JSON result and nothing else."""
    status, out, err = run(capsys, "plan", "check", file, "--as-of", "2025-03-10", "--json")
    result = json.loads(out)
    assert (status, err) == (0, "")
    assert list(result) == ["as_of", "finish", "because", "tasks", "blockers"]
    assert result["finish"] == {"planned": "2025-03-11", "forecast": "2025-03-14", "late_days": 3}
    assert result["because"] == {"mp": 3.0}
    assert result["tasks"][2] == {
        "id": "PP-1",
        "area": "pp",
        "state": "waiting",
        "planned": {"start": "2025-03-10", "finish": "2025-03-11"},
        "forecast": {"start": "2025-03-13", "finish": "2025-03-14"},
        "late_days": 3,
        "slack_days": -2,
        "critical": True,
        "blocked_by": "TL-1",
        "because": {"mp": 3.0},
    }
    assert result["blockers"][0] == {
        "id": "TL-1",
        "area": "tl",
        "finish_days": 5,
        "other_areas_days": 5,
        "tasks": 1,
    }


def test_a_person_reads_dates_areas_and_causes_in_indonesian(
    capsys: pytest.CaptureFixture[str], file: str
) -> None:
    """The overview says when, why and who, with names of areas and full dates."""
    status, out, _ = run(capsys, "plan", "check", file, "--as-of", "2025-03-10")
    assert status == 0
    assert "selesai 14 Maret 2025, 3 hari kerja lebih lambat dari 11 Maret 2025" in out
    assert "Manajemen Perubahan 3,0" in out
    assert (
        "- PP-1, Peningkatan Kualitas Pelayanan Publik: menunggu TL-1 (SOP utama); terlambat 3 hari kerja"
        in out
    )
    assert "- X-1, lain: dapat dimulai" in out
    assert "- Penataan Tatalaksana: Tambahan satu pekan (5 hari kerja) pada TL-1 (SOP utama)" in out


def test_english_is_one_option_away(capsys: pytest.CaptureFixture[str], file: str) -> None:
    """The same overview in English, singular where it is one."""
    _, out, _ = run(capsys, "plan", "check", file, "--as-of", "2025-03-04", "--lang", "en")
    assert "2025-03-10" not in out
    status, out, _ = run(capsys, "plan", "check", file, "--as-of", "2025-03-10", "--lang", "en")
    assert status == 0
    assert "expected to finish on 14 March 2025, 3 working days after 11 March 2025" in out


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("MP-1", ["sudah selesai", "3 hari kerja lebih lambat dari rencana", "Manajemen Perubahan 3,0"]),
        ("TL-1", ["sedang berjalan sejak 10 Maret 2025", "dapat bertindak sekarang", "Tambahan satu pekan"]),
        ("PP-1", ["belum dapat dimulai", "menunggu TL-1 (SOP utama)", "2 hari kerja harus dikejar"]),
    ],
)
def test_why_is_a_paragraph(
    capsys: pytest.CaptureFixture[str], file: str, task: str, words: list[str]
) -> None:
    """One paragraph says how a task stands, whose share it is and what another week costs."""
    status, out, _ = run(capsys, "plan", "why", task, file, "--as-of", "2025-03-10")
    assert status == 0
    assert out.count("\n") == 1
    assert all(word in out for word in words)


LATER = """\
start: 2025-03-03
calendar: {holidays: []}
tasks:
  - {id: MP-1, area: mp, days: 5, started: 2025-03-03}
  - {id: TL-1, area: tl, days: 2, not_before: 2025-03-17, planned: {start: 2025-03-03, finish: 2025-03-04}}
  - {id: TL-2, area: tl, days: 1, after: [MP-1 FF+3], started: 2025-03-03, planned: {start: 2025-03-03, finish: 2025-03-03}}
"""


def test_who_can_act_only_later_or_follows_another_is_said_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The overview and the paragraph give the first day, and the task that a finish follows."""
    path = tmp_path / "plan.yaml"
    path.write_text(LATER, "utf-8")
    _, out, _ = run(capsys, "plan", "check", str(path), "--as-of", "2025-03-04")
    assert "- Penataan Tatalaksana, sejak 17 Maret 2025: Tambahan satu pekan" in out
    assert "- TL-1, Penataan Tatalaksana: dapat dimulai sejak 17 Maret 2025; terlambat" in out
    assert "- TL-2, Penataan Tatalaksana: sedang berjalan, penyelesaiannya mengikuti MP-1; terlambat" in out
    _, out, _ = run(capsys, "plan", "why", "TL-2", str(path), "--as-of", "2025-03-04")
    assert "Penyelesaiannya mengikuti selesainya MP-1 pada area Manajemen Perubahan" in out
    assert "sasaran waktu" not in out


def test_a_plan_may_come_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`-` reads a pipe."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PLAN.encode())))
    assert run(capsys, "plan", "check", "-", "--as-of", "2025-03-10", "--json")[0] == 0


def test_the_shipped_calendar_holds_where_a_file_has_none(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Without a calendar of its own a plan knows that 27 to 29 January 2025 were days off."""
    path = tmp_path / "plan.yaml"
    path.write_text("start: 2025-01-24\ntasks: [{id: A, area: mp, days: 2}]", "utf-8")
    _, out, _ = run(capsys, "plan", "check", str(path), "--as-of", "2025-01-24", "--json")
    assert json.loads(out)["finish"]["planned"] == "2025-01-30"


def test_every_mistake_is_one_line_and_the_status_is_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Sentences go to standard error with line and task, nothing to standard output."""
    path = tmp_path / "plan.yaml"
    path.write_text(
        PLAN.replace("days: 3", "days: -3").replace("[TL-1]", "[TL-9, PP-1]") + "extra: 1\n", "utf-8"
    )
    status, out, err = run(capsys, "plan", "check", str(path), "--as-of", "2025-03-04", "--json")
    lines = err.splitlines()
    assert (status, out, len(lines)) == (2, "", 6)
    assert lines[1].startswith("baris 6, TL-1: ")
    assert lines[-1].startswith("baris 9: Kunci 'extra' tidak dikenal")


@pytest.mark.parametrize("day", ["2025-02-30", "kemarin", "20250310", ""])
def test_a_wrong_day_is_one_sentence(capsys: pytest.CaptureFixture[str], file: str, day: str) -> None:
    """The option is named."""
    status, _, err = run(capsys, "plan", "check", file, "--as-of", day)
    assert (status, err.count("\n")) == (2, 1)
    assert err.startswith("--as-of: ")


@pytest.mark.parametrize("name", ["", "none.yaml", "a\0b"])
def test_a_file_that_cannot_be_opened_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    """A folder, nothing at all, or a name that cannot be one."""
    status, _, err = run(capsys, "plan", "check", f"{tmp_path}/{name}", "--as-of", "2025-03-10")
    assert (status, err.count("\n")) == (2, 1)


def test_an_unknown_task_is_one_sentence(capsys: pytest.CaptureFixture[str], file: str) -> None:
    """`why` needs a task of the plan."""
    status, out, err = run(capsys, "plan", "why", "TL-9", file, "--as-of", "2025-03-10")
    assert (status, out) == (2, "")
    assert "'TL-9'" in err
