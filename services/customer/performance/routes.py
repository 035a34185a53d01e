"""Targets, market shares, rankings, bulletins, notices and support over HTTP, and the policy of figures."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi import Query as Parameter
from sqlalchemy import Row, select

from chassis import policies
from chassis.admission import BankRoute, Command, Query, Reading, allowed_actions, published, shown
from chassis.asking import AskingRoute
from chassis.fields import Month
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.store import find
from chassis.writes import Work
from services.customer.performance import actions, store
from services.customer.performance.rules import (
    NOTICE_MOVES,
    SUPPORT_MOVES,
    RankedSubject,
    Subject,
    completion,
    cure_rate,
    require_ranked,
)
from services.customer.performance.schemas import (
    BulletinIn,
    BulletinOut,
    CollectedOut,
    EntryOut,
    GradeOut,
    MarketShareIn,
    MarketShareOut,
    NoticeOut,
    OutletResultOut,
    PerformanceRules,
    RankingIn,
    RankingOut,
    RankingWholeOut,
    RecomputationOut,
    ReplyIn,
    SupportIn,
    SupportOut,
    TargetIn,
    TargetOut,
    WithdrawalIn,
    four_decimals,
)
from services.customer.performance.store import market_share, notice, snapshot, support, target

router = APIRouter(prefix="/v1", tags=["performance"], route_class=BankRoute)
taking_router = APIRouter(prefix="/v1", tags=["performance"], route_class=AskingRoute)
policy_router = policies.router("/v1/performance-policies", actions.KIND, PerformanceRules)


CorrelationIds = Annotated[
    list[UUID] | None,
    Parameter(max_length=50, description="Of arrears, as collections names them; repeat it for several."),
]


def _entry(row: Row[Any]) -> EntryOut:
    return published(
        EntryOut,
        row,
        completion=four_decimals(completion(row.new_lending, row.target)),
        market_share=four_decimals(row.share),
        previous_market_share=four_decimals(row.previous_share),
        market_share_rank=row.share_rank,
        collections=None if row.cases_opened is None else published(CollectedOut, row, cure_rate=_cured(row)),
    )


def _cured(row: Row[Any]) -> str | None:
    return four_decimals(cure_rate(row.cases_cured, row.cases_open))


async def _whole(task: Work | Reading, row: Row[Any]) -> RankingWholeOut:
    held = [_entry(each) for each in await actions.entries(task, row)]
    best = [each for each in held if each.commended]
    return published(RankingWholeOut, row, previous_ranking_id=row.previous_id, commended=best, entries=held)


def _bulletin(row: Row[Any], held: Sequence[Row[Any]]) -> BulletinOut:
    outlets = [
        published(
            OutletResultOut,
            each,
            outlet=each.key,
            completion=four_decimals(completion(each.new_lending, each.target)),
        )
        for each in sorted(held, key=lambda one: str(one.key))
    ]
    return published(BulletinOut, row, month=row.period, outlets=outlets)


def _notice(task: Work | Reading, row: Row[Any]) -> dict[str, Any]:
    return {"allowed_actions": allowed_actions(task, "notice", NOTICE_MOVES.verbs(row.state))}


def _support(task: Work | Reading, row: Row[Any]) -> dict[str, Any]:
    return {"allowed_actions": allowed_actions(task, "support", SUPPORT_MOVES.verbs(row.state))}


@router.post("/targets", status_code=201, summary="Set a target of new lending")
async def set_target(body: TargetIn, command: Command) -> TargetOut:
    """T6: of a sub-branch, an outlet or a manager for a month, a quarter or a year; a later one replaces it."""
    return published(TargetOut, await actions.set_target(command, body))


@router.get("/targets", summary="Targets, newest first")
async def list_targets(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    period: str | None = None,
    subject: Subject | None = None,
    key: str | None = None,
) -> Listed[TargetOut]:
    """Those of the caller's part of the bank."""
    wanted = select(target)
    for column, value in ((target.c.period, period), (target.c.subject, subject), (target.c.key, key)):
        if value is not None:
            wanted = wanted.where(column == value)
    filters = {"period": period, "subject": subject, "key": key}
    rows, following = await listed(query, wanted, target.c.id, limit, cursor, "targets", filters)
    return Listed(items=[published(TargetOut, row) for row in rows], next_cursor=following)


