"""Which figures of the gate count."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from cachetools import LRUCache
from sqlalchemy import Row, select

from chassis import policies
from chassis.admission import Reading
from chassis.errors import BadInput
from chassis.writes import Work
from services.scoring.decision_tables import rules as tables
from services.scoring.policies.rules import (
    BureauFigures,
    CommitteeFigures,
    ExposureFigures,
    OwnBankFigures,
    RedLines,
    ReportFigures,
    cap_faults,
    class_faults,
    committee_faults,
    section_faults,
    window_faults,
)
from services.scoring.policies.schemas import CommitteeRules, Counted, ExposureRules, RedLineRules

KIND = "red_lines"
SECTIONS = ("report", "exposure", "committee", "warnings")

# A version is never changed, so what was read of it stays true.
_known: LRUCache[UUID, RedLines] = LRUCache(maxsize=256)


def require_sound(rules: RedLineRules) -> None:
    """Raises BadInput for a draft whose figures make no sense together: a line that nobody can cross (S5), a table
    with unreachable rows, gaps or overlaps, a cap that rises with worse history (S2, S6), no majority (S4).
    """
    bureau = rules.bureau
    faults = class_faults(bureau.bad_classes) + window_faults(bureau.in_all, bureau.in_all_of)
    faults += section_faults([section for section in SECTIONS if getattr(rules, section) is None])
    if rules.exposure is not None:
        faults += cap_faults(_caps(rules.exposure))
    if rules.committee is not None:
        faults += committee_faults(_committee(rules.committee))
    if faults:
        raise BadInput(faults)


async def in_force(task: Work | Reading, on: date) -> RedLines:
    """The figures that count on a day, with their policy version."""
    return _read(await policies.in_force(task.connection, KIND, on))


async def version(task: Work | Reading, name: str) -> RedLines:
    """The figures of one version, drafted or active (S6). Raises NotFound."""
    return _read(await policies.find(task, KIND, name))


async def of_id(task: Work | Reading, policy_id: UUID) -> RedLines:
    """The figures of a version by its id, mostly without asking the database."""
    if policy_id not in _known:
        wanted = select(policies.policy).where(policies.policy.c.id == policy_id)
        return _read((await task.connection.execute(wanted)).one())
    return _known[policy_id]


def known(policy_id: UUID) -> RedLines | None:
    """The figures of a version that this process has read already."""
    found: RedLines | None = _known.get(policy_id)
    return found


def _read(row: Row[Any]) -> RedLines:
    if row.id not in _known:
        _known[row.id] = figures(row.version, RedLineRules.model_validate(row.body))
    return _known[row.id]


def figures(name: str, found: RedLineRules) -> RedLines:
    """A version's figures, as the rules read them."""
    bureau, own_bank, report = found.bureau, found.own_bank, found.report
    return RedLines(
        policy_version=name,
        bureau=BureauFigures(
            bureau.in_a_row, bureau.behind, bureau.in_all, bureau.in_all_of, frozenset(bureau.bad_classes)
        ),
        own_bank=OwnBankFigures(own_bank.days_over, own_bank.in_all),
        report=None if report is None else ReportFigures(report.age_days_max, report.adverse_years),
        exposure=None if found.exposure is None else _exposure(found.exposure),
        committee=None if found.committee is None else _committee(found.committee),
        warning_days_max=None if found.warnings is None else found.warnings.days_max,
    )


def _exposure(found: ExposureRules) -> ExposureFigures:
    return ExposureFigures(
        caps=_caps(found),
        own_lenders=tuple(name.casefold() for name in found.own_lenders),
        secured_products=frozenset(found.secured_products),
        reserved_days=found.reserved_days,
    )


def _caps(found: ExposureRules) -> tuple[tables.Row, ...]:
    return tuple(tables.Row((_span(row.months_behind), _span(row.enquiries)), row.cap) for row in found.caps)


def _span(found: Counted) -> tables.Span:
    return tables.Span(Decimal(found.at_least), None if found.below is None else Decimal(found.below))


def _committee(found: CommitteeRules) -> CommitteeFigures:
    return CommitteeFigures(found.members, found.quorum, found.majority, found.deadline_days)
