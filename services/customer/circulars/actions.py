"""What stands on each paper: gathered from what was frozen, with the names of who and what stands in it (T6)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.admission import Reading
from chassis.clock import business_date
from chassis.money import ZERO
from chassis.papers import Column, Paper
from services.customer.circulars import rules
from services.customer.circulars.rules import said
from services.customer.organisation import actions as organisation
from services.customer.performance import actions as performance
from services.customer.performance.rules import completion, cure_rate


async def bulletin(task: Reading, bulletin_id: UUID) -> tuple[str, Paper]:
    """A month's bulletin: every outlet, and all together. Raises NotFound."""
    row = await performance.frozen(task, bulletin_id, "bulletin")
    held = sorted(await performance.entries(task, row), key=lambda one: str(one.key))
    names = await organisation.names(task, nodes=[each.key for each in held])
    zh = task.chinese
    columns = [
        Column(said(rules.OUTLET, zh), width=24),
        Column(said(rules.LOANS, zh), "count", 8),
        Column(said(rules.LENT, zh), "money", 18),
        Column(said(rules.TARGET, zh), "money", 18),
        Column(said(rules.COMPLETION, zh), "share", 10),
        Column(said(rules.TAKEN_UP, zh), "count", 16),
        Column(said(rules.ADDED, zh), "money", 16),
    ]
    lines = [_outlet(names.get(each.key, each.key), [each]) for each in held]
    if held:
        lines.append(_outlet(said(rules.TOTAL, zh), held))
    paper = _frozen(task, row, said(rules.BULLETIN, zh), columns, lines, frozenset({len(held)}))
    return f"bulletin-{row.period}", paper


def _outlet(name: str, held: Sequence[Row[Any]]) -> list[Any]:
    targets = [each.target for each in held]
    target = None if None in targets else sum(targets, ZERO)
    lent = sum((each.new_lending for each in held), ZERO)
    return [
        name,
        sum(each.loans for each in held),
        lent,
        target,
        completion(lent, target),
        sum(each.products_taken_up for each in held),
        sum((each.added_contribution for each in held), ZERO),
    ]


async def ranking(task: Reading, ranking_id: UUID) -> tuple[str, Paper]:
    """A ranking with everybody in it, those commended marked. Raises NotFound."""
    row = await performance.frozen(task, ranking_id, "ranking")
    held = await performance.entries(task, row)
    keys = [each.key for each in held]
    of_branches, zh = row.subject == "sub_branch", task.chinese
    names = await organisation.names(task, **{"nodes" if of_branches else "people": keys})
    columns = [
        Column(said(rules.PLACE, zh), "count", 8),
        Column(said(rules.WHO[row.subject], zh), width=24),
        Column(said(rules.LOANS, zh), "count", 8),
        Column(said(rules.LENT, zh), "money", 18),
        Column(said(rules.TARGET, zh), "money", 18),
        Column(said(rules.COMPLETION, zh), "share", 10),
        Column(said(rules.PLACE_BEFORE, zh), "count", 10),
    ]
    share, count = (rules.SHARE, rules.SHARE_RANK) if of_branches else (rules.CURED, rules.HELD_TO_ACCOUNT)
    columns += [Column(said(share, zh), "share", 10), Column(said(count, zh), "count", 12)]
    columns.append(Column(said(rules.REMARK, zh), width=12))
    lines = [
        [
            each.place,
            names.get(each.key, each.key),
            each.loans,
            each.new_lending,
            each.target,
            completion(each.new_lending, each.target),
            each.previous_place,
            *([each.share, each.share_rank] if of_branches else [_cured(each), each.reviews_accountable]),
            said(rules.COMMENDED, zh) if each.commended else "",
        ]
        for each in held
    ]
    marked = frozenset(number for number, each in enumerate(held) if each.commended)
    name = f"ranking-{row.subject}-{row.period}".replace("_", "-")
    return name, _frozen(task, row, said(rules.RANKINGS[row.subject], zh), columns, lines, marked)


def _cured(row: Row[Any]) -> Decimal | None:
    return cure_rate(row.cases_cured, row.cases_open)


def _frozen(
    task: Reading,
    row: Row[Any],
    title: str,
    columns: Sequence[Column],
    lines: Sequence[Sequence[Any]],
    marked: frozenset[int],
) -> Paper:
    zh = task.chinese
    return Paper(
        title,
        rules.period_named(row.period, zh),
        columns,
        lines,
        zh,
        caption=said(rules.YUAN, zh),
        signed=rules.signed(business_date(row.made_at), final=row.final, chinese=zh),
        notes=[
            *rules.not_in_it(row.missing, zh),
            *rules.provenance(row.id, row.policy_version, rules.by_digest(row.inputs_digest, row.made_by), chinese=zh),
        ],
        marked=marked,
    )


async def letter(task: Reading, notice_id: UUID) -> tuple[str, Paper]:
    """A reminder or an admonition, with the figures that called for it. Raises NotFound."""
    row = await performance.letter(task, notice_id)
    names, zh, told = await organisation.names(task, nodes=[row.sub_branch]), task.chinese, row.figures
    branch = names.get(row.sub_branch, row.sub_branch)
    columns = [
        Column(said(rules.FIGURE, zh), width=24),
        Column(said(rules.VALUE, zh), width=20),
        Column(said(rules.BEFORE, zh), width=20),
    ]
    lines = [
        [said(rules.LENT, zh), _money(told["new_lending"]), None],
        [said(rules.TARGET, zh), _money(told["target"]), None],
        [said(rules.COMPLETION, zh), _share(told["completion"]), None],
        [said(rules.PLACE, zh), told["place"], told["previous_place"]],
        [said(rules.SHARE, zh), _share(told["market_share"]), _share(told["previous_market_share"])],
        [said(rules.SHARE_RANK, zh), told["market_share_rank"], None],
    ]
    paper = Paper(
        said(rules.LETTERS[row.kind], zh),
        f"{branch} {rules.period_named(row.quarter, zh)}",
        columns,
        lines,
        zh,
        caption=said(rules.YUAN, zh),
        to=said(rules.ADDRESSEES[row.addressee], zh).format(branch=branch),
        body=rules.sentences(row.kind, row.causes, told, row.quarter, chinese=zh),
        signed=rules.signed(business_date(row.made_at), final=True, chinese=zh),
        notes=rules.provenance(row.id, row.policy_version, rules.by_ranking(row.ranking_id), chinese=zh),
    )
    return f"{row.kind}-{row.sub_branch}-{row.quarter}", paper


def _money(amount: str | None) -> str | None:
    return None if amount is None else f"{Decimal(amount):,.2f}"


def _share(share: str | None) -> str | None:
    return None if share is None else f"{Decimal(share) * 100:.2f}%"
