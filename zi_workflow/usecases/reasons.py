"""The reason that an operator's decision needs; knows no decision."""

from __future__ import annotations

from zi_workflow.domain.errors import N_, InputError, Problem

MOST_LETTERS = 200


def given(text: str) -> str:
    """The reason on one line; InputError when there is none, or more than MOST_LETTERS."""
    reason = " ".join(text.split())
    if not reason:
        raise InputError(Problem(N_("A reason is needed."), where="--reason"))
    if len(reason) > MOST_LETTERS:
        message = N_("This has {n} characters; at most {most}.")
        raise InputError(Problem(message, {"n": len(reason), "most": MOST_LETTERS}, where="--reason"))
    return reason
