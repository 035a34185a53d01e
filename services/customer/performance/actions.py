"""What is done to compare results: targets, market shares, frozen periods, letters and their answers (T6, T7)."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis import policies
from chassis.admission import Reading
from chassis.asking import Ask, Wanted
from chassis.audit import append, canonical
from chassis.clock import business_date
from chassis.db import Database
from chassis.errors import NotFound
from chassis.identity import EVERYWHERE, SYSTEM_ACTOR, WHOLE_BANK
from chassis.ids import new_id
from chassis.money import ZERO, from_fen, money_text
from chassis.store import amend, find
from chassis.writes import Work
from services.customer.cross_sell import actions as cross_sell
from services.customer.cross_sell.rules import days_of
from services.customer.organisation import actions as organisation
from services.customer.organisation.rules import unknown_node, unknown_person
from services.customer.performance import store
from services.customer.performance.rules import (
    NOTICE_MOVES,
    SUPPORT_MOVES,
    Collected,
    Figures,
    Inputs,
    KeySubBranchesFull,
    Placed,
    SnapshotKind,
    Subject,
    completion,
    findings,
    is_quarter,
    market,
    months_over,
    period_before,
    periods_over,
    places,
    require_begun,
    summed,
)
from services.customer.performance.schemas import (
    MarketShareIn,
    PerformanceRules,
    ReplyIn,
    SupportIn,
    TargetIn,
    WithdrawalIn,
    four_decimals,
)
from services.customer.performance.store import market_share, notice, snapshot, support, target

Months = Mapping[str, Mapping[str, Collected] | None]
"""What collections says of managers, by month; None of a month that it did not answer or has not frozen."""

KIND = "performance"
FIRST_YEAR = 1900
_COLLECTED = frozenset(Collected.__dataclass_fields__) - {"arrears"}


async def figures(task: Work | Reading, on: date) -> Figures:
    """The figures that count on a day."""
    row = await policies.in_force(task.connection, KIND, on)
    return PerformanceRules.model_validate(row.body).figures(row.version)


async def figures_named(task: Work | Reading, version: str) -> Figures:
    """The figures of a version. Raises NotFound."""
    row = await policies.find(task, KIND, version)
    return PerformanceRules.model_validate(row.body).figures(row.version)


async def _node(work: Work, code: str, kind: str, pointer: str) -> dict[str, str]:
    try:
        row = await organisation.get_node(work, code)
    except NotFound:
        raise unknown_node(pointer) from None
    if row.kind != kind:
        raise unknown_node(pointer)
    return {"sub_branch": row.sub_branch, "outlet": row.outlet}


async def _person(work: Work, sub: str, pointer: str) -> dict[str, str]:
    try:
        row = await organisation.get_staff(work, sub)
    except NotFound:
        raise unknown_person(pointer) from None
    return {"sub_branch": row.sub_branch, "outlet": row.outlet}


async def set_target(work: Work, body: TargetIn) -> Row[Any]:
    """Set how much new lending is expected; a later target for the same replaces it. Raises BadInput."""
    of_person = body.subject == "account_manager"
    node = await (_person(work, body.key, "/key") if of_person else _node(work, body.key, body.subject, "/key"))
    made = {"id": new_id(), "made_by": work.actor.sub, "made_at": work.now}
    row = await store.add(work.connection, target, **(body.model_dump() | made | node))
    told = {"subject": row.subject, "key": row.key, "period": row.period, "new_lending": row.new_lending}
    await work.record("target.set", row, data=told)
    return row


async def report_share(work: Work, body: MarketShareIn) -> Row[Any]:
    """Write down what the local banks lent in a quarter; a later report replaces it. Raises BadInput."""
    node = await _node(work, body.sub_branch, "sub_branch", "/sub_branch")
    share, rank = market(body.own_new_lending, [each.new_lending for each in body.others])
    row = await store.add(
        work.connection,
        market_share,
        id=new_id(),
        quarter=body.quarter,
        own_new_lending=body.own_new_lending,
        others=[each.model_dump(mode="json") for each in body.others],
        share=share,
        share_rank=rank,
        made_by=work.actor.sub,
        made_at=work.now,
        **node,
    )
    told = {"quarter": row.quarter, "share": four_decimals(row.share), "share_rank": row.share_rank}
    await work.record("market_share.report", row, data=told)
    return row


async def freeze(
    work: Work, kind: SnapshotKind, subject: Subject, period: str, pointer: str, asked: Months | None = None
) -> Row[Any]:
    """Take a ranking or a bulletin as it is now and keep it with all that went in. Raises BadInput, Wanted.

    What is reported later changes nothing of it; the period may be taken again, and the newest counts. Letters follow
    from a quarter's ranking of the sub-branches once the quarter is over. `asked` is what collections says of managers
    in the months that are over.
    """
    begins, ends = days_of(period)
    require_begun(pointer, begins, work.today)
    over = months_over(begins, ends, work.today) if subject == "account_manager" else None
    if over and asked is None:
        raise Wanted("collections", tuple(over))
    collected = {month: answer for month in over or () if (answer := (asked or {}).get(month))}
    await store.take_turns(work.connection, "result_snapshot")
    counts = await figures(work, min(work.today, ends - timedelta(days=1)))
    previous = await store.latest_final(work.connection, kind, subject, period_before(period))
    said = summed(collected)
    inputs = await _inputs(work, subject, period, previous, said)
    placed = places(inputs, counts.commended(subject), counts.commended_cure_rate_at_least)
    brought = await _brought(work, subject, period) if kind == "bulletin" else {}
    row = await store.add(
        work.connection,
        snapshot,
        id=new_id(),
        kind=kind,
        subject=subject,
        period=period,
        final=work.today >= ends,
        policy_version=counts.policy_version,
        previous_id=previous.id if previous is not None else None,
        inputs_digest=digest(inputs),
        loans=sum(each.loans for each in inputs),
        made_by=work.actor.sub,
        made_at=work.now,
        collections_months=None if over is None else sorted(collected),
        missing=["collections"] if len(collected) < len(over or ()) else [],
    )
    nothing = (0, ZERO) if kind == "bulletin" else (None, None)
    held = [
        vars(each)
        | vars(placed[each.key])
        | dict(zip(("products_taken_up", "added_contribution"), brought.get(each.key, nothing), strict=True))
        | {"snapshot_id": row.id}
        for each in inputs
    ]
    await store.add_entries(work.connection, held)
    named = {each.key: said[each.key].arrears for each in inputs if each.key in said}
    await store.add_arrears(work.connection, row.id, named)
    told = {"subject": subject, "period": period, "final": row.final, "inputs_digest": row.inputs_digest}
    await append(work.connection, work.actor, work.now, f"{kind}.freeze", row.id, WHOLE_BANK, after=row, data=told)
    if row.final and subject == "sub_branch" and is_quarter(period):
        await _issue(work, row, inputs, placed, counts)
    return row


async def _inputs(
    work: Work, subject: Subject, period: str, previous: Row[Any] | None, collected: Mapping[str, Collected]
) -> list[Inputs]:
    lent = await cross_sell.lending(work, subject, period)
    targets = await store.targets(work.connection, subject, period)
    before = await _places_before(work, subject, period, previous)
    of_market = subject == "sub_branch" and is_quarter(period)
    shares = await store.shares(work.connection, period) if of_market else {}
    shares_before = await store.shares(work.connection, period_before(period)) if of_market else {}
    everybody = lent.keys() | targets.keys()
    if subject != "account_manager":
        column = 0 if subject == "sub_branch" else 1
        everybody |= {place[column] for place in await organisation.outlets(work)}
    return [
        Inputs(
            key,
            *lent.get(key, (0, ZERO)),
            targets.get(key),
            before.get(key),
            shares[key].share if key in shares else None,
            shares_before[key].share if key in shares_before else None,
            shares[key].share_rank if key in shares else None,
            **(_figures(collected[key]) if key in collected else {}),
        )
        for key in sorted(everybody)
    ]


def _figures(of: Collected) -> dict[str, Any]:
    return dict(of.figures)


async def _places_before(work: Work, subject: Subject, period: str, previous: Row[Any] | None) -> dict[str, int]:
    """The places of the period before, as frozen; where it never was, as its loans are known now.

    Who had no loan then has no place to fall from.
    """
    if subject == "outlet" or days_of(period)[0].year <= FIRST_YEAR:
        return {}
    if previous is not None:
        held = (await store.entries(work.connection, [previous.id]))[previous.id]
        return {each.key: each.place for each in held if each.new_lending > 0}
    lent = await cross_sell.lending(work, subject, period_before(period))
    placed = places([Inputs(key, *each) for key, each in lent.items()], 0)
    return {key: one.place for key, one in placed.items()}


async def _brought(work: Work, subject: Subject, period: str) -> dict[str, tuple[int, Any]]:
    rows = await cross_sell.results(work, subject, *days_of(period))
    return {row.key: (int(row.products_taken_up), from_fen(int(row.added_fen))) for row in rows}


def digest(inputs: Sequence[Inputs]) -> str:
    """SHA-256 over what went in, in the order of keys. What collections did not say is not in it."""
    went_in = [
        {name: value for name, value in vars(each).items() if value is not None or name not in _COLLECTED}
        for each in sorted(inputs, key=lambda one: one.key)
    ]
    return hashlib.sha256(canonical(went_in)).hexdigest()


async def _issue(
    work: Work, row: Row[Any], inputs: Sequence[Inputs], placed: dict[str, Placed], counts: Figures
) -> None:
    for each in inputs:
        place = placed[each.key].place
        for found in findings(each, place, counts):
            letter = await store.add_notice(
                work.connection,
                id=new_id(),
                kind=found.kind,
                addressee=found.addressee,
                quarter=row.period,
                causes=list(found.causes),
                figures=told_figures(each, place),
                ranking_id=row.id,
                policy_version=counts.policy_version,
                state="issued",
                made_at=work.now,
                version=1,
                sub_branch=each.key,
                outlet=EVERYWHERE,
            )
            if letter is not None:
                told = {"kind": letter.kind, "quarter": letter.quarter, "causes": letter.causes}
                await work.record("notice.issue", letter, data=told)


def told_figures(of: Inputs, place: int) -> dict[str, Any]:
    """The figures that a letter tells, as they stand in JSON."""
    return {
        "place": place,
        "previous_place": of.previous_place,
        "new_lending": money_text(of.new_lending),
        "target": None if of.target is None else money_text(of.target),
        "completion": four_decimals(completion(of.new_lending, of.target)),
        "market_share": four_decimals(of.share),
        "previous_market_share": four_decimals(of.previous_share),
        "market_share_rank": of.share_rank,
    }


async def frozen(task: Work | Reading, snapshot_id: UUID, kind: SnapshotKind) -> Row[Any]:
    """A ranking, or a bulletin. Raises NotFound."""
    row = await find(task.connection, snapshot, snapshot_id)
    if row.kind != kind:
        raise NotFound
    return row


async def entries(task: Work | Reading, row: Row[Any]) -> Sequence[Row[Any]]:
    """What a ranking or bulletin holds, by place."""
    return (await store.entries(task.connection, [row.id]))[row.id]


async def letter(task: Work | Reading, notice_id: UUID) -> Row[Any]:
    """A letter. Raises NotFound."""
    return await find(task.connection, notice, notice_id)


async def recompute(task: Reading, snapshot_id: UUID) -> dict[str, bool]:
    """Whether digest, places and letters follow from the frozen inputs by the version named. Raises NotFound."""
    row = await find(task.connection, snapshot, snapshot_id)
    held = (await store.entries(task.connection, [row.id]))[row.id]
    counts = await figures_named(task, row.policy_version)
    inputs = [Inputs(**{name: getattr(each, name) for name in Inputs.__dataclass_fields__}) for each in held]
    placed = places(inputs, counts.commended(row.subject), counts.commended_cure_rate_at_least)
    letters = await store.notices_for(task.connection, row.period)
    wanted = {
        (each.key, found.kind): (list(found.causes), told_figures(each, placed[each.key].place))
        for each in inputs
        for found in findings(each, placed[each.key].place, counts)
        if row.final and row.subject == "sub_branch" and is_quarter(row.period)
    }
    own = {(one.sub_branch, one.kind): (one.causes, one.figures) for one in letters if one.ranking_id == row.id}
    sent = {(one.sub_branch, one.kind) for one in letters}
    return {
        "digest_agrees": digest(inputs) == row.inputs_digest,
        "places_agree": all(placed[each.key] == Placed(each.place, each.commended) for each in held),
        "notices_agree": wanted.keys() <= sent and all(wanted.get(which) == letter for which, letter in own.items()),
    }


async def freeze_ended(database: Database, now: datetime, ask: Ask | None = None) -> bool:
    """The timed job: the month, quarter and year that are over for some days are frozen once, where there are loans.

    Collections is asked by `ask` before a ranking of managers, with no transaction open; without it its results are
    missing.
    """
    async with database.transaction(WHOLE_BANK) as connection:
        counts = await figures(Work(connection, SYSTEM_ACTOR, now), business_date(now))
    month, quarter, year = periods_over(business_date(now), counts.freeze_after_days)
    wanted: list[tuple[SnapshotKind, Subject, str]] = [("bulletin", "outlet", month)]
    for period in (quarter, year):
        wanted += [("ranking", "sub_branch", period), ("ranking", "account_manager", period)]
    for kind, subject, period in wanted:
        async with database.transaction(WHOLE_BANK) as connection:
            if not await _is_due(Work(connection, SYSTEM_ACTOR, now), kind, subject, period):
                continue
        asked: Months = {}
        if subject == "account_manager" and ask is not None:
            asked = await ask(months_over(*days_of(period), business_date(now)), SYSTEM_ACTOR)
        async with database.transaction(WHOLE_BANK) as connection:
            work = Work(connection, SYSTEM_ACTOR, now)
            await store.take_turns(connection, "result_snapshot")
            if await _is_due(work, kind, subject, period):
                await freeze(work, kind, subject, period, "/period", asked)
    return False


async def _is_due(work: Work, kind: SnapshotKind, subject: Subject, period: str) -> bool:
    known = await store.latest_final(work.connection, kind, subject, period)
    return known is None and bool(await cross_sell.lending(work, subject, period))


async def acknowledge(work: Work, notice_id: UUID, body: ReplyIn) -> Row[Any]:
    """Answer a letter. Raises NotFound, InvalidState."""
    row = await find(work.connection, notice, notice_id, lock=True)
    state = NOTICE_MOVES.after(row.state, "acknowledge")
    answered = {"reply": body.reply, "acknowledged_by": work.actor.sub, "acknowledged_at": work.now}
    after = await amend(work.connection, notice, row, state=state, **answered)
    await work.record("notice.acknowledge", after, before=row, data={"kind": row.kind, "quarter": row.quarter})
    return after


async def name_support(work: Work, body: SupportIn) -> Row[Any]:
    """Name a key or specialised sub-branch and who supports it (T7). Raises BadInput, KeySubBranchesFull, Conflict."""
    node = await _node(work, body.sub_branch, "sub_branch", "/sub_branch")
    await _person(work, body.supporter, "/supporter")
    counts = await figures(work, work.today)
    if body.kind == "key":
        await store.take_turns(work.connection, "key_sub_branches")
        if await store.key_sub_branches(work.connection) >= counts.key_sub_branches_max:
            raise KeySubBranchesFull
    made = {"id": new_id(), "state": "named", "named_on": work.today, "made_by": work.actor.sub, "made_at": work.now}
    row = await store.add(work.connection, support, **(body.model_dump() | made | {"version": 1} | node))
    await work.record("support.name", row, data={"kind": row.kind, "speciality": row.speciality})
    return row


async def withdraw_support(work: Work, support_id: UUID, body: WithdrawalIn) -> Row[Any]:
    """End it. Raises NotFound, InvalidState."""
    row = await find(work.connection, support, support_id, lock=True)
    work.match(row.version)
    state = SUPPORT_MOVES.after(row.state, "withdraw")
    ended = {"withdrawn_reason": body.reason, "withdrawn_by": work.actor.sub, "withdrawn_at": work.now}
    after = await amend(work.connection, support, row, state=state, **ended)
    await work.record("support.withdraw", after, before=row, data={"kind": row.kind, "speciality": row.speciality})
    return after
