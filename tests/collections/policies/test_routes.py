"""The ladder and the buckets over HTTP: policies like every other (domain O3, C3)."""

from datetime import timedelta

from tests.support.building import reference
from tests.support.lending import a_later_date, a_loan, activate, book, cases_of, close, loan_of
from tests.support.running import Running

LADDER, BUCKETS, ALLOCATION = "/v1/policies/ladder", "/v1/policies/buckets", "/v1/policies/allocation"


def test_the_defaults_are_those_of_the_contract(collections: Running) -> None:
    """C3, C6; contract, section 4."""
    ladder = collections.staff("auditor").see(f"{LADDER}/2026-02")
    buckets = collections.staff("auditor").see(f"{BUCKETS}/2026-01")
    classes = collections.staff("auditor").see("/v1/policies/risk_classes/2026-01")

    assert [(step["stage"], step["from_day"]) for step in ladder["rules"]["steps"]] == [
        ("borrower", 1),
        ("guarantor", 3),
        ("guarantor_family", 6),
        ("site_visit", 10),
        ("legal", 90),
    ]
    assert buckets["rules"] == {"upper_days": [30, 60, 90, 180, 270, 360]}
    assert ladder["state"] == buckets["state"] == "active"
    assert classes["rules"] == {
        "special_mention_from": 1,
        "substandard_from": 91,
        "doubtful_from": 271,
        "loss_from": 361,
        "technical_delay_days": 7,
        "observation_months": 6,
        "observation_periods": 2,
        "restructured_months": 12,
    }


def test_figures_that_make_no_sense_are_refused(collections: Running) -> None:
    officer = collections.staff("ls-risk")
    steps = officer.see(f"{LADDER}/2026-02")["rules"]["steps"]
    draft = {"version": reference("v"), "effective_from": "2030-01-01"}
    backwards = officer.do(LADDER, draft | {"rules": {"steps": steps[::-1]}}, expect=422)
    falling = officer.do(BUCKETS, draft | {"rules": {"upper_days": [60, 30]}}, expect=422)
    by_hand = officer.do(BUCKETS, draft | {"rules": {"upper_days": [0]}}, expect=422)

    assert {fault["code"] for fault in backwards["errors"]} == {"STEP_OUT_OF_ORDER", "STEP_TOO_EARLY"}
    assert [fault["code"] for fault in falling["errors"]] == ["BOUNDS_NOT_RISING"]
    assert by_hand["errors"][0]["pointer"] == "/rules/upper_days/0"


def test_a_product_has_one_order(collections: Running) -> None:
    twice = [{"product": "housing", "order": order} for order in ("interest_first", "principal_first")]
    draft = {"version": reference("v"), "effective_from": "2030-01-01"}
    officer = collections.staff("ls-risk")
    refused = officer.do(ALLOCATION, draft | {"rules": {"order": "interest_first", "products": twice}}, expect=422)
    unknown = officer.do(ALLOCATION, draft | {"rules": {"order": "fees_first"}}, expect=422)

    assert collections.staff("auditor").see(f"{ALLOCATION}/2026-01")["rules"] == {
        "order": "interest_first",
        "products": [],
    }
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [
        ("/rules/products/1/product", "PRODUCT_REPEATED")
    ]
    assert unknown["errors"][0]["pointer"] == "/rules/order"


def test_only_risk_officers_keep_them_and_never_alone(collections: Running) -> None:
    """O3."""
    draft = {"version": reference("v"), "effective_from": "2040-01-01", "rules": {"upper_days": [30]}}
    collections.staff("ls-manager-1").do(BUCKETS, draft, expect=403)
    collections.staff("ls-risk").do(BUCKETS, draft, expect=201)
    alone = collections.staff("ls-risk").do(f"{BUCKETS}/{draft['version']}/activate", expect=403)

    assert alone["code"] == "MAKER_IS_CHECKER"


def test_a_new_version_counts_from_its_first_day_on(fresh_collections: Running) -> None:
    """C3: staff change the figures, never code; a close keeps the versions that it began with."""
    collections = fresh_collections
    today = a_later_date(collections)
    starts = f"{today + timedelta(days=1)}"
    steps = [{"stage": "borrower", "from_day": 2, "days_to_act": 5, "escalates_to": "branch_head"}]
    ladder = activate(collections, LADDER, {"steps": steps}, starts)
    buckets = activate(collections, BUCKETS, {"upper_days": [1]}, starts)
    booked = book(collections, a_loan((today - timedelta(days=1), "100.00"), (today + timedelta(days=9), "100.00")))

    before = close(collections, today)
    assert [case["stage"] for case in cases_of(collections, booked)] == ["borrower"]
    assert loan_of(collections, booked)["policy_version"] == "2026-01"
    other = book(collections, a_loan((today, "100.00")))
    after = close(collections, today + timedelta(days=1))
    assert cases_of(collections, other) == []
    close(collections, today + timedelta(days=2))
    (case,) = cases_of(collections, other)

    assert before["policy_versions"] == {"ladder": "2026-02", "buckets": "2026-01", "risk_classes": "2026-01"}
    assert after["policy_versions"] == {"ladder": ladder, "buckets": buckets, "risk_classes": "2026-01"}
    assert (case["policy_version"], case["escalates_to"]) == (ladder, "branch_head")
    assert loan_of(collections, other)["policy_version"] == buckets
    assert [each["bucket"] for each in loan_of(collections, other)["arrears_by_bucket"]] == ["1-1", "2+"]
