"""The door to plans: their parts, rules and documents; knows no YAML and does no calendar arithmetic."""

from __future__ import annotations

from zi_workflow.domain.plan_documents import plan_from
from zi_workflow.domain.plan_parts import Dependency, Kind, Plan, PlanTask, Span, parse_dependency
from zi_workflow.domain.plan_rules import validate

__all__ = ["Dependency", "Kind", "Plan", "PlanTask", "Span", "parse_dependency", "plan_from", "validate"]
