"""The project's own files as the architecture tests read them; knows no rule."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("flows", "zi_workflow", "schedules", "notifications")
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is committed or about to be; from the folder itself where there is no git."""
    try:
        listing = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout.splitlines()  # fmt: skip
        found = [ROOT / name for name in listing]
    except (OSError, subprocess.CalledProcessError):
        found = [p for top in (*PACKAGES, "tests", "docs", "benchmarks") for p in (ROOT / top).rglob("*")]
    return tuple(sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts))


def python_files(*tops: str) -> list[Path]:
    """The Python files below these top-level folders; all of the project's without any."""
    files = [path for path in project_files() if path.suffix == ".py"]
    return [path for path in files if not tops or path.relative_to(ROOT).parts[0] in tops]


def name(path: Path) -> str:
    """A path as the project names it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> list[FunctionNode]:
    """Every function and method of a file."""
    return [node for node in ast.walk(tree(path)) if isinstance(node, FunctionNode)]


def definitions(path: Path) -> list[FunctionNode | ast.ClassDef]:
    """Every class, function and method of a file."""
    return [node for node in ast.walk(tree(path)) if isinstance(node, FunctionNode | ast.ClassDef)]


def dotted(node: ast.expr) -> str:
    """`a.b.c` for an attribute chain of names, else an empty string."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else ""
    return ""
