"""Text becomes plain data with lines, or a sentence that says where it is broken."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_workflow.domain.errors import InputError, Problem
from zi_workflow.frameworks.planfile import MOST_BYTES, Document, read_document, read_plan

PLAN = """\
start: 2025-01-02
tasks:
- id: TL-1
  area: tl
  days: 3
- id: TL-2
  area: tl
  after: [TL-1, nonsense here]
  days: 1
"""


def read(text: str) -> Document:
    """A document's text."""
    return read_document(text.encode())


def refused(raw: bytes) -> list[Problem]:
    """Why a file cannot be read."""
    with pytest.raises(InputError) as error:
        read_document(raw)
    return list(error.value.problems)


def test_data_knows_its_lines() -> None:
    """Keys and list entries stand where the file has them."""
    document = read(PLAN)
    assert document.lines["start",] == 1
    assert document.lines["tasks", 1, "after"] == 8
    assert document.lines["tasks", 1, "after", 1] == 8
    assert document.data["tasks"][0] == {"id": "TL-1", "area": "tl", "days": 3}  # type: ignore[index]


def test_a_plan_names_the_line_of_a_mistake() -> None:
    """The line of a broken dependency is the file's."""
    with pytest.raises(InputError) as error:
        read_plan(PLAN.encode(), frozenset(), date(2025, 1, 2))
    assert [(p.line, p.where) for p in error.value.problems] == [(8, "TL-2")]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("2025-01-02", date(2025, 1, 2)),
        ("'2025-01-02'", "2025-01-02"),
        ("2025-02-30", "2025-02-30"),
        ("9" * 5000, "9" * 5000),
        ("12", 12),
        ("1.5", 1.5),
        ("no", False),
        ("~", None),
        ("TL-01 SS+2", "TL-01 SS+2"),
        ("!!str 12", "12"),
        ("-12", -12),
        ("+12", 12),
        ("010", "010"),
        ("1_0", "1_0"),
        ("1:30", "1:30"),
        ("0x1F", "0x1F"),
    ],
)
def test_words_have_the_value_yaml_gives_them(word: str, value: object) -> None:
    """What stands for nothing that exists stays the word it is."""
    assert read(f"key: {word}").data == {"key": value}


def test_anchors_are_shared() -> None:
    """An alias is the very thing it names, however often it is used."""
    data = read("a: &x [1, 2]\nb: *x\nc: [*x, *x]").data
    assert data == {"a": [1, 2], "b": [1, 2], "c": [[1, 2], [1, 2]]}


def test_a_bomb_of_aliases_is_read_without_growing() -> None:
    """Nine levels of nine aliases each stay small, and a plan of them is refused in one breath."""
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 20))
    with pytest.raises(InputError) as error:
        read_plan(
            f"l0: &l0 [x]\n{levels}\nstart: *l19\ntasks: [*l19]".encode(), frozenset(), date(2025, 1, 2)
        )
    assert max(len(str(p.params)) for p in error.value.problems) < 200


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text('aä\t/"\\', max_size=5), st.lists, max_leaves=9
    )
)
def test_json_is_read_as_it_is(value: object) -> None:
    """Any JSON, on one line or indented with tabs, reads as json reads it."""
    data = {"key": value}
    assert read(json.dumps(data)).data == data
    assert read(json.dumps(data, indent="\t", ensure_ascii=False)).data == data


def test_a_key_given_twice_is_noted() -> None:
    """In YAML with its line, in JSON that only its own reader understands with the task's id."""
    assert [(p.line, p.params["key"]) for p in read("a: 1\nb: 2\na: 3").problems] == [(3, "'a'")]
    odd = '{"tasks":\n\t[{"id": "TL-1", "days": 1,\n\t"days": 2}]}'
    assert [p.params["key"] for p in read(odd).problems] == ["'days'"]
    slash = '{"tasks": [{"id": "TL\\/1", "days": 1, "days": 2}]}'
    assert [p.params["key"] for p in read(slash).problems] == ["'days'"]


