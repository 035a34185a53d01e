"""What is done with reconciliations: made from the four records, signed by both departments, looked at by payments."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis import policies
from chassis.admission import Reading
from chassis.db import Database
from chassis.errors import Text
from chassis.identity import WHOLE_BANK
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work, perform_each
from services.escrow.alerts import actions as alerts
from services.escrow.alerts.rules import AlertKind
from services.escrow.ledger import actions as ledger
from services.escrow.milestones.rules import department_of
from services.escrow.progress import actions as progress
from services.escrow.projects import actions as projects
from services.escrow.reconciliation import rules, store
from services.escrow.reconciliation.rules import MOVES
from services.escrow.reconciliation.schemas import ReconciliationRules
from services.escrow.reconciliation.store import Asked, Found, Standing, reconciliation
from services.escrow.regimes import actions as regimes

KIND = "reconciliation_figures"
ALERT_OF: dict[str, AlertKind] = {
    "short": "PROCEEDS_SHORT",
    "missing": "PROCEEDS_MISSING",
    "over": "PROCEEDS_OVER",
    "unfiled": "PROCEEDS_UNFILED",
    "misdirected": "PROCEEDS_MISDIRECTED",
}
FINDING_ALERTS: list[str] = list(ALERT_OF.values())


async def reconcile(work: Work, project_id: UUID, month: str) -> Row[Any]:
    """Compare every unit's records up to the month's end, and keep what is found (E5).

    Findings open alerts, and what is cured lifts them (E2 too: mortgages lent by others). A run of the month that is
    not signed yet is superseded. Raises MonthAhead, NoAccountToReconcile.
    """
    project = await projects.get(work, project_id)
    as_of = rules.day_reached(month, work.today)
    # The account's lock makes runs, signatures and payments of one project take turns.
    account = await ledger.lock_of_project(work, project_id)
    if account is None:
        raise rules.NoAccountToReconcile
    version, figures = await _figures(work)
    asked = Asked(project_id, account.id, as_of, figures)
    identity, node = new_id(), {"sub_branch": project.sub_branch, "outlet": project.outlet}
    found, units_digest = await store.keep(work.connection, asked, identity, node)
    works = await progress.of_project(work, project_id, await regimes.figures(work, project.regime, as_of), as_of)
    before = await store.open_of_month(work.connection, project_id, month)
    if before is not None:
        await _supersede(work, before)
    made = insert(reconciliation).values(
        id=identity,
        project_id=project_id,
        account_id=account.id,
        month=month,
        as_of=as_of,
        state="open",
        units=found.units,
        expected=found.expected,
        received=found.received,
        suspense=found.suspense,
        counts=store.counts_of(found),
        sales_with_mortgage=found.with_mortgage,
        mortgages_ours=found.ours,
        mortgages_leaked=found.leaked,
        progress_status=works.status,
        progress_percent=works.confirmed_percent,
        units_digest=units_digest,
        policy_version=version,
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        **node,
    )
    row: Row[Any] = (await work.connection.execute(made.returning(reconciliation))).one()
    await work.record("reconciliation.make", row, data=_facts(row))
    if rules.is_news(month, work.today):  # what has been cured since is lifted within a minute: see `lift_cured`
        await _tell(work, project, found)
    return row


async def sign(work: Work, reconciliation_id: UUID) -> Row[Any]:
    """E5: a department puts its name to what was found; signed once both have, by two persons who did not make it.

    Raises MakerIsChecker (O3), InvalidState for one that is signed or superseded, or signed by this department already.
    """
    department = department_of(work.actor.roles)
    seen = await find(work.connection, reconciliation, reconciliation_id)
    await ledger.lock_of_project(work, seen.project_id)
    row = await find(work.connection, reconciliation, reconciliation_id, lock=True)
    other = row.personal_by if department == "corporate" else row.corporate_by
    work.not_by(row.made_by, other)
    work.match(row.version)
    state = MOVES.after(row.state, "sign")
    rules.require_unsigned(row.corporate_by if department == "corporate" else row.personal_by)
    after = await amend(
        work.connection,
        reconciliation,
        row,
        state=state if other is not None else row.state,
        **{f"{department}_by": work.actor.sub, f"{department}_at": work.now},
    )
    await work.record("reconciliation.sign", after, before=row, data=_facts(after) | {"department": department})
    return after


async def get(task: Work | Reading, reconciliation_id: UUID) -> Row[Any]:
    """One reconciliation. Raises NotFound."""
    return await find(task.connection, reconciliation, reconciliation_id)


async def look_again(work: Work, project_id: UUID) -> None:
    """Compare the records as they are today, and lift the alerts of what is cured (E5). Keeps nothing else."""
    project = await projects.get(work, project_id)
    account = await ledger.lock_of_project(work, project_id)
    if account is not None:
        _, figures = await _figures(work)
        await _tell(
            work, project, await store.look(work.connection, Asked(project_id, account.id, work.today, figures))
        )


async def lift_cured(database: Database, now: datetime) -> bool:
    """Look again at every project on which a finding stands, so that what is cured is lifted soon (E5).

    Each in a transaction of its own; one that cannot be looked at now is logged, and comes again.
    """
    async with database.transaction(WHOLE_BANK) as connection:
        found = await alerts.projects_with(connection, list(ALERT_OF.values()))
    await perform_each(database, now, found, _look_again, "a project's proceeds could not be looked at")
    return False


async def _look_again(project_id: UUID, work: Work) -> None:
    await look_again(work, project_id)


async def check(work: Work, project_id: UUID, account_id: UUID) -> tuple[bool, Text]:
    """PROCEEDS_RECONCILED: whether no finding stands now, and the last month that is due was signed by both.

    The records are compared anew only while an alert stands: what has been cured since no longer counts.
    """
    _, figures = await _figures(work)
    known = await store.standing(work.connection, project_id, FINDING_ALERTS)
    return await _judged(work, project_id, account_id, figures, known)


COUNTING, STANDING = policies.counting(KIND), store.STANDING
"""The version of the figures that counts `today`, and how `project_id` stands, with the alerts of these `kinds`, for
whoever asks them together with other things: see `told`."""


async def told(
    work: Work, project_id: UUID, account_id: UUID, figures_id: UUID, standing: Row[Any] | None
) -> tuple[bool, Text]:
    """PROCEEDS_RECONCILED, of how the project stands."""
    assert standing is not None, "it is one row of sums"
    _, figures = await _read(work, figures_id)
    return await _judged(work, project_id, account_id, figures, store.standing_of(standing))


async def _judged(
    work: Work, project_id: UUID, account_id: UUID, figures: ReconciliationRules, known: Standing
) -> tuple[bool, Text]:
    open_units = 0
    if known.alerts:
        found = await store.look(work.connection, Asked(project_id, account_id, work.today, figures))
        open_units = sum(_overdue(found).values())
    month = rules.month_due(work.today, figures.signed_within_days)
    return rules.is_reconciled(open_units, rules.is_month_done(month, known.last_signed, known.first_filed_on))


async def uncured(task: Work | Reading, project_id: UUID, account_id: UUID) -> int:
    """How many units' records do not agree today, whatever their age."""
    found = await store.look(task.connection, Asked(project_id, account_id, task.today, (await _figures(task))[1]))
    return sum(each.units for status, each in found.sums.items() if status != "matched")


