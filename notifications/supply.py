"""Brings claimed messages to the lanes, a wave at a time: waiting, then composed and ready; knows no transport.

With a scribe the next wave is composed while the lanes carry this one, and another one is asked about meanwhile, so
that neither of them waits for the store.
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
from zi_workflow.usecases.windows import Postpone, postpone

Now = Callable[[], datetime]
MOST_CLAIMED = 40_000
"""Messages that a worker claims one batch after the other; the next run goes on."""
MOST_COMING = 2
"""Waves that are composed, or wait for it."""
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


@dataclass(frozen=True, slots=True)
class Stream:
    """How messages come to the lanes.

    With a `scribe` they are composed beside. `smooth`: all that was handed over just before was accepted, so there is no
    need to begin with a few. `between` batches something is to be done; with it and a scribe the next batch is claimed
    before the last mails of this one are gone, as long as each was accepted.
    """

    scribe: Scribe | None = None
    smooth: bool = False
    between: Callable[[], None] | None = None


BY_ITSELF = Stream()


@dataclass
class Supply:
    """What one worker has claimed, and which of it the lanes can have."""

    store: Store
    now: Now
    hands: Hands
    report: Report
    stream: Stream = BY_ITSELF
    waiting: deque[str] = field(default_factory=deque)
    ready: deque[Composed] = field(default_factory=deque)
    wave: int = 1
    _coming: deque[asyncio.Task[None]] = field(default_factory=deque)
    _ahead: int = 0  # taken up, and not yet ready
    _claimed: int = 0
    _more: int = 0  # how many to claim next; none once there were fewer
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def claim(self, limit: int, lanes: int) -> int:
        """Claim up to so many messages whose time has come, for so many lanes; how many there are."""
        self._claim(limit)
        smooth = self.stream.smooth and self._beside()
        self.wave = WAVE if smooth else max(1, min(lanes, len(self.waiting)))
        return len(self.waiting)

    def _claim(self, limit: int) -> None:
        do(self.store, postpone, Postpone(), self.now())
        ids = do(self.store, self.hands.claim, limit, self.now())
        self.waiting.extend(ids)
        self._claimed += len(ids)
        self._more = limit if len(ids) == limit and self._claimed + limit <= MOST_CLAIMED else 0

    def _go_on(self) -> None:
        """The next batch behind this one when it is nearly over, as long as all goes well."""
        well = 0 < self.report.sent == self.report.handled and self._beside()
        if self._more and len(self.waiting) < self.wave and well and self.stream.between is not None:
            self.stream.between()
            self._claim(self._more)

    async def next(self, before_wave: Callable[[], None]) -> Composed | None:
        """What a lane carries next. `before_wave` is called before the store is asked about more."""
        while not self.ready or (self._coming and self._coming[0].done()):
            if self._coming:
                await self._news_of(self._coming[0])
            elif self.waiting:
                before_wave()
                self._take_up()
            else:
                return None
        self._go_on()
        few = len(self.ready) + self._ahead <= self.wave
        if few and self.waiting and len(self._coming) < MOST_COMING and self._beside():
            self._take_up()
        return self.ready.popleft()

    async def put_back(self, until: datetime) -> None:
        """Everything untried, to be taken up from then on."""
        while self._coming:
            await asyncio.wait([coming := self._coming[0]])
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
        for coming in self._coming:
            coming.cancel()
        if self._coming:
            await asyncio.wait(self._coming)

    def _beside(self) -> Scribe | None:
        scribe = self.stream.scribe
        return scribe if scribe is not None and scribe.ready else None

    def _take_up(self) -> None:
        """Look again at the next wave and have it composed; what cannot go ends here."""
        ids = [self.waiting.popleft() for _ in range(min(self.wave, len(self.waiting)))]
        self.wave = min(WAVE, 2 * self.wave)
        taken = do(self.store, self.hands.take_up, ids, self.now())
        if (scribe := self._beside()) is None:
            self.ready.extend(composed(taken, self.report, self._fail))
        else:
            drafts = [each for each in taken.values() if isinstance(each, Draft)]
            self._ahead += len(drafts)
            before = self._coming[-1] if self._coming else None
            coming = asyncio.create_task(self._compose_beside(scribe, taken, drafts, before))
            coming.add_done_callback(lambda _done: self._news.set())
            self._coming.append(coming)

    async def _compose_beside(
        self, scribe: Scribe, taken: Taken, drafts: Sequence[Draft], before: asyncio.Task[None] | None
    ) -> None:
        """Each few of them can be had as soon as they are composed, after the wave before."""
        if before is not None:
            await asyncio.wait([before])
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
            self._ahead -= len(some)
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
        if coming in self._coming:
            self._coming.remove(coming)
        if not self._coming:
            self._ahead = 0  # also of what went wrong
        coming.result()

    def _fail(self, id: str, error: UnusableMessageError) -> Ending:
        return do(self.store, self.hands.fail, (id, error), self.now())
