"""The gate over HTTP."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from chassis import imports
from chassis.access import Access, Rule
from chassis.admission import (
    JSON,
    BankRoute,
    Command,
    Query,
    Reading,
    Service,
    published,
    response_of,
    shown,
)
from chassis.clock import business_date
from chassis.errors import LoanopsError
from chassis.fields import Ref
from chassis.identity import Actor
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.problems import prefers_chinese
from chassis.writes import Answer, Work, check_key, etag
from services.scoring import shapes
from services.scoring.asking import AskingRoute
from services.scoring.decisions import actions as decisions
from services.scoring.decisions.rules import Outcome, arrears_of, is_retryable
from services.scoring.gate import actions
from services.scoring.gate.rules import verbs
from services.scoring.gate.schemas import (
    BookIn,
    ContinueIn,
    CreditCheckIn,
    CreditCheckLine,
    CreditCheckOut,
    ReplayIn,
    ReplayOut,
)
from services.scoring.shapes import CorrelationIds

AT = "/v1/credit-checks"


class CheckRoute(AskingRoute):
    """The short way for an application with nothing special about it; any doubt, and the usual way decides."""

    async def _write(
        self,
        request: Request,
        service: Service,
        rule: Rule,
        actor: Actor,
        inner: Callable[[Request], Awaitable[Response]],
    ) -> Response:
        answer = None if request.state.asked is not None else await self._at_once(request, service, actor)
        return answer or await super()._write(request, service, rule, actor, inner)

    async def _at_once(self, request: Request, service: Service, actor: Actor) -> Response | None:
        header = request.headers.get("idempotency-key")
        plain = request.headers.get("content-type") == JSON and not request.url.query
        if header is None or not plain or (received := await self._body(request, service.settings)) is None:
            return None
        try:
            check_key(header)
            body = CreditCheckIn.model_validate_json(received)
        except (LoanopsError, ValidationError):
            return None
        chinese = prefers_chinese(request.headers.get("accept-language"))
        seen = _Seen(actor, service.clock(), service.access, chinese)

        def answer(row: Any) -> Answer:
            out = published(CreditCheckOut, row, **_more(seen, row))
            return Answer(201, {"content-type": JSON, "etag": etag(row.version)}, out.model_dump_json().encode())

        key = self.key(request, actor, header, received)
        asking = actions.Asking(actor, seen.now, key, request.app.state.ask_own_record)
        said = await actions.check_at_once(service.postings, asking, body, answer)
        request.state.asked = asking.asked
        return response_of(said) if said else None


router = APIRouter(prefix=AT, tags=["gate"], route_class=BankRoute)
_checking = APIRouter(prefix=AT, tags=["gate"], route_class=CheckRoute)
_asking = APIRouter(prefix=AT, tags=["gate"], route_class=AskingRoute)


@dataclass
class _Seen:
    """Who reads an answer, and when: what the published shape of a check depends on."""

    actor: Actor
    now: datetime
    access: Access | None
    chinese: bool

    @property
    def today(self) -> date:
        return business_date(self.now)


def _more(task: Work | Reading | _Seen, row: Any) -> dict[str, Any]:
    offered = verbs(row.outcome, row.application, row.expires_on, task.today)
    read = row.read or {}
    return {
        "reasons": shapes.said_then(row.reasons, chinese=task.chinese),
        "retryable": is_retryable(row.outcome, [reason["code"] for reason in row.reasons]),
        "open_warnings": read.get("warnings", []),
        "other_applications": read.get("others", []),
        "correlation_ids": arrears_of(row.own_record),
        "allowed_actions": _allowed(task, offered),
    }


def _allowed(task: Work | Reading | _Seen, offered: list[str]) -> list[str]:
    access = task.access
    return [verb for verb in offered if access is not None and access.permits(task.actor, f"credit_check.{verb}")]


@_checking.post("", status_code=201, summary="Put an application through the gate")
async def check_credit(body: CreditCheckIn, request: Request, command: Command) -> CreditCheckOut:
    """S1-S8: both red lines, the cap, warnings, every reason. What cannot be known, or was not visited, is `undecided`;
    what is approved or capped is reserved."""
    row = await actions.check(command, body, request.state.asked)
    return shown(command, CreditCheckOut, row, **_more(command, row))


@_asking.post("/{credit_check_id}/continue", summary="Decide an undecided check")
async def continue_credit_check(
    credit_check_id: str, body: ContinueIn, request: Request, command: Command
) -> CreditCheckOut:
    """S7, S8: with the investigation or report that was missing, and the own record asked for again."""
    row = await actions.proceed(command, id_in_path(credit_check_id), body, request.state.asked)
    return shown(command, CreditCheckOut, row, **_more(command, row))


@router.post("/{credit_check_id}/book", summary="The application has become a loan")
async def book_credit_check(credit_check_id: str, body: BookIn, command: Command) -> CreditCheckOut:
    """S2: what was reserved is a loan now. It counts by itself until the own record shows it."""
    row = await actions.book(command, id_in_path(credit_check_id), body.loan_ref)
    return shown(command, CreditCheckOut, row, **_more(command, row))


@router.post("/{credit_check_id}/release", summary="Give an application up")
async def release_credit_check(credit_check_id: str, command: Command) -> CreditCheckOut:
    """S2: what was reserved for it is free again; a case before the committee lapses."""
    row = await actions.release(command, id_in_path(credit_check_id))
    return shown(command, CreditCheckOut, row, **_more(command, row))


@router.post("/{credit_check_id}/replay", summary="Decide again from what was kept")
async def replay_credit_check(credit_check_id: str, command: Command, body: ReplayIn | None = None) -> ReplayOut:
    """S6: changes nothing. From the report, the own record and the policy version that the decision read."""
    number = None if body is None else body.number
    row, decision, same = await decisions.replay(command, id_in_path(credit_check_id), number)
    return ReplayOut(
        same=same,
        number=row.number,
        outcome=decision.outcome,
        reasons=shapes.said(decision.reasons, chinese=command.chinese),
        approved_amount=decision.approved,
        exposure_cap=decision.cap,
        policy_version=row.policy_version,
        decided_on=row.decided_on,
    )


@router.get("", summary="Checks, newest first")
async def list_credit_checks(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    customer_ref: Ref | None = None,
    outcome: Outcome | None = None,
    sub_branch: Ref | None = None,
    under_way: bool = False,
    correlation_id: CorrelationIds = None,
) -> Listed[CreditCheckOut]:
    """Those of the caller's part of the bank, each with its latest decision.

    The history of a customer holds nothing that was refused for the branch's suspension alone (G5). `under_way=true`
    with a `sub_branch` names what was under way there when it was suspended: nothing new begins while that lasts.
    `correlation_id` names arrears in collections: those are answered of which a decision read the arrears.
    """
    asked = shapes.several(correlation_id)
    wanted = decisions.listed_with(customer_ref, outcome, sub_branch, asked, under_way=under_way)
    filters: dict[str, Any] = {"customer_ref": customer_ref, "outcome": outcome, "sub_branch": sub_branch}
    filters |= {"under_way": under_way, **({"correlation_id": asked} if asked else {})}
    rows, following = await listed(query, wanted, decisions.POSITION, limit, cursor, "credit-checks", filters)
    items = [published(CreditCheckOut, row, **_more(query, row)) for row in rows]
    return Listed(items=items, next_cursor=following)


@router.get("/{credit_check_id}", summary="One check")
async def read_credit_check(credit_check_id: str, query: Query) -> CreditCheckOut:
    """What was asked, the outcome and every reason."""
    row = await actions.get(query, id_in_path(credit_check_id))
    return shown(query, CreditCheckOut, row, **_more(query, row))


ROUTERS = [router, _checking, _asking, imports.router("/v1/credit-check-imports", "credit-checks", CreditCheckLine)]
