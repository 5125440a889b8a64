"""Copies of the shipped framework that a test may spoil."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from zi_workflow.domain.errors import InputError
from zi_workflow.frameworks import loader


@dataclass(frozen=True)
class Folder:
    """A framework folder with the calendar folder next to it."""

    path: Path

    def spoil(self, file: str, old: str, new: str) -> Folder:
        """Replace the first `old` of a file; it must be there."""
        target = self.path / file if not file.startswith("calendars/") else self.path.parent / file
        text = target.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        target.write_text(text.replace(old, new, 1), encoding="utf-8")
        return self

    def problems(self) -> list[str]:
        """What the loader says, as `place: sentence` in English."""
        try:
            loader.read_framework(self.path)
        except InputError as error:
            return [f"{p.where}: {p.message.format(**p.params)}" for p in error.problems]
        return []


def copy_to(folder: Path) -> Folder:
    """The shipped data below `folder`."""
    for name in (loader.DEFAULT, "calendars"):
        with_data = files("zi_workflow.frameworks").joinpath(name)
        shutil.copytree(Path(str(with_data)), folder / name)
    return Folder(folder / loader.DEFAULT)
