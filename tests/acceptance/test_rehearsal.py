"""A rehearsal through the command line: what a coordinator sees before going live."""

from __future__ import annotations

import ast
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.behaviour import KEEP_TO_PLAN, Behaviour, Period
from flows.rehearsal import Rehearsal, rehearse
from zi_workflow.cli.main import main
from zi_workflow.domain.calendars import FIVE_DAYS, working_calendar
from zi_workflow.frameworks import loader

FILES = ("mails.jsonl", "timeline.jsonl", "summary.json")
START, UNTIL = date(2025, 1, 2), date(2025, 2, 14)
CALENDAR = working_calendar(FIVE_DAYS, loader.national_days_off(), date(2024, 12, 1), date(2025, 12, 31))


def framework_rehearsal(seed: int = 1, behaviour: Behaviour = KEEP_TO_PLAN) -> Rehearsal:
    """The shipped programme of a unit for its first weeks."""
    return Rehearsal(unit_name="Unit Ayu", start=START, until=UNTIL, behaviour=behaviour, seed=seed)


def lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a rehearsal whose people keep to their plan."""
    out = tmp_path_factory.mktemp("rehearsal")
    rehearse(framework_rehearsal(), out)
    return out


def test_one_seed_gives_equal_bytes_and_another_seed_other_days(folder: Path, tmp_path: Path) -> None:
    """Ids, Message-IDs and people's spread come from the seed alone."""
    rehearse(framework_rehearsal(), tmp_path / "again")
    rehearse(framework_rehearsal(seed=2), tmp_path / "other")
    for name in FILES:
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    assert (folder / "mails.jsonl").read_bytes() != (tmp_path / "other" / "mails.jsonl").read_bytes()


def test_no_mail_on_a_day_off_and_one_digest_a_person_and_day(folder: Path) -> None:
    """Mail respects the working calendar, and a person opens one digest at most."""
    mails = lines(folder / "mails.jsonl")
    assert len(mails) > 50
    assert all(CALENDAR.is_working(date.fromisoformat(mail["on"])) for mail in mails)
    digests = Counter((mail["on"], mail["to"]) for mail in mails if mail["kind"] == "digest")
    assert max(digests.values()) == 1
    hours = {
        kind: {mail["at"][10:] for mail in mails if mail["kind"] == kind} for kind in ("digest", "weekly")
    }
    assert hours == {"digest": {"T07:30:00+07:00"}, "weekly": {"T08:00:00+07:00"}}
    assert all(mail["at"].startswith(mail["on"]) for mail in mails)


def test_a_week_has_one_summary_a_person_on_its_first_working_day(folder: Path) -> None:
    """Not in the week in which the programme began; 27 and 29 January are days off."""
    found = Counter(
        (mail["on"], mail["to"]) for mail in lines(folder / "mails.jsonl") if mail["kind"] == "weekly"
    )
    assert set(found.values()) == {1}
    assert {on for on, _to in found} == {"2025-01-06", "2025-01-13", "2025-01-20", "2025-01-30", "2025-02-03",
                                         "2025-02-10"}  # fmt: skip
    assert len(found) == 6 * 8


def test_the_timeline_has_every_working_day_and_only_those(folder: Path) -> None:
    """One line a working day, with what is done and late."""
    timeline = lines(folder / "timeline.jsonl")
    expected = CALENDAR.days[CALENDAR.start_index(START) : CALENDAR.finish_index(UNTIL) + 1]
    assert [line["date"] for line in timeline] == [day.isoformat() for day in expected]
    done = [line["done"] for line in timeline]
    assert done == sorted(done)
    assert done[-1] > 5


def test_the_first_morning_tells_everybody_once_what_is_theirs(folder: Path) -> None:
    """The start of a rehearsal is one collected line a person, never single mails."""
    told = [
        (mail["on"], mail["to"])
        for mail in lines(folder / "mails.jsonl")
        for notice in mail["notices"]
        if notice["kind"] == "assigned"
    ]
    assert {on for on, _to in told} == {"2025-01-02"}
    assert len(told) == len(set(told)) > 10


