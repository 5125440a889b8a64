"""The address for doing without an optional mail, and how a kept copy hides it."""

from __future__ import annotations

import pytest

from zi_workflow.domain.messages import may_go_again
from zi_workflow.domain.notices import MailKind
from zi_workflow.domain.subscriptions import PATH, address, reachable
from zi_workflow.domain.tokens import is_token, masked

TOKEN = "AbCd_f-H" * 4


def test_an_address_is_masked_in_running_text_and_wherever_a_line_breaks() -> None:
    """Quoted-printable may break inside the path and inside the token."""
    url = address("https://zi.example.go.id/", TOKEN)
    assert url == f"https://zi.example.go.id/berhenti/{TOKEN}"
    assert masked(f"<{url}>", PATH) == "<https://zi.example.go.id/berhenti/disamarkan>"
    for place in range(len("https://zi.example.go.id"), len(url)):
        hidden = masked(f"{url[:place]}=\r\n{url[place:]} end", PATH)
        assert "disamarkan end" in hidden
        assert not any(TOKEN[part : part + 8] in hidden for part in range(0, 32, 8))


@pytest.mark.parametrize(
    "text", ["", "abc", TOKEN + "a", TOKEN[:-1] + "/", TOKEN[:-1] + "\n", TOKEN[:-1] + "é"]
)
def test_what_is_no_token_is_not_looked_up(text: str) -> None:
    """Only 32 characters that may stand in an address."""
    assert not is_token(text)
    assert is_token(TOKEN)


def test_only_a_web_address_can_carry_links() -> None:
    """A service without an address of its own offers no way out."""
    assert [reachable(base) for base in ("https://a", "http://a", "", "mailto:a", "zi.go.id")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_a_summary_that_may_be_out_is_never_sent_again() -> None:
    """Nobody has to read it once, so nobody should read it twice."""
    assert not may_go_again(MailKind.WEEKLY, 1)
    assert may_go_again(MailKind.RETURNED, 1)
