"""One document describes every service, and the pages need no network (contract 2)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from gateway.routes import METHODS
from tests.gateway.stack import Stack
from tests.gateway.standin import DOCUMENT


@pytest.fixture
def document(stack: Stack) -> dict[str, Any]:
    found: dict[str, Any] = stack.http.get(f"{stack.url}/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for item in value.values():
            yield from references(item)
    if isinstance(value, list):
        for item in value:
            yield from references(item)


def test_every_reachable_route_is_described_under_its_services_name(document: dict[str, Any]) -> None:
    reachable = {f"/escrow{path}" for path in DOCUMENT["paths"] if path.startswith("/v1/")}

    assert reachable <= document["paths"].keys()
    assert "/escrow/livez" not in document["paths"]


def test_the_gateways_own_routes_are_described(document: dict[str, Any]) -> None:
    assert {"/oauth/token", "/.well-known/jwks.json", "/livez", "/readyz", "/metrics"} <= document["paths"].keys()


def test_a_service_that_is_down_is_named_and_not_faked(document: dict[str, Any]) -> None:
    assert document["info"]["x-unavailable"] == ["scoring"]
    assert "Not available now" in document["info"]["description"]
    assert not [path for path in document["paths"] if path.startswith("/scoring")]


def test_the_document_is_sound_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert {"title", "version", "description"} <= document["info"].keys()
    for reference in references(document):
        place: Any = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
    for path, method, operation in operations(document):
        assert operation["responses"], (path, method)
        assert set(re.findall(r"\{(\w+)\}", path)) >= {
            parameter["name"] for parameter in operation.get("parameters", []) if parameter.get("in") == "path"
        }
        for requirement in operation.get("security", []):
            assert requirement.keys() <= document["components"]["securitySchemes"].keys()
    for kind in document["components"].values():
        assert all(re.fullmatch(r"[A-Za-z0-9._-]+", name) for name in kind)


def test_components_and_operations_of_services_cannot_clash(document: dict[str, Any]) -> None:
    thing = document["components"]["schemas"]["escrow.Thing"]

    assert thing["properties"]["part"]["$ref"] == "#/components/schemas/escrow.Part"
    assert document["paths"]["/escrow/v1/things"]["get"]["operationId"] == "escrow.op"
    assert "own" not in document["components"]["securitySchemes"]


def test_each_services_routes_are_grouped_by_capability(document: dict[str, Any]) -> None:
    operation = document["paths"]["/escrow/v1/things"]["get"]

    assert operation["tags"] == ["escrow: things"]
    assert operation["security"] == [{"bearer": []}, {"demo_staff": []}]
    assert {"name": "escrow: things"} in document["tags"]


def test_the_gateways_own_answers_are_among_each_routes(document: dict[str, Any]) -> None:
    item = document["paths"]["/escrow/v1/things"]

    assert {"401", "503"} <= item["get"]["responses"].keys()
    assert {"401", "503", "504"} <= item["post"]["responses"].keys()
    assert "504" not in item["get"]["responses"]


def test_the_docs_need_no_network(stack: Stack) -> None:
    page = stack.http.get(f"{stack.url}/docs").text
    assets = re.findall(r'(?:src|href)="([^"]+)"', page)

    assert "openapi" in page.lower()
    assert "https://" not in page
    assert "cdn" not in page.lower()
    assert assets
    assert {stack.http.get(stack.url + asset).status_code for asset in assets} == {200}


def test_the_front_door_leads_to_the_docs(stack: Stack) -> None:
    answer = stack.http.get(stack.url)

    assert (answer.status_code, answer.headers["Location"]) == (307, "/docs")


def test_an_address_that_is_nobodys_is_a_problem(stack: Stack) -> None:
    answer = stack.http.get(f"{stack.url}/nothing/v1/here", headers={"Accept-Language": "zh"})
    method = stack.http.delete(f"{stack.url}/livez")

    assert (answer.status_code, answer.json()["title"]) == (404, "未找到该资源")
    assert (method.status_code, method.headers["Allow"]) == (405, "GET")
    assert answer.headers["Content-Type"] == method.headers["Content-Type"] == "application/problem+json"
