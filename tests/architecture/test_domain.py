"""The domain computes and touches nothing: what it may import is listed, all else is refused."""

from __future__ import annotations

from tests.support import sources
from tests.support.uses import imports, uses

ALLOWED = {
    "__future__", "collections.abc", "csv", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools",
    "graphlib", "hashlib", "io", "itertools", "json", "math", "operator", "re", "tomllib", "typing",
}  # fmt: skip
DOORS = {"open", "input", "eval", "exec", "compile", "__import__", "builtins", "importlib"}
FILES = [path for path in sources.python_files("zi_workflow") if "zi_workflow/domain/" in sources.name(path)]


def test_the_domain_imports_itself_and_what_is_listed() -> None:
    """No system, no time, no chance, no network, no library: only the parts of the standard library that compute."""
    allowed = tuple(f"{name}." for name in (*ALLOWED, "zi_workflow.domain"))
    foreign = [place for path in FILES for name, place in imports(path) if not f"{name}.".startswith(allowed)]
    assert len(FILES) > 20
    assert foreign == []


def test_every_listed_module_is_in_use() -> None:
    """A permission that nobody needs is taken back."""
    used = {name for path in FILES for name, _place in imports(path)}
    assert [name for name in ALLOWED if not any(f"{each}.".startswith(f"{name}.") for each in used)] == []


def test_the_domain_opens_nothing() -> None:
    """Bytes come in as arguments; `io` serves only to read a text that is in memory."""
    opened = [
        place
        for path in FILES
        for name, place in uses(path)
        if name.split(".")[0] in DOORS or (name.startswith("io.") and name != "io.StringIO")
    ]
    assert opened == []
