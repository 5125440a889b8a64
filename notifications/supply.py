"""Brings claimed messages to the lanes, a wave at a time: waiting, then composed and ready; knows no transport.

With a scribe the next wave is composed while the lanes carry this one.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from notifications.composing import Composed, Draft, UnusableMessageError, compose
from notifications.handling import Hands, Taken
from notifications.reports import Ending, Report
from notifications.scribe import Scribe, Worded
from zi_workflow.bootstrap import Store, do
from zi_workflow.usecases import outbox
from zi_workflow.usecases.outbox import Claim
from zi_workflow.usecases.windows import Postpone, postpone

Now = Callable[[], datetime]
WAVE = 100
"""So many messages are asked about and rendered together at most; at first, and after a failure, one for each lane."""


def composed(
    taken: Taken,
    report: Report,
    fail: Callable[[str, UnusableMessageError], Ending],
    words: Callable[[Draft], Worded] = compose,
) -> Iterator[Composed]:
    """What is to go out, put into words; all others are counted as what they ended as."""
    for id, draft in taken.items():
        worded = words(draft) if isinstance(draft, Draft) else draft
        if isinstance(worded, UnusableMessageError):
            worded = fail(id, worded)
        if isinstance(worded, Ending):
            report.count(worded)
        else:
            yield worded


@dataclass
class Supply:
    """What one worker has claimed, and which of it the lanes can have."""

    store: Store
    now: Now
    hands: Hands
    report: Report
    scribe: Scribe | None = None
    waiting: deque[str] = field(default_factory=deque)
    ready: deque[Composed] = field(default_factory=deque)
    wave: int = 1
    _coming: asyncio.Task[None] | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def claim(self, limit: int, lanes: int, *, smooth: bool = False) -> int:
        """Claim up to so many messages whose time has come, for so many lanes; how many there are.

        `smooth`: all that was handed over just before was accepted, so there is no need to begin with a few.
        """
        do(self.store, postpone, Postpone(), self.now())
        command = Claim(self.hands.worker, limit, guard=self.hands.guard)
        self.waiting.extend(do(self.store, outbox.claim, command, self.now()))
        self.wave = WAVE if smooth and self._beside() else max(1, min(lanes, len(self.waiting)))
        return len(self.waiting)

    async def next(self, before_wave: Callable[[], None]) -> Composed | None:
        """What a lane carries next. `before_wave` is called before the store is asked about more."""
        while not self.ready or self._is_over(self._coming):
            if self._coming is not None:
                await self._news_of(self._coming)
            elif self.waiting:
                before_wave()
                self._take_up()
            else:
                return None
        one = self.ready.popleft()
        if self._coming is None and self.waiting and len(self.ready) < self.wave // 2 and self._beside():
            self._take_up()
        return one

    async def put_back(self, until: datetime) -> None:
        """Everything untried, to be taken up from then on."""
        if self._coming is not None:
            await asyncio.wait([coming := self._coming])
            self._arrived(coming)
        ids = [*(each.draft.id for each in self.ready), *self.waiting]
        self.ready.clear()
        self.waiting.clear()
        if ids:
            back_again = do(self.store, self.hands.put_back, ids, until)
            self.report.count(Ending.PUT_BACK, back_again)
            self.report.count(Ending.LOST, len(ids) - back_again)

    async def close(self) -> None:
        """Nobody takes any more."""
        if self._coming is not None:
            self._coming.cancel()
            await asyncio.wait([self._coming])

    def _beside(self) -> Scribe | None:
        return self.scribe if self.scribe is not None and self.scribe.ready else None

    def _take_up(self) -> None:
        """Look again at the next wave and have it composed; what cannot go ends here."""
        ids = [self.waiting.popleft() for _ in range(min(self.wave, len(self.waiting)))]
        self.wave = min(WAVE, 2 * self.wave)
        taken = do(self.store, self.hands.take_up, ids, self.now())
        if (scribe := self._beside()) is None:
            self.ready.extend(composed(taken, self.report, self._fail))
        else:
            self._coming = asyncio.create_task(self._compose_beside(scribe, taken))
            self._coming.add_done_callback(lambda _done: self._news.set())

    async def _compose_beside(self, scribe: Scribe, taken: Taken) -> None:
        """Each few of them can be had as soon as they are composed."""
        drafts = [each for each in taken.values() if isinstance(each, Draft)]
        if len(drafts) < len(taken):
            ended: Taken = {id: each for id, each in taken.items() if not isinstance(each, Draft)}
            self.ready.extend(composed(ended, self.report, self._fail))
        waiting = iter(drafts)

        def heard(some: Sequence[Worded]) -> None:
            worded = {
                draft.id: (draft, words)
                for draft, words in zip(islice(waiting, len(some)), some, strict=True)
            }
            these: Taken = {id: draft for id, (draft, _words) in worded.items()}
            self.ready.extend(composed(these, self.report, self._fail, lambda draft: worded[draft.id][1]))
            self._news.set()

        await scribe.compose(drafts, heard)

    async def _news_of(self, coming: asyncio.Task[None]) -> None:
        """More of the wave that is being composed is ready, or there is no more to come."""
        if not coming.done():
            self._news.clear()
            await self._news.wait()
        if coming.done():
            self._arrived(coming)

    def _arrived(self, coming: asyncio.Task[None]) -> None:
        """All of the wave is ready; whoever waited for it hears what went wrong."""
        if self._coming is coming:
            self._coming = None
        coming.result()

    @staticmethod
    def _is_over(coming: asyncio.Task[None] | None) -> bool:
        return coming is not None and coming.done()

    def _fail(self, id: str, error: UnusableMessageError) -> Ending:
        return do(self.store, self.hands.fail, (id, error), self.now())
