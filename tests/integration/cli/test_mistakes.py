"""Several mistakes on one command line are all named at once, and every one of them in a sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.cli.conftest import Terminal
from tests.support.requirements import require
from zi_workflow.cli.main import main

FULL = Path("/dev/full")


def test_a_programme_is_refused_with_all_that_is_wrong(terminal: Terminal) -> None:
    """What is missing, and the target, zone, week and route that do not exist."""
    wrong = ("--target", "foo", "--zone", "CET", "--week", "funday", "--route", "x")
    said = terminal.refuses("programme", "create", *wrong)
    parts = ("--unit-name", "--start", "'foo'", "'CET'", "'funday'", "'x'")
    assert [sum(part in line for line in said) for part in parts] == [1] * len(parts)
    assert len(said) == len(parts)


def test_bad_dates_of_a_programme_come_with_the_rest(terminal: Terminal) -> None:
    """The first day and the target finish, next to the route."""
    said = terminal.refuses(
        "programme", "create", "--unit-name", "Dinas", "--start", "x", "--deadline", "y", "--route", "z"
    )
    assert [line.split(":")[0] for line in said] == ["--start", "--deadline", "route"]


def test_a_good_line_still_creates_the_programme(terminal: Terminal) -> None:
    """Nothing of the judging is left in it."""
    words = ("programme", "create", "--unit-name", "Dinas Contoh", "--start", "2025-01-02")
    assert terminal.tells(*words)["code"] == "dinas-contoh-2025"


def test_an_absence_is_refused_with_all_that_is_wrong(office: Terminal) -> None:
    """Person, substitute and a bad date; person and reversed dates."""
    away = ("people", "away", "contoh", "Zul")
    said = office.refuses(*away, "--from", "x", "--to", "2025-02-03", "--substitute", "Yan")
    assert [line.split(":")[0] for line in said] == ["--from", "ORANG", "--substitute"]
    assert len(office.refuses(*away, "--from", "2025-02-05", "--to", "2025-02-03")) == 2


def test_an_edit_is_refused_with_all_that_is_wrong(office: Terminal) -> None:
    """What cannot be read, an unknown predecessor and unknown tasks, also of what cannot be read."""
    said = office.refuses(
        *("programme", "edit", "contoh-2025", "--days", "MP-01=x", "--days", "QQ-01=3"),
        *("--after", "TL-01=ZZ", "--not-before", "QQ-02=kemarin", "--assign", "MP-02=Zul"),
    )
    for part in ("'x'", "QQ-01: ", "'ZZ'", "'kemarin'", "QQ-02: ", "'Zul'"):
        assert sum(part in line for line in said) == 1, part
    assert len(said) == 6


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("serve", "--host", ""), "--host"),
        (
            (
                *("rehearse", "--unit-name", " ", "--start", "2025-02-03"),
                *("--until", "2025-02-04", "--out", "x"),
            ),
            "--unit-name",
        ),
    ],
)
def test_an_empty_value_is_refused(bare: Terminal, words: tuple[str, ...], option: str) -> None:
    """It does not mean the default."""
    assert bare.refuses(*words) == [f"{option}: Isian ini tidak boleh kosong."]


def test_a_rehearsal_names_its_own_start(bare: Terminal) -> None:
    """Not the day before, which nobody gave."""
    plan = "start: 2025-01-02\ntasks:\n- id: A\n  area: tl\n  days: 3\n  started: 2025-02-03\n"
    words = ("rehearse", "--start", "2025-02-03", "--until", "2025-02-04", "--out", str(bare.folder))
    (said,) = bare.refuses(*words, "--plan", bare.file("p.yaml", plan))
    assert said.endswith(
        "'started' bertanggal Senin, 3 Februari 2025, yaitu pada atau setelah awal gladi, Senin, 3 Februari 2025."
    )


def test_people_in_utf_16_without_a_mark_are_told_so(office: Terminal) -> None:
    """Not that the file is not UTF-16."""
    file = office.file("orang.csv", "nama;peran\nBudi;anggota\n".encode("utf-16-le"))
    (said,) = office.refuses("people", "import", "contoh", file)
    assert "UTF-16 tanpa tanda urutan bita" in said


def test_an_output_that_cannot_be_written_is_a_sentence() -> None:
    """Exit status 1; the interpreter adds nothing when it ends."""
    require(FULL.exists(), f"a device that is always full ({FULL})")
    call = [
        sys.executable,
        "-c",
        "from zi_workflow.cli.main import run; run()",
        "framework",
        "check",
        "--json",
    ]
    with FULL.open("w") as full:
        done = subprocess.run(call, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "Keluaran tidak dapat ditulis.\n")


def test_metavars_are_in_the_readers_language(capsys: pytest.CaptureFixture[str]) -> None:
    """In help and in refusals; the parser's names of types too."""
    assert main(["programme", "edit", "--help"]) == 0
    said = capsys.readouterr().out
    assert "TUGAS=TANGGAL" in said
    assert "TASK" not in said
    assert main(["plan", "check"]) == 2
    assert "'BERKAS'" in capsys.readouterr().err
