"""The documents tell the truth about the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.support import sources
from zi_workflow.cli.commands import COMMANDS
from zi_workflow.settings import PREFIX, Settings

DOCS = sources.ROOT / "docs"
GUIDES = [sources.ROOT / "README.md", DOCS / "operations.md"]
TARGET = re.compile(r"\bmake ([a-z]+)")
COMMAND = re.compile(r"(?:^|[\s`/(])zi ([a-z]+)", re.MULTILINE)


def _code(path: Path) -> str:
    """The code blocks and code words of a document; prose may use the words as it likes."""
    text = path.read_text("utf-8")
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))


@pytest.mark.parametrize("guide", GUIDES, ids=sources.name)
def test_commands_of_the_guides_exist(guide: Path) -> None:
    """Whoever copies a command out of a guide finds it in `zi --help`."""
    assert set(COMMAND.findall(_code(guide))) - set(COMMANDS) == set()


@pytest.mark.parametrize("guide", GUIDES, ids=sources.name)
def test_make_targets_of_the_guides_exist(guide: Path) -> None:
    """Whoever copies a make line finds its target."""
    makefile = (sources.ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(TARGET.findall(_code(guide))) - targets == set()


@pytest.mark.parametrize("guide", GUIDES, ids=sources.name)
def test_links_of_the_guides_lead_somewhere(guide: Path) -> None:
    """A link inside the project points at a file that is there."""
    links = re.findall(r"\]\((?!https?://)([^)#]+)", guide.read_text("utf-8"))
    assert [link for link in links if not (guide.parent / link).exists()] == []


def test_every_setting_is_described() -> None:
    """An operator finds every ZI_ setting in operations.md, and no setting that does not exist."""
    known = {f"{PREFIX}{field.upper()}" for field in Settings.model_fields}
    text = (DOCS / "operations.md").read_text("utf-8")
    described = set(re.findall(r"`(ZI_[A-Z_]+)`", text))
    assert known - described == set()
    assert described - known == {"ZI_REQUIRE_ALL"}


def test_the_changelog_has_the_version() -> None:
    """What is released is told from the user's view."""
    project = tomllib.loads((sources.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert re.search(
        rf"^## {re.escape(project['version'])}\b", (sources.ROOT / "CHANGELOG.md").read_text("utf-8"), re.M
    )


def test_decisions_are_numbered_without_gap_and_say_why() -> None:
    """Each decision record has its number, status, reason and consequences."""
    records = sorted((DOCS / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        text = path.read_text("utf-8")
        assert text.startswith(f"# {path.name[:4]} "), path.name
        assert {"## Why", "## Decision", "## Consequences"} <= set(text.splitlines()), path.name


def test_code_names_of_the_glossary_exist() -> None:
    """A glossary that names what is not in the code misleads."""
    rows = re.findall(r"^\|[^|]+\| *`([^`]+)` *\|", (DOCS / "glossary.md").read_text("utf-8"), re.MULTILINE)
    texts = [
        path.read_text("utf-8")
        for path in sources.project_files()
        if path.suffix in {".py", ".toml"} and path.relative_to(sources.ROOT).parts[0] in sources.PACKAGES
    ]
    assert len(rows) > 20
    assert [
        name for name in rows if not any(re.search(rf"\b{re.escape(name)}\b", text) for text in texts)
    ] == []
