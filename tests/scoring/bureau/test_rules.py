"""The bureau's record and its red line, at every boundary (domain S1, S5, S9)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.bureau.rules import (
    CODES,
    Account,
    AuthorisedTooLate,
    date_faults,
    judge,
    refusal_codes,
    require_authorised,
    status_fault,
    unsecured,
)
from services.scoring.policies.rules import BureauFigures

DEFAULT = BureauFigures(3, 3, 6, 24, frozenset({"substandard", "doubtful", "loss"}))
CLEAN = "N" * 24
ZERO = Decimal("0.00")

ROW, ALL, NOW = "BUREAU_THREE_IN_A_ROW", "BUREAU_SIX_IN_ALL", "BUREAU_CURRENTLY_OVERDUE"
CLASS, OFF, OTHERS = "BUREAU_BAD_CLASS", "BUREAU_CHARGED_OFF", "BUREAU_PAID_BY_OTHERS"

statuses = st.text(st.sampled_from(CODES), min_size=24, max_size=60)
accounts = st.builds(
    Account,
    status=statuses,
    overdue=st.none() | st.decimals(0, 10**6, places=2),
    asset_class=st.sampled_from(["normal", "special_mention", "substandard", "doubtful", "loss"]),
    state=st.none() | st.just("transferred_out"),
)


def within(months: str, before: int = 10) -> str:
    """A clean string of 24 months with these in its middle."""
    return "N" * before + months + "N" * (24 - before - len(months))


@pytest.mark.parametrize(
    ("status", "codes"),
    [
        (CLEAN, []),
        (within("11"), []),
        (within("111"), [ROW]),
        (within("121"), [ROW]),
        (within("2"), []),
        (within("3"), [ROW]),
        (within("7"), [ROW]),
        (within("11N1"), []),
        (within("11*1"), []),
        (within("11#1"), []),
        (within("11/1"), []),
        (within("11M1"), []),
        (within("11C1"), []),
        ("111" + "N" * 57, [ROW]),
        ("N1" * 5 + "N" * 14, []),
        ("N1" * 6 + "N" * 12, [ALL]),
        ("N1" * 6 + "N" * 24, []),
        ("N1" + "N" * 12 + "N1" * 6, [ALL]),
        ("1N" * 6 + "N" * 12 + "N", []),
        ("11N" * 3 + "N" * 15, [ALL]),
        ("N" * 23 + "M", []),
        ("N" * 23 + "C", []),
        ("N" * 23 + "*", []),
        ("N" * 23 + "B", [OFF]),
        (within("B"), [OFF]),
        ("N" * 23 + "G", [OFF]),
        ("N" * 23 + "D", [OTHERS]),
        ("N" * 23 + "Z", [OTHERS]),
        (within("3B")[:-1] + "D", [ROW, OFF, OTHERS]),
        ("*" * 24, []),
        ("/" * 24, []),
        ("#" * 24, []),
    ],
)
def test_each_red_line_of_the_status_string_at_its_boundary(status: str, codes: list[str]) -> None:
    """S5; contract, section 5."""
    assert refusal_codes(Account(status, overdue=ZERO), DEFAULT) == codes


@pytest.mark.parametrize(
    ("last", "overdue", "is_overdue"),
    [
        ("N", "0.00", False),
        ("N", "0.01", True),
        ("1", "0.00", False),
        ("1", "880.00", True),
        ("1", None, True),
        ("2", None, True),
        ("N", None, False),
        ("*", None, False),
    ],
)
def test_overdue_now_is_said_by_the_amount_and_without_one_by_the_last_month(
    last: str, overdue: str | None, is_overdue: bool
) -> None:
    account = Account("N" * 23 + last, overdue=None if overdue is None else Decimal(overdue))

    assert (NOW in refusal_codes(account, DEFAULT)) is is_overdue


@pytest.mark.parametrize(
    ("asset_class", "is_bad"),
    [("normal", False), ("special_mention", False), ("substandard", True), ("doubtful", True), ("loss", True)],
)
def test_the_three_lower_classes_are_bad(asset_class: str, is_bad: bool) -> None:
    assert (refusal_codes(Account(CLEAN, asset_class=asset_class), DEFAULT) == [CLASS]) is is_bad


def test_an_account_sold_on_is_looked_at_and_not_refused() -> None:
    sold = Account("N" * 23 + "G", overdue=ZERO, state="transferred_out")
    found = judge([sold], DEFAULT)

    assert found.refusals == []
    assert [reason.code for reason in found.referrals] == ["BUREAU_TRANSFERRED_OUT"]
    assert [reason.code for reason in judge([replace(sold, state="closed")], DEFAULT).refusals] == [OFF]
    assert [reason.code for reason in judge([replace(sold, status="B" * 24)], DEFAULT).refusals] == [OFF]


def test_nobody_known_to_the_bureau_is_looked_at() -> None:
    """S5: 白户."""
    assert [reason.code for reason in judge([], DEFAULT).referrals] == ["NO_BUREAU_RECORD"]
    assert judge([Account(CLEAN)], DEFAULT).referrals == []


def test_months_of_different_accounts_are_never_added_up() -> None:
    """S5: per account."""
    half = Account("N1N1N1" + "N" * 18, overdue=ZERO)

    assert judge([half, half, half], DEFAULT).refusals == []


def test_every_account_counts_and_each_reason_is_named_once() -> None:
    found = judge([Account(CLEAN), Account(within("3")), Account(within("111"), asset_class="loss")], DEFAULT)

    assert [reason.code for reason in found.refusals] == [ROW, CLASS]
    assert {reason.line for reason in found.refusals} == {"bureau"}


@given(accounts, st.integers(0, 23), st.sampled_from("1234567BDZ"))
def test_a_worse_month_never_takes_a_reason_away(account: Account, place: int, worse: str) -> None:
    """S5: whatever refused goes on refusing where a paid month becomes a bad one."""
    better = replace(account, status=account.status[:place] + "N" + account.status[place + 1 :])
    after = replace(account, status=account.status[:place] + worse + account.status[place + 1 :])

    assert set(refusal_codes(better, DEFAULT)) <= set(refusal_codes(after, DEFAULT))


@given(st.lists(accounts, max_size=5), accounts)
def test_one_more_account_never_takes_a_refusal_away(some: list[Account], one: Account) -> None:
    before = {reason.code for reason in judge(some, DEFAULT).refusals}

    assert before <= {reason.code for reason in judge([*some, one], DEFAULT).refusals}


@given(statuses)
def test_a_run_is_found_wherever_it_stands(status: str) -> None:
    """S5: an independent reading, month by month."""
    run = longest = 0
    for code in status:
        run = run + 1 if code in "1234567" else 0
        longest = max(longest, run)
    is_crossed = longest >= 3 or any(code in "34567" for code in status)

    assert (ROW in refusal_codes(Account(status), DEFAULT)) is is_crossed


@given(statuses)
def test_every_string_of_the_codes_can_be_read(status: str) -> None:
    assert status_fault(status) is None


@pytest.mark.parametrize("length", [0, 1, 23, 61, 1000])
def test_a_string_of_another_length_is_refused_with_its_length(length: int) -> None:
    found = status_fault("N" * length)

    assert found is not None
    assert found[0] == "STATUS_LENGTH"
    assert str(length) in found[1].en


@pytest.mark.parametrize("bad", ["8", "0", "n", "A", " ", "Ｎ", "１", "\n"])
@pytest.mark.parametrize("place", [1, 12, 24])
def test_an_unknown_code_is_refused_with_its_place(bad: str, place: int) -> None:
    found = status_fault("N" * (place - 1) + bad + "N" * (24 - place))

    assert found is not None
    assert found[0] == "STATUS_CODE"
    assert f"month {place}," in found[1].en
    assert f"第 {place} 个月" in found[1].zh


def test_the_customer_signs_before_the_bureau_is_asked() -> None:
    """S9."""
    require_authorised(reported_on=date(2026, 3, 2), signed_on=date(2026, 3, 2))
    with pytest.raises(AuthorisedTooLate):
        require_authorised(reported_on=date(2026, 3, 2), signed_on=date(2026, 3, 3))


def test_no_report_is_of_a_day_to_come() -> None:
    today, tomorrow = date(2026, 3, 2), date(2026, 3, 3)

    assert date_faults(today, today, today) == []
    assert [fault.pointer for fault in date_faults(tomorrow, tomorrow, today)] == [
        "/reported_on",
        "/authorisation/signed_on",
    ]


def test_only_what_has_no_security_is_unsecured() -> None:
    owed = [Account(CLEAN, balance=Decimal("10.00")), Account(CLEAN, balance=Decimal("5.00"), secured=True)]

    assert unsecured(owed) == Decimal("10.00")
