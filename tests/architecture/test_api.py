"""The published API: each service's OpenAPI document is committed, so that a change of the contract shows in review."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import FastAPI
from pydantic import TypeAdapter, ValidationError

from chassis.fields import In
from chassis.openapi import takes_if_match
from tests.architecture import snapshots

UNBANKED = ("/livez", "/readyz", "/metrics")


def operations(app: FastAPI) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation of the bank's own routes, as (`GET /v1/…`, operation)."""
    for path, item in app.openapi()["paths"].items():
        if path not in UNBANKED:
            for method, operation in item.items():
                yield f"{method.upper()} {path}", operation


def lacking(app: FastAPI, *statuses: str, of: Iterator[str]) -> list[str]:
    """Which of the named operations do not say that they may answer with all of these statuses."""
    found = dict(operations(app))
    return [name for name in of if not set(statuses) <= set(found[name]["responses"])]


def test_the_committed_document_is_the_one_that_is_served(app: FastAPI, service: str) -> None:
    """`make snapshots` writes it anew."""
    served = json.dumps(app.openapi(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    assert snapshots.committed(f"docs/api/{service}.json", served) == served, snapshots.STALE


def test_operation_ids_are_unique_words_for_a_client_to_call(app: FastAPI) -> None:
    ids = [operation["operationId"] for item in app.openapi()["paths"].values() for operation in item.values()]

    assert sorted(ids) == sorted(set(ids))
    assert [each for each in ids if not each.isidentifier()] == []


def test_every_operation_says_what_it_is_for(app: FastAPI) -> None:
    speechless = [
        name
        for name, operation in operations(app)
        if not (operation.get("summary") and operation.get("description") and operation.get("tags"))
    ]

    assert speechless == []


def test_every_operation_says_how_it_refuses(app: FastAPI) -> None:
    names = [name for name, _ in operations(app)]
    writes = [name for name in names if not name.startswith("GET ")]

    assert lacking(app, "401", "403", "422", "503", of=iter(names)) == []
    assert lacking(app, "404", of=(name for name in names if "{" in name)) == []
    assert lacking(app, "409", "413", "415", "504", of=iter(writes)) == []
    assert lacking(app, "412", "428", of=(name for name in writes if takes_if_match(*name.split(" ")))) == []


def test_every_refusal_is_a_problem_document(app: FastAPI) -> None:
    answers = app.openapi()["components"]["responses"]
    others = [
        f"{name} {status}"
        for name, operation in operations(app)
        for status, answer in operation["responses"].items()
        if status >= "400" and answer.get("$ref", "").rsplit("/", 1)[-1] not in answers
    ]

    assert others == []
    assert {kind for answer in answers.values() for kind in answer["content"]} == {"application/problem+json"}


def test_every_reference_leads_somewhere(app: FastAPI) -> None:
    document = app.openapi()
    dangling = [reference for reference in _references(document) if not _resolves(document, reference)]

    assert dangling == []


def test_input_refuses_fields_that_it_does_not_know(app: FastAPI) -> None:
    """Contract, section 1."""
    schemas = app.openapi()["components"]["schemas"]
    bodies = (operation.get("requestBody", {}) for _, operation in operations(app))
    accepted = {reference.rsplit("/", 1)[-1] for reference in _references(list(bodies))}

    assert [name for name in sorted(accepted) if schemas[name].get("additionalProperties") is not False] == []


def test_every_example_of_input_is_good_input() -> None:
    """A caller copies what stands in the document."""
    refused = []
    for model in _inputs(In):
        shapes = model.model_json_schema().get("properties", {})
        for name, field in model.model_fields.items():
            for example in shapes[field.alias or name].get("examples", ()):
                try:
                    TypeAdapter(Annotated[field.annotation, *field.metadata]).validate_python(example)
                except ValidationError:
                    refused.append(f"{model.__name__}.{name}: {example}")

    assert refused == []


def test_published_shapes_have_names_of_their_own(app: FastAPI) -> None:
    """Two of one name would be published under the names of their modules."""
    shared = [name for name in app.openapi()["components"]["schemas"] if "__" in name.rstrip("_")]

    assert shared == []


def test_money_is_never_a_number(app: FastAPI) -> None:
    """Contract, section 1: a string with two decimals. `progress` alone is a JSON number."""
    numbers = [
        f"{name}.{field}"
        for name, schema in app.openapi()["components"]["schemas"].items()
        for field, shape in schema.get("properties", {}).items()
        if shape.get("type") == "number" and field != "progress"
    ]

    assert numbers == []


def test_every_list_answers_items_and_a_next_cursor(app: FastAPI) -> None:
    """Contract, section 1: whatever takes a `limit` is walked the same way, whatever else it says of its page."""
    document = app.openapi()
    others = []
    for name, operation in operations(app):
        if "limit" in {parameter["name"] for parameter in operation.get("parameters", [])}:
            reference = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
            shape = document["components"]["schemas"][reference.rsplit("/", 1)[-1]]
            if not set(shape["properties"]) >= {"items", "next_cursor"}:
                others.append(name)

    assert others == []


def _inputs(kind: type[In]) -> Iterator[type[In]]:
    """Every input model that the loaded services have."""
    for model in kind.__subclasses__():
        if not model.__pydantic_generic_metadata__["parameters"]:
            yield model
        yield from _inputs(model)


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for item in value.values():
            yield from _references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)


def _resolves(document: Any, reference: str) -> bool:
    for part in reference.removeprefix("#/").split("/"):
        if part not in document:
            return False
        document = document[part]
    return True
