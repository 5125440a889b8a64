"""What another window left in a step stands there in words, under the names of its fields."""

from __future__ import annotations

from typing import Any

import pytest

from zi_workflow.domain.setups import FIELDS
from zi_workflow.web.views.setups import LABELS, theirs

NAMES = tuple(name for names in FIELDS.values() for name in names)
UNITS = {"u1": "Dinas Arsip"}


@pytest.mark.parametrize(
    ("name", "kept", "label", "words"),
    [
        ("start", "2027-06-01", "Hari pertama program", "Selasa, 1 Juni 2027"),
        ("deadline", "", "Tenggat sendiri (boleh dikosongkan)", ""),
        ("week", ["mon", "tue"], "Hari kerja", "Senin, Selasa"),
        ("target", "wbk", "Predikat yang dituju", "Menuju WBK"),
        ("route", "mandiri", "Siapa yang menilai pada akhirnya?", "Instansi sendiri (mandiri)"),
        ("unit", "u1", "Untuk unit mana?", "Dinas Arsip"),
        ("unit", "baru", "Untuk unit mana?", "Unit baru"),
        ("title", "ZI kita", "Judul (boleh dikosongkan)", "ZI kita"),
    ],
)
def test_a_field_that_differs_is_said_as_the_form_says_it(
    name: str, kept: Any, label: str, words: str
) -> None:
    """Neither the key of a field nor a date in figures stands on a page."""
    assert theirs(NAMES, {name: kept}, {name: "lain"}, UNITS) == [(label, words)]


def test_what_is_the_same_is_not_said() -> None:
    """Nor what the form did not send."""
    assert theirs(NAMES, {"title": "ZI", "code": "zi-1"}, {"title": "ZI"}, {}) == []


def test_every_field_of_a_step_has_a_label_but_the_list() -> None:
    """A new field without one would vanish from the page."""
    assert set(NAMES) - set(LABELS) == {"people", "pasted"}
