"""The own repayment record over HTTP."""

from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as Parameter

from chassis.admission import BankRoute, Query
from services.collections.records import actions
from services.collections.records.schemas import RecordOut, RecordsOut

router = APIRouter(prefix="/v1/repayment-records", tags=["repayment records"], route_class=BankRoute)


@router.get("", summary="The bank's own records of several customers")
async def read_records(
    query: Query, customer_ref: Annotated[list[str], Parameter(min_length=1, max_length=200)]
) -> RecordsOut:
    """Repeat `customer_ref` for each, at most 200; answered in that order, each once."""
    return RecordsOut(items=await actions.of_customers(query, list(dict.fromkeys(customer_ref))))


@router.get("/{customer_ref}", summary="The bank's own record of one customer")
async def read_record(customer_ref: str, query: Query) -> RecordOut:
    """S1: what the gate reads, bank-wide; worked out anew from the loans and the repayments that stand."""
    (record,) = await actions.of_customers(query, [customer_ref])
    return record
