"""The reason that an operator's decision needs; knows no decision."""

from __future__ import annotations

from zi_workflow.domain.errors import N_, InputError, Problem


def given(text: str) -> str:
    """The reason on one line; InputError when there is none."""
    reason = " ".join(text.split())
    if not reason:
        raise InputError(Problem(N_("A reason is needed."), where="--reason"))
    return reason
