"""What collections publishes is what the gate reads: a field that one of the two renames is found here."""

import json
from datetime import date
from decimal import Decimal

import httpx

from services.collections.records.schemas import OutstandingOut, RecordOut
from tests.scoring.conftest import CLEAN, Gate, empty_record
from tests.support.building import reference, today

AT = "/v1/credit-checks"


def record(customer_ref: str, as_of: date | None) -> RecordOut:
    """As collections answers of a customer it does not know."""
    return RecordOut(
        customer_ref=customer_ref,
        as_of=as_of,
        months="/" * 24,
        worst="/",
        worst_class=None,
        risk_class=None,
        worst_days_past_due=0,
        days_past_due=0,
        overdue_amount=Decimal("0.00"),
        outstanding=OutstandingOut(secured=Decimal("0.00"), unsecured=Decimal("0.00")),
        written_off=False,
        broken_promises=0,
        first_year_arrears=False,
        correlation_ids=[],
        loans=[],
    )


def test_the_stand_in_answers_as_collections_does() -> None:
    assert json.loads(record("C-1", today()).model_dump_json()) == empty_record("C-1")


def test_an_empty_record_of_collections_passes_before_its_first_close_too(gate: Gate) -> None:
    """S5: none at this bank passes."""
    for as_of in (today(), None):
        customer = reference("C")
        content = record(customer, as_of).model_dump_json()
        gate.collections.fault = lambda content=content: httpx.Response(200, content=content)

        assert gate.check(customer, CLEAN)["outcome"] == "approved"


def test_an_older_collections_that_says_nothing_of_promises_and_first_years_is_still_read(gate: Gate) -> None:
    customer = reference("C")
    content = json.loads(record(customer, today()).model_dump_json())
    del content["broken_promises"], content["first_year_arrears"], content["correlation_ids"]
    gate.collections.fault = lambda: httpx.Response(200, json=content)

    assert gate.check(customer, CLEAN)["outcome"] == "approved"
