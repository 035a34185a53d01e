"""What the tests of the journal and of its chain share: somebody who writes, and the sequencer run by hand."""

import uuid
from datetime import UTC, datetime
from typing import Any

from chassis.db import Database
from chassis.events import HeadFile
from chassis.identity import WHOLE_BANK
from chassis.jobs import Sequencer
from tests.chassis.house import a_thing
from tests.support.running import Running
from tests.support.sql import Sql, wait_for

INSERT = (
    "INSERT INTO audit_record (recorded_at, actor, actor_name, action, resource_type, resource, sub_branch, outlet, "
    "request_id, traceparent, data) VALUES (now(), 'x', 'X', $1, 'thing', gen_random_uuid(), 'lanshan', 'ls-1', "
    "'r', '', '{}')"
)


def heads_of(service: Running) -> HeadFile:
    assert service.settings.audit_head_file
    assert service.settings.service_key_file
    return HeadFile(service.settings.audit_head_file, service.settings.service_key_file)


def seal(service: Running, sequencer: Sequencer | None = None) -> int:
    """Run the sequencer until all that was committed is sealed; answers how often it sealed something.

    It has to wait for every older transaction of the whole server, those in the databases of other tests included.
    """
    database: Database = service.client.app.state.service.database  # type: ignore[attr-defined]
    portal = service.client.portal
    assert portal is not None

    async def unsealed() -> int:
        async with database.transaction(WHOLE_BANK) as connection:
            found = await connection.exec_driver_sql(
                "SELECT (SELECT count(*) FROM audit_record) - (SELECT count(*) FROM audit_chain)"
            )
            return int(found.scalar_one())

    runs = 0

    def all_sealed() -> bool:
        nonlocal runs
        runs += run_sequencer(service, sequencer)
        return bool(portal.call(unsealed) == 0)

    wait_for(all_sealed, "the seal of every record")
    return runs


def run_sequencer(service: Running, sequencer: Sequencer | None = None) -> int:
    """Run the sequencer until it has nothing to do now; answers how often it sealed something."""
    database: Database = service.client.app.state.service.database  # type: ignore[attr-defined]
    job, runs = sequencer or Sequencer(None), 0
    portal = service.client.portal
    assert portal is not None
    while portal.call(job.run, database, datetime.now(UTC)):
        runs += 1
    return runs


def things(service: Running, count: int, branch: str = "ls") -> list[str]:
    manager = service.staff(f"{branch}-manager-1")
    return [manager.do("/v1/things", a_thing(f"{branch}-{uuid.uuid4()}"))["id"] for _ in range(count)]


def verified(service: Running) -> dict[str, Any]:
    found: dict[str, Any] = service.staff("auditor").see("/v1/audit-chain/verification")
    return found


def sealed(sql: Sql) -> list[str]:
    """The actions in the order in which they were sealed."""
    rows = sql.rows("SELECT seq, action FROM audit_chain JOIN audit_record ON id = record_id ORDER BY seq")
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    return [row["action"] for row in rows]
