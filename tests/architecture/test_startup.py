"""The command line starts fast because it imports only what a command needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "prefect",
    "fastapi",
    "starlette",
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
    "yaml",
    "apscheduler",
    "jinja2",
    "babel",
}
PROBE = """
import sys
from zi_workflow.cli.main import main
status = main({words!r})
print("LOADED", *sorted({heavy!r} & set(sys.modules)))
sys.exit(status)
"""


@pytest.mark.parametrize("words", [["--help"], ["--lang", "en", "--help"]])
def test_help_imports_none_of_the_heavy_libraries(words: list[str]) -> None:
    """Prefect alone costs more than a second; a person who asks for help does not pay for it."""
    probe = PROBE.format(words=words, heavy=HEAVY)
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "LOADED"
