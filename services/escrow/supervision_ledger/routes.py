"""The supervision ledger over HTTP, in three forms."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi import Query as Parameter

from chassis.admission import BankRoute, Query
from chassis.errors import TooLarge
from chassis.fields import Day
from chassis.ids import id_in_path
from services.escrow.supervision_ledger import actions
from services.escrow.supervision_ledger.schemas import ENTRIES_MAX, SupervisionLedgerOut, as_csv, as_workbook

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Form = Literal["json", "csv", "xlsx"]

router = APIRouter(prefix="/v1", tags=["supervision ledger"], route_class=BankRoute)
_BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/projects/{project_id}/supervision-ledger",
    summary="The project's supervision ledger (台账)",
    response_model=SupervisionLedgerOut,
    responses={200: {"content": {CSV: _BYTES, XLSX: _BYTES}}},
)
async def read_supervision_ledger(
    project_id: str,
    request: Request,
    query: Query,
    as_of: Annotated[Day | None, Parameter(description="The end of that day; today unless told.")] = None,
    form: Annotated[Form | None, Parameter(alias="format", description="Where `Accept` cannot be sent.")] = None,
) -> Any:
    """E7: as JSON, as `text/csv` (its entries), or as `.xlsx` to be printed; by `Accept`, or by `format`.

    In the language of `Accept-Language`.
    """
    wanted = form or _accepted(request)
    project = id_in_path(project_id)
    if wanted == "json":
        return await actions.gather(query, project, as_of)
    ledger = await actions.gather(query, project, as_of, rows=ENTRIES_MAX)
    if ledger.entries_total > ENTRIES_MAX:
        raise TooLarge
    if wanted == "csv":
        content, media_type = await asyncio.to_thread(as_csv, ledger.entries, query.chinese), f"{CSV}; charset=utf-8"
    else:
        content, media_type = await asyncio.to_thread(as_workbook, ledger, ledger.entries, query.chinese), XLSX
    name = f"supervision-ledger-{project}-{ledger.as_of}.{wanted}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _accepted(request: Request) -> Form:
    accepted = [part.partition(";")[0].strip().lower() for part in request.headers.get("accept", "").split(",")]
    found: dict[str, Form] = {CSV: "csv", XLSX: "xlsx", "application/json": "json"}
    return next((found[media_type] for media_type in accepted if media_type in found), "json")
