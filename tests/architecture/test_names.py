"""Names say what a thing is for."""

from __future__ import annotations

from tests.support import sources

VAGUE = {
    "base", "common", "commons", "core", "general", "generic", "helper", "helpers", "lib", "manager", "managers", "misc",
    "other", "others", "shared", "stuff", "tools", "util", "utilities", "utils",
}  # fmt: skip


def test_no_module_has_a_name_that_says_nothing() -> None:
    """The question picks the folder and the noun picks the file, so no file needs a vague name."""
    vague = [
        sources.name(path)
        for path in sources.python_files()
        if VAGUE & {part.removesuffix(".py") for part in path.relative_to(sources.ROOT).parts}
    ]
    assert vague == []


def test_no_class_or_function_is_called_a_helper_or_manager() -> None:
    """A word that fits everything explains nothing."""
    endings = ("Helper", "Manager", "Util", "Utils", "_helper", "_util", "_utils", "_manager")
    vague = [
        f"{sources.name(path)}:{node.lineno} {node.name}"
        for path in sources.python_files(*sources.PACKAGES)
        for node in sources.definitions(path)
        if node.name.endswith(endings)
    ]
    assert vague == []
