"""Decrees of days off as files."""

from __future__ import annotations

from datetime import date

import pytest

from zi_workflow.domain.calendars import DayKind, DayOff, Decree, DecreeStatus
from zi_workflow.domain.decree_files import KIND_NAMES, KIND_WORDS, read_decrees
from zi_workflow.domain.errors import InputError
from zi_workflow.i18n import LANGUAGES, sentence, translations, using

JSON = b"""{"number": "KEP 1/2025", "signed": "2025-05-02", "title": "Libur daerah", "days": [
  {"day": "2025-05-23", "kind": "local", "name": "Hari jadi"},
  {"day": "2025-06-09", "kind": "working", "name": "Masuk kerja"}]}"""
TOML = b"""number = "KEP 1/2025"
signed = 2025-05-02
title = "Libur daerah"
[[days]]
day = 2025-05-23
kind = "local"
name = "Hari jadi"
[[days]]
day = 2025-06-09
kind = "hari kerja"
name = "Masuk kerja"
"""
CSV = b"""nomor;ditetapkan;judul;tanggal;jenis;keterangan
KEP 1/2025;2025-05-02;Libur daerah;2025-05-23;libur lokal;Hari jadi
;;;2025-06-09;hari kerja;Masuk kerja
"""

DECREE = Decree(
    "KEP 1/2025",
    date(2025, 5, 2),
    "Libur daerah",
    "",
    DecreeStatus.FIXED,
    2025,
    (
        DayOff(date(2025, 5, 23), DayKind.LOCAL, "Hari jadi"),
        DayOff(date(2025, 6, 9), DayKind.WORKING, "Masuk kerja"),
    ),
)


@pytest.mark.parametrize(("raw", "suffix"), [(JSON, ".json"), (TOML, ".toml"), (CSV, ".csv")])
def test_all_formats_say_the_same(raw: bytes, suffix: str) -> None:
    """A day taken and a day given back, in JSON, TOML and CSV."""
    assert read_decrees(raw, suffix) == (DECREE,)


def test_a_file_may_hold_several_decrees() -> None:
    """As the shipped calendars do."""
    raw = b'{"decrees": [' + JSON + b"," + JSON.replace(b"1/2025", b"2/2025") + b"]}"
    assert [decree.number for decree in read_decrees(raw, ".json")] == ["KEP 1/2025", "KEP 2/2025"]


def test_every_mistake_is_named_at_once() -> None:
    """Date, kind and doubled day together."""
    raw = (
        b'{"number": "X", "signed": "kemarin", "days": [{"day": "2025-05-23", "kind": "pesta", "name": "a"},'
        b'{"day": "2025-05-24", "kind": "local", "name": "b"}, {"day": "2025-05-24", "kind": "local", "name": "c"}]}'
    )
    with pytest.raises(InputError) as refused:
        read_decrees(raw, ".json")
    assert [problem.message for problem in refused.value.problems] == [
        "“{name}” is not a date: {value!r}; write 31/12/2026 or 2026-12-31.",
        "Unknown kind of day {kind!r}; known: {known}.",
        "{day} stands there twice.",
    ]


def test_a_decree_of_another_age_is_refused_with_each_of_its_days() -> None:
    """Also where the file's own kind of day says it."""
    raw = b'number = "X"\nsigned = 0001-01-01\ndays = [{day = "9999-12-31", kind = "local", name = "a"}]'
    with pytest.raises(InputError) as refused:
        read_decrees(raw, ".toml")
    message = "“{name}” is {day}; a decree and its days lie between {first} and {last}."
    assert [(each.message, each.params["day"]) for each in refused.value.problems] == [
        (message, date.min),
        (message, date.max),
    ]


@pytest.mark.parametrize(
    ("raw", "suffix"),
    [
        (b"", ".json"),
        (b"[1, 2]", ".json"),
        (b"{}", ".json"),
        (b'{"number": "X", "signed": "2025-01-01"}', ".json"),
        (b"[" * 100_000, ".json"),
        (b"number = ", ".toml"),
        (b"", ".csv"),
        (b"nomor;tanggal\nX;2025-01-01\n", ".csv"),
        (CSV.replace(b"\n;;;", b"\nKEP 2/2025;;;"), ".csv"),
        (JSON, ".xlsx"),
        (b"\xff\xfe", ".json"),
    ],
)
def test_what_is_no_decree_is_refused_in_a_sentence(raw: bytes, suffix: str) -> None:
    """Never a traceback."""
    with pytest.raises(InputError):
        read_decrees(raw, suffix)


@pytest.mark.parametrize(
    ("raw", "suffix", "sentence"),
    [
        (b"\n[[[", ".json", "line 2, This is not JSON."),
        (b"\nx = ?\n", ".toml", "line 2, This is not TOML."),
        (b"[" * 100_000, ".json", "The file is nested too deeply to be read."),
        (b"x = " + b"[" * 3000, ".toml", "The file is nested too deeply to be read."),
    ],
)
def test_the_parsers_own_words_are_kept_from_the_reader(raw: bytes, suffix: str, sentence: str) -> None:
    """They are English only; the kind of file and the line say it in any language."""
    with pytest.raises(InputError) as refused:
        read_decrees(raw, suffix)
    (problem,) = refused.value.problems
    place = f"line {problem.line}, " if problem.line else ""
    assert place + problem.message.format(**problem.params) == sentence


def test_a_missing_date_is_called_missing() -> None:
    """Not a date that reads None."""
    with pytest.raises(InputError) as refused:
        read_decrees(b'{"decrees": [{"number": "5"}]}', ".json")
    assert [(p.message, p.params) for p in refused.value.problems] == [
        ("“{name}” is missing.", {"name": "signed (of a decree)"})
    ]


def test_a_decree_is_read_as_offices_write_it() -> None:
    """Indonesian keys, kinds and days, in JSON too."""
    raw = (
        b'{"nomor": "KEP 1/2025", "ditetapkan": "02/05/2025", "judul": "Libur daerah", "hari": ['
        b'{"tanggal": "23/05/2025", "jenis": "Libur Lokal", "keterangan": "Hari jadi"},'
        b'{"tanggal": "9/6/2025", "jenis": "hari kerja", "nama": "Masuk kerja"}]}'
    )
    assert read_decrees(raw, ".json") == (DECREE,)
    assert read_decrees(CSV.replace(b"2025-05-23", b"23/05/2025"), ".csv") == (DECREE,)


def test_every_kind_that_the_pages_show_is_understood_and_named_to_the_reader() -> None:
    """In both languages; no code of ours is said."""
    for lang in LANGUAGES:
        for kind, name in KIND_NAMES.items():
            assert KIND_WORDS[translations(lang).gettext(name)] == kind
    with pytest.raises(InputError) as refused:
        read_decrees(CSV.replace(b"libur lokal", b"pesta").replace(b"2025-05-23", b"besok"), ".csv")
    with using("id"):
        said = " ".join(map(sentence, refused.value.problems))
    assert "yang dikenal: libur nasional, cuti bersama, libur lokal, hari kerja" in said
    assert "\u201ctanggal\u201d bukan tanggal" in said
