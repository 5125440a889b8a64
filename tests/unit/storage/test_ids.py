"""Ids are UUIDv7 from a given instant and a given source of randomness."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, timedelta

from sqlmodel import Session

from tests.support.clocks import wib
from zi_workflow.storage import ids

NOW = wib(2025, 1, 2)


def _session(seed: int | None = None) -> Session:
    session = Session()
    if seed is not None:
        ids.give_randomness(session, random.Random(seed).getrandbits)
    return session


def test_an_id_is_a_uuid_of_version_7() -> None:
    """Version and variant bits are those of RFC 9562, and the first 48 bits are the milliseconds."""
    made = uuid.UUID(ids.new_id(_session(), NOW))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == int(NOW.astimezone(UTC).timestamp() * 1000)


def test_ids_sort_by_their_instant() -> None:
    """A later row has a greater id, so that indexes grow at their end."""
    session = _session(1)
    made = [ids.new_id(session, NOW + timedelta(milliseconds=n)) for n in range(50)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_a_seeded_source_gives_the_same_ids_again() -> None:
    """A rehearsal that is run twice writes the same rows."""
    first, second, other = _session(7), _session(7), _session(8)
    made = [ids.new_id(first, NOW) for _ in range(20)]
    assert made == [ids.new_id(second, NOW) for _ in range(20)]
    assert made[0] != ids.new_id(other, NOW)


def test_without_a_source_ids_are_not_predictable() -> None:
    """Two ids of one instant differ."""
    session = _session()
    assert len({ids.new_id(session, NOW) for _ in range(100)}) == 100


def test_ids_of_one_instant_sort_by_order_of_writing() -> None:
    """What is read in order of id is read in the order in which one transaction wrote it, however much that was."""
    session = _session(3)
    made = [ids.new_id(session, NOW) for _ in range(6_000)]
    assert made == sorted(made)
    assert {uuid.UUID(id).version for id in made} == {7}
