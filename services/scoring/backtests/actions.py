"""What is done with back-tests."""

from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Row, insert

from chassis import audit
from chassis.admission import Reading
from chassis.errors import BadInput, FieldError, Text
from chassis.identity import EVERYWHERE, Scope
from chassis.ids import new_id
from chassis.imports.lines import ndjson
from chassis.problems import bad_input
from chassis.store import find
from chassis.writes import Work
from services.scoring.backtests.rules import FAULTS_SHOWN_MAX, NO_HISTORIES, Tally, by_months, by_reason, tally
from services.scoring.backtests.schemas import History
from services.scoring.backtests.store import backtest
from services.scoring.policies import actions as policies
from services.scoring.policies.rules import RedLines

UNREADABLE = Text("The line cannot be read", "无法读取该行")


class Judged(NamedTuple):
    """A whole file by the bureau line of one version, and up to a hundred faults of its lines."""

    policy_version: str
    sha256: bytes
    tally: Tally
    faults: list[FieldError]


def judge(file: BinaryIO, sha256: bytes, lines: RedLines) -> Judged:
    """Judge every history of an NDJSON file by a version's bureau line alone (S6). Takes seconds for a large one."""
    faults: list[FieldError] = []
    found = tally(_cases(file, faults), lines.bureau)
    if not faults and found.histories == 0:
        faults.append(NO_HISTORIES)
    return Judged(lines.policy_version, sha256, found, faults)


async def keep(work: Work, judged: Judged) -> Row[Any]:
    """Keep what a version, drafted or active, would have done to a file of past cases (S6).

    A file is a sample: one line that cannot be read would bend its rates unseen, so the file is then refused as a
    whole. Raises BadInput with the faults, each with its line.
    """
    if judged.faults:
        raise BadInput(judged.faults)
    found = judged.tally
    made = insert(backtest).values(
        id=new_id(),
        policy_kind=policies.KIND,
        policy_version=judged.policy_version,
        state="completed",
        sha256=judged.sha256,
        histories=found.histories,
        refused=found.refused,
        refused_bad=found.refused_bad,
        passed_bad=found.passed_bad,
        by_reason=[{"code": code, "cases": cases, "bad": bad} for code, cases, bad in by_reason(found)],
        by_months=[{"months": months, "cases": cases, "bad": bad} for months, cases, bad in by_months(found)],
        made_by=work.actor.sub,
        made_at=work.now,
    )
    row: Row[Any] = (await work.connection.execute(made.returning(backtest))).one()
    node = Scope(work.actor.sub_branch or EVERYWHERE, work.actor.outlet or EVERYWHERE)
    facts = {"policy_version": row.policy_version, "histories": row.histories, "refused": row.refused}
    await audit.append(
        work.connection, work.actor, work.now, "backtest.run", row.id, node, before=None, after=row, data=facts
    )
    return row


async def get(task: Work | Reading, backtest_id: UUID) -> Row[Any]:
    """One back-test. Raises NotFound."""
    return await find(task.connection, backtest, backtest_id)


def _cases(file: BinaryIO, faults: list[FieldError]) -> Iterator[tuple[str, bool]]:
    for line in ndjson(file):
        if line.content is None:
            faults.append(FieldError(f"/{line.number}", line.fault or "LINE_UNREADABLE", UNREADABLE))
        else:
            try:
                history = History.model_validate_json(line.content)
            except ValidationError as error:
                faults += _at_line(line.number, error)
            else:
                yield history.status_24m, history.defaulted
        if len(faults) >= FAULTS_SHOWN_MAX:
            return


def _at_line(number: int, error: ValidationError) -> list[FieldError]:
    found = bad_input(error.errors(include_input=False, include_url=False)).errors
    return [FieldError(f"/{number}{fault.pointer}", fault.code, fault.message) for fault in found]
