"""`zi round freeze|verify|diff`: a preview first, sealed once, exit status 1 with the file's name when one changed."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from tests.integration.cli.conftest import Terminal
from tests.support import databases
from tests.support.frozen_rounds import DIGEST, SECOND, keep_files, two_rounds, worked
from tests.support.monev_rounds import CODE, QUARTER
from zi_workflow import bootstrap
from zi_workflow.settings import EVIDENCE_FOLDER

FREEZE = ("round", "freeze", CODE, QUARTER)


@pytest.fixture
def late(bare: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal on the evening of the cutoff day, over a round that is not frozen."""
    monkeypatch.setenv("ZI_CLOCK_START", "2025-04-25T18:00+07:00")
    with closing(bootstrap.create_store(databases.sqlite_url(bare.folder / "zi.db"))) as store:
        worked(store)
    return bare


@pytest.fixture
def frozen(bare: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal over two frozen rounds whose files are in place."""
    monkeypatch.setenv("ZI_CLOCK_START", "2025-07-21T08:00+07:00")
    with closing(bootstrap.create_store(databases.sqlite_url(bare.folder / "zi.db"))) as store:
        two_rounds(store)
    keep_files(bare.folder / EVIDENCE_FOLDER)
    return bare


def test_a_preview_freezes_nothing_and_yes_seals_exactly_that(late: Terminal) -> None:
    """The hash of the figures is the same; a second time nothing changes."""
    shown = late.does(*FREEZE)
    assert "Belum ada yang dibekukan" in shown
    assert "Penataan Tatalaksana: 1 dari 2 selesai, direncanakan 2" in shown
    assert late.refuses("round", "verify", CODE, QUARTER)
    sealed = late.tells(*FREEZE, "--yes")["sha256"]
    again = late.tells(*FREEZE, "--yes")["sha256"]
    assert again == sealed


def test_a_round_that_is_frozen_says_so_with_and_without_yes(frozen: Terminal) -> None:
    """Nothing is promised, nothing is claimed to be done, and no event comes."""
    for asked in (FREEZE, (*FREEZE, "--yes")):
        said = frozen.does(*asked)
        assert "sudah dibekukan" in said
        assert "--yes" not in said
        assert "\nDibekukan." not in said
    assert frozen.tells(*FREEZE)["frozen"]


def test_a_round_that_fits_says_so(frozen: Terminal) -> None:
    """With its seal, for people and for programs."""
    said = frozen.does("round", "verify", CODE, QUARTER)
    assert "Segel, angka, berkas, dan rantai catatan cocok." in said
    assert frozen.tells("round", "verify", CODE, "TW II 2025")["intact"]


def test_a_file_that_changed_is_named_with_exit_status_one(frozen: Terminal) -> None:
    """Its name stands in the sentence and in the JSON."""
    Path(frozen.folder / EVIDENCE_FOLDER / DIGEST[:2] / DIGEST).write_bytes(b"lain")
    said = frozen.say("round", "verify", CODE, QUARTER)
    assert said.status == 1
    assert "Berkas 'Laporan' (versi 1) bukan yang dibekukan" in said.out
    found = json.loads(frozen.say("round", "verify", CODE, QUARTER, "--json").out)
    assert [(each["part"], each["name"]) for each in found["misfits"]] == [("file", "Laporan")]


def test_two_rounds_stand_beside_each_other(frozen: Terminal) -> None:
    """In whichever order they are named; the same round twice is refused."""
    said = frozen.does("round", "diff", CODE, SECOND, QUARTER)
    assert "Triwulan I 2025 dibandingkan dengan Triwulan II 2025" in said
    assert "Penataan Tatalaksana: 1/2 → 2/2" in said
    assert "Rekomendasi Triwulan I 2025: 1 dari 2 sudah ditutup." in said
    assert frozen.tells("round", "diff", CODE, QUARTER, SECOND)["areas"]["tl"]["gained"] == 1
    assert frozen.refuses("round", "diff", CODE, QUARTER, QUARTER)
