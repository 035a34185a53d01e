"""Errors and the problems they become (contract 1, Errors; RFC 9457)."""

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator

import pytest
from pydantic import TypeAdapter, ValidationError

import chassis
import gateway
import services
from chassis import errors, problems
from chassis.errors import BadInput, FieldError, LoanopsError, Text
from chassis.fields import Day, In, Money, Month, Name, Percent, Share
from tests.chassis.house import a_thing
from tests.support.building import reference
from tests.support.running import Running


def _every_error() -> list[type[LoanopsError]]:
    for package in (chassis, gateway):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    for service in pkgutil.iter_modules(services.__path__):
        importlib.import_module(f"services.{service.name}.app")

    def below(kind: type[LoanopsError]) -> Iterator[type[LoanopsError]]:
        yield kind
        for derived in kind.__subclasses__():
            yield from below(derived)

    return [kind for kind in below(LoanopsError) if kind.__module__.split(".")[0] in ("chassis", "services", "gateway")]


EVERY_ERROR = _every_error()


def test_every_error_has_a_code_of_its_own() -> None:
    by_code: dict[str, set[type]] = {}
    for kind in EVERY_ERROR:
        # One that only says more than its parent (which methods there are) is the same error to its caller.
        named = next(each for each in kind.__mro__ if "code" in each.__dict__)
        by_code.setdefault(kind.code, set()).add(named)

    assert len(EVERY_ERROR) > 20
    assert {code: kinds for code, kinds in by_code.items() if len(kinds) > 1} == {}
    assert [code for code in by_code if not re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*", code)] == []


@pytest.mark.parametrize("kind", EVERY_ERROR, ids=lambda kind: kind.__name__)
def test_every_error_speaks_both_languages(kind: type[LoanopsError]) -> None:
    assert kind.title.en.isascii()
    assert len(kind.title.en) > 5
    assert re.search(r"[\u4e00-\u9fff]", kind.title.zh)


def test_every_error_has_the_status_the_contract_gives_it() -> None:
    """Contract 1: 401, 403/404, 413/415, 400 for a missing key, 422, 428/412, 409, 422, and 503, 504, 429."""
    statuses = {kind.code: problems.status_of(kind.__new__(kind)) for kind in EVERY_ERROR}

    assert statuses["UNAUTHENTICATED"] == 401
    assert (statuses["FORBIDDEN"], statuses["MAKER_IS_CHECKER"], statuses["NOT_FOUND"]) == (403, 403, 404)
    assert (statuses["BODY_TOO_LARGE"], statuses["UNSUPPORTED_MEDIA_TYPE"]) == (413, 415)
    assert statuses["IDEMPOTENCY_KEY_REQUIRED"] == 400
    assert (statuses["BAD_INPUT"], statuses["IDEMPOTENCY_KEY_REUSED"], statuses["REFUSED"]) == (422, 422, 422)
    assert (statuses["IF_MATCH_REQUIRED"], statuses["IF_MATCH_STALE"]) == (428, 412)
    assert {statuses[code] for code in ("CONFLICT", "INVALID_STATE", "DUPLICATE_REF", "REQUEST_IN_FLIGHT")} == {409}
    assert (statuses["SERVICE_UNAVAILABLE"], statuses["OUTCOME_UNKNOWN"]) == (503, 504)
    assert {code for code, status in statuses.items() if status == 500} == {"INTERNAL_ERROR"}


def test_only_what_may_be_sent_again_is_retryable_and_says_when() -> None:
    retryable = {kind.code for kind in EVERY_ERROR if kind.retryable}
    timed = {kind.code for kind in EVERY_ERROR if kind.retry_after_seconds is not None}

    assert {"SERVICE_UNAVAILABLE", "OUTCOME_UNKNOWN", "REQUEST_IN_FLIGHT"} <= retryable
    assert retryable == timed


@pytest.mark.parametrize(
    ("header", "chinese"),
    [
        (None, False),
        ("", False),
        ("zh-CN", True),
        ("zh", True),
        ("ZH-hans-cn", True),
        ("en", False),
        ("fr", False),
        ("*", False),
        ("zh-CN,zh;q=0.9,en;q=0.8", True),
        ("en-US,en;q=0.9,zh-CN;q=0.8", False),
        ("en;q=0.2, zh-CN;q=0.7", True),
        ("en;q=0.7, zh-CN;q=0.2", False),
        ("zh;q=0", False),
        ("zh;q=0, en;q=0", False),
        ("fr, zh;q=0.1", True),
        ("zh ; q=0.9 , en ; q=0.1", True),
        ("zh;Q=0.9,en;Q=0.1", True),
        ("zh;q=often,en;q=0.1", False),
        (";;,,q=1", False),
        ("zhongwen", False),
    ],
)
def test_the_language_is_the_one_the_caller_prefers(header: str | None, chinese: bool) -> None:
    """Contract 1: zh-CN gives Chinese, English otherwise; weights as in RFC 9110, section 12.5.4."""
    assert problems.prefers_chinese(header) is chinese


def test_a_problem_has_every_member_the_contract_names() -> None:
    fault = FieldError("/amount", "MONEY_FORMAT", Text("not money", "不是金额"))
    english = problems.document(BadInput([fault]), chinese=False, instance="/v1/x", request_id="r-1")
    chinese = problems.document(BadInput([fault]), chinese=True, instance="/v1/x", request_id="r-1")

    assert english == {
        "type": "urn:loanops:problem:bad-input",
        "title": "The input is not valid",
        "status": 422,
        "detail": "The input is not valid",
        "instance": "/v1/x",
        "code": "BAD_INPUT",
        "request_id": "r-1",
        "retryable": False,
        "errors": [{"pointer": "/amount", "code": "MONEY_FORMAT", "message": "not money"}],
    }
    assert (chinese["title"], chinese["detail"]) == ("输入有误", "输入有误")
    assert chinese["errors"] == [{"pointer": "/amount", "code": "MONEY_FORMAT", "message": "不是金额"}]


def test_what_an_error_adds_is_in_the_callers_language() -> None:
    error = errors.Refused(extra={"checks": [{"detail": Text("late", "逾期"), "passed": False}]})

    assert problems.document(error, chinese=True, instance="", request_id="")["checks"] == [
        {"detail": "逾期", "passed": False}
    ]
    assert problems.document(error, chinese=False, instance="", request_id="")["checks"][0]["detail"] == "late"


def test_the_answer_says_its_language_and_when_to_come_again() -> None:
    status, headers, body = problems.answer(
        errors.InFlight(), accept_language="zh-CN", instance="/v1/x", request_id="r"
    )

    assert status == 409
    assert headers == {
        "content-type": "application/problem+json",
        "content-language": "zh-CN",
        "vary": "Accept-Language",
        "retry-after": "1",
    }
    assert "相同请求正在处理中" in body.decode()


def test_a_pointer_escapes_what_json_pointers_reserve() -> None:
    """RFC 6901, section 3."""
    assert problems.pointer(["a/b", "c~d", "0"]) == "/a~1b/c~0d/0"


SECRET = "sécrèt-371302199001010014"


class _Everything(In):
    money: Money
    share: Share
    percent: Percent
    day: Day
    month: Month
    name: Name
    count: int
    yes: bool
    items: list[Name]
    inner: dict[str, int]


def test_no_message_repeats_what_was_put_in() -> None:
    """Contract 1: no input value is echoed; personal data must not come back in an error."""
    wrong: dict[str, object] = dict.fromkeys(_Everything.model_fields, SECRET)
    for values in (wrong, wrong | {"name": SECRET + "\x00", "items": [SECRET + "\x00"], "inner": {"x": SECRET}}):
        with pytest.raises(ValidationError) as caught:
            TypeAdapter(_Everything).validate_python(values)
        document = problems.document(
            problems.bad_input(caught.value.errors()), chinese=False, instance="", request_id=""
        )

        assert len(document["errors"]) >= 8
        assert SECRET not in json.dumps(document, ensure_ascii=False)
        assert all(fault["message"] for fault in document["errors"])


def test_an_answer_of_a_service_is_a_problem_in_the_callers_language(house: Running) -> None:
    manager = house.staff("ls-manager-1")
    answers = {
        language: manager.post("/v1/things", a_thing(SECRET, amount=SECRET), headers={"Accept-Language": language})
        for language in ("zh-CN", "en")
    }
    chinese, english = answers["zh-CN"].json(), answers["en"].json()

    assert {answer.headers["Content-Type"] for answer in answers.values()} == {"application/problem+json"}
    assert (chinese["title"], english["title"]) == ("输入有误", "The input is not valid")
    assert chinese["errors"][0]["pointer"] == english["errors"][0]["pointer"] == "/amount"
    assert "两位小数" in chinese["errors"][0]["message"]
    assert chinese["request_id"] == answers["zh-CN"].headers["X-Request-Id"]
    assert SECRET not in answers["en"].text + answers["zh-CN"].text


def test_what_nobody_foresaw_is_a_problem_too_and_tells_nothing(house: Running) -> None:
    answer = house.staff("ls-manager-1").send("GET", "/v1/broken", headers={"X-Request-Id": "mine-1"})
    problem = answer.json()

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (problem["status"], problem["code"], problem["request_id"]) == (500, "INTERNAL_ERROR", "mine-1")
    assert problem["retryable"] is False
    assert "unforeseen" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "NOT_FOUND"),
        ("GET", "/", 404, "NOT_FOUND"),
        ("DELETE", "/v1/things", 405, "METHOD_NOT_ALLOWED"),
    ],
)
def test_a_path_nobody_serves_is_answered_with_a_problem(
    house: Running, method: str, path: str, status: int, code: str
) -> None:
    answer = house.staff("ls-manager-1").send(method, path)

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["status"], answer.json()["code"]) == (status, status, code)


