"""Splits lateness over the areas that caused it, exactly and fairly (docs/planning.md section 4); knows no dates.

Every task's lateness is split by the Shapley value of the game in which a set of areas behaves as in the
forecast and all others as in the plan. A task depends only on the deviating areas among itself and what comes
before it, so its replays are kept for the subsets of those alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import repeat
from math import factorial
from operator import itemgetter, mul

from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.networks import Network, Timeline

MOST_AREAS = 12
Table = Sequence[int]  # one index per subset of a task's deviating areas, subset bits packed from the lowest
Parts = dict[str, float]


class Replays:
    """Finishes of every task for every set of areas that deviates; sets of areas are bit masks."""

    def __init__(self, network: Network, areas: Sequence[str], planned: Timeline, forecast: Timeline) -> None:
        """`areas` names each task's area. Raises InputError when too many areas deviate."""
        self.network, self.planned, self.forecast = network, planned, forecast
        self.lengths = list(zip(_lengths(planned.ends), _lengths(forecast.ends), strict=True))
        deviating = [
            before != after or plan != now
            for (before, after), plan, now in zip(self.lengths, planned.waits, forecast.waits, strict=True)
        ]
        self.names = sorted({area for area, differs in zip(areas, deviating, strict=True) if differs})
        if len(self.names) > MOST_AREAS:
            raise _too_many(self.names)
        bit = {name: 1 << number for number, name in enumerate(self.names)}
        self.own = [bit[area] if differs else 0 for area, differs in zip(areas, deviating, strict=True)]
        self.masks = [0] * len(areas)
        self.tables: dict[int, Table] = {}  # ends of the tasks that depend on two areas or more
        self._replay()

    def _replay(self) -> None:
        masks, early, late = self.masks, self.planned.ends, self.forecast.ends
        for task in self.network.order:
            mask, finish = self.own[task], 2 * task + 1
            for earlier in self.network.before[task]:
                mask |= masks[earlier]
            masks[task] = mask
            if mask & (mask - 1):
                starts, finishes = self._between(task, mask)
                self.tables[finish - 1], self.tables[finish] = starts, finishes
                assert finishes[0] == early[finish], "the replay of nothing is the plan"
                assert finishes[-1] == late[finish], "the replay of everything is the forecast"
            elif not mask:
                assert early[finish] == late[finish], "nothing differs, so nothing moves"

    def _between(self, task: int, mask: int) -> tuple[Table, Table]:
        """Starts and finishes of a task for every subset of `mask`."""
        network = self.network
        own = _members(mask, self.own[task]) if self.own[task] else ()
        plan_length, length = self.lengths[task]
        plan_wait, wait = self.planned.waits[task], self.forecast.waits[task]
        columns = [
            _plus(self._seen(place, mask), offset, offset, own) for place, offset in network.to_start[task]
        ]
        columns += [
            _plus(self._seen(place, mask), offset + 1 - plan_length, offset + 1 - length, own)
            for place, offset in network.to_finish[task]
        ]
        ready = _latest(network.earliest[task], columns)
        starts = _plus(ready, plan_wait, wait, own) if 2 * task in network.binding_starts else ()
        return starts, _plus(ready, plan_wait + plan_length - 1, wait + length - 1, own)

    def _seen(self, place: int, mask: int) -> Table:
        """An end of a task for every subset of `mask`, which holds all areas that it depends on."""
        small = self.masks[place >> 1]
        if small == mask:
            return self.tables[place]
        if small & (small - 1):
            return _reader(small, mask)(self.tables[place])
        early, late = self.planned.ends[place], self.forecast.ends[place]
        if not small:
            return [early] * (1 << mask.bit_count())
        return [late if bit else early for bit in _members(mask, small)]

    def because(self, task: int) -> Parts:
        """A task's late days per area; areas without a part are left out."""
        mask, finish = self.masks[task], 2 * task + 1
        if mask & (mask - 1):
            return self._shares(self.tables[finish], mask)
        late = self.forecast.ends[finish] - self.planned.ends[finish]
        return {self.names[mask.bit_length() - 1]: float(late)} if late else {}

    def because_of_all(self) -> Parts:
        """The programme's late days per area."""
        early, late = self.planned.ends[1::2], self.forecast.ends[1::2]
        lows, highs = list(map(min, early, late)), list(map(max, early, late))
        for finish, table in self.tables.items():
            if finish & 1:
                lows[finish >> 1], highs[finish >> 1] = min(table), max(table)
        floor = max(lows)
        # what never ends later than the floor is the last of all in no replay
        above = [2 * task + 1 for task, high in enumerate(highs) if high > floor]
        full = (1 << len(self.names)) - 1
        if above and full & (full - 1):
            return self._shares(_latest(floor, [self._seen(finish, full) for finish in above]), full)
        days = max(late) - max(early)
        return {self.names[0]: float(days)} if days else {}

    def _shares(self, table: Table, mask: int) -> Parts:
        """The Shapley values of two areas or more."""
        names = [name for number, name in enumerate(self.names) if mask >> number & 1]
        whole = factorial(len(names))
        parts = [sum(map(mul, weights, table)) for weights in _weights(len(names))]
        assert sum(parts) == whole * (table[-1] - table[0]), "the parts sum to the lateness"
        return {name: part / whole for name, part in zip(names, parts, strict=True) if part}


