"""The field types of published JSON (contract 1: money, rates, dates, months; unknown and coerced values)."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

import services
from chassis.fields import (
    AmountOrZero,
    Code,
    Day,
    In,
    Money,
    Month,
    Name,
    Note,
    Out,
    Percent,
    PositiveMoney,
    Ref,
    Share,
    ShareOfOne,
)


class Given(In):
    value: Any


def read(kind: Any, value: Any) -> Any:
    """A value as it comes in: a field of an input, after the JSON was read."""
    model = type("Given", (In,), {"__annotations__": {"value": kind}})
    return model.model_validate({"value": value}).value  # type: ignore[attr-defined]


def fault(kind: Any, value: Any) -> str:
    """The code of the one fault found in a value."""
    with pytest.raises(ValidationError) as caught:
        read(kind, value)
    (only,) = caught.value.errors()
    return str((only.get("ctx") or {}).get("code") or only["type"])


@pytest.mark.parametrize("text", ["0.01", "1.00", "1250000.00", "999999999999999.99", "100.10"])
def test_money_is_a_string_with_two_decimals(text: str) -> None:
    assert read(PositiveMoney, text) == Decimal(text)
    assert TypeAdapter(PositiveMoney).dump_python(read(PositiveMoney, text), mode="json") == text


NOT_MONEY: list[Any] = [
    1,
    1.0,
    125.5,
    True,
    None,
    [],
    {},
    "",
    "1",
    "1.",
    "1.0",
    "1.000",
    ".50",
    "01.00",
    "+1.00",
    "--1.00",
    "1,000.00",
    "1 000.00",
    "1.00 ",
    "1.00\n",
    "\n1.00",
    "1e3",
    "1E2.00",
    "1.0e2",
    "NaN",
    "Infinity",
    "-Infinity",
    "1000000000000000.00",
    "1234567890123456789.00",
    "¥1.00",
    "一.00",
    "１.００",
    "١.٠٠",
    "1\u066b00",
    "1.00\x00",
    "0x1.00",
    "1_0.00",
]


@pytest.mark.parametrize("value", NOT_MONEY, ids=repr)
def test_anything_else_is_no_money(value: Any) -> None:
    """Contract 1: never a JSON number; nor three decimals, an exponent, other digits, 19 digits, white space."""
    assert fault(PositiveMoney, value) == "MONEY_FORMAT"


@pytest.mark.parametrize("text", ["0.00", "-0.00", "-0.01", "-1000.00"])
def test_a_positive_amount_is_above_zero(text: str) -> None:
    assert fault(PositiveMoney, text) == "MONEY_NOT_POSITIVE"


def test_an_amount_or_zero_may_be_zero_and_not_below() -> None:
    assert read(AmountOrZero, "0.00") == 0
    assert fault(AmountOrZero, "-0.01") == "MONEY_NEGATIVE"


def test_there_is_one_zero() -> None:
    """What is read as zero is written as zero, without a sign."""
    assert TypeAdapter(Money).dump_python(read(Money, "-0.00"), mode="json") == "0.00"


@pytest.mark.parametrize("text", ["0.0000", "0.0300", "1.0000", "9999.9999"])
def test_a_rate_is_a_string_with_four_decimals(text: str) -> None:
    assert TypeAdapter(Share).dump_python(read(Share, text), mode="json") == text


@pytest.mark.parametrize("value", [0, 0.03, "0.03", "3%", "0.03000", "-0.0300", "0.0300\n", "1e-4", "٠.0300", True])
def test_anything_else_is_no_rate(value: Any) -> None:
    assert fault(Share, value) == "RATE_FORMAT"


def test_a_share_of_one_is_at_most_one() -> None:
    assert read(ShareOfOne, "1.0000") == 1
    assert fault(ShareOfOne, "1.0001") == "RATE_ABOVE_ONE"


def test_a_percentage_is_a_string_with_two_decimals_up_to_a_hundred() -> None:
    assert read(Percent, "100.00") == 100
    assert fault(Percent, "100.01") == "PERCENT_ABOVE_100"


@pytest.mark.parametrize("value", [50, 50.0, "50", "50.0", "50.000", "-1.00", "50%", "50.00\n", True])
def test_anything_else_is_no_percentage(value: Any) -> None:
    assert fault(Percent, value) == "PERCENT_FORMAT"


@pytest.mark.parametrize("text", ["2026-01-20", "2024-02-29", "0001-01-01", "9999-12-31"])
def test_a_date_is_a_day_that_exists(text: str) -> None:
    assert str(read(Day, text)) == text


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-29",
        "2026-04-31",
        "2026-13-01",
        "2026-00-10",
        "0000-01-01",
        "2026-1-2",
        "20260120",
        "2026-W04-2",
        "2026/01/20",
        "20.01.2026",
        "2026-01-20T00:00:00Z",
        "2026-01-20\n",
        " 2026-01-20",
        "２０２６-01-20",
        "",
        20260120,
        1768867200,
        1768867200.0,
        True,
        None,
    ],
    ids=repr,
)
def test_anything_else_is_no_date(value: Any) -> None:
    assert fault(Day, value) == "DATE_FORMAT"


@pytest.mark.parametrize(
    "value", ["2026-13", "2026-00", "2026-1", "202601", "2026-01-01", "2026-01\n", "", 202601, None]
)
def test_a_month_is_written_with_four_and_two_digits(value: Any) -> None:
    assert read(Month, "2026-01") == "2026-01"
    assert fault(Month, value) == "MONTH_FORMAT"


@pytest.mark.parametrize("kind", [Name, Ref, Note])
@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\r", "\x7f", "\x85", "\x9b"], ids=ascii)
def test_text_holds_no_control_characters(kind: Any, character: str) -> None:
    """PostgreSQL cannot store NUL; an escape sequence would act on the terminal of who reads it."""
    assert fault(kind, f"a{character}b") == "CONTROL_CHARACTER"


@pytest.mark.parametrize("kind", [Name, Ref])
def test_a_name_is_not_empty_and_spaces_alone_are_empty(kind: Any) -> None:
    assert read(kind, "  王小明  ") == "王小明"
    assert fault(kind, "") == "string_too_short"
    assert fault(kind, " \t\n ") == "string_too_short"


@pytest.mark.parametrize(("kind", "longest"), [(Name, 200), (Ref, 100), (Note, 4000)])
def test_text_has_its_greatest_length_in_characters(kind: Any, longest: int) -> None:
    assert len(read(kind, "汉" * longest)) == longest
    assert fault(kind, "汉" * (longest + 1)) == "string_too_long"


@pytest.mark.parametrize("kind", [Name, Ref, Note, Code])
@pytest.mark.parametrize("value", [1, 1.5, True, None, [], {}], ids=repr)
def test_text_is_never_made_of_something_else(kind: Any, value: Any) -> None:
    assert fault(kind, value) == "string_type"


@pytest.mark.parametrize("value", ["Upper", "with space", "", "a" * 61, "ümlaut", "a\n"])
def test_a_code_is_lower_snake(value: str) -> None:
    if value == "a\n":  # spaces around a text are cut off first
        assert read(Code, value) == "a"
    else:
        assert fault(Code, value) == "string_pattern_mismatch"


def _inputs() -> list[type[In]]:
    for service in pkgutil.iter_modules(services.__path__):
        importlib.import_module(f"services.{service.name}.app")

    def below(kind: type[In]) -> Iterator[type[In]]:
        for derived in kind.__subclasses__():
            yield derived
            yield from below(derived)

    return [kind for kind in below(In) if kind.__module__.startswith(("chassis.", "services."))]


def _lax(schema: Any, kind: str) -> bool:
    """Whether a core schema holds, anywhere inside, a type of that kind that would coerce."""
    if isinstance(schema, dict):
        if schema.get("type") == kind and not schema.get("strict"):
            return True
        return any(_lax(value, kind) for key, value in schema.items() if key != "metadata")
    return isinstance(schema, list | tuple) and any(_lax(value, kind) for value in schema)


@pytest.mark.parametrize("model", _inputs(), ids=lambda model: model.__name__)
@pytest.mark.parametrize("kind", ["int", "bool", "float"])
def test_no_input_coerces_a_text_to_a_number_or_a_number_to_a_boolean(model: type[In], kind: str) -> None:
    """Contract 1: a wrong type is refused; `true` is no integer, `"5"` neither."""
    assert not _lax(model.__pydantic_core_schema__, kind)


def test_an_unknown_field_is_refused_also_inside() -> None:
    class Inner(In):
        name: Name

    class Outer(In):
        inner: Inner

    with pytest.raises(ValidationError) as caught:
        Outer.model_validate({"inner": {"name": "x", "more": 1}, "most": 2})

    assert {fault["loc"] for fault in caught.value.errors()} == {("inner", "more"), ("most",)}


def test_input_cannot_be_changed_once_it_was_read() -> None:
    given = Given(value=1)

    with pytest.raises(ValidationError):
        setattr(given, "value", 2)  # noqa: B010 - mypy knows it too


def test_what_goes_out_is_written_as_what_comes_in() -> None:
    class Shown(Out):
        amount: Money
        rate: Share
        percent: Percent
        day: Day

    shown = Shown.model_validate(
        {"amount": Decimal("1E+3"), "rate": Decimal("0.03"), "percent": Decimal(50), "day": "2026-01-20"}
    )

    assert json.loads(shown.model_dump_json()) == {
        "amount": "1000.00",
        "rate": "0.0300",
        "percent": "50.00",
        "day": "2026-01-20",
    }
