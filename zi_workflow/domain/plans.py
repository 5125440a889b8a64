"""The door to plans: their parts, rules and documents; knows no YAML and does no calendar arithmetic."""

from __future__ import annotations

from zi_workflow.domain.plan_parts import (
    Dependency,
    Kind,
    parse_dependency,
    Plan,
    PlanTask,
    Span,
)

__all__ = ["Dependency", "Kind", "Plan", "PlanTask", "Span", "parse_dependency"]
