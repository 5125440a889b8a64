"""Writes what several lanes hand in with one commit: whoever comes while others wait goes with them; knows no mail."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from zi_workflow.clock import elapsed
from zi_workflow.domain.errors import BusyError

Entry = TypeVar("Entry")
Result = TypeVar("Result")

GATHER = 0.002  # seconds that an entry waits for those of the other lanes
LINGER = 0.05  # seconds that an entry for which its lane does not wait may wait for one that is urgent
LOOK_AGAIN = 0.5  # seconds between two tries to write down what must not be forgotten
GIVE_UP_AFTER = 300.0  # seconds; by then the lease of what could not be written down is nearly over


@dataclass(frozen=True)
class _Waiting(Generic[Entry, Result]):
    entry: Entry
    since: float
    answer: asyncio.Future[Result]
    halts: bool  # its lane does nothing until it is written


class Ledger(Generic[Entry, Result]):
    """The pen of several lanes; `write` commits their entries together and answers in their order.

    While the database is busy or away an entry fails at once, unless it is one that `must_stay`: only we know it, so
    it is tried again for five minutes.
    """

    def __init__(
        self, write: Callable[[Sequence[Entry]], Sequence[Result]], must_stay: Callable[[Entry], bool]
    ) -> None:
        self.lanes = 1
        self._write, self._must_stay = write, must_stay
        self._waiting: list[_Waiting[Entry, Result]] = []
        self._timer: asyncio.TimerHandle | None = None

    def enter(self, entry: Entry, *, halts: bool = True) -> asyncio.Future[Result]:
        """Done when the entry is in the database; fails with what `write` raises.

        Unless it `halts` its lane, which goes on meanwhile, it is written with what comes next or within LINGER.
        """
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(entry, elapsed(), answer, halts))
        self._settle()
        return answer

    def leave(self) -> None:
        """A lane has nothing more to enter; the others need not wait for it."""
        self.lanes -= 1
        if self._waiting:
            self._settle()

    def settle(self) -> None:
        """What waits is written now."""
        if self._waiting:
            self._flush()

    def _settle(self) -> None:
        """Write now if every lane waits for it, else soon."""
        halted = sum(each.halts for each in self._waiting)
        if halted >= self.lanes:
            self._flush()
        else:
            self._flush_after(GATHER if halted else LINGER)

    def _flush_after(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() + seconds
        if self._timer is not None and due < self._timer.when():
            self._timer.cancel()
            self._timer = None
        if self._timer is None:
            self._timer = loop.call_at(due, self._flush)

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        waiting, self._waiting = self._waiting, []
        try:
            results = self._write([each.entry for each in waiting])
        except BusyError as error:
            self._keep(waiting, error)
        except Exception as error:
            self._apart(waiting, error)
        except BaseException as error:  # the process is ending: each lane raises it
            _fail(waiting, error)
        else:
            for each, result in zip(waiting, results, strict=True):
                if not each.answer.done():
                    each.answer.set_result(result)

    def _apart(self, waiting: Sequence[_Waiting[Entry, Result]], error: Exception) -> None:
        """One entry cannot be written: the others must not suffer for it, so each is tried alone."""
        if len(waiting) == 1:
            _fail(waiting, error)
            return
        for each in waiting:
            self._waiting.append(each)
            self._flush()

    def _keep(self, waiting: Sequence[_Waiting[Entry, Result]], error: BusyError) -> None:
        """Not written: try again what must stay, and tell the others."""
        patient = [
            each for each in waiting
            if self._must_stay(each.entry) and elapsed() - each.since <= GIVE_UP_AFTER
        ]  # fmt: skip
        _fail([each for each in waiting if each not in patient], error)
        if patient:
            self._waiting += patient
            self._flush_after(LOOK_AGAIN)


def _fail(waiting: Sequence[_Waiting[Entry, Result]], error: BaseException) -> None:
    for each in waiting:
        if not each.answer.done():
            each.answer.set_exception(error)
