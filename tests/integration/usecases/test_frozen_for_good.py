"""Whatever happens after the freeze, the frozen figures, their comparison and their recomputation stay as they were."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import databases
from tests.support.after_the_freeze import DEEDS, Deed, tries
from tests.support.frozen_rounds import SECOND, FrozenUnit, keep_files, two_rounds
from tests.support.monev_rounds import QUARTER
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store
from zi_workflow.storage.evidence_folder import EvidenceFolder
from zi_workflow.storage.queries.snapshots import snapshots
from zi_workflow.usecases.frozen_rounds import beside
from zi_workflow.usecases.round_checks import verify

NAMES = {deed.__name__: deed for deed in DEEDS}
HAPPENINGS = st.lists(st.tuples(st.sampled_from(sorted(NAMES)), st.integers(0, 40)), min_size=1, max_size=8)


def shown(frozen: FrozenUnit) -> dict[str, Any]:
    """Everything that pages, papers and the command line say of the frozen rounds."""
    with frozen.store.reading() as session:
        kept = snapshots(session, frozen.programme_id)
        return {
            "facts": {quarter: (each.facts, each.sha256, each.chain_head) for quarter, each in kept.items()},
            "beside": beside(session, frozen.programme_id, SECOND),
            "alone": beside(session, frozen.programme_id, QUARTER),
        }


def fits(frozen: FrozenUnit, folder: EvidenceFolder) -> None:
    """Verifying recomputes the same from the log of events."""
    with frozen.store.reading() as session:
        for quarter in frozen.rounds:
            found = verify(session, frozen.programme_id, quarter, folder)
            assert found.misfits == (), quarter


_copies = count()


@contextmanager
def copied(original: FrozenUnit, folder: Path) -> Iterator[FrozenUnit]:
    """A copy of the unit in a database of its own, for a block."""
    path = folder / f"copy-{next(_copies)}.db"
    shutil.copyfile(str(original.store.engine.url.database), path)
    with closing(bootstrap.open_store(databases.sqlite_url(path))) as store:
        office = replace(original.unit.office, store=store)
        yield replace(original, unit=replace(original.unit, office=office))
    path.unlink()


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> FrozenUnit:
    """The frozen unit in a database of its own, of which every example gets a copy."""
    path = tmp_path_factory.mktemp("frozen") / "zi.db"
    shutil.copyfile(sqlite_template, path)
    with closing(bootstrap.open_store(databases.sqlite_url(path))) as store:
        return two_rounds(store)


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    """Where the files of the rounds lie."""
    return keep_files(tmp_path / "evidence")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(happenings=HAPPENINGS)
def test_nothing_that_happens_later_changes_a_frozen_figure(
    original: FrozenUnit, folder: EvidenceFolder, tmp_path: Path, happenings: list[tuple[str, int]]
) -> None:
    """Tasks, evidence, plan, people, days off, late matrices, more rounds, the programme's end, in any order."""
    with copied(original, tmp_path) as frozen:
        before = shown(frozen)
        for step, (name, number) in enumerate(happenings):
            tries(NAMES[name], frozen, step, number)
        assert shown(frozen) == before
        fits(frozen, folder)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: str(deed.__name__))
def test_each_of_these_things_can_happen(original: FrozenUnit, tmp_path: Path, deed: Deed) -> None:
    """Else the property would say nothing about it."""
    with copied(original, tmp_path) as frozen:
        tries(NAMES["works"], frozen, 0, 0)
        assert any(tries(deed, frozen, step, step) for step in range(1, 7))


def test_the_same_holds_on_both_databases_for_everything_at_once(
    store: Store, folder: EvidenceFolder
) -> None:
    """Each deed three times in a row."""
    frozen = two_rounds(store)
    before = shown(frozen)
    done = [tries(deed, frozen, step, step) for step, deed in enumerate(DEEDS * 3)]
    assert sum(done) > len(DEEDS)
    assert shown(frozen) == before
    fits(frozen, folder)
