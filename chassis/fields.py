"""The field types of published JSON: money, rates, percentages, months, names. Strict: a JSON number is not money."""

import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from chassis.money import FEN_MAX, money_text
from chassis.personal import Personal, is_id_number, normal_id_number

MONEY_PATTERN = r"^-?(0|[1-9][0-9]{0,14})\.[0-9]{2}$"
_MONEY = re.compile(MONEY_PATTERN)
_SHARE = re.compile(r"^(0|[1-9][0-9]{0,3})\.[0-9]{4}$")
_PERCENT = re.compile(r"^(0|[1-9][0-9]{0,5})\.[0-9]{2}$")
_DATE = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})")
_MONTH = re.compile(r"^[0-9]{4}-(0[1-9]|1[0-2])$")


class In(BaseModel):
    """Input: unknown fields are refused, nothing is coerced, text may not hold control characters."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class Out(BaseModel):
    """Output: read from a row's attributes."""

    model_config = ConfigDict(from_attributes=True)


def fault(code: str, en: str, zh: str) -> PydanticCustomError:
    """A validator's own fault, which `problems` turns into a field error with that code and both messages."""
    return PydanticCustomError("loanops", "{en}", {"code": code, "en": en, "zh": zh})


def _decimal(pattern: re.Pattern[str], code: str, en: str, zh: str) -> BeforeValidator:
    def read(value: Any) -> Any:
        if isinstance(value, Decimal):
            return value
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise fault(code, en, zh)
        return Decimal(value) + 0  # there is one zero, without a sign

    return BeforeValidator(read)


def _sign(code: str, en: str, zh: str, *, zero: bool) -> AfterValidator:
    def check(value: Decimal) -> Decimal:
        if value < 0 or (value == 0 and not zero):
            raise fault(code, en, zh)
        return value

    return AfterValidator(check)


def _no_more_than_max(value: Decimal) -> Decimal:
    if abs(value) * 100 > FEN_MAX:
        raise fault("MONEY_TOO_LARGE", "The amount is too large", "金额过大")
    return value


_money = _decimal(
    _MONEY,
    "MONEY_FORMAT",
    'Money is a string of yuan with two decimals, such as "1250000.00"',
    "金额须为两位小数的字符串，例如 “1250000.00”",
)
_money_out = PlainSerializer(money_text, return_type=str, when_used="json")
_money_schema = WithJsonSchema({"type": "string", "pattern": MONEY_PATTERN, "examples": ["1250000.00"]})

Money = Annotated[Decimal, _money, AfterValidator(_no_more_than_max), _money_out, _money_schema]
PositiveMoney = Annotated[
    Money, _sign("MONEY_NOT_POSITIVE", "The amount must be above zero", "金额必须大于零", zero=False)
]
AmountOrZero = Annotated[
    Money, _sign("MONEY_NEGATIVE", "The amount must not be below zero", "金额不得为负数", zero=True)
]

Share = Annotated[
    Decimal,
    _decimal(
        _SHARE,
        "RATE_FORMAT",
        'A rate is a string with four decimals, such as "0.0500"',
        "比率须为四位小数的字符串，例如 “0.0500”",
    ),
    PlainSerializer(lambda value: f"{value:.4f}", return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": _SHARE.pattern, "examples": ["0.0500"]}),
]
ShareOfOne = Annotated[
    Share,
    AfterValidator(
        lambda value: value if value <= 1 else _raise(fault("RATE_ABOVE_ONE", "The rate is above 1", "比率不得大于 1"))
    ),
]
Percent = Annotated[
    Decimal,
    _decimal(
        _PERCENT,
        "PERCENT_FORMAT",
        'A percentage is a string with two decimals, such as "50.00"',
        "百分数须为两位小数的字符串，例如 “50.00”",
    ),
    AfterValidator(
        lambda value: (
            value
            if value <= 100
            else _raise(fault("PERCENT_ABOVE_100", "The percentage is above 100", "百分数不得大于 100"))
        )
    ),
    PlainSerializer(lambda value: f"{value:.2f}", return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": _PERCENT.pattern, "examples": ["50.00"]}),
]


def _raise(error: Exception) -> Any:
    raise error


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise fault("DATE_FORMAT", "A date is written YYYY-MM-DD", "日期格式为 YYYY-MM-DD")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise fault("DATE_FORMAT", "There is no such day", "日期不存在") from None


def _month(value: Any) -> Any:
    if not isinstance(value, str) or not _MONTH.fullmatch(value):
        raise fault("MONTH_FORMAT", "A month is written YYYY-MM", "月份格式为 YYYY-MM")
    return value


def _moment(value: Any) -> Any:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise fault(
            "TIME_FORMAT", "A time is written as RFC 3339 with its offset", "时间须为 RFC 3339 格式并带时区偏移"
        )
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        raise fault("TIME_FORMAT", "There is no such time", "时间不存在") from None


def _printable(value: str) -> str:
    # PostgreSQL cannot store NUL, and other control characters only serve to mislead a reader.
    if any(unicodedata.category(character) == "Cc" and character not in "\n\t" for character in value):
        raise fault("CONTROL_CHARACTER", "Control characters are not allowed", "不得包含控制字符")
    return value


Day = Annotated[
    date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-01-20"]})
]
Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
Month = Annotated[
    str, BeforeValidator(_month), WithJsonSchema({"type": "string", "pattern": _MONTH.pattern, "examples": ["2026-01"]})
]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_printable)]
Ref = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(_printable)]
Note = Annotated[str, StringConstraints(max_length=4000), AfterValidator(_printable)]
Progress = Annotated[float, Field(ge=0, le=1, description="From 0 to 1.")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,60}$")]


def sound_id_number(value: Personal) -> Personal:
    """A resident identity number in its one spelling (GB 11643). Raises the fault of one that cannot be."""
    text = normal_id_number(value.clear())
    if not is_id_number(text):
        raise fault(
            "ID_NUMBER_INVALID",
            "Not a resident identity number: 18 characters with a date of birth and a check character",
            "居民身份证号码无效：须为 18 位，出生日期与校验码正确",
        )
    return Personal(text)
