"""A list reads any address without harm and says in its links exactly what it shows."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_workflow.storage.queries.lists import Wanted
from zi_workflow.web.listing import Asked, Column, Filter, Listing

COLUMNS = (
    Column("name", "Unit"),
    Column("late", "Working days late", number=True, most_first=True),
    Column("note", "Cause", sorts=False),
)


def listing(wanted: Wanted, total: int = 120) -> Listing:
    """A list of units whose own order is by name."""
    kinds = Filter("kind", "Jenis", [("a", "satu"), ("b", "dua")], folded=True)
    return Listing("/daftar", COLUMNS, (kinds,), wanted, total, sort="name")


def read(address: str) -> Wanted:
    """What the list makes of an address."""
    return Asked(dict(parse_qsl(urlsplit(address).query))).wanted(COLUMNS, ("kind",), "name")


@pytest.mark.parametrize(
    ("asked", "total", "number", "before", "after"),
    [(1, 0, 1, None, None), (1, 51, 1, None, 2), (9, 101, 3, 2, None), (2, 120, 2, 1, 3)],
)
def test_pages_stay_inside_the_list(
    asked: int, total: int, number: int, before: int | None, after: int | None
) -> None:
    """Whatever is asked for, a page that exists is shown, with its neighbours."""
    shown = listing(Wanted(page=asked), total)
    assert (shown.number, shown.before, shown.after) == (number, before, after)


@pytest.mark.parametrize("page", ["", "0", "-3", "x", "²", "1e9", "9" * 400, "1.5"])
def test_a_page_that_is_none_is_the_first(page: str) -> None:
    """Nobody is punished for an address that was cut off in a mail."""
    assert Asked({"page": page}).wanted(COLUMNS, ()).page == 1


@pytest.mark.parametrize("sort", ["note", "-note", "--late", "password", "'; drop table unit"])
def test_an_order_that_there_is_not_is_the_list_s_own(sort: str) -> None:
    """Only headings that are links can be asked for."""
    wanted = Asked({"sort": sort}).wanted(COLUMNS, (), "name")
    assert (wanted.sort, wanted.descending) == ("name", False)


def test_a_heading_sorts_and_sorts_back() -> None:
    """Numbers begin with the most; a second touch turns the order round, and back is the shortest address."""
    name, late, _note = COLUMNS
    start = listing(Wanted(sort="name"))
    assert start.by(late) == "/daftar?sort=-late"
    assert start.by(name) == "/daftar?sort=-name"
    turned = listing(read(start.by(late)))
    assert (turned.direction(late), turned.direction(name)) == ("descending", "")
    assert turned.by(late) == "/daftar?sort=late"
    assert turned.by(name) == "/daftar"


def test_a_filter_keeps_the_words_and_begins_at_the_first_page() -> None:
    """What is narrowed has another first page."""
    shown = listing(Wanted(search="dinas", sort="late", descending=True, page=3))
    assert shown.at(kind="a") == "/daftar?q=dinas&sort=-late&kind=a"
    assert shown.to_page(2) == "/daftar?q=dinas&sort=-late&page=2"


@given(
    search=st.text(max_size=150),
    sort=st.sampled_from(["name", "-name", "late", "-late"]),
    page=st.integers(1, 3),
    kind=st.sampled_from(["", "a", "b", "?"]),
)
def test_an_address_says_the_whole_state(search: str, sort: str, page: int, kind: str) -> None:
    """Whoever is sent a link sees what its sender saw."""
    asked = Asked({"q": search, "sort": sort, "page": str(page), "kind": kind})
    wanted = asked.wanted(COLUMNS, ("kind",), "name")
    assert read(listing(wanted).to_page(page)) == wanted
