"""What can go wrong, as one drawn tree. No transport, no framework: `problems` alone knows status codes.

    LoanopsError
    ├── Unauthenticated            no token, or one we do not trust
    ├── Forbidden                  known, but not allowed
    ├── NotFound                   missing, or another node's: the caller cannot tell which
    ├── MethodNotAllowed           the thing is there, this verb is not
    ├── TooLarge                   body above the limit
    ├── UnsupportedMediaType       a body we do not read
    ├── KeyRequired                a write that needs an Idempotency-Key came without one
    ├── BadInput                   malformed input; carries one FieldError for each fault
    ├── KeyReused                  the same Idempotency-Key with another body
    ├── PreconditionRequired       If-Match missing
    ├── PreconditionFailed         If-Match stale
    ├── Conflict                   the request is sound, the present state is against it
    │   ├── InvalidState           a move that the state machine does not have
    │   ├── DuplicateRef           the same business key with other content
    │   └── InFlight               a twin of this request is still running
    ├── Refused                    well-formed, and refused by a rule of the bank
    ├── Unavailable                a neighbour or the database is down; nothing was done
    └── OutcomeUnknown             a write whose outcome could not be learned

Each class has a stable `code` and a `title`; capabilities derive their own from `Conflict` and `Refused`, beside
the rule that raises them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple


class Text(NamedTuple):
    """One message to people, in English and Chinese."""

    en: str
    zh: str


@dataclass(frozen=True)
class FieldError:
    """One fault in the input: where (JSON pointer, or the parameter's name as `/name`), a stable code, and why.

    The message never repeats the value, which may be personal data.
    """

    pointer: str
    code: str
    message: Text


class LoanopsError(Exception):
    """The root: every error that is answered as a problem. `extra` are further members of the problem document."""

    code: ClassVar[str] = "INTERNAL_ERROR"
    title: ClassVar[Text] = Text("Something went wrong on our side", "系统内部错误")
    retryable: ClassVar[bool] = False
    retry_after_seconds: ClassVar[int | None] = None

    def __init__(self, detail: Text | None = None, extra: dict[str, Any] | None = None) -> None:
        self.detail = detail or self.title
        self.extra = extra or {}
        super().__init__(f"{self.code}: {self.detail.en}")


class Unauthenticated(LoanopsError):
    code = "UNAUTHENTICATED"
    title = Text("A valid access token is required", "需要有效的访问令牌")


class Forbidden(LoanopsError):
    code = "FORBIDDEN"
    title = Text("You are not allowed to do this", "您无权执行此操作")


class MakerIsChecker(Forbidden):
    """Domain O3: whoever makes a thing never checks it."""

    code = "MAKER_IS_CHECKER"
    title = Text("Another person than the maker must do this", "须由经办人以外的人员办理")


class NotFound(LoanopsError):
    code = "NOT_FOUND"
    title = Text("There is no such thing here", "未找到该资源")


class MethodNotAllowed(LoanopsError):
    code = "METHOD_NOT_ALLOWED"
    title = Text("This method is not offered here", "此处不支持该方法")


class TooLarge(LoanopsError):
    code = "BODY_TOO_LARGE"
    title = Text("The body is larger than this route accepts", "请求体超过允许的大小")


class UnsupportedMediaType(LoanopsError):
    code = "UNSUPPORTED_MEDIA_TYPE"
    title = Text("This media type is not accepted here", "不支持该媒体类型")


class KeyRequired(LoanopsError):
    code = "IDEMPOTENCY_KEY_REQUIRED"
    title = Text("This route needs an Idempotency-Key header", "此操作必须提供 Idempotency-Key 请求头")


class BadInput(LoanopsError):
    code = "BAD_INPUT"
    title = Text("The input is not valid", "输入有误")

    def __init__(self, errors: Sequence[FieldError], detail: Text | None = None) -> None:
        super().__init__(detail)
        self.errors = list(errors)


class KeyReused(LoanopsError):
    code = "IDEMPOTENCY_KEY_REUSED"
    title = Text("This Idempotency-Key was used with another request body", "该 Idempotency-Key 已用于另一请求内容")


class PreconditionRequired(LoanopsError):
    code = "IF_MATCH_REQUIRED"
    title = Text("Send If-Match with the ETag you decided on", "须在 If-Match 中提供您所依据版本的 ETag")


class PreconditionFailed(LoanopsError):
    code = "IF_MATCH_STALE"
    title = Text("It has changed since you read it", "该资源在您读取后已变更")


class Conflict(LoanopsError):
    code = "CONFLICT"
    title = Text("The present state does not allow this", "当前状态不允许此操作")


class InvalidState(Conflict):
    code = "INVALID_STATE"
    title = Text("This move is not possible from the present state", "当前状态下不能进行此操作")


class DuplicateRef(Conflict):
    code = "DUPLICATE_REF"
    title = Text("This reference was used with other content", "该业务参考号已用于其他内容")


class InFlight(Conflict):
    code = "REQUEST_IN_FLIGHT"
    title = Text("The same request is still being processed", "相同请求正在处理中")
    retryable = True
    retry_after_seconds = 1


class Refused(LoanopsError):
    code = "REFUSED"
    title = Text("A rule of the bank refuses this", "不符合业务规定")


class Unavailable(LoanopsError):
    code = "SERVICE_UNAVAILABLE"
    title = Text("The service cannot answer now; nothing was done", "服务暂不可用，未做任何处理")
    retryable = True
    retry_after_seconds = 1


class OutcomeUnknown(LoanopsError):
    code = "OUTCOME_UNKNOWN"
    title = Text(
        "The outcome is not known; send it again with the same Idempotency-Key",
        "处理结果未知，请使用相同的 Idempotency-Key 重新提交",
    )
    retryable = True
    retry_after_seconds = 1
