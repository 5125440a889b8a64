"""Every kind of email as its sample reads; knows no page and no database."""

from __future__ import annotations

from notifications.registry import SAMPLES
from notifications.rendering import render
from zi_workflow.domain.messages import Rendered


def samples(lang: str) -> dict[str, Rendered]:
    """By kind, in the registry's order."""
    return {str(kind): render(facts, lang) for kind, facts in SAMPLES.items()}
