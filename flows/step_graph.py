"""Walks the step graph of a programme by plain functions, one use case a step; knows no Prefect.

This is what a build-up does; the flow of the same name adds a history and pages to it, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.build_up import Cell, CellState
from zi_workflow.usecases import build_up as usecase
from zi_workflow.usecases.build_up import Advance, AdvanceAll, Advanced, Answer, Survey

NAMES: Mapping[CellState, str] = {
    CellState.NOT_OPEN: "NotOpen",
    CellState.OPEN: "AwaitingHuman",
    CellState.CLOSED: "Completed",
}
COMPLETE = "ProgrammeComplete"
AWAITING = NAMES[CellState.OPEN]


@dataclass(frozen=True, slots=True)
class BuildUp:
    """What a build-up found: the programme, and how far each cell is, in the order of the steps."""

    survey: Survey
    cells: Mapping[Cell, Advanced]

    @property
    def moved(self) -> int:
        """How many stages were opened, closed or reopened."""
        return sum(step.moved for step in self.cells.values())

    @property
    def name(self) -> str:
        """How the run ends: everything is done, or people have work to do."""
        return COMPLETE if self.survey.progress.state is CellState.CLOSED else AWAITING


def survey_programme(store: Store, programme_id: str, on: date) -> Survey:
    """The steps of a programme and the wake-up to be answered; NotFoundError."""
    with store.reading() as session:
        return usecase.survey(session, programme_id, on)


def advance_cell(store: Store, programme_id: str, cell: Cell, on: date, now: datetime) -> Advanced:
    """One step: open, close or reopen the cell's stage where its tasks say so; how far the cell is."""
    return do(store, usecase.advance, Advance(programme_id, cell, on), now)


def answer_wake(store: Store, survey: Survey, now: datetime) -> bool:
    """Take back the wake-up that the survey saw; a later one stays and starts another build-up."""
    if survey.woken_at is None:
        return False
    return do(store, usecase.answer, Answer(survey.programme_id, survey.woken_at), now)


def build_up_programme(store: Store, programme_id: str, on: date, now: datetime) -> BuildUp:
    """Every step in order on the morning of `on` (unit-local date); a second time it changes nothing."""
    survey = survey_programme(store, programme_id, on)
    cells = {cell: advance_cell(store, programme_id, cell, on, now) for cell in survey.graph.order}
    answer_wake(store, survey, now)
    return BuildUp(survey, cells)


def advance_programmes(store: Store, programme_ids: Iterable[str], on: date, now: datetime) -> int:
    """The stages of many programmes, one transaction each (the morning's round); how many moved."""
    return sum(do(store, usecase.advance_all, AdvanceAll(each, on), now) for each in programme_ids)
