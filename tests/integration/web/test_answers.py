"""Every answer keeps strict headers, needs nothing from outside and changes nothing."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from httpx import ASGITransport, AsyncClient

import zi_workflow.web
from tests.support import sample_pages, visitors
from zi_workflow.bootstrap import Store
from zi_workflow.domain.errors import BusyError, Problem
from zi_workflow.web.app import create_app

STATIC = Path(zi_workflow.web.__file__).parent / "static"
TEMPLATES = Path(zi_workflow.web.__file__).parent / "templates"
ADDRESSES = [
    "/",
    f"/programme/{sample_pages.CODE}",
    f"/programme/{sample_pages.CODE}/task",
    "/surat",
    "/kesehatan",
    "/x",
]


@pytest.mark.parametrize("address", [*ADDRESSES, "/static/zi.css"])
async def test_every_answer_is_strict(browser: AsyncClient, address: str) -> None:
    """Own sources only, nothing inline, no sniffing, no framing."""
    headers = (await browser.get(address)).headers
    assert headers["content-security-policy"].startswith("default-src 'self';")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("address", ADDRESSES)
async def test_no_page_holds_inline_code_or_names_a_foreign_host(browser: AsyncClient, address: str) -> None:
    """What the policy forbids is not in the page in the first place."""
    text = (await browser.get(address)).text
    assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=|javascript:", text)
    assert not re.search(r'(?:href|src)="(?:https?:)?//', text)


async def test_the_first_load_is_small(browser: AsyncClient) -> None:
    """A page with its styles stays below 150 kB."""
    page = await browser.get(f"/programme/{sample_pages.CODE}")
    styles = [await browser.get(address) for address in re.findall(r'href="(/static/[^"]+)"', page.text)]
    assert sum(len(each.content) for each in (page, *styles)) < 150_000


async def test_head_answers_like_get(browser: AsyncClient) -> None:
    """A link checker gets the same status."""
    assert (await browser.head("/surat")).status_code == 200


async def test_a_foreign_name_of_this_machine_is_refused(browser: AsyncClient) -> None:
    """A page elsewhere cannot read the service under a name that resolves to us."""
    assert (await browser.get("/", headers={"Host": "contoh.example"})).status_code == 400


async def test_a_busy_store_asks_for_patience(sample: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 with a time to come back, in words."""

    def busy(_: Store) -> None:
        raise BusyError(Problem("The database is busy; please try again in a moment."))

    monkeypatch.setattr(Store, "reading", busy)
    app = create_app(sample, now=lambda: sample_pages.NOW)
    signed = visitors.cookies("A" * 32)
    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://127.0.0.1", cookies=signed
    ) as client:
        answer = await client.get("/")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "Layanan sedang sibuk" in answer.text


async def test_a_failure_of_ours_is_a_page_without_a_traceback(
    sample: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader learns that it is not their fault; the log keeps the rest."""

    def broken(_: Store) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Store, "reading", broken)
    app = create_app(sample, now=lambda: sample_pages.NOW)
    transport = ASGITransport(app, raise_app_exceptions=False)
    signed = visitors.cookies("A" * 32)
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1", cookies=signed) as client:
        answer = await client.get("/")
    assert answer.status_code == 500
    assert "Terjadi kesalahan" in answer.text
    assert "secret detail" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'self';")


def test_every_application_has_the_same_routes(sample: Store) -> None:
    """What a route needs is found out once; found out at each application's first visit it took a quarter of a second."""
    first, second = (
        [
            each
            for each in create_app(sample, now=lambda: sample_pages.NOW).routes
            if isinstance(each, APIRoute)
        ]
        for _application in range(2)
    )
    assert len(first) > 100
    assert all(one is other for one, other in zip(first, second, strict=True))


def test_vendored_files_are_unchanged() -> None:
    """What we ship of others is what they published, with its licence."""
    files = tomllib.loads((STATIC / "VENDORED.toml").read_text("utf-8"))["files"]
    for each in files:
        assert hashlib.sha256((STATIC / each["file"]).read_bytes()).hexdigest() == each["sha256"], each[
            "file"
        ]
        assert "MIT License" in (STATIC / each["licence_file"]).read_text("utf-8")
    known = {each[key] for each in files for key in ("file", "licence_file")}
    strangers = {path.name for path in STATIC.iterdir() if ".min." in path.name or "LICENSE" in path.name}
    assert strangers == known


def test_templates_never_switch_escaping_off() -> None:
    """Titles and names come from people and files; none may become markup."""
    unsafe = [
        p.name for p in TEMPLATES.rglob("*.html") if re.search(r"\|\s*safe|autoescape", p.read_text("utf-8"))
    ]
    assert unsafe == []
