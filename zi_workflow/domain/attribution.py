"""Splits lateness over the areas that caused it, exactly and fairly (planning.md section 4); knows no dates.

Every task's lateness is split by the Shapley value of the game in which a set of areas behaves as in the
forecast and all others as in the plan. A task depends only on the deviating areas among itself and what comes
before it, so its replays are kept for the subsets of those alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import repeat
from math import factorial
from operator import itemgetter, mul

from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.networks import Network

MOST_AREAS = 12
Table = Sequence[int]  # one index per subset of a task's deviating areas, subset bits packed from the lowest
Parts = dict[str, float]


class Replays:
    """Finishes of every task for every set of areas that deviates; sets of areas are bit masks."""

    def __init__(
        self, network: Network, areas: Sequence[str], planned: list[int], forecast: list[int]
    ) -> None:
        """`areas` names each task's area; `planned` and `forecast` are both ends of every task."""
        self.network, self.planned, self.forecast = network, planned, forecast
        count = len(areas)
        self.waits = [(0, 0)] * count
        self.stretch = [(1, 1)] * count
        deviating = [self._own(task) for task in range(count)]
        self.names = sorted({areas[task] for task in range(count) if deviating[task]})
        if len(self.names) > MOST_AREAS:
            raise _too_many(self.names)
        bit = {name: 1 << number for number, name in enumerate(self.names)}
        self.own = [bit[areas[task]] if deviating[task] else 0 for task in range(count)]
        self.masks = [0] * count
        self.tables: list[Table] = [()] * (2 * count)
        for task in network.order:
            self._replay(task)

    def _own(self, task: int) -> bool:
        """Note a task's own wait and length in the plan and in the forecast; whether they differ."""
        waits, lengths = [], []
        for ends in (self.planned, self.forecast):
            start, finish = ends[2 * task], ends[2 * task + 1]
            lengths.append(finish - start + 1)
            waits.append(start - self.network.ready(task, ends, finish - start + 1))
        self.waits[task] = waits[0], waits[1]
        self.stretch[task] = lengths[0], lengths[1]
        return waits[0] != waits[1] or lengths[0] != lengths[1]

    def _replay(self, task: int) -> None:
        network, masks = self.network, self.masks
        mask = self.own[task]
        for place, _ in network.to_start[task]:
            mask |= masks[place >> 1]
        for place, _ in network.to_finish[task]:
            mask |= masks[place >> 1]
        masks[task] = mask
        start, finish = 2 * task, 2 * task + 1
        if mask & (mask - 1):  # two areas or more: the replays between plan and forecast are not known yet
            self.tables[start], self.tables[finish] = self._between(task, mask)
        elif mask:
            self.tables[start] = self.planned[start], self.forecast[start]
            self.tables[finish] = self.planned[finish], self.forecast[finish]
        else:
            self.tables[start], self.tables[finish] = (self.planned[start],), (self.planned[finish],)
        replayed = self.tables[finish]
        assert replayed[0] == self.planned[finish], "the replay of nothing is the plan"
        assert replayed[-1] == self.forecast[finish], "the replay of everything is the forecast"

    def _between(self, task: int, mask: int) -> tuple[Table, Table]:
        """Starts and finishes of a task for every subset of `mask`."""
        network = self.network
        own = _members(mask, self.own[task])
        lengths = _chosen(self.stretch[task], own)
        columns: list[Iterable[int]] = []
        for place, offset in network.to_start[task]:
            seen = _spread(self.tables[place], self.masks[place >> 1], mask)
            columns.append([end + offset for end in seen] if offset else seen)
        for place, offset in network.to_finish[task]:
            seen = _spread(self.tables[place], self.masks[place >> 1], mask)
            columns.append([end + offset + 1 - n for end, n in zip(seen, lengths, strict=True)])
        ready = map(max, repeat(network.earliest[task], len(own)), *columns)
        starts = [r + w for r, w in zip(ready, _chosen(self.waits[task], own), strict=True)]
        return starts, [s + n - 1 for s, n in zip(starts, lengths, strict=True)]

    def because(self, task: int) -> Parts:
        """A task's late days per area; areas without a part are left out."""
        return self._shares(self.tables[2 * task + 1], self.masks[task])

    def because_of_all(self) -> Parts:
        """The programme's late days per area."""
        finishes = self.tables[1::2]
        floor = max(min(table) for table in finishes)
        full = (1 << len(self.names)) - 1
        last = {(table, mask) for table, mask in self._tops(finishes, floor)}
        columns = [_spread(table, mask, full) for table, mask in last]
        return self._shares(list(map(max, repeat(floor, 1 << len(self.names)), *columns)), full)

    def _tops(self, finishes: Sequence[Table], floor: int) -> list[tuple[tuple[int, ...], int]]:
        """The replays that are the last of all in some subset (those never above the floor do not matter)."""
        return [
            (tuple(table), mask)
            for table, mask in zip(finishes, self.masks, strict=True)
            if max(table) > floor
        ]

    def _shares(self, table: Table, mask: int) -> Parts:
        if not mask:
            return {}
        names = [name for number, name in enumerate(self.names) if mask >> number & 1]
        whole = factorial(len(names))
        parts = [sum(map(mul, weights, table)) for weights in _weights(len(names))]
        assert sum(parts) == whole * (table[-1] - table[0]), "the parts sum to the lateness"
        return {name: part / whole for name, part in zip(names, parts, strict=True) if part}


def _chosen(pair: tuple[int, int], own: Sequence[int]) -> Sequence[int]:
    """The planned or the forecast value for every subset, by whether the task's area is in it."""
    if pair[0] == pair[1]:
        return [pair[0]] * len(own)
    return [pair[bit] for bit in own]


@lru_cache(maxsize=4096)
def _members(mask: int, bit: int) -> tuple[int, ...]:
    """For every subset of `mask`: 1 where it holds `bit`, else 0."""
    if not bit:
        return (0,) * (1 << mask.bit_count())
    place = (mask & (bit - 1)).bit_count()
    return tuple(subset >> place & 1 for subset in range(1 << mask.bit_count()))


def _spread(table: Table, small: int, large: int) -> Sequence[int]:
    """A table over the subsets of `small`, read for every subset of `large`."""
    if small == large:
        return table
    if not small:
        return [table[0]] * (1 << large.bit_count())
    return _reader(small, large)(table)


@lru_cache(maxsize=512)
def _reader(small: int, large: int) -> Callable[[Table], Table]:
    """Picks, for every subset of `large`, the place of its share of `small`."""
    bits = [number for number in range(large.bit_length()) if large >> number & 1]
    moves = [
        (place, 1 << (small & ((1 << n) - 1)).bit_count()) for place, n in enumerate(bits) if small >> n & 1
    ]
    return itemgetter(
        *(sum(to for place, to in moves if subset >> place & 1) for subset in range(1 << len(bits)))
    )


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
