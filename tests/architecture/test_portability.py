"""Nothing that is committed names the machine or the registry it came from, and nothing is left half-done."""

from __future__ import annotations

import re

import pytest

from tests.support import sources

REGISTRY = re.compile(
    r"https?://[^\s\"']*(?:py" + r"pi|python" + r"hosted|np" + r"mjs|registry\.)", re.IGNORECASE
)
MACHINE = re.compile(r"(?<![\w.])/(?:ro" + r"ot|wo" + r"rk|op" + r"t/py" + r"pi|Us" + r"ers)/")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b|NotImplemented" + r"Error")


@pytest.mark.parametrize(
    "pattern", [REGISTRY, MACHINE, UNFINISHED], ids=["registry", "machine", "unfinished"]
)
def test_no_file_holds_what_belongs_to_one_machine_or_is_not_done(pattern: re.Pattern[str]) -> None:
    """Registry addresses, paths of a machine and marks of unfinished work stay out of the history."""
    found = []
    for path in sources.project_files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{sources.name(path)}:{number} {line.strip()[:100]}"
            for number, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
    assert found == []
