"""How a task's row finds the row of its last analysis; reads nothing by itself."""

from __future__ import annotations

from sqlalchemy import and_
from sqlmodel import col

from zi_workflow.storage.tables import Task, TaskAnalysis

OF_TASK = and_(
    col(TaskAnalysis.programme_id) == col(Task.programme_id), col(TaskAnalysis.task) == col(Task.code)
)
"""For a select that joins the analysis of a task."""
