"""The page about the interface says in the reader's language what its routes say in English."""

from __future__ import annotations

import pytest

from zi_workflow import i18n
from zi_workflow.web.api.description import describing, operations
from zi_workflow.web.api.words import SAID
from zi_workflow.web.app import API_ROUTES


def test_every_paragraph_of_an_operation_can_be_said_in_indonesian() -> None:
    """A new operation, or another docstring, would stand on the page in English."""
    described = operations(describing((each.router for each in API_ROUTES), "1")())
    said = [paragraph for each in described for paragraph in each.said]
    assert dict.fromkeys(said) == dict.fromkeys(SAID)


@pytest.mark.parametrize("paragraph", SAID)
def test_its_names_of_fields_stay_as_they_are_sent(paragraph: str) -> None:
    """What stands in backquotes is typed by a program."""
    with i18n.using("id"):
        translated = i18n._(paragraph)
    assert translated != paragraph
    assert sorted(paragraph.split("`")[1::2]) == sorted(translated.split("`")[1::2])
