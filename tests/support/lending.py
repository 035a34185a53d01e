"""Builders for collections: loans, repayments and closes, so that a test says only what matters to it."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from chassis.clock import Clock
from chassis.db import Database as Pool
from chassis.jobs import Queue
from chassis.personal import draw_keys
from chassis.settings import ServiceSettings
from services.collections import jobs
from services.collections.app import create
from tests.support.building import reference
from tests.support.forking import Program, program
from tests.support.postgres import Database
from tests.support.running import Running, running
from tests.support.sql import connected

CORE = "core-banking"
FIRST_CLOSE = date(2026, 3, 1)


def collections_running(database: Database, directory: Path) -> AbstractContextManager[Running]:
    """Collections in this process on that database, with keys for the people of its loans."""

    def made(settings: ServiceSettings, clock: Clock) -> FastAPI:
        return create(with_personal_keys(settings, directory), clock)

    return running("collections", made, database, directory)


def with_personal_keys(settings: ServiceSettings, directory: Path) -> ServiceSettings:
    """The settings with fresh keys for the people of loans, kept in that directory."""
    keys = directory / "personal.json"
    keys.touch(mode=0o600)
    keys.write_text(json.dumps(draw_keys()))
    return settings.model_copy(update={"personal_keys_file": keys})


def keyed(service: Running) -> ServiceSettings:
    """The settings of a running collections service, as its worker has them."""
    assert service.settings.service_key_file is not None
    return service.settings.model_copy(
        update={"personal_keys_file": service.settings.service_key_file.parent / "personal.json"}
    )


def instalments(*due: tuple[date, str] | tuple[date, str, str], **common: Any) -> list[dict[str, Any]]:
    """Instalments of (due date, principal) or (due date, principal, interest), numbered from 1."""
    return [
        {
            "number": number,
            "due_date": f"{each[0]}",
            "principal": each[1],
            "interest": each[2] if len(each) > 2 else "0.00",
        }
        | common
        for number, each in enumerate(due, 1)
    ]


def a_loan(*due: tuple[date, str] | tuple[date, str, str], branch: str = "ls", **changes: Any) -> dict[str, Any]:
    """A loan as core banking reports it, with those instalments."""
    plan = instalments(*(due or ((date(2030, 1, 20), "1000.00"),)))
    plan = changes.pop("instalments", plan)
    return {
        "external_ref": reference("L"),
        "customer_ref": reference("C"),
        "product": "operating",
        "principal": f"{sum((Decimal(each['principal']) for each in plan), Decimal('0.00'))}",
        "disbursed_on": "2024-01-05",
        "matures_on": plan[-1]["due_date"],
        "sub_branch": {"ls": "lanshan", "sz": "shizhong"}[branch],
        "outlet": f"{branch}-1",
        "account_manager": f"{branch}-manager-1",
        "originated_by": "outlet",
        "borrower": {"name": "王小明", "phone": "13800000001"},
        "guarantors": [
            {
                "name": "李大山",
                "phone": "13800000002",
                "family": [{"name": "李小山", "phone": "13800000003", "relation": "sibling", "consented": True}],
            }
        ],
        "instalments": plan,
    } | changes


def book(service: Running, loan: dict[str, Any]) -> Any:
    """Report a loan; answers it as it is."""
    return service.staff(CORE).do("/v1/loans", loan)


def repay(service: Running, loan: dict[str, Any], amount: str, paid_on: date, **changes: Any) -> Any:
    """Report a repayment; answers it."""
    body = {"loan_ref": loan["external_ref"], "bank_ref": reference("R"), "paid_on": f"{paid_on}", "amount": amount}
    return service.staff(CORE).do("/v1/repayments", body | changes)


def reverse(service: Running, repayment: dict[str, Any]) -> Any:
    """Take a repayment back; answers it."""
    return service.staff(CORE).do(f"/v1/repayments/{repayment['id']}/reverse", {"reason": "returned"})


def last_close(service: Running) -> date | None:
    """The latest date that was closed or asked for."""
    items = service.staff(CORE).see("/v1/day-closes", limit=1)["items"]
    return date.fromisoformat(items[0]["business_date"]) if items else None


def a_later_date(service: Running, days: int = 1) -> date:
    """Closes move forward only: a date after the last one, the next one unless told otherwise."""
    return (last_close(service) or FIRST_CLOSE) + timedelta(days=days)


def close(service: Running, day: date) -> Any:
    """Close a date and whatever was missed before it, as the worker would; answers the result."""
    service.staff(CORE).do("/v1/day-closes", {"business_date": f"{day}"}, expect=(200, 202))
    drain(service)
    done = service.staff(CORE).see(f"/v1/day-closes/{day}")
    assert done["state"] == "completed", done
    return done


def recompute(service: Running, day: date, name: str = "ls-risk", **more: Any) -> tuple[Any, list[Any]]:
    """Have a date recomputed, as the worker would; answers the result and what differed."""
    asked = service.staff(name).do(f"/v1/day-closes/{day}/recompute", {"reason": "audit"} | more, expect=202)
    drain(service)
    done = service.staff("auditor").see(f"/v1/recomputations/{asked['id']}")
    assert done["state"] == "completed", done
    return done, service.staff("auditor").see(f"/v1/recomputations/{asked['id']}/differences")["items"]


def activate(service: Running, path: str, rules: dict[str, Any], effective_from: str) -> str:
    """Have figures count from a day on: made by one risk officer, activated by another."""
    version = reference("v")
    body = {"version": version, "effective_from": effective_from, "rules": rules}
    service.staff("ls-risk").do(path, body, expect=201)
    service.staff("ls-risk-2").do(f"{path}/{version}/activate")
    return version


def classes_by(service: Running, **changes: int) -> None:
    """Have risk classes counted by other figures than the defaults, so that a test need not close a year of dates."""
    figures = service.staff("auditor").see("/v1/policies/risk_classes/2026-01")["rules"]
    activate(service, "/v1/policies/risk_classes", figures | changes, "2000-01-02")


def drain(service: Running) -> int:
    """Do, here and now, what waits for the worker; answers how many jobs that were.

    In the service's own loop and on its own connections where it is in this process: a worker's would be opened, and
    its statements compiled, anew for each of a hundred closes.
    """
    queues = {queue.name: queue for queue in jobs.queues(keyed(service))}
    with connected(service.database.owner_url) as sql:
        waiting = sql.rows("SELECT id, entrypoint, payload FROM pgqueuer WHERE status = 'queued' ORDER BY id")
        for row in waiting:
            queue, payload = queues[row["entrypoint"]], json.loads(row["payload"])
            if isinstance(service.client, TestClient) and service.client.portal is not None:
                database = service.client.app.state.service.database  # type: ignore[attr-defined]
                service.client.portal.call(queue.run, database, service.clock(), payload)
            else:
                asyncio.run(_as_a_worker(service, queue, payload))
        sql.run("DELETE FROM pgqueuer WHERE id = ANY ($1)", [row["id"] for row in waiting])
    return len(waiting)


async def _as_a_worker(service: Running, queue: Queue, payload: dict[str, Any]) -> None:
    database = Pool(service.settings)
    try:
        await queue.run(database, service.clock(), payload)
    finally:
        await database.close()


def send_file(service: Running, path: str, lines: Sequence[Any], *, name: str = CORE) -> Any:
    """Send an NDJSON file and have it taken; answers the finished import."""
    content = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": reference("key")}
    sent = service.staff(name).send("POST", path, content=content, headers=headers)
    assert sent.status_code == 202, sent.text
    drain(service)
    done = service.staff(name).see(f"{path}/{sent.json()['id']}")
    assert done["state"] == "completed", done
    return done


def loan_of(service: Running, booked: dict[str, Any], name: str = "ls-manager-1") -> Any:
    """The loan as somebody sees it."""
    return service.staff(name).see(f"/v1/loans/{booked['id']}")


def cases_of(service: Running, booked: dict[str, Any], name: str = "ls-manager-1") -> Any:
    """The cases of a loan, newest first."""
    return service.staff(name).see("/v1/cases", loan_id=booked["id"])["items"]


@contextmanager
def worker(collections: Running) -> Iterator[Program]:
    """`python -m services.collections.jobs`, as the stack runs it; a job of a dead one comes back after two seconds."""
    settings = keyed(collections).model_copy(
        update={"job_lost_after_seconds": 2, "lock_timeout_ms": 60_000, "statement_timeout_ms": 60_000}
    )
    with program(settings, "services.collections.jobs") as process:
        yield process
