"""A paper as a tagged PDF (PDF/UA-1) by Typst, with the fonts that Typst brings along; knows no template of an agency.

The same facts give the same bytes: the document's date is the day on which the paper was made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from zi_workflow.domain.papers import Paper
from zi_workflow.papers.fields import fields

LAYOUTS = Path(__file__).parent / "layouts"
_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
_ASCII, _LATIN = 0x80, 0x250
_MOST_STRANGE = 200  # characters that no font has, until nothing but the Latin ones are kept


def render(paper: Paper) -> bytes:
    """The PDF."""
    made: bytes = compiled(paper, "pdf", pdf_standards=["ua-1"])
    return made


def pages(paper: Paper, ppi: float = 60) -> list[bytes]:
    """Every page as PNG, to be looked at."""
    made: bytes | list[bytes] = compiled(paper, "png", ppi=ppi)
    return [made] if isinstance(made, bytes) else list(made)


def compiled(paper: Paper, into: str, **how: Any) -> Any:
    """What Typst makes of the paper; characters that no font shows are written as their number."""
    import typst  # loading it takes longer than most commands

    compile_: Callable[..., Any] = typst.compile  # its stubs name every format on its own

    def attempt(text: str) -> Any:
        layout = LAYOUTS / f"{paper.kind.value}.typ"
        inputs = {"paper": text, "year": str(on.year), "month": str(on.month), "day": str(on.day)}
        return compile_(str(layout), root=str(LAYOUTS), format=into, ignore_system_fonts=True, sys_inputs=inputs,
                             timestamp=0, **how)  # fmt: skip

    on = paper.made_on
    text = json.dumps(fields(paper), ensure_ascii=False)
    for _ in range(_MOST_STRANGE):
        try:
            return attempt(text)
        except typst.TypstError as error:
            strange = _NO_GLYPH.search(str(error))
            if strange is None:
                raise
            text = _numbered(text, strange[1])
    return attempt(_numbered(text, "".join(each for each in text if ord(each) >= _LATIN)))


def _numbered(text: str, strange: str) -> str:
    escaped = re.sub(r"\\u\{([0-9a-fA-F]+)\}", lambda found: chr(int(found[1], 16)), strange)
    for each in {each for each in escaped if ord(each) >= _ASCII}:
        text = text.replace(each, f"[U+{ord(each):04X}]")
    return text