@router.get("/targets/{target_id}", summary="One target")
async def read_target(target_id: str, query: Query) -> TargetOut:
    """As it was set."""
    return published(TargetOut, await find(query.connection, target, id_in_path(target_id)))


@router.post("/market-shares", status_code=201, summary="Report the local banks' new lending of a quarter")
async def report_market_share(body: MarketShareIn, command: Command) -> MarketShareOut:
    """T6: our share and our rank follow; a later report replaces it."""
    return published(MarketShareOut, await actions.report_share(command, body))


@router.get("/market-shares", summary="Market shares, newest first")
async def list_market_shares(
    query: Query, limit: Limit = 50, cursor: Cursor = None, quarter: str | None = None
) -> Listed[MarketShareOut]:
    """Those of the caller's part of the bank."""
    wanted = select(market_share)
    if quarter is not None:
        wanted = wanted.where(market_share.c.quarter == quarter)
    filters = {"quarter": quarter}
    rows, following = await listed(query, wanted, market_share.c.id, limit, cursor, "market-shares", filters)
    return Listed(items=[published(MarketShareOut, row) for row in rows], next_cursor=following)


@router.get("/market-shares/{market_share_id}", summary="One market share")
async def read_market_share(market_share_id: str, query: Query) -> MarketShareOut:
    """With the other banks' figures."""
    return published(MarketShareOut, await find(query.connection, market_share, id_in_path(market_share_id)))


@taking_router.post("/rankings", status_code=201, summary="Take a ranking and freeze it")
async def take_ranking(body: RankingIn, request: Request, command: Command) -> RankingWholeOut:
    """T6: of a quarter or a year. While the period runs it is not final, and no letter follows from it.

    For managers collections is asked for its results; what it does not say is named in `missing`.
    """
    asked = request.state.asked
    row = await actions.freeze(command, "ranking", body.subject, body.period, "/period", asked)
    return await _whole(command, row)


@router.get("/rankings", summary="Frozen rankings, newest first")
async def list_rankings(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    period: str | None = None,
    subject: RankedSubject | None = None,
    correlation_id: CorrelationIds = None,
) -> Listed[RankingOut]:
    """With those that are commended. They are the whole bank's to see. `correlation_id` names arrears in collections:
    those rankings are answered in which they counted against somebody."""
    if period is not None:
        require_ranked(period)
    wanted, asked = store.snapshots("ranking", subject, period), sorted(set(correlation_id or ()))
    if asked:
        wanted = wanted.where(store.naming(asked))
    filters: dict[str, Any] = {"period": period, "subject": subject} | ({"correlation_id": asked} if asked else {})
    rows, following = await listed(query, wanted, snapshot.c.id, limit, cursor, "rankings", filters)
    best = await store.entries(query.connection, [row.id for row in rows], commended=True)
    items = [
        published(RankingOut, row, previous_ranking_id=row.previous_id, commended=[_entry(one) for one in best[row.id]])
        for row in rows
    ]
    return Listed(items=items, next_cursor=following)


@router.get("/rankings/{ranking_id}", summary="One frozen ranking with everybody in it")
async def read_ranking(ranking_id: str, query: Query) -> RankingWholeOut:
    """What went in, when, by which version, and the places that follow."""
    return await _whole(query, await actions.frozen(query, id_in_path(ranking_id), "ranking"))


@router.get("/rankings/{ranking_id}/recomputation", summary="Compute a frozen ranking anew from what went in")
async def recompute_ranking(ranking_id: str, query: Query) -> RecomputationOut:
    """Whether its digest, its places and the letters that came of it are those that follow."""
    row = await actions.frozen(query, id_in_path(ranking_id), "ranking")
    return RecomputationOut(id=row.id, **await actions.recompute(query, row.id))


@router.post("/bulletins", status_code=201, summary="Take a month's bulletin and freeze it")
async def take_bulletin(body: BulletinIn, command: Command) -> BulletinOut:
    """T6: every outlet's results, those without a loan included."""
    row = await actions.freeze(command, "bulletin", "outlet", body.month, "/month")
    return _bulletin(row, await actions.entries(command, row))


