"""Message ids of the sources and their translations, as babel reads them; knows no language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.support import sources

KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
INDONESIAN = sources.ROOT / "zi_workflow" / "locale" / "id" / "LC_MESSAGES"
Ids = tuple[str, ...]


def _method(path: Path) -> str | None:
    if path.suffix == ".py":
        return "python"
    return "jinja2" if path.suffix == ".j2" or "templates" in path.parts else None


@cache
def used_ids() -> dict[Ids, str]:
    """Every message id of the product's sources (singular and plural together) with one place that uses it."""
    found: dict[Ids, str] = {}
    for path in sources.project_files():
        method = _method(path.relative_to(sources.ROOT))
        if method is None or path.relative_to(sources.ROOT).parts[0] not in sources.PACKAGES:
            continue
        for line, message, _comments, _context in extract_from_file(method, path, keywords=KEYWORDS):
            ids = (message,) if isinstance(message, str) else tuple(message)
            found.setdefault(ids, f"{sources.name(path)}:{line}")
    return found


@cache
def catalogues() -> dict[str, Catalog]:
    """The Indonesian catalogues by the name of their part."""
    read = {}
    for path in sorted(INDONESIAN.glob("*.po")):
        with path.open("rb") as stream:
            read[path.stem] = read_po(stream, locale="id")
    return read


def translations(catalogue: Catalog) -> dict[Ids, tuple[str, ...]]:
    """What a catalogue says, without its header."""
    return {_texts(each.id): _texts(each.string) for each in catalogue if each.id and not each.fuzzy}


def compiled(part: str) -> dict[Ids, tuple[str, ...]]:
    """What the compiled catalogue of a part says; nothing when it was never compiled."""
    path = INDONESIAN / f"{part}.mo"
    if not path.exists():
        return {}
    with path.open("rb") as stream:
        return translations(read_mo(stream))


def messages() -> Iterator[tuple[str, Ids, tuple[str, ...]]]:
    """Part, ids and translations of every entry of every catalogue."""
    for part, catalogue in catalogues().items():
        for ids, texts in translations(catalogue).items():
            yield part, ids, texts


def _texts(value: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def fields(text: str) -> set[str]:
    """The fields of a sentence with their conversions, e.g. `{name!r}`."""
    parts = Formatter().parse(text)
    return {f"{name}{'!' + how if how else ''}" for _text, name, _spec, how in parts if name is not None}
