"""What is done with back-tests."""

import asyncio
from collections.abc import Iterator
from typing import Any, BinaryIO
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
from services.scoring.backtests.rules import FAULTS_SHOWN_MAX, NO_HISTORIES, Tally, by_reason, tally
from services.scoring.backtests.schemas import History
from services.scoring.backtests.store import backtest
from services.scoring.policies import actions as policies
from services.scoring.policies.rules import BureauFigures

UNREADABLE = Text("The line cannot be read", "无法读取该行")


async def run(work: Work, version: str, file: BinaryIO, sha256: bytes) -> Row[Any]:
    """Judge every history of an NDJSON file by a version's bureau line, drafted or active (S6).

    A file is a sample: one line that cannot be read would bend its rates unseen, so the file is then refused as a
    whole. Raises NotFound for no such version, BadInput with up to a hundred of the faults, each with its line.
    """
    lines = await policies.version(work, version)
    # In a thread, so that the requests beside it go on; it holds no lock meanwhile.
    found = await asyncio.to_thread(_judge, file, lines.bureau)
    made = insert(backtest).values(
        id=new_id(),
        policy_kind=policies.KIND,
        policy_version=lines.policy_version,
        state="completed",
        sha256=sha256,
        histories=found.histories,
        refused=found.refused,
        refused_bad=found.refused_bad,
        passed_bad=found.passed_bad,
        by_reason=[{"code": code, "cases": cases, "bad": bad} for code, cases, bad in by_reason(found)],
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


def _judge(file: BinaryIO, figures: BureauFigures) -> Tally:
    faults: list[FieldError] = []
    found = tally(_cases(file, faults), figures)
    if not faults and found.histories == 0:
        faults.append(NO_HISTORIES)
    if faults:
        raise BadInput(faults)
    return found


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
