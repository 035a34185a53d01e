"""The gate's decision, at every boundary (domain S1, S5, S7, S8)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidState
from services.scoring.bureau.rules import CODES, Account
from services.scoring.decision_tables.rules import Row, Span
from services.scoring.decisions.rules import (
    OUTCOMES,
    Case,
    OwnRecord,
    decide,
    existing_exposure,
    is_retryable,
    own_bank_refusals,
)
from services.scoring.gate.rules import require_undecided
from services.scoring.policies.rules import BureauFigures, ExposureFigures, OwnBankFigures, RedLines

LINES = RedLines(
    "2026-01", BureauFigures(3, 3, 6, 24, frozenset({"substandard", "doubtful", "loss"})), OwnBankFigures(90, 6)
)
ZERO = Decimal("0.00")
CAPS = (
    *(
        Row((Span(Decimal(months), Decimal(months + 1)), Span(ZERO)), Decimal(500_000 - 100_000 * months))
        for months in range(5)
    ),
    Row((Span(Decimal(5)), Span(ZERO)), ZERO),
)
EXPOSURE = ExposureFigures(CAPS, (), frozenset({"housing"}), 30)
NOTHING = OwnRecord(date(2026, 3, 2), "/" * 24, 0, 0, ZERO, written_off=False, secured=ZERO, unsecured=ZERO)
GOOD = Account("N" * 24, overdue=ZERO)
BEHIND_NOW = Account("N" * 23 + "1", overdue=Decimal("880.00"))
CLEAR = Case([GOOD], NOTHING, investigated=True)

amounts = st.decimals(0, 10**6, places=2)
accounts = st.builds(
    Account,
    status=st.text(st.sampled_from(CODES), min_size=24, max_size=60),
    overdue=st.none() | amounts,
    asset_class=st.sampled_from(["normal", "special_mention", "substandard", "doubtful", "loss"]),
    state=st.none() | st.just("transferred_out"),
)
own_records = st.builds(
    OwnRecord,
    as_of=st.just(date(2026, 3, 2)),
    months=st.text(st.sampled_from(CODES), max_size=60),
    days_past_due=st.integers(0, 400),
    worst_days_past_due=st.integers(0, 400),
    overdue=amounts,
    written_off=st.booleans(),
    secured=amounts,
    unsecured=amounts,
)
cases = st.builds(
    Case, accounts=st.lists(accounts, max_size=4), own=st.none() | own_records, investigated=st.booleans()
)

OVER, NOW = "OWN_BANK_OVER_90_DAYS", "OWN_BANK_CURRENTLY_OVERDUE"
ALL, OFF = "OWN_BANK_SIX_IN_ALL", "OWN_BANK_WRITTEN_OFF"


def codes_of(own: OwnRecord) -> list[str]:
    return [reason.code for reason in own_bank_refusals(own, LINES.own_bank)]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"months": ""}, []),
        ({"days_past_due": 1}, [NOW]),
        ({"overdue": Decimal("0.01")}, [NOW]),
        ({"days_past_due": 90}, [NOW]),
        ({"days_past_due": 91}, [OVER, NOW]),
        ({"worst_days_past_due": 90}, []),
        ({"worst_days_past_due": 91}, [OVER]),
        ({"months": "N" * 23 + "3"}, []),
        ({"months": "N" * 20 + "4NNN"}, [OVER]),
        ({"months": "N" * 20 + "7NNN"}, [OVER]),
        ({"months": "1N" * 5 + "N" * 14}, []),
        ({"months": "1N" * 6 + "N" * 12}, [ALL]),
        ({"months": "1N" * 6 + "N" * 24}, []),
        ({"written_off": True}, [OFF]),
        ({"months": "N" * 20 + "BNNN"}, [OFF]),
    ],
)
def test_each_red_line_of_our_own_record_at_its_boundary(changes: dict[str, object], codes: list[str]) -> None:
    """S1; contract, section 5."""
    assert codes_of(replace(NOTHING, **changes)) == codes  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "outcome", "codes"),
    [
        (CLEAR, "approved", []),
        (replace(CLEAR, accounts=[]), "referred", ["NO_BUREAU_RECORD"]),
        (
            replace(CLEAR, accounts=[Account("N" * 23 + "G", overdue=ZERO, state="transferred_out")]),
            "referred",
            ["BUREAU_TRANSFERRED_OUT"],
        ),
        (replace(CLEAR, own=None), "undecided", ["OWN_RECORD_UNAVAILABLE"]),
        (replace(CLEAR, investigated=False), "undecided", ["INVESTIGATION_MISSING"]),
        (Case([], None, investigated=False), "undecided",
         ["OWN_RECORD_UNAVAILABLE", "INVESTIGATION_MISSING", "NO_BUREAU_RECORD"]),
        (replace(CLEAR, accounts=[BEHIND_NOW]), "refused", ["BUREAU_CURRENTLY_OVERDUE"]),
        (replace(CLEAR, own=replace(NOTHING, written_off=True)), "refused", ["OWN_BANK_WRITTEN_OFF"]),
        (Case([BEHIND_NOW], None, investigated=False), "refused",
         ["BUREAU_CURRENTLY_OVERDUE", "OWN_RECORD_UNAVAILABLE", "INVESTIGATION_MISSING"]),
        (Case([BEHIND_NOW], replace(NOTHING, written_off=True), investigated=True), "refused",
         ["BUREAU_CURRENTLY_OVERDUE", "OWN_BANK_WRITTEN_OFF"]),
    ],
)  # fmt: skip
def test_refused_goes_before_undecided_before_referred_before_approved(
    case: Case, outcome: str, codes: list[str]
) -> None:
    """Contract, section 5: the order; every reason is named, the gravest first."""
    found = decide(case, LINES)

    assert (found.outcome, [reason.code for reason in found.reasons]) == (outcome, codes)


@given(cases)
def test_a_red_line_refuses_whatever_else_is_so(case: Case) -> None:
    """S1: nothing overrides it; and nothing else refuses."""
    found = decide(case, LINES)
    red = [
        reason
        for reason in found.reasons
        if reason.line in ("bureau", "own_bank") and reason.code not in ("NO_BUREAU_RECORD", "BUREAU_TRANSFERRED_OUT")
    ]

    assert (found.outcome == "refused") is bool(red)


@given(cases)
def test_nothing_is_approved_without_the_own_record_a_visit_and_a_clean_slate(case: Case) -> None:
    """S7, S8."""
    found = decide(case, LINES)

    assert (found.outcome == "approved") is (not found.reasons)
    if found.outcome == "approved":
        assert case.own is not None
        assert case.investigated
        assert case.accounts


@given(cases, accounts)
def test_a_known_customer_with_one_more_account_never_fares_better(case: Case, account: Account) -> None:
    """S5. The first account at the bureau is the exception: it makes somebody unknown known."""
    known = replace(case, accounts=[*case.accounts, GOOD])
    worse = replace(known, accounts=[*known.accounts, account])

    assert OUTCOMES.index(decide(worse, LINES).outcome) <= OUTCOMES.index(decide(known, LINES).outcome)


@given(cases.filter(lambda case: case.own is not None), st.integers(0, 400), amounts)
def test_a_worse_own_record_never_fares_better(case: Case, days: int, overdue: Decimal) -> None:
    """S1."""
    own = case.own
    assert own is not None
    worse = replace(own, days_past_due=own.days_past_due + days, overdue=own.overdue + overdue)
    after = decide(replace(case, own=worse), LINES)

    assert OUTCOMES.index(after.outcome) <= OUTCOMES.index(decide(case, LINES).outcome)


@given(cases)
def test_a_record_that_cannot_be_had_never_helps(case: Case) -> None:
    """S7: not knowing is no pass. Only what our own record alone refused becomes undecided."""
    before, after = decide(case, LINES), decide(replace(case, own=None), LINES)

    assert after.outcome in ("refused", "undecided")
    assert (
        after.outcome == "refused"
        or before.outcome != "refused"
        or all(
            reason.line != "bureau" or reason.code in ("NO_BUREAU_RECORD", "BUREAU_TRANSFERRED_OUT")
            for reason in before.reasons
        )
    )


def test_every_reason_is_said_in_both_languages() -> None:
    everything = Case([Account("B" * 20 + "D3ZG", overdue=Decimal(1), asset_class="loss")], None, investigated=False)
    found = decide(everything, LINES).reasons + own_bank_refusals(
        replace(NOTHING, months="4" * 24, days_past_due=91, written_off=True), LINES.own_bank
    )

    assert len(found) == 5 + 2 + 4
    assert all(reason.detail.en and reason.detail.zh for reason in found)


def test_exposure_counts_ours_once_by_the_lender_and_nobodys_twice_too_few() -> None:
    """S2: the own record knows ours; whose lender is not named is taken for another's."""
    owed = replace(GOOD, balance=Decimal("50.00"))
    ours = replace(owed, lender="This Bank, Lanshan sub-branch")
    figures = replace(EXPOSURE, own_lenders=("this bank",))
    known = replace(NOTHING, unsecured=Decimal("70.00"))

    assert existing_exposure(replace(CLEAR, accounts=[owed, owed]), figures) == Decimal("100.00")
    assert existing_exposure(Case([owed, ours], known, True), figures) == Decimal("120.00")
    assert existing_exposure(Case([replace(owed, secured=True)], known, True), figures) == Decimal("70.00")
    assert existing_exposure(Case([owed], None, True), figures) is None


@pytest.mark.parametrize(
    ("outcome", "codes", "retryable"),
    [
        ("undecided", ["OWN_RECORD_UNAVAILABLE"], True),
        ("undecided", ["OWN_RECORD_UNAVAILABLE", "NO_BUREAU_RECORD"], True),
        ("undecided", ["OWN_RECORD_UNAVAILABLE", "INVESTIGATION_MISSING"], False),
        ("undecided", ["INVESTIGATION_MISSING"], False),
        ("refused", ["BUREAU_SIX_IN_ALL", "OWN_RECORD_UNAVAILABLE"], False),
        ("approved", [], False),
    ],
)
def test_asking_again_helps_only_where_the_own_record_alone_was_missing(
    outcome: str, codes: list[str], retryable: bool
) -> None:
    assert is_retryable(outcome, codes) is retryable


@pytest.mark.parametrize("outcome", ["approved", "referred", "refused"])
def test_what_is_decided_is_not_continued(outcome: str) -> None:
    with pytest.raises(InvalidState):
        require_undecided(outcome, "open")


def test_what_is_undecided_is_continued() -> None:
    require_undecided("undecided", "open")
    with pytest.raises(InvalidState):
        require_undecided("undecided", "released")
