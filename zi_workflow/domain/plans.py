"""The door to plans: their parts and the reading of plan documents; knows no YAML and no calendar arithmetic."""

from __future__ import annotations

from zi_workflow.domain.plan_parts import (
    Dependency,
    Kind,
    Plan,
    PlanTask,
    Span,
    parse_dependency,
)

__all__ = ["Dependency", "Kind", "Plan", "PlanTask", "Span", "parse_dependency"]
