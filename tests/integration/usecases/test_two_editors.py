"""Two forms at the same moment: of the same one edit is left and both are answered; of different ones one wins."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlmodel import select

from tests.support.clocks import wib
from tests.support.programmes import Office, small_office
from zi_workflow.bootstrap import Store, do, try_out
from zi_workflow.domain.edits import SetDays
from zi_workflow.domain.errors import ConflictError
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.storage.tables import EventRow
from zi_workflow.usecases import agreements
from zi_workflow.usecases.agreements import Agreed
from zi_workflow.usecases.editing import EditProgramme
from zi_workflow.usecases.foresight import digest

NOON = wib(2025, 1, 8, 12)


def agreed(office: Office, days: int, via: str) -> Agreed:
    """What somebody saw and agrees to: the first task takes so many days."""
    with office.store.reading() as session:
        version = programme_facts(session, office.programme_id).version
    command = EditProgramme(
        programme_id=office.programme_id,
        changes=(SetDays("TL-01", days),),
        actor=office.citra,
        on=NOON.date(),
        reason="Kesepakatan rapat.",
        version=version,
        via=via,
    )
    found = try_out(office.store, agreements.shown, command, NOON)
    return Agreed(command, digest(agreements.lines(found)), found.basis)


def at_once(store: Store, forms: Iterable[Agreed]) -> list[str]:
    """Send them in the same moment; what each is answered."""
    sent = list(forms)
    start = Barrier(len(sent))

    def send(form: Agreed) -> str:
        start.wait()
        try:
            return "done" if do(store, agreements.agree, form, NOON) is not None else "done before"
        except ConflictError:
            return "changed"

    with ThreadPoolExecutor(len(sent)) as pool:
        return sorted(pool.map(send, sent))


def edits(store: Store) -> int:
    """How many edits are on record."""
    with store.reading() as session:
        return len(session.exec(select(EventRow).where(EventRow.kind == "programme.edited")).all())


def test_the_same_form_four_times_at_once_is_one_edit(store: Store) -> None:
    """Whoever taps four times is told four times that it is done."""
    form = agreed(small_office(store), 9, "form:a")
    assert at_once(store, [form] * 4) == ["done", "done before", "done before", "done before"]
    assert edits(store) == 1


def test_of_two_editors_at_once_one_wins(store: Store) -> None:
    """The other is told that something changed, and nothing of theirs is saved."""
    office = small_office(store)
    first, second = agreed(office, 9, "form:a"), agreed(office, 7, "form:b")
    assert at_once(store, [first, second]) == ["changed", "done"]
    assert edits(store) == 1
