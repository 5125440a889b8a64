"""Every kind of mail in a real Chromium, light and dark, on a phone: contrast, width, and a button for a thumb."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from notifications.gallery import samples
from notifications.message import Envelope, build
from tests.support.mails import NOW
from zi_workflow.domain.notices import MailKind

PHONE = {"width": 360, "height": 640}
TOUCH = 44  # CSS pixels
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}  # a mail has no landmarks of a page
SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]
CASES = [(kind, scheme) for kind in MailKind for scheme in SCHEMES]


@pytest.fixture
async def phone(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """A phone in the scheme of the test."""
    scheme = request.node.callspec.params["scheme"]
    context = await browser.new_context(viewport=PHONE, color_scheme=scheme)  # type: ignore[arg-type]
    yield await context.new_page()
    await context.close()


@pytest.mark.parametrize(("kind", "scheme"), CASES)
async def test_a_mail_is_readable_and_its_button_stands_on_the_first_screen(
    phone: Page, kind: MailKind, scheme: str
) -> None:
    """axe finds nothing, nothing overflows, and the one button is at least 44 px high within 640 px."""
    await phone.set_content(samples("id")[kind].html)
    found = await Axe().run(phone, options=RULES)
    assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"
    assert await phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    box = await phone.locator("a.button").bounding_box()
    assert box is not None
    assert box["height"] >= TOUCH
    assert box["width"] >= TOUCH
    assert box["y"] + box["height"] <= PHONE["height"]


@pytest.mark.parametrize("kind", MailKind)
def test_the_headers_of_every_kind(kind: MailKind) -> None:
    """A stable Message-ID, an explicit date, made by a machine; no way to unsubscribe from what is obligatory."""
    envelope = Envelope(
        "<a@example.go.id>", "zi@example.go.id", "Budi, S.H.", "budi@example.go.id", NOW.astimezone()
    )
    message = build(envelope, samples("id")[kind])
    assert message["Message-ID"] == "<a@example.go.id>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"] is not None
    assert message["List-Unsubscribe"] is None
    assert message["Content-Language"] == "id"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
