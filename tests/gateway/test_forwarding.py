"""What reaches a service, what comes back, and what a caller learns when something breaks (contract 1 and 2)."""

import json
import socket
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.gateway.stack import Stack, wait_for
from tests.gateway.standin import Standin


def test_a_request_reaches_its_service_without_the_services_name(client: httpx.Client, standin: Standin) -> None:
    answer = client.get("/escrow/v1/things/42?as_of=2026-01-01&q=%E4%B8%AD%2F")

    assert answer.status_code == 200
    assert standin.seen[-1].target == "/v1/things/42?as_of=2026-01-01&q=%E4%B8%AD%2F"


def test_an_answer_comes_back_without_what_belongs_to_the_connection(client: httpx.Client) -> None:
    answer = client.get("/escrow/v1/things", headers={"X-Request-Id": "ours-1"})

    assert answer.headers["ETag"] == '"7"'
    assert answer.headers["Location"] == "/escrow/v1/things/7"
    assert answer.headers.get_list("x-request-id") == ["ours-1"]
    assert "x-hop" not in answer.headers
    assert answer.headers.get_list("server") != ["secret"]
    assert len(answer.headers.get_list("date")) == 1


@pytest.mark.parametrize("size", [0, 2, 60_000, 90_000])
def test_a_body_arrives_whole_whatever_its_size(client: httpx.Client, standin: Standin, size: int) -> None:
    answer = client.post("/escrow/v1/things", content=b"x" * size)

    assert answer.json()["size"] == size
    assert standin.seen[-1].body == b"x" * size


def test_a_chunked_body_arrives_whole(client: httpx.Client, standin: Standin) -> None:
    client.post("/escrow/v1/thing-imports", content=iter([b"one\n", b"two\n" * 1000]))

    assert standin.seen[-1].body == b"one\n" + b"two\n" * 1000


def test_a_body_announced_above_the_limit_is_413_before_it_is_sent_on(client: httpx.Client, standin: Standin) -> None:
    answer = client.post("/escrow/v1/things", content=b"x" * 100_001)

    assert answer.status_code == 413
    assert answer.json()["code"] == "BODY_TOO_LARGE"
    assert standin.seen == []


def test_a_chunked_body_is_413_as_soon_as_it_passes_the_limit(client: httpx.Client, standin: Standin) -> None:
    answer = client.post("/escrow/v1/things", content=(b"x" * 10_000 for _ in range(20)))

    assert answer.status_code == 413
    assert standin.seen == []


def test_a_service_may_answer_before_it_has_read_the_body(client: httpx.Client, standin: Standin) -> None:
    def upload() -> Iterator[bytes]:
        for _ in range(8):
            time.sleep(0.02)
            yield b"x" * 40_000

    answers = [client.post("/escrow/v1/picky", content=upload()).status_code for _ in range(2)]

    assert answers == [415, 415]
    assert client.get("/escrow/v1/things").status_code == 200


def test_a_caller_who_leaves_in_the_middle_of_a_body_leaves_nothing_behind(stack: Stack, standin: Standin) -> None:
    token = stack.sign_in("head")["Authorization"]
    head = (
        f"POST /escrow/v1/thing-imports HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\nContent-Length: 200000\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", stack.port)) as connection:
        connection.sendall(head.encode() + b"x" * 100_000)

    assert stack.raw_get("/escrow/v1/things").startswith(b"HTTP/1.1 200")
    assert [seen.target for seen in standin.seen] == ["/v1/things"]