@pytest.mark.parametrize(
    "body",
    [b"{", b"", b'"text"', b"[]", b"null", b'{"name": "\xff"}', b"[" * 100_000, b'{"amount": ' + b"9" * 5000 + b"}"],
    ids=["cut", "empty", "text", "list", "null", "not utf-8", "deep", "long number"],
)
def test_a_body_that_cannot_be_read_is_named_as_bad_input(house: Running, body: bytes) -> None:
    answer = house.staff("ls-manager-1").send(
        "POST", "/v1/things", content=body, headers={"Content-Type": "application/json"}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "BAD_INPUT")
    assert answer.json()["errors"]


def test_half_a_character_is_bad_input(house: Running) -> None:
    """A lone surrogate is JSON, but no text that could be stored."""
    answer = house.staff("ls-manager-1").send(
        "POST",
        "/v1/things",
        content=b'{"name": "\\ud800", "amount": "1.00"}',
        headers={"Content-Type": "application/json"},
    )

    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/name"]


def test_two_faults_are_both_named(house: Running) -> None:
    body = {"name": reference("x"), "amount": 5, "surprise": 1, "on": "2026-02-30"}
    problem = house.staff("ls-manager-1").do("/v1/things", body, expect=422)

    assert {(fault["pointer"], fault["code"]) for fault in problem["errors"]} == {
        ("/amount", "MONEY_FORMAT"),
        ("/surprise", "EXTRA_FORBIDDEN"),
        ("/on", "DATE_FORMAT"),
    }
