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
GUIDES = [
    sources.ROOT / "README.md",
    *(DOCS / f"{name}.md" for name in ("evidence", "lists", "mail", "operations", "planning", "web")),
]
TARGET = re.compile(r"\bmake ([a-z]+)")
DOCUMENT = re.compile(r"(?<![\w./-])([\w./-]+\.md)\b")
SECTION = re.compile(r"([\w./-]+\.md)\)?,?\s+sections?\s+(\d+)(?:\s+and\s+(\d+))?")
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


def _citing() -> list[tuple[Path, str]]:
    """The texts in which a document may be cited: code, tests, guides, settings of the project."""
    kinds = {".py", ".md", ".toml"}
    return [(path, path.read_text("utf-8")) for path in sources.project_files() if path.suffix in kinds]


def _place(path: Path, document: str) -> Path | None:
    """The cited document: code names it from the project's root, other files also from their own folder."""
    places = [sources.ROOT / document, *([] if path.suffix == ".py" else [path.parent / document])]
    return next((place for place in places if place.is_file()), None)


def test_cited_sections_exist() -> None:
    """Whoever follows `docs/mail.md section 2` finds that section."""
    cited = [
        (path, document, number)
        for path, text in _citing()
        for document, *numbers in SECTION.findall(text)
        for number in filter(None, numbers)
    ]
    lost = []
    for path, document, number in cited:
        place = _place(path, document)
        if place is None or not re.search(rf"^## {number}\. ", place.read_text("utf-8"), re.MULTILINE):
            lost.append(f"{sources.name(path)}: {document} section {number}")
    assert len(cited) > 15
    assert lost == []


def test_documents_that_the_product_names_exist() -> None:
    """A docstring that sends its reader to a file outside the repository explains nothing."""
    lost = [
        f"{sources.name(path)}: {document}"
        for path, text in _citing()
        if path.relative_to(sources.ROOT).parts[0] in (*sources.PACKAGES, "docs", "README.md")
        for document in DOCUMENT.findall(text)
        if _place(path, document) is None
    ]
    assert lost == []


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
