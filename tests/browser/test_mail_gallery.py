"""Every kind of mail in a real Chromium, light and dark, on a phone: contrast, width, and a button for a thumb."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, Request

from tests.support.examinations import examined
from tests.support.laden_mails import CASES, Case
from tests.support.phones import PHONE

TOUCH = 44  # CSS pixels
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}  # a mail has no landmarks of a page
SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]
REAL_NAMES = 80  # longer ones fill the first screen before the button comes
LOOKS = [
    (case, scheme)
    for case in CASES
    for scheme in SCHEMES
    if (case.lang == "id" and (case.most or 0) <= REAL_NAMES)
    or (case.most == REAL_NAMES and scheme == "light")
]


@pytest.fixture(scope="module")
async def phones(browser: Browser) -> AsyncIterator[dict[str, Page]]:
    """A phone in each scheme, which loads nothing: one mail after the other is shown on it, as in a mail program."""
    shown: dict[str, Page] = {}
    for scheme in SCHEMES:
        context = await browser.new_context(viewport=PHONE, color_scheme=scheme)
        shown[scheme] = await context.new_page()
    yield shown
    for page in shown.values():
        await page.context.close()


@pytest.fixture
def phone(phones: dict[str, Page], scheme: str) -> Page:
    """The phone in the scheme of the test."""
    return phones[scheme]


@pytest.mark.parametrize(("case", "scheme"), LOOKS, ids=[f"{case}-{scheme}" for case, scheme in LOOKS])
async def test_a_mail_is_readable_and_its_button_stands_on_the_first_screen(
    phone: Page, case: Case, scheme: str
) -> None:
    """axe finds nothing, nothing overflows or is fetched, and the one button is 44 px high within 640 px."""
    fetched: list[str] = []

    def note(request: Request) -> None:
        fetched.append(request.url)

    phone.on("request", note)
    await phone.set_content(case.rendered.html)
    found = await examined(phone, RULES)
    assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"
    assert await phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.remove_listener("request", note)
    assert fetched == []
    box = await phone.locator("a.button").bounding_box()
    assert box is not None
    assert box["height"] >= TOUCH
    assert box["width"] >= TOUCH
    assert box["y"] + box["height"] <= PHONE["height"]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    "spoiled",
    [
        lambda html: html.replace('class="lead" style="', 'class="lead" style="color:#777777 !important;'),
        lambda html: html.replace(' lang="id"', ""),
        lambda html: html.replace("<body", '<img src="data:,"><body'),
    ],
    ids=["pale", "no language", "nameless image"],
)
async def test_what_axe_is_asked_it_can_answer(phone: Page, scheme: str, spoiled: object) -> None:
    """A spoiled mail is found out in both schemes."""
    assert callable(spoiled)
    html = CASES[0].rendered.html
    await phone.set_content(spoiled(html))
    assert spoiled(html) != html
    assert (await examined(phone, RULES)).violations_count > 0, scheme
