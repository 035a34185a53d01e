"""The guarantee deposit over HTTP."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Row, select

from chassis import policies
from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.money import ZERO
from chassis.writes import Work
from services.escrow.agreements import actions as agreements
from services.escrow.deposits import actions, conditions, rules, store
from services.escrow.deposits.rules import CLAIM_MOVES
from services.escrow.deposits.schemas import (
    ClaimDecisionIn,
    DepositClaimIn,
    DepositClaimOut,
    DepositMovementOut,
    DepositPaymentIn,
    DepositRules,
    GuaranteeDepositOut,
    StatementOut,
)
from services.escrow.deposits.store import deposit_claim, deposit_movement

router = APIRouter(prefix="/v1", tags=["deposits"], route_class=BankRoute)
AT = "/projects/{project_id}/guarantee-deposit"
NO_COMMENT = ClaimDecisionIn()


@router.get(AT, summary="The project's guarantee deposit")
async def read_guarantee_deposit(project_id: str, query: Query) -> GuaranteeDepositOut:
    """E8: what is required for today's mortgages, what is paid, what is missing, and what is late."""
    project = id_in_path(project_id)
    version, due = await conditions.due_after(query, rules.month_end_of(query.today))
    row = await store.of_project(query.connection, project)
    agreement = await agreements.signed(query, project)
    rate = row.rate if row else agreement.guarantee_deposit_rate if agreement else None
    outstanding, mortgages = (row.outstanding, row.mortgages) if row else (ZERO, 0)
    required = rules.required(outstanding, rate) if rate is not None else ZERO
    paid = await store.balance(query.connection, row.id) if row else ZERO
    last = await conditions.last_due(query, row.project_id) if row and row.state == "open" else None
    return GuaranteeDepositOut(
        project_id=project,
        state=row.state if row else "open",
        rate=rate,
        outstanding=outstanding,
        mortgages=mortgages,
        required=required,
        paid=paid,
        shortfall=rules.shortfall(required, paid),
        due_date=due.on,
        due_is_provisional=due.provisional,
        last_due=_statement(last) if last else None,
        policy_version=version,
    )


@router.post(f"{AT}/payments", status_code=201, summary="Report a payment into the deposit")
async def pay_deposit(project_id: str, body: DepositPaymentIn, command: Command) -> DepositMovementOut:
    """E8: into an account of its own. A `bank_ref` counts once, for ever."""
    return shown(command, DepositMovementOut, await actions.pay(command, id_in_path(project_id), body))


@router.get(f"{AT}/payments", summary="Payments into the deposit, newest first")
async def list_deposit_payments(
    project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[DepositMovementOut]:
    """What the developer has paid in."""
    return await _movements(project_id, query, limit, cursor, "payment")


@router.get(f"{AT}/releases", summary="Releases from the deposit, newest first")
async def list_deposit_releases(
    project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[DepositMovementOut]:
    """E8: what went back to the developer as units were registered."""
    return await _movements(project_id, query, limit, cursor, "release")


@router.get("/deposit-movements/{deposit_movement_id}", summary="One payment or release")
async def read_deposit_movement(deposit_movement_id: str, query: Query) -> DepositMovementOut:
    """As it was posted."""
    row = await actions.get_movement(query, id_in_path(deposit_movement_id))
    return shown(query, DepositMovementOut, row)


@router.post(f"{AT}/claims", status_code=201, summary="Ask to draw on the deposit")
async def claim_deposit(project_id: str, body: DepositClaimIn, command: Command) -> DepositClaimOut:
    """E8: for a borrower who has missed three instalments (policy), with the proof of it."""
    return _shown(command, await actions.claim(command, id_in_path(project_id), body))


@router.get(f"{AT}/claims", summary="Claims on the deposit, newest first")
async def list_deposit_claims(
    project_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None
) -> Listed[DepositClaimOut]:
    """In every state."""
    project = id_in_path(project_id)
    wanted, position = select(deposit_claim).where(deposit_claim.c.project_id == project), deposit_claim.c.id
    rows, following = await listed(query, wanted, position, limit, cursor, "deposit-claims", {"project": project})
    found = [published(DepositClaimOut, row, allowed_actions=_allowed(query, row)) for row in rows]
    return Listed(items=found, next_cursor=following)


@router.get("/deposit-claims/{deposit_claim_id}", summary="One claim on the deposit")
async def read_deposit_claim(deposit_claim_id: str, query: Query) -> DepositClaimOut:
    """A claim as it stands."""
    return _shown(query, await actions.get_claim(query, id_in_path(deposit_claim_id)))


@router.post("/deposit-claims/{deposit_claim_id}/approve", summary="Draw on the deposit")
async def approve_deposit_claim(
    deposit_claim_id: str, command: Command, body: ClaimDecisionIn = NO_COMMENT
) -> DepositClaimOut:
    """E8, O3: the personal department, never the claim's maker; the money leaves the deposit at once."""
    return _shown(command, await actions.approve_claim(command, id_in_path(deposit_claim_id), body.comment))


@router.post("/deposit-claims/{deposit_claim_id}/reject", summary="Turn a claim down")
async def reject_deposit_claim(
    deposit_claim_id: str, command: Command, body: ClaimDecisionIn = NO_COMMENT
) -> DepositClaimOut:
    """O3: never by its maker."""
    return _shown(command, await actions.reject_claim(command, id_in_path(deposit_claim_id), body.comment))


async def _movements(
    project_id: str, query: Query, limit: int, cursor: str | None, kind: str
) -> Listed[DepositMovementOut]:
    project, movement = id_in_path(project_id), deposit_movement.c
    wanted = select(deposit_movement).where(movement.project_id == project, movement.kind == kind)
    filters = {"project": project, "kind": kind}
    rows, following = await listed(query, wanted, movement.id, limit, cursor, "deposit-movements", filters)
    return Listed(items=[published(DepositMovementOut, row) for row in rows], next_cursor=following)


def _shown(task: Work | Reading, row: Row[Any]) -> DepositClaimOut:
    return shown(task, DepositClaimOut, row, allowed_actions=_allowed(task, row))


def _allowed(task: Work | Reading, row: Row[Any]) -> list[str]:
    return allowed_actions(task, "deposit_claim", CLAIM_MOVES.verbs(row.state), not_by=(row.made_by,))


def _statement(found: conditions.LastDue) -> StatementOut:
    return StatementOut(
        month=found.month,
        outstanding=found.outstanding,
        required=found.requirement.at_month_end,
        due_date=found.due.on,
        due_is_provisional=found.due.provisional,
        late=found.requirement.late,
    )


ROUTERS = [router, policies.router("/v1/deposit-policies", conditions.KIND, DepositRules)]