async def _figures(task: Work | Reading) -> tuple[str, ReconciliationRules]:
    row = await policies.in_force(task.connection, KIND, task.today)
    return await _read(task, row.id)


async def _read(task: Work | Reading, figures_id: UUID) -> tuple[str, ReconciliationRules]:
    known = _known.get(figures_id)
    if known is None:
        row = await policies.read(task.connection, figures_id)
        known = _known[figures_id] = row.version, ReconciliationRules.model_validate(row.body)
    return known


# A version that is in force never changes: it is read once by each process.
_known: dict[UUID, tuple[str, ReconciliationRules]] = {}


async def _supersede(work: Work, before: Row[Any]) -> None:
    after = await amend(work.connection, reconciliation, before, state=MOVES.after(before.state, "supersede"))
    await work.record("reconciliation.supersede", after, before=before, data=_facts(after))


async def _tell(work: Work, project: Row[Any], found: Found) -> None:
    overdue = _overdue(found)
    state: dict[AlertKind, dict[str, Any] | None] = {
        kind: _details(found, status) if status in overdue else None for status, kind in ALERT_OF.items()
    }
    state["MORTGAGES_LEAKING"] = _leakage(found)
    await alerts.state(work, project, state)


def _overdue(found: Found) -> dict[str, int]:
    """By status, how many units were found that are old enough to tell."""
    return {
        status: each.overdue_units for status, each in found.sums.items() if status in ALERT_OF and each.overdue_units
    }


def _details(found: Found, status: str) -> dict[str, Any]:
    each = found.sums[status]
    return {
        "units": each.overdue_units,
        "difference": f"{each.difference:.2f}",
        "oldest_days": each.oldest_days,
    }


def _leakage(found: Found) -> dict[str, Any] | None:
    rate: Decimal | None = rules.capture_rate(found.ours, found.with_mortgage)
    if not found.leaked:
        return None
    return {"units": found.leaked, "sales_with_mortgage": found.with_mortgage, "capture_rate": f"{rate or 0:.4f}"}


def _facts(row: Row[Any]) -> dict[str, Any]:
    names = ("project_id", "month", "as_of", "state", "expected", "received", "suspense", "counts", "units_digest")
    return {name: getattr(row, name) for name in names}
