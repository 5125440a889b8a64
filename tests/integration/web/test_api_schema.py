"""The API under whatever may be sent to it: only answers that its description knows, and never a 5xx."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import schemathesis
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import one_of
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support import databases, twin_units, visitors
from tests.support.twin_units import CANARY, NOW, TASK
from zi_workflow import bootstrap
from zi_workflow.domain.people import Role
from zi_workflow.web.app import API_ROUTES, create_app

HELD = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
BRIEFLY = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The description as the service gives it to the lead of a unit, who may do the most."""
    folder = tmp_path_factory.mktemp("schema")
    with closing(bootstrap.create_store(databases.sqlite_url(folder / "zi.db"), durable=False)) as store:
        own, _other = twin_units.twins(store)
        token = visitors.token_of(store, own.people[Role.TEAM_LEAD], NOW)
        # half a second passes with every look at the clock, so that nobody asks too often
        ticks = (NOW + timedelta(seconds=number / 2) for number in count())
        app = create_app(store, now=lambda: next(ticks), evidence=folder / "evidence")
        headers = {**visitors.bearer(token), "Host": "127.0.0.1"}
        schema: Any = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=headers)
        schema.config.update(headers=headers)
        yield schema


Operation = tuple[str, str]
OPERATIONS: list[Operation] = [
    (method, route.path)
    for each in API_ROUTES
    for route in each.router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
]


def sends(api: Any, operation: Operation, known: Mapping[str, str]) -> None:
    """Many questions of one kind; what is `known` stands in the address instead of whatever was thought up."""
    method, path = operation

    kinds = [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if "{" in path else [])]

    @BRIEFLY
    @given(case=one_of([api[path][method].as_strategy(generation_mode=kind) for kind in kinds]))
    def asked(case: Any) -> None:
        named = dict(case.path_parameters or {})
        case.path_parameters = {**named, **{key: known[key] for key in known if key in named}}
        answer = case.call_and_validate(checks=HELD)
        assert CANARY not in answer.text

    asked()


@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
def test_whatever_is_sent_is_answered_as_described(api: Any, operation: Operation) -> None:
    """Any codes, any fields, any bodies."""
    sends(api, operation, {})


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if "{code}" in each[1]], ids=" ".join)
def test_whatever_is_sent_about_a_real_task_is_answered_as_described(api: Any, operation: Operation) -> None:
    """So that what lies behind the door is reached as well."""
    sends(api, operation, {"code": "ZI-SATU", "task": TASK})
