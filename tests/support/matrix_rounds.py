"""An opened round whose areas were asked for their matrices, and what people do with them; holds no claim."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.support.clocks import wib
from tests.support.monev_rounds import NOW, QUARTER, MonevUnit, opened_round
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.matrices import Told
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries.invitations import round_of
from zi_workflow.storage.queries.matrices import MatrixFacts, matrix
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.usecases import matrices
from zi_workflow.usecases.analyses import Analyse, analyse
from zi_workflow.usecases.matrix_filling import FillMatrix, fill

SAID = Told(
    "Naskah SOP selesai, tinggal penetapan.", 80, "Pejabat penandatangan cuti.", "Dimintakan kepada Plt."
)


def asked_round(store: Store, now: datetime = NOW, *, whole: bool = False) -> MonevUnit:
    """The round with a matrix of every area that has work; TL-01 is finished and TL-02 under way and late."""
    unit = opened_round(store, whole=whole)
    if not whole:
        unit.office.finishes("TL-01", date(2025, 1, 6), date(2025, 1, 15))
        unit.office.starts("TL-02", date(2025, 1, 16))
    do(store, analyse, Analyse(unit.programme_id, now.date()), now)
    ask(unit, now)
    return unit


def ask(unit: MonevUnit, now: datetime = NOW) -> tuple[str, ...]:
    """Ask its areas, once more if they were asked before."""

    def asking(session: Session, _command: None, at: datetime) -> tuple[str, ...]:
        row = round_of(session, unit.programme_id, QUARTER)
        return matrices.ask(session, row, programme_facts(session, unit.programme_id), at)

    return do(unit.store, asking, None, now)


def found(unit: MonevUnit, area: str = "tl") -> MatrixFacts:
    """An area's matrix as it is kept."""
    with unit.store.reading() as session:
        kept = matrix(session, round_of(session, unit.programme_id, QUARTER).id, area)
    assert kept is not None
    return kept


def told(unit: MonevUnit, area: str = "tl") -> dict[str, Told]:
    """Its words by task."""
    return {line.task: line.told for line in found(unit, area).lines}


def fills(
    unit: MonevUnit, by: str, said: dict[str, Told], now: datetime = NOW, area: str = "tl", **more: Any
) -> bool:
    """Somebody writes into an area's matrix."""
    command = FillMatrix(
        viewer=unit.viewer(by), programme_id=unit.programme_id, quarter=QUARTER, area=area, told=said, **more
    )
    return do(unit.store, fill, command, now)


def changes_round(unit: MonevUnit, **values: Any) -> None:
    """What somebody else does to the round."""
    with unit.store.writing() as session:
        row = round_of(session, unit.programme_id, QUARTER)
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)


AFTER = wib(2025, 4, 28, 9)  # Monday, the first working day after the cutoff
