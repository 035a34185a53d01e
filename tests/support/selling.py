"""Builders of what is sold: filings, mortgages, and the proceeds that should come of them."""

from decimal import Decimal
from typing import Any

from tests.support.building import House, reference, today


def file_sale(house: House, unit_no: str, price: str = "1000000.00", **changes: Any) -> Any:
    """A filing on a unit: 30 % down, the rest by mortgage, unless told otherwise."""
    whole = Decimal(price)
    body = {
        "unit_no": unit_no,
        "filing_no": reference("BA"),
        "filed_on": f"{today()}",
        "price": price,
        "down_payment": f"{whole * 3 / 10:.2f}",
        "mortgage": f"{whole * 7 / 10:.2f}",
        "provident_fund": "0.00",
    }
    expect = changes.pop("expect", (200, 201))
    path = f"{house.at}/sale-filings"
    return house.escrow.staff("core-banking").do(path, body | changes, expect=expect)


def report_mortgage(house: House, unit_no: str, amount: str = "700000.00", **changes: Any) -> Any:
    """A mortgage on a unit, drawn today unless told otherwise."""
    body = {"unit_no": unit_no, "amount": amount, "drawn_on": f"{today()}"}
    expect = changes.pop("expect", (200, 201))
    return house.escrow.staff("core-banking").do(f"{house.at}/mortgages", body | changes, expect=expect)


def report_fund_loan(house: House, unit_no: str, amount: str, **changes: Any) -> Any:
    """A provident-fund loan on a unit."""
    body = {"unit_no": unit_no, "amount": amount, "drawn_on": f"{today()}"}
    path = f"{house.at}/provident-fund-approvals"
    return house.escrow.staff("core-banking").do(path, body | changes)


def reconcile(house: House, month: str | None = None, **options: Any) -> Any:
    """Have the month (this one unless told) reconciled."""
    path = f"{house.at}/reconciliations"
    return house.staff("manager-1").do(path, {"month": month or f"{today():%Y-%m}"}, **options)


def found_units(reconciliation: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Status and difference of each unit that was found."""
    return {unit["unit_no"]: (unit["status"], unit["difference"]) for unit in reconciliation["units"]}
