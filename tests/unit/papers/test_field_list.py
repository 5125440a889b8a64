"""The fields of a template are listed as they are."""

from __future__ import annotations

import re

from tests.support import sources
from zi_workflow.papers.field_list import field_list


def _said(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def table() -> str:
    """The rows of docs/monev.md."""
    lines = ["| Field | Columns of a list | Example |", "|---|---|---|"]
    for each in field_list():
        columns = " ".join(f"`{name}`" for name in each.columns)
        example = f"{each.example[:157]}..." if len(each.example) > 160 else each.example
        lines.append(f"| `{each.name}` | {columns} | {_said(example)} |")
    return "\n".join(lines)


def test_the_guide_lists_every_field_with_its_example() -> None:
    """Neither one that is not there nor an example that is not so."""
    guide = (sources.ROOT / "docs" / "monev.md").read_text("utf-8")
    found = re.search(r"^\| Field \|.*?(?=\n\n)", guide, re.DOTALL | re.MULTILINE)
    assert found is not None
    assert found[0] == table()


def test_names_of_fields_are_words_that_a_template_can_use() -> None:
    """Small letters, figures and underscores."""
    names = [name for each in field_list() for name in (each.name, *each.columns)]
    assert [name for name in names if not re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)?", name)] == []
    assert len(field_list()) == len({each.name for each in field_list()})