@pytest.mark.parametrize(
    "raw", ["[a]: 1", "? {a: b}\n: 1", "{[1]: 2}", "[a]: {c: [d]}", "? - a\n  - b\n: - c"]
)
def test_a_key_that_is_no_word_is_noted_and_the_rest_is_read(raw: str) -> None:
    """The key and its value are left out, and what follows keeps its place."""
    assert [(p.line, "key" in p.message) for p in read(raw).problems] == [(1, True)]
    assert read(raw).data == {}
    more = read("a: &x [1]\n[b]: {c: 1, [d]: 2}\n*x : 3\ne: 4")
    assert more.data == {"a": [1], "e": 4}
    assert [p.line for p in more.problems] == [2, 2, 3]


def test_a_bottomless_list_and_a_bottomless_mapping_are_refused_alike() -> None:
    """However deep it goes, the sentence speaks of levels."""
    deep = (b"[" * 50, b"[" * 100_000, b"{a: " * 50, b"{a: " * 100_000, b"a: " + b"[" * 5000)
    assert {refused(raw)[0].message for raw in deep} == {"The file is nested deeper than {most} levels."}


BOUNDLESS = """\
start: 9999-12-30
tasks:
- {id: A, area: tl, days: 99999999999}
- {id: B, area: tl, days: 3000000}
- id: C
  area: tl
  days: 010
  after:
  - A
  - B SS+99999999
- {id: D, area: tl, days: 1, not_before: 9999-12-31}
- {id: E, area: tl, days: 1, planned: {start: 2025-01-02, finish: 9999-12-31}}
- {id: F, area: tl, days: 1, after: [Z], [a]: b}
"""


def test_what_no_calendar_can_hold_is_said_where_it_stands() -> None:
    """Endless durations, lags and dates have their line and task, and hide no other mistake."""
    with pytest.raises(InputError) as error:
        read_plan(BOUNDLESS.encode(), frozenset(), date(2025, 1, 2))
    assert [(p.line, p.where) for p in error.value.problems] == [
        (1, ""),
        (3, "A"),
        (4, "B"),
        (7, "C"),
        (10, "C"),
        (11, "D"),
        (12, "E"),
        (13, ""),
        (13, "F"),
    ]


def test_an_unknown_tag_is_noted_and_never_obeyed() -> None:
    """A tag that asks for an object gets a sentence."""
    document = read("a: !!python/object/apply:os.system [ls]\nb: !odd 1")
    assert document.data == {"a": ["ls"], "b": "1"}
    assert [p.line for p in document.problems] == [1, 2]


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"", None),
        (b" \n\n", None),
        (b"a: [1\nb: 2", 2),
        (b"a: 1\n\tb: 2", 2),
        (b"a: 1\n  b: 2", 2),
        (b"a: 'x", 1),
        (b"a: 1\n---\nb: 2", None),
        (b"a: *x", 1),
        (b"a: &x [*y]", 1),
        (b"a: 1\nb: \xff\xfe", 2),
        (b"a\0b: 1", 1),
        ("a: 1".encode("utf-16"), 1),
        (b"\x89PNG\r\n\x1a\n\0\0", 1),
        (b"a: \x07", None),
        (b'{"a": "\\ud83d"}', 1),
        (b"[" * 50 + b"]" * 50, 1),
        (b"- " * 100_000, 1),
        (b"a: 1\n" + b"[" * 100_000, 2),
        (b"{" * 100_000, 1),
        (b'{"a":' * 20_000, 1),
        (b"x" * (MOST_BYTES + 1), None),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_a_file_that_cannot_be_read_has_one_problem_with_its_line(raw: bytes, line: int | None) -> None:
    """Broken, binary, foreign, endless or bottomless files are refused in one sentence."""
    assert [p.line for p in refused(raw)] == [line]


@given(st.binary(max_size=200) | st.text("ab:-[]{}&*!|>'\"#%@`, \n\t?1", max_size=60).map(str.encode))
def test_no_file_ends_in_a_traceback(raw: bytes) -> None:
    """Whatever the bytes, a plan comes out or an InputError."""
    with suppress(InputError):
        assert read_plan(raw, frozenset(), date(2025, 1, 2)).tasks
