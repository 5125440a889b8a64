"""A programme and its tasks as the pages read them, made up: Ayu's area, and Budi's that waits for it; holds no claim."""

from __future__ import annotations

from datetime import date

from zi_workflow.domain.people import Directory, Duty, Holding, Person
from zi_workflow.storage.queries.pages import Forecast, ProgrammeRow, TaskRow

TODAY = date(2025, 4, 30)
AYU, BUDI = Person("a", "Ayu Lestari"), Person("b", "Budi Santoso")
PEOPLE = Directory({"a": AYU, "b": BUDI}, (Holding("a", "member", "tl"), Holding("b", "member", "pp")))
PROGRAMME = ProgrammeRow(
    id="1", code="p", title="", target="wbk", state="active", framework="", baseline=1, unit_id="u", unit="Dinas",
    agency="a", zone="WIB", week=("mon",), as_of=TODAY, planned_finish=date(2026, 5, 20),
    forecast_finish=date(2026, 6, 4), late_days=11, because={"tl": 7.5, "mp": 3.5}, done=1, total=2,
)  # fmt: skip
ON_TIME = Forecast("ready", date(2025, 4, 1), date(2025, 5, 2), date(2025, 4, 1), date(2025, 5, 2), date(2025, 5, 2),
                   0, 3, None, {}, 0, 0, 0)  # fmt: skip


def row(
    code: str = "TL-03", area: str = "tl", forecast: Forecast | None = ON_TIME, **changes: object
) -> TaskRow:
    """A task of Ayu's area that has not begun."""
    made = TaskRow(
        code=code, title=code, area=area, stage="foundation", days=5, duty=Duty(area, "member", "coordinator"),
        state="planned", started=None, progress=0, obstacle=None, submitted=None, finished=None, promised=None,
        not_before=None, due=None, planned_start=date(2025, 4, 1), planned_finish=date(2025, 5, 2),
        evidence_wanted=(), items=(), forecast=forecast,
    )  # fmt: skip
    return made._replace(**changes)  # type: ignore[arg-type]


LATE = ON_TIME._replace(late_days=9, because={"tl": 9.0}, finish_days=4, other_areas_days=31, moves=12)
HELD = ON_TIME._replace(state="waiting", late_days=10, blocked_by="TL-03", because={"tl": 10.0}, moves=None)
