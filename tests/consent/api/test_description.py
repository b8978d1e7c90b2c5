"""The API's description: whole, public, and true."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # comes with drf-spectacular
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

from consent.api import urls
from consent.api.examples import EXAMPLES
from consent.api.problems import Code

UNTOLD = {"unknown"}


@pytest.fixture(scope="module")
def document() -> Any:
    answer = Client().get("/api/v1/schema/", secure=True)
    assert answer["Content-Type"] == "application/vnd.oai.openapi+json"
    return json.loads(answer.content)


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_it_is_valid_and_nothing_in_it_was_guessed(tmp_path: Any) -> None:
    call_command(
        "spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "openapi.yaml")
    )


def test_every_address_is_described_and_every_described_address_is_there(document: Any) -> None:
    ours = {
        "/api/v1/" + _described(str(pattern.pattern))
        for pattern in urls.urlpatterns
        if pattern.name not in UNTOLD
    }
    assert set(document["paths"]) == ours


def _described(pattern: str) -> str:
    return pattern.replace("<slug:public_id>", "{public_id}").replace("<uuid:receipt>", "{receipt}")


def test_every_described_method_is_there(document: Any) -> None:
    for path, method, _ in operations(document):
        concrete = path.format(public_id="a", receipt="5f8d2c1e-6a53-4d7e-9b0a-1c2d3e4f5a6b")
        view: Any = get_resolver().resolve(concrete).func
        assert hasattr(view.cls, method), (path, method)


def test_every_operation_but_the_description_needs_the_session(document: Any) -> None:
    open_ones = [
        path for path, _, each in operations(document) if each.get("security") != [{"session": []}]
    ]
    assert open_ones == ["/api/v1/schema/"]


def test_every_operation_says_what_it_is_and_what_it_refuses(document: Any) -> None:
    for path, method, operation in operations(document):
        assert operation["summary"], (path, method)
        if path != "/api/v1/schema/":
            assert {"401", "429"} <= set(operation["responses"]), (path, method)
            refused = operation["responses"]["401"]["content"]
            assert list(refused) == ["application/problem+json"]


def test_every_code_has_its_sentence(document: Any) -> None:
    told = document["components"]["schemas"]["Code"]
    assert told["enum"] == Code.values
    assert all(str(code.label) in told["description"] for code in Code)


def test_every_shape_has_an_example_that_fits_it(document: Any) -> None:
    shapes = document["components"]["schemas"]
    for shape, example in EXAMPLES.items():
        name = shape.__name__.removesuffix("Shape")
        found = shapes.get(name) or shapes[f"{name}Request"]
        checked = {**found, "components": document["components"]}
        jsonschema.Draft202012Validator(checked).validate(example)


def test_every_body_and_answer_has_an_example(document: Any) -> None:
    bare = [
        (path, method)
        for path, method, operation in operations(document)
        for content in _contents(operation)
        if "examples" not in content
    ]
    assert bare == [("/api/v1/schema/", "get")]


def _contents(operation: Any) -> Iterator[Any]:
    yield from operation.get("requestBody", {}).get("content", {}).values()
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            yield from answer.get("content", {}).values()