@pytest.mark.parametrize("start", ["OPTIONS *", "GET //escrow/v1/things", "GET /", "GET http://elsewhere/nothing"])
def test_an_odd_target_is_no_fault_of_ours(stack: Stack, standin: Standin, start: str) -> None:
    answer = stack.raw(f"{start} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    assert answer.split(b" ")[1] in (b"307", b"400", b"401", b"404", b"405")
    assert standin.seen == []


@pytest.mark.parametrize("path", ["/escrow/v1/documents", "/escrow/v1/thing-imports"])
def test_uploads_have_a_larger_limit_of_their_own(client: httpx.Client, standin: Standin, path: str) -> None:
    fits = client.post(path, content=b"x" * 300_000)
    above = client.post(path, content=(b"x" * 50_000 for _ in range(9)))

    assert fits.status_code == 200
    assert above.status_code == 413
    assert [len(seen.body) for seen in standin.seen] == [300_000]


def test_an_unknown_path_is_404_and_an_unknown_method_405_that_names_the_others(client: httpx.Client) -> None:
    unknown, method = client.get("/escrow/v1/nothing"), client.patch("/escrow/v1/things/1")

    assert (unknown.status_code, unknown.json()["code"]) == (404, "NOT_FOUND")
    assert (method.status_code, method.headers["Allow"]) == (405, "DELETE, GET, PUT")


def test_a_literal_segment_does_not_hide_the_parameter_beside_it(client: httpx.Client) -> None:
    assert client.post("/escrow/v1/things/search").status_code == 200
    assert client.get("/escrow/v1/things/search").status_code == 200


def test_what_is_not_under_v1_stays_inside(client: httpx.Client) -> None:
    statuses = {
        client.get(path).status_code for path in ("/escrow/livez", "/escrow/openapi.json", "/escrow", "/escrow/")
    }

    assert statuses == {404}


@pytest.mark.parametrize(
    "path",
    [
        "/escrow/v1/things/../../livez",
        "/escrow/v1/things/%2e%2e/%2E%2e/livez",
        "/escrow/v1/things/..%2f..%2flivez",
        "/escrow/v1/things/7%2Fpay",
        "/escrow/v1/things/7%5Cpay",
        "/escrow/v1/things/%00",
        "/escrow/v1/things/%zz",
        "/escrow/v1/things/%ff",
        "/escrow/v1//things",
        "/escrow/v1/things/",
        "/escrow/v1/./things",
    ],
)
def test_a_path_that_could_be_read_two_ways_reaches_no_route(stack: Stack, standin: Standin, path: str) -> None:
    head = stack.raw_get(path).split(b"\r\n")[0]

    assert head.startswith((b"HTTP/1.1 404", b"HTTP/1.1 400")), head
    assert standin.seen == []


def test_an_escaped_path_is_matched_and_sent_on_in_one_canonical_form(stack: Stack, standin: Standin) -> None:
    stack.raw_get("/%65scrow/v1/%74hings/a%20%252e")

    assert standin.seen[-1].target == "/v1/things/a%20%252e"


def test_content_length_beside_transfer_encoding_is_refused_by_the_server(stack: Stack, standin: Standin) -> None:
    token = stack.sign_in("head")["Authorization"]
    smuggled = (
        f"POST /escrow/v1/things HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\nContent-Length: 4\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /escrow/v1/lost HTTP/1.1\r\nHost: x\r\n\r\n"
    )

    assert stack.raw(smuggled.encode()).startswith(b"HTTP/1.1 400")
    assert standin.seen == []


def test_a_service_that_is_down_is_503_with_retry_after(client: httpx.Client) -> None:
    answer = client.get("/scoring/v1/credit-checks")

    assert (answer.status_code, answer.json()["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert answer.headers["Retry-After"] == "1"
    assert answer.json()["retryable"] is True


def test_a_write_to_a_service_that_went_down_was_not_done_and_is_503(client: httpx.Client, stack: Stack) -> None:
    stack.run(stack.standin.stop())
    try:
        answer = client.post("/escrow/v1/things", json={})
    finally:
        stack.run(stack.standin.start())

    assert (answer.status_code, answer.json()["code"]) == (503, "SERVICE_UNAVAILABLE")
    wait_for(lambda: client.get("/escrow/v1/things").status_code == 200)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_write_that_was_sent_and_not_answered_is_504_and_never_sent_twice(
    client: httpx.Client, standin: Standin, method: str
) -> None:
    answer = client.request(method, "/escrow/v1/lost")

    assert (answer.status_code, answer.json()["code"]) == (504, "OUTCOME_UNKNOWN")
    assert len(standin.seen) == 1


def test_a_write_past_its_deadline_is_504_and_a_read_503(client: httpx.Client) -> None:
    started = time.monotonic()
    statuses = (client.post("/escrow/v1/slow").status_code, client.get("/escrow/v1/slow").status_code)

    assert statuses == (504, 503)
    assert time.monotonic() - started < 1.95


def test_an_answer_to_a_write_that_is_not_http_leaves_the_outcome_unknown(client: httpx.Client) -> None:
    assert client.post("/escrow/v1/gibberish").json()["code"] == "OUTCOME_UNKNOWN"
    assert client.get("/escrow/v1/gibberish").json()["code"] == "SERVICE_UNAVAILABLE"


def test_a_read_on_a_connection_that_was_just_closed_is_sent_once_more(client: httpx.Client, standin: Standin) -> None:
    answers = [client.get("/escrow/v1/flaky").status_code for _ in range(3)]

    assert answers == [200, 200, 200]
    assert any(seen.nth_on_connection > 1 for seen in standin.seen)


def test_a_write_on_a_connection_that_was_just_closed_is_not_sent_again(client: httpx.Client, standin: Standin) -> None:
    client.get("/escrow/v1/things")
    answer = client.post("/escrow/v1/flaky")

    assert answer.status_code == 504
    assert [seen.target for seen in standin.seen].count("/v1/flaky") == 1


def test_a_small_answer_cut_in_the_middle_becomes_a_problem(client: httpx.Client) -> None:
    assert client.get("/escrow/v1/cut/small").status_code == 503
    assert client.post("/escrow/v1/cut/small").json()["code"] == "OUTCOME_UNKNOWN"


@pytest.mark.parametrize("how", ["large", "chunked"])
def test_a_streamed_answer_cut_in_the_middle_does_not_look_complete(client: httpx.Client, how: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(f"/escrow/v1/cut/{how}")


def test_an_error_that_is_not_a_problem_is_not_shown(client: httpx.Client) -> None:
    answer = client.get("/escrow/v1/broken")

    assert answer.status_code == 500
    assert answer.json()["code"] == "INTERNAL_ERROR"
    assert "secret" not in answer.text


def test_events_arrive_as_they_happen(client: httpx.Client) -> None:
    started = time.monotonic()
    with client.stream("GET", "/escrow/v1/events") as answer:
        lines: Iterator[str] = answer.iter_lines()
        first = next(lines)
        arrived = time.monotonic() - started

    assert first == "id: 0"
    assert arrived < 1


def test_a_caller_who_leaves_ends_the_stream_at_the_service(client: httpx.Client, standin: Standin) -> None:
    with client.stream("GET", "/escrow/v1/events") as answer:
        next(answer.iter_lines())
        wait_for(lambda: standin.open_streams == 1)

    wait_for(lambda: standin.open_streams == 0, seconds=3)


def test_problems_of_the_gateway_are_chinese_when_asked(client: httpx.Client) -> None:
    answer = client.get("/escrow/v1/nothing", headers={"Accept-Language": "zh-CN"})

    assert answer.json()["title"] == "未找到该资源"
    assert answer.headers["Content-Language"] == "zh-CN"
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_route_that_a_newer_version_of_a_service_offers_becomes_reachable(client: httpx.Client, stack: Stack) -> None:
    added = json.loads(json.dumps(stack.standin.document))
    added["paths"]["/v1/novelties"] = {"get": {"responses": {}}}
    stack.standin.document = added

    wait_for(lambda: client.get("/escrow/v1/novelties").status_code == 200)