def _lengths(ends: list[int]) -> list[int]:
    """Working days from start to finish of every task, both included."""
    return [finish - start + 1 for start, finish in zip(ends[::2], ends[1::2], strict=True)]


def _plus(column: Table, planned: int, forecast: int, own: Sequence[int]) -> Table:
    """A column moved by the planned or the forecast number of days, by whether the own area is in the subset."""
    if planned != forecast:
        return [end + (forecast if bit else planned) for end, bit in zip(column, own, strict=True)]
    return [end + planned for end in column] if planned else column


def _latest(floor: int, columns: Sequence[Table]) -> Table:
    """The largest of all columns and a floor, for every subset."""
    if len(columns) == 1:
        return [end if end > floor else floor for end in columns[0]]
    return list(map(max, repeat(floor), *columns))


def _members(mask: int, bit: int) -> Sequence[int]:
    """For every subset of `mask`: 1 where it holds `bit`, else 0."""
    return _ones(mask.bit_count(), (mask & (bit - 1)).bit_count())


@cache
def _ones(count: int, place: int) -> Sequence[int]:
    """For every subset of so many areas: 1 where it holds the one at `place`."""
    return tuple(subset >> place & 1 for subset in range(1 << count))


@lru_cache(maxsize=1024)
def _reader(small: int, large: int) -> Callable[[Table], Table]:
    """Picks, for every subset of `large`, the place of its share of `small`."""
    places, step = [0], 1
    while large:
        if large & 1:
            places += [place + step for place in places] if small & 1 else places
            step <<= small & 1
        large, small = large >> 1, small >> 1
    return itemgetter(*places)


@lru_cache(maxsize=MOST_AREAS)
def _weights(count: int) -> tuple[tuple[int, ...], ...]:
    """Shapley weights times count!, for each of `count` areas: what the finish of every subset counts."""
    share = [factorial(size) * factorial(count - size - 1) for size in range(count)]
    sizes = [subset.bit_count() for subset in range(1 << count)]
    return tuple(
        tuple(share[size - 1] if subset >> area & 1 else -share[size] for subset, size in enumerate(sizes))
        for area in range(count)
    )


def _too_many(names: Sequence[str]) -> InputError:
    message = N_("{count} areas differ from the plan ({areas}); causes can be split over at most {most}.")
    return InputError(Problem(message, {"count": len(names), "areas": ", ".join(names), "most": MOST_AREAS}))
