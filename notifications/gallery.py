"""Every kind of email as its sample reads; knows no page and no database."""

from __future__ import annotations

from notifications.registry import SAMPLES
from notifications.rendering import render
from zi_workflow.domain.messages import Rendered
from zi_workflow.domain.notices import OPTIONAL, MailKind
from zi_workflow.domain.subscriptions import address

WAY_OUT = address("https://zi.example.go.id", "contoh")


def sample(kind: MailKind, lang: str) -> Rendered:
    """One kind, with the way out where it is optional."""
    return render(SAMPLES[kind], lang, WAY_OUT if kind in OPTIONAL else "")


def samples(lang: str) -> dict[str, Rendered]:
    """By kind, in the registry's order."""
    return {str(kind): sample(kind, lang) for kind in SAMPLES}
