"""What payments take of a contract (domain E11), in code and in the database."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from chassis.writes import Work
from services.escrow.contracts import actions
from services.escrow.contracts.rules import ContractExhausted
from tests.support.acting import Action, as_runtime_role, carry_out
from tests.support.building import proposed_project
from tests.support.running import Running

MANAGER = "ls-manager-1"


@pytest.fixture
def contract(escrow: Running) -> dict[str, Any]:
    """A contract of a thousand yuan."""
    manager = escrow.staff(MANAGER)
    terms = {
        "payee_name": "Works Ltd",
        "payee_account": "6222020000000000001",
        "category": "construction",
        "amount": "1000.00",
        "document_id": manager.document("contract"),
    }
    made: dict[str, Any] = manager.do(f"/v1/projects/{proposed_project(escrow)['id']}/contracts", terms)
    return made


def taking(contract: dict[str, Any], amount: str) -> Action:
    """The action of a payment that takes that much."""

    async def take(work: Work) -> Any:
        return await actions.commit(work, UUID(contract["id"]), Decimal(amount))

    return take


def giving_back(contract: dict[str, Any], amount: str) -> Action:
    """The action of a payment that comes back."""

    async def give(work: Work) -> Any:
        return await actions.free(work, UUID(contract["id"]), Decimal(amount))

    return give


def kinds(found: Sequence[Any]) -> list[str]:
    """What came of each action, by name."""
    return sorted(type(each).__name__ for each in found)


def test_a_payment_takes_of_the_contract_and_gives_back(escrow: Running, contract: dict[str, Any]) -> None:
    manager, at = escrow.staff(MANAGER), f"/v1/contracts/{contract['id']}"

    carry_out(escrow, MANAGER, taking(contract, "600.00"))
    taken = manager.see(at)
    carry_out(escrow, MANAGER, giving_back(contract, "600.00"))
    given_back = manager.see(at)

    assert (taken["committed"], taken["remaining"]) == ("600.00", "400.00")
    assert (given_back["committed"], given_back["remaining"]) == ("0.00", "1000.00")
    freed, committed, entered = manager.see("/v1/audit-events", resource=contract["id"])["items"]
    assert (freed["data"]["change"], committed["data"]["change"]) == ("-600.00", "600.00")
    assert committed["before_digest"] == entered["after_digest"]
    assert freed["before_digest"] == committed["after_digest"]


def test_more_than_remains_is_refused_and_takes_nothing(escrow: Running, contract: dict[str, Any]) -> None:
    carry_out(escrow, MANAGER, taking(contract, "600.00"))
    [refused] = carry_out(escrow, MANAGER, taking(contract, "400.01"))

    assert isinstance(refused, ContractExhausted)
    assert refused.detail.en == "400.00 remains on the contract; 400.01 was asked for"
    assert escrow.staff(MANAGER).see(f"/v1/contracts/{contract['id']}")["committed"] == "600.00"


def test_payments_at_the_same_moment_never_exceed_the_contract(escrow: Running, contract: dict[str, Any]) -> None:
    found = carry_out(escrow, MANAGER, *[taking(contract, "300.00")] * 12)

    assert kinds(found) == ["ContractExhausted"] * 9 + ["Row"] * 3
    assert escrow.staff(MANAGER).see(f"/v1/contracts/{contract['id']}")["committed"] == "900.00"


def test_no_more_comes_back_than_was_taken(escrow: Running, contract: dict[str, Any]) -> None:
    carry_out(escrow, MANAGER, taking(contract, "100.00"))
    [refused] = carry_out(escrow, MANAGER, giving_back(contract, "100.01"))

    assert isinstance(refused, AssertionError)
    assert escrow.staff(MANAGER).see(f"/v1/contracts/{contract['id']}")["committed"] == "100.00"


@pytest.mark.parametrize("committed", [100_001, -1])
def test_the_database_too_keeps_what_is_taken_within_the_contract(
    escrow: Running, contract: dict[str, Any], committed: int
) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match="contract_committed_within_amount"):
        as_runtime_role(escrow, "UPDATE contract SET committed = $2 WHERE id = $1", UUID(contract["id"]), committed)


@pytest.mark.parametrize("change", ["amount = amount + 1", "payee_account = '000000'", "category = 'other'"])
def test_the_service_cannot_rewrite_a_contract(escrow: Running, contract: dict[str, Any], change: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        as_runtime_role(escrow, f"UPDATE contract SET {change} WHERE id = $1", UUID(contract["id"]))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        as_runtime_role(escrow, "DELETE FROM contract WHERE id = $1", UUID(contract["id"]))