@router.get("/bulletins", summary="Frozen bulletins, newest first")
async def list_bulletins(
    query: Query, limit: Limit = 50, cursor: Cursor = None, month: Month | None = None
) -> Listed[BulletinOut]:
    """They are the whole bank's to see."""
    wanted = store.snapshots("bulletin", "outlet", month)
    rows, following = await listed(query, wanted, snapshot.c.id, limit, cursor, "bulletins", {"month": month})
    held = await store.entries(query.connection, [row.id for row in rows])
    return Listed(items=[_bulletin(row, held[row.id]) for row in rows], next_cursor=following)


@router.get("/bulletins/{bulletin_id}", summary="One frozen bulletin")
async def read_bulletin(bulletin_id: str, query: Query) -> BulletinOut:
    """Every outlet's results of the month."""
    row = await actions.frozen(query, id_in_path(bulletin_id), "bulletin")
    return _bulletin(row, await actions.entries(query, row))


@router.get("/notices", summary="Letters that the figures called for, newest first")
async def list_notices(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    quarter: str | None = None,
    sub_branch: str | None = None,
) -> Listed[NoticeOut]:
    """T6: reminder letters and admonitions of the caller's part of the bank."""
    wanted = select(notice)
    for column, value in ((notice.c.quarter, quarter), (notice.c.sub_branch, sub_branch)):
        if value is not None:
            wanted = wanted.where(column == value)
    filters = {"quarter": quarter, "sub_branch": sub_branch}
    rows, following = await listed(query, wanted, notice.c.id, limit, cursor, "notices", filters)
    return Listed(items=[published(NoticeOut, row, **_notice(query, row)) for row in rows], next_cursor=following)


@router.get("/notices/{notice_id}", summary="One letter")
async def read_notice(notice_id: str, query: Query) -> NoticeOut:
    """With the figures that caused it."""
    row = await actions.letter(query, id_in_path(notice_id))
    return shown(query, NoticeOut, row, **_notice(query, row))


@router.post("/notices/{notice_id}/acknowledge", summary="Answer a letter")
async def acknowledge_notice(notice_id: str, body: ReplyIn, command: Command) -> NoticeOut:
    """Once, by the branch head."""
    row = await actions.acknowledge(command, id_in_path(notice_id), body)
    return shown(command, NoticeOut, row, **_notice(command, row))


@router.get("/product-grades", summary="How each product is to be pushed")
async def list_grades(query: Query) -> list[GradeOut]:
    """T7: promote, develop or prudent, by the version in force today."""
    counts = await actions.figures(query, query.today)
    return [
        GradeOut(product=product, grade=grade, policy_version=counts.policy_version)
        for grade, products in counts.grades.items()
        for product in products
    ]


@router.post("/key-sub-branches", status_code=201, summary="Name a key or specialised sub-branch and its support")
async def name_support(body: SupportIn, command: Command) -> SupportOut:
    """T7: no more key ones than the policy says."""
    row = await actions.name_support(command, body)
    return shown(command, SupportOut, row, **_support(command, row))


@router.get("/key-sub-branches", summary="Key and specialised sub-branches, newest first")
async def list_support(query: Query, limit: Limit = 50, cursor: Cursor = None) -> Listed[SupportOut]:
    """Those of the caller's part of the bank, also those that ended."""
    rows, following = await listed(query, select(support), support.c.id, limit, cursor, "support", {})
    return Listed(items=[published(SupportOut, row, **_support(query, row)) for row in rows], next_cursor=following)


@router.get("/key-sub-branches/{sub_branch_support_id}", summary="One key or specialised sub-branch")
async def read_support(sub_branch_support_id: str, query: Query) -> SupportOut:
    """With who supports it."""
    row = await find(query.connection, support, id_in_path(sub_branch_support_id))
    return shown(query, SupportOut, row, **_support(query, row))


@router.post("/key-sub-branches/{sub_branch_support_id}/withdraw", summary="End the support of a sub-branch")
async def withdraw_support(sub_branch_support_id: str, body: WithdrawalIn, command: Command) -> SupportOut:
    """With the reason."""
    row = await actions.withdraw_support(command, id_in_path(sub_branch_support_id), body)
    return shown(command, SupportOut, row, **_support(command, row))
