"""Makes a fragment that says the same as one before it only once; knows no template.

Most rows of a list say what they said an hour ago, to the same reader and to others. A fragment is looked up by all that
it says, so a changed row is another one; nothing of it may depend on who looks, on the day or on anything else that it
is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache

from zi_workflow.web.current import for_everybody


@lru_cache(maxsize=10_000)
def repeated(fragment: Callable[..., str], *facts: Hashable) -> str:
    """What a macro makes of these facts (plain values, never markup); RuntimeError when it asks who looks."""
    with for_everybody():
        return fragment(*facts)
