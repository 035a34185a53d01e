"""Back-tests over HTTP."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Row, select
from sqlalchemy.exc import DBAPIError

from chassis.admission import BankRoute, Command, Query, Reading, Service, published, shown
from chassis.db import is_passing, unavailable
from chassis.errors import Text, UnsupportedMediaType
from chassis.identity import Actor
from chassis.ids import id_in_path
from chassis.imports.receiving import ImportRoute
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.settings import ServiceSettings
from services.scoring.backtests import actions
from services.scoring.backtests.rules import Bar, plot, rate
from services.scoring.backtests.schemas import BacktestOut, MonthsFigures, ReasonFigures
from services.scoring.backtests.store import backtest
from services.scoring.policies import actions as policies
from services.scoring.policies.rules import RedLines

NDJSON = "application/x-ndjson"
FORMAT = "ndjson"
SVG = "image/svg+xml"
_SVG: dict[str, Any] = {
    "response_class": Response,
    "responses": {200: {"content": {SVG: {"schema": {"type": "string"}}}}},
}


class HistoriesRoute(ImportRoute):
    """A route whose body is a file of histories. It is judged while the caller waits, so it is no longer than an
    upload may be (three hundred thousand histories); and before the transaction begins, in a thread, so that it holds
    up neither a connection nor the requests beside it. What is wrong with it is said later, in the order of refusal.
    """

    async def _body(self, request: Request, settings: ServiceSettings) -> bytes | None:
        lines = await self._red_lines(request)
        limited = settings.model_copy(update={"import_bytes_max": settings.upload_bytes_max})
        digest = await super()._body(request, limited)
        spool = getattr(request.state, "spool", None)
        if digest is not None and spool is not None and spool.format == FORMAT:
            request.state.judged = await asyncio.to_thread(actions.judge, spool.file, spool.sha256, lines)
        return digest

    async def _red_lines(self, request: Request) -> RedLines:
        """Raises NotFound when there is no such version, Unavailable when the database cannot say."""
        service: Service = request.app.state.service
        actor: Actor = request.state.actor
        try:
            async with service.database.transaction(actor.scope) as connection:
                reading = Reading(connection, actor, service.clock(), service.access)
                return await policies.version(reading, request.path_params["version"])
        except (DBAPIError, OSError, TimeoutError) as error:
            if is_passing(error):
                raise unavailable(error) from error
            raise

    def _check_media_type(self, request: Request, body: bytes) -> None:
        super()._check_media_type(request, body)
        if request.state.spool.format != FORMAT:
            raise UnsupportedMediaType(Text(f"Send {NDJSON}", f"请使用 {NDJSON}"))


router = APIRouter(prefix="/v1", tags=["backtests"], route_class=BankRoute)
_sending = APIRouter(prefix="/v1", tags=["backtests"], route_class=HistoriesRoute)

_LINES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {NDJSON: {"schema": {"type": "string", "description": "Lines of {status_24m, defaulted}."}}},
    }
}


def _figures(row: Row[Any]) -> dict[str, Any]:
    passed = row.histories - row.refused
    reasons = [
        ReasonFigures(
            code=reason["code"],
            histories=reason["cases"],
            refused_share=rate(reason["cases"], row.histories),
            refused_bad_rate=rate(reason["bad"], reason["cases"]),
        )
        for reason in row.by_reason
    ]
    months = [
        MonthsFigures(months_behind=each["months"], histories=each["cases"], bad_rate=rate(each["bad"], each["cases"]))
        for each in row.by_months
    ]
    return {
        "by_months_behind": months,
        "sha256": row.sha256.hex(),
        "refused_share": rate(row.refused, row.histories),
        "refused_bad_rate": rate(row.refused_bad, row.refused),
        "passed_bad_rate": rate(row.passed_bad, passed),
        "by_reason": reasons,
    }


@_sending.post("/policies/{version}/backtests", status_code=201, summary="Back-test a version", openapi_extra=_LINES)
async def run_backtest(version: str, request: Request, command: Command) -> BacktestOut:
    """S6: who would have been refused, and how they turned out. Only the bureau's line is judged."""
    row = await actions.keep(command, request.state.judged)
    return shown(command, BacktestOut, row, **_figures(row))


@router.get("/policies/{version}/backtests", summary="Back-tests of a version, newest first")
async def list_backtests(version: str, query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[BacktestOut]:
    """Of whichever sub-branch: a policy is the whole bank's."""
    name = (await policies.version(query, version)).policy_version
    wanted = select(backtest).where(backtest.c.policy_version == name)
    rows, following = await listed(query, wanted, backtest.c.id, limit, cursor, "backtests", {"version": name})
    return Listed(items=[published(BacktestOut, row, **_figures(row)) for row in rows], next_cursor=following)


@router.get("/backtests/{backtest_id}", summary="One back-test")
async def read_backtest(backtest_id: str, query: Query) -> BacktestOut:
    """Its figures, in all and by reason."""
    row = await actions.get(query, id_in_path(backtest_id))
    return shown(query, BacktestOut, row, **_figures(row))


@router.get("/backtests/{backtest_id}/plot.svg", summary="Bad rate by months behind, drawn", **_SVG)
async def plot_backtest(backtest_id: str, query: Query) -> Response:
    """S6: a bar for each number of months behind, as high as its share that went bad."""
    row = await actions.get(query, id_in_path(backtest_id))
    bars = [Bar(each["months"], each["cases"], each["bad"]) for each in row.by_months]
    return Response(plot(bars, row.policy_version), media_type=SVG)


ROUTERS = [router, _sending]
