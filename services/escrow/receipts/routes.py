"""Receipts over HTTP."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from chassis import imports
from chassis.access import Rule, within
from chassis.admission import JSON, BankRoute, Command, Query, Service, published, response_of, shown
from chassis.errors import LoanopsError
from chassis.identity import Actor
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.writes import check_key
from services.escrow.receipts import actions
from services.escrow.receipts.schemas import ReceiptIn, ReceiptOut
from services.escrow.receipts.store import assignment, receipt, standing


class ReceiptRoute(BankRoute):
    """The short way for a receipt with nothing wrong with it; any doubt, and the usual way decides."""

    async def _write(
        self,
        request: Request,
        service: Service,
        rule: Rule,
        actor: Actor,
        inner: Callable[[Request], Awaitable[Response]],
    ) -> Response:
        answer = await self._at_once(request, service, actor)
        return answer or await super()._write(request, service, rule, actor, inner)

    async def _at_once(self, request: Request, service: Service, actor: Actor) -> Response | None:
        header = request.headers.get("idempotency-key")
        plain = request.headers.get("content-type") == JSON and not request.scope["query_string"]
        if header is None or not plain or (body := await self._body(request, service.settings)) is None:
            return None
        try:
            check_key(header)
            account_id = id_in_path(request.path_params["account_id"])
            asked = ReceiptIn.model_validate_json(body)
        except (LoanopsError, ValidationError):
            return None
        key = self.key(request, actor, header, body)
        lane = request.app.state.receipts
        answer = await actions.report_at_once(lane, account_id, asked, actor, service.clock(), key)
        return response_of(answer) if answer else None


router = APIRouter(prefix="/v1", tags=["receipts"], route_class=BankRoute)
_reporting = APIRouter(prefix="/v1", tags=["receipts"], route_class=ReceiptRoute)


@_reporting.post("/accounts/{account_id}/receipts", status_code=201, summary="Report money received")
async def report_receipt(account_id: str, body: ReceiptIn, command: Command) -> ReceiptOut:
    """E5: a `bank_ref` counts once, for ever; sale proceeds that name no unit wait in suspense."""
    return await actions.report(command, id_in_path(account_id), body)


@router.get("/accounts/{account_id}/receipts", summary="The account's receipts, newest first")
async def list_receipts(
    account_id: str, query: Query, limit: Limit = 50, cursor: Cursor = None, in_suspense: bool | None = None
) -> Listed[ReceiptOut]:
    """`in_suspense=true` finds the money whose unit is not known yet."""
    account = id_in_path(account_id)
    wanted = standing().where(receipt.c.account_id == account)
    if in_suspense is not None:
        waits = receipt.c.in_suspense & assignment.c.receipt_id.is_(None)
        wanted = wanted.where(waits if in_suspense else ~waits)
    filters = {"account": account, "in_suspense": in_suspense}
    rows, following = await listed(query, wanted, receipt.c.id, limit, cursor, "receipts", filters)
    return Listed(items=[published(ReceiptOut, row) for row in rows], next_cursor=following)


@router.get("/receipts/{receipt_id}", summary="One receipt")
async def read_receipt(receipt_id: str, query: Query) -> ReceiptOut:
    """A receipt as it counts now."""
    return shown(query, ReceiptOut, await actions.get(query, id_in_path(receipt_id)))


IMPORTS = "/v1/accounts/{account_id}/receipt-imports"
ROUTERS = [_reporting, router, imports.router(IMPORTS, "receipts", ReceiptIn, target=within("account"))]
