"""Makes an Office archive the same bytes for the same parts; knows no paper."""

from __future__ import annotations

import io
import zipfile

_THEN = (1980, 1, 1, 0, 0, 0)


def settled(content: bytes) -> bytes:
    """The archive with its parts in the same order, packed the same way, and without the hour of its making."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _THEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return held.getvalue()
