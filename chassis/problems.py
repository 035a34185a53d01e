"""Errors → `application/problem+json` (RFC 9457), in English or Chinese. The only place that knows status codes."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from chassis import errors
from chassis.errors import BadInput, FieldError, LoanopsError, Text

MEDIA_TYPE = "application/problem+json"
TYPE_BASE = "urn:loanops:problem:"

# First match in this order, so a derived class may answer differently from its parent.
STATUS: list[tuple[type[LoanopsError], int]] = [
    (errors.Unauthenticated, 401),
    (errors.Forbidden, 403),
    (errors.NotFound, 404),
    (errors.MethodNotAllowed, 405),
    (errors.TooLarge, 413),
    (errors.UnsupportedMediaType, 415),
    (errors.KeyRequired, 400),
    (errors.BadInput, 422),
    (errors.KeyReused, 422),
    (errors.PreconditionRequired, 428),
    (errors.PreconditionFailed, 412),
    (errors.Conflict, 409),
    (errors.Refused, 422),
    (errors.Unavailable, 503),
    (errors.OutcomeUnknown, 504),
]


def status_of(error: LoanopsError) -> int:
    """The HTTP status an error is answered with."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def prefers_chinese(accept_language: str | None) -> bool:
    """Whether Chinese comes first among the languages the caller accepts (RFC 9110, section 12.5.4)."""
    best = {"zh": 0.0, "en": 0.0}
    for part in (accept_language or "").split(","):
        tag, _, parameters = part.strip().partition(";")
        language = tag.strip().lower().split("-")[0]
        try:
            weight = float(parameters.strip().lower().removeprefix("q=")) if parameters else 1.0
        except ValueError:
            weight = 0.0
        if language in best:
            best[language] = max(best[language], weight)
    return best["zh"] > best["en"]


def document(error: LoanopsError, *, chinese: bool, instance: str, request_id: str) -> dict[str, Any]:
    """The problem document of an error."""

    def say(text: Text) -> str:
        return text.zh if chinese else text.en

    found: dict[str, Any] = {
        "type": f"{TYPE_BASE}{error.code.lower().replace('_', '-')}",
        "title": say(error.title),
        "status": status_of(error),
        "detail": say(error.detail),
        "instance": instance,
        "code": error.code,
        "request_id": request_id,
        "retryable": error.retryable,
    }
    if isinstance(error, BadInput):
        found["errors"] = [
            {"pointer": fault.pointer, "code": fault.code, "message": say(fault.message)} for fault in error.errors
        ]
    found.update(localised(error.extra, chinese))
    return found


def localised(value: Any, chinese: bool) -> Any:
    """Every Text inside a JSON-like value in the caller's language."""
    if isinstance(value, Text):
        return value.zh if chinese else value.en
    if isinstance(value, Mapping):
        return {key: localised(item, chinese) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [localised(item, chinese) for item in value]
    return value


def answer(
    error: LoanopsError, *, accept_language: str | None, instance: str, request_id: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer to an error."""
    chinese = prefers_chinese(accept_language)
    status = status_of(error)
    headers = {"content-type": MEDIA_TYPE, "content-language": "zh-CN" if chinese else "en", "vary": "Accept-Language"}
    if error.retry_after_seconds is not None:
        headers["retry-after"] = str(error.retry_after_seconds)
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    body = document(error, chinese=chinese, instance=instance, request_id=request_id)
    return status, headers, json.dumps(body, ensure_ascii=False).encode()


# What pydantic finds, in words of ours that never repeat the value. Types not listed keep pydantic's English.
_MESSAGES = {
    "missing": Text("This field is required", "缺少必填项"),
    "extra_forbidden": Text("There is no such field", "不存在该字段"),
    "json_invalid": Text("The body is not valid JSON", "请求体不是有效的 JSON"),
    "string_type": Text("Must be a string", "必须为字符串"),
    "int_type": Text("Must be an integer", "必须为整数"),
    "int_parsing": Text("Must be an integer", "必须为整数"),
    "bool_type": Text("Must be true or false", "必须为布尔值"),
    "bool_parsing": Text("Must be true or false", "必须为布尔值"),
    "list_type": Text("Must be a list", "必须为列表"),
    "dict_type": Text("Must be an object", "必须为对象"),
    "model_type": Text("Must be an object", "必须为对象"),
    "model_attributes_type": Text("Must be an object", "必须为对象"),
    "date_parsing": Text("Must be a date, YYYY-MM-DD", "必须为日期，格式 YYYY-MM-DD"),
    "date_from_datetime_parsing": Text("Must be a date, YYYY-MM-DD", "必须为日期，格式 YYYY-MM-DD"),
    "uuid_parsing": Text("Must be an id (UUID)", "必须为有效标识（UUID）"),
    "uuid_type": Text("Must be an id (UUID)", "必须为有效标识（UUID）"),
    "string_pattern_mismatch": Text("Is not in the expected form", "格式不正确"),
}


def bad_input(found: Iterable[ErrorDetails | Mapping[str, Any]], prefix: tuple[str, ...] = ()) -> BadInput:
    """Pydantic's validation errors as one BadInput. `prefix` is cut off each location (`body`, `query`)."""
    return BadInput([_fault(item, prefix) for item in found])


def _fault(item: ErrorDetails | Mapping[str, Any], prefix: tuple[str, ...]) -> FieldError:
    kind = str(item["type"])
    location = [str(part) for part in item["loc"]]
    if location and location[0] in prefix:
        location = location[1:]
    if kind == "json_invalid":
        location = []
    context = item.get("ctx") or {}
    if kind == "loanops":
        return FieldError(pointer(location), context["code"], Text(context["en"], context["zh"]))
    message = _MESSAGES.get(kind) or Text(str(item["msg"]), _chinese(kind, context))
    return FieldError(pointer(location), kind.upper(), message)


def _chinese(kind: str, context: Mapping[str, Any]) -> str:
    bounds = {
        "greater_than": "必须大于 {gt}",
        "greater_than_equal": "不得小于 {ge}",
        "less_than": "必须小于 {lt}",
        "less_than_equal": "不得大于 {le}",
        "string_too_short": "至少 {min_length} 个字符",
        "string_too_long": "最多 {max_length} 个字符",
        "too_short": "至少 {min_length} 项",
        "too_long": "最多 {max_length} 项",
        "literal_error": "必须为以下之一：{expected}",
    }
    try:
        return bounds[kind].format(**context)
    except KeyError:
        return "输入值无效"


def pointer(location: Iterable[str]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in location)
