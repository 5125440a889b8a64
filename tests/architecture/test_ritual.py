"""The developers' ritual runs with the tests, so that CI and `make check` cannot disagree."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.sources import ROOT


def _commands() -> list[str]:
    """The commands of the Makefile's `lint` target, with its variables filled in."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    values = dict(re.findall(r"^(PACKAGES|SOURCES) := (.*)$", makefile, re.MULTILINE))
    recipe = re.search(r"^lint:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    assert recipe is not None
    text = recipe[1].replace("$(SOURCES)", values["SOURCES"]).replace("$(PACKAGES)", values["PACKAGES"])
    return [line.strip().removeprefix("$(VENV)/bin/") for line in text.splitlines()]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("command", _commands())
def test_the_ritual_finds_nothing(command: str) -> None:
    """Format, lint, types, import contracts and declared dependencies are in order."""
    program, *arguments = shlex.split(command)
    run = subprocess.run(
        [str(Path(sys.executable).parent / program), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