def test_an_outage_is_silent_and_its_return_is_one_digest_a_person(tmp_path: Path) -> None:
    """Nobody gets a mail while the service is down; afterwards levels rise by one a working day."""
    down = Period(date(2025, 1, 20), date(2025, 1, 31))
    behaviour = Behaviour(frozen_from=date(2025, 1, 13), outage=(down,))
    rehearse(framework_rehearsal(behaviour=behaviour), tmp_path)
    mails = lines(tmp_path / "mails.jsonl")
    assert not [mail for mail in mails if date.fromisoformat(mail["on"]) in down]
    told: dict[str, list[tuple[int, int]]] = {}
    for mail in mails:
        for notice in mail["notices"]:
            if notice["level"] and not notice["repeat"]:
                day = CALENDAR.start_index(date.fromisoformat(mail["on"]))
                told.setdefault(notice["task"], []).append((day, notice["level"]))
    assert max(level for climb in told.values() for _day, level in climb) == 5
    returned = CALENDAR.start_index(down.last)
    for climb in told.values():
        assert [level for _day, level in climb] == sorted({level for _day, level in climb})
        assert all(level <= 1 + day - returned for day, level in climb if day > returned)


def test_three_runs_of_each_morning_give_the_same_mails_once(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day's work is a function of state and date; repeating it changes nothing."""
    from flows import day, rehearsal

    def thrice(*args: Any, **kwargs: Any) -> day.DayReport:
        first = day.run_day(*args, **kwargs)
        assert not day.run_day(*args, **kwargs).changed
        assert not day.run_day(*args, **kwargs).changed
        return first

    monkeypatch.setattr(rehearsal, "run_day", thrice)
    rehearse(framework_rehearsal(), tmp_path)
    assert (folder / "mails.jsonl").read_bytes() == (tmp_path / "mails.jsonl").read_bytes()


def test_the_rehearsal_has_no_ladder_digest_or_state_logic_of_its_own() -> None:
    """It drives the day and the people's use cases; it may not even import the rules."""
    forbidden = ("domain.ladder", "domain.digests", "domain.situations", "domain.offices", "usecases.notices")
    for module in ("rehearsal", "rehearsal_files", "acting", "behaviour", "cast", "scenes"):
        tree = ast.parse(Path("flows", f"{module}.py").read_text(encoding="utf-8"))
        imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not [name for name in imported if name.endswith(forbidden)], module


def test_every_mistake_of_a_behaviour_file_is_named_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Unknown keys, tasks, areas, roles and wrong dates, each with its line; nothing is written."""
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(
        "frozen: 2025-02-01\n"
        "areas: {xx: {start_delay: -1}}\n"
        "tasks:\n  NO-99: {started: 2024-01-01}\n  TL-01: {started: 2025-02-03, finished: 2025-02-01}\n"
        "absent:\n  - {role: king, from: 2025-03-01, to: 2025-02-01}\n"
        "outage:\n  - {from: 2025-02-30, to: 2025-03-01}\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    words = ["rehearse", "--start", "2025-01-02", "--until", "2025-01-10"]
    status = main([*words, "--behaviour", str(wrong), "--out", str(out)])
    said = capsys.readouterr().err.splitlines()
    assert status == 2
    for line, part in (
        (1, "frozen"),
        (2, "xx"),
        (2, "start_delay"),
        (4, "NO-99"),
        (5, "finished"),
        (7, "king"),
    ):
        assert any(f"baris {line}" in sentence and part in sentence for sentence in said), (line, part, said)
    assert any("baris 9" in sentence and "2025-02-30" in sentence for sentence in said)
    assert not (out / "mails.jsonl").exists()


def test_a_plan_with_actuals_on_or_after_the_start_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Actuals are the state at the start; one on the first day itself would be seen a day too early."""
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "start: 2025-01-02\ntasks:\n- {id: A, area: tl, days: 3, started: 2025-01-06}\n", encoding="utf-8"
    )
    status = main(
        ["rehearse", "--start", "2025-01-06", "--until", "2025-01-10", "--plan", str(plan),
         "--out", str(tmp_path / "out")]
    )  # fmt: skip
    assert status == 2
    assert "A" in capsys.readouterr().err
