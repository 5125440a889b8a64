"""Tries a template out as its own process with limits of memory and time, and says what is wrong; keeps nothing of it.

Whoever wrote the template may have written one that never ends: it ends here.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from contextlib import suppress

from zi_workflow.domain.papers import PaperKind

MOST_MEMORY = 1_000_000_000
MOST_SECONDS = 20


def main() -> None:
    """Read a template from the standard input, its kind from the arguments, and write the problems as JSON."""
    for limit, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        with suppress(ValueError, OSError):  # a system that knows no such limit
            resource.setrlimit(limit, (most, most))
    os.write(1, json.dumps(trial(PaperKind(sys.argv[1]), sys.stdin.buffer.read())).encode())


def trial(kind: PaperKind, content: bytes) -> list[dict[str, object]]:
    """What is wrong with it, as plain values."""
    from zi_workflow.papers.template_checks import problems

    return [
        {"message": each.message, "params": dict(each.params), "where": each.where}
        for each in problems(content, kind)
    ]


if __name__ == "__main__":
    main()
