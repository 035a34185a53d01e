"""Contracts as published."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from chassis.fields import AmountOrZero, In, Money, Name, Note, Out, PositiveMoney, fault
from services.escrow.contracts.rules import Category, is_account_number


def _account_number(value: str) -> str:
    if not is_account_number(value):
        raise fault("ACCOUNT_NUMBER_FORMAT", "An account number has 6 to 32 digits", "银行账号须为 6 至 32 位数字")
    return value


AccountNumber = Annotated[str, AfterValidator(_account_number), Field(examples=["6222020000000000001"])]
Reason = Annotated[Note, StringConstraints(min_length=1, max_length=500)]


class ContractIn(In):
    """A contract that the project's money may be paid on (E11)."""

    payee_name: Name
    payee_account: AccountNumber
    category: Category
    amount: PositiveMoney
    document_id: UUID = Field(description="The signed contract, uploaded before.")


class ContractOut(Out):
    """A contract, its payee's account number masked."""

    id: UUID
    project_id: UUID
    payee_name: str
    payee_account: str = Field(description="Masked; `reveal` shows it.", examples=["6222 **** 0001"])
    category: Category
    amount: Money
    committed: AmountOrZero = Field(description="What payments hold or have paid on it.")
    remaining: AmountOrZero
    document_id: UUID
    made_by: str
    made_at: datetime
    version: int


class RevealIn(In):
    """Why somebody needs to see the number: it is kept in the journal."""

    reason: Reason


class RevealedOut(Out):
    """The payee's account number in full."""

    id: UUID
    payee_name: str
    payee_account: str
