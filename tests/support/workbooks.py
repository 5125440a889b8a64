"""Workbooks as office programs write them, and as they should not; holds no claim."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook


def workbook(rows: Sequence[Sequence[Any]], change: Callable[[Workbook], None] = lambda _book: None) -> bytes:
    """One sheet of rows; `change` spoils it before it is kept."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    change(book)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def rewritten(raw: bytes, part: str, old: str, new: str) -> bytes:
    """The same workbook with a text in one of its parts replaced, as no office program would write it."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(kept, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old.encode() in content, content[:500]
                content = content.replace(old.encode(), new.encode())
            target.writestr(name, content)
    return kept.getvalue()
