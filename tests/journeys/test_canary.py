"""Known identity and telephone numbers are in clear nowhere: no answer but the one that reveals, no log, no event,
no dump of the database; whatever route they are sent to, and in whatever place of the request (design decision 14)."""

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import httpx2 as httpx
import pytest

from chassis.jobs import Queue
from services.collections.jobs import queues as collections_queues
from services.customer.jobs import queues as customer_queues
from tests.customer import making
from tests.customer.conftest import customer_service
from tests.support.lending import FIRST_CLOSE, a_loan, close, collections_running, keyed, send_file
from tests.support.postgres import discard, fresh_database, server
from tests.support.running import Running
from tests.support.sql import superuser, wait_for
from tests.support.working import working

CALLERS = ("core-banking", "ls-manager-1")
# What is asked for by this comes back with it, as the name of what was found: core banking's reference, no number.
ANSWERED_BACK = ("customer_ref",)
UNBANKED = ("/livez", "/readyz", "/metrics")


class Canaries(NamedTuple):
    """Numbers that exist nowhere else."""

    id_number: str
    phones: tuple[str, ...]

    @property
    def texts(self) -> list[str]:
        """As they stand, and as they would look in a dumped byte string."""
        numbers = [self.id_number, *self.phones]
        return numbers + [number.encode().hex() for number in numbers]

    def found_in(self, text: str) -> list[str]:
        """Those that the text holds."""
        return [number for number in self.texts if number in text]


def everywhere(service: Running, canaries: Canaries, known: Mapping[str, str]) -> Iterator[httpx.Response]:
    """Every operation of the service, asked by core banking and by a manager, of things that are there, with numbers
    wherever a caller could put one."""
    document = service.client.get("/openapi.json").json()
    for path, item in document["paths"].items():
        if path in UNBANKED or path.endswith("/stream"):
            continue
        at = re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], "00000000-0000-7000-8000-000000000000"), path)
        for method, operation in item.items():
            queries = {
                parameter["name"]: canaries.id_number
                for parameter in operation.get("parameters", [])
                if parameter["in"] == "query" and parameter["name"] not in ANSWERED_BACK
            }
            for name in CALLERS:
                yield from _asked(service, name, method.upper(), at, queries, canaries)


def _asked(
    service: Running, name: str, method: str, at: str, queries: Mapping[str, str], canaries: Canaries
) -> Iterator[httpx.Response]:
    caller = service.staff(name)
    if method == "GET":
        yield caller.send("GET", at)
        if queries:
            yield caller.send("GET", at, params=queries)
        return
    bodies: list[Any] = [
        {"id_number": canaries.id_number, "phone": canaries.phones[0]},
        {"reason": f"about {canaries.id_number}", "note": canaries.phones[0], "surprise": canaries.phones[0]},
        [canaries.id_number],
    ]
    for body in bodies:
        yield caller.send(method, at, json=body, headers={"Idempotency-Key": f"canary {canaries.phones[0]}"})
    for kind in ("application/json", "application/x-ndjson", "text/csv"):
        yield caller.send(method, at, content=f'{{"id_number": "{canaries.id_number}', headers={"Content-Type": kind})


def dumped(service: Running) -> str:
    """All rows of the database, as a backup would hold them."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {
        "PGHOST": "127.0.0.1",
        "PGPORT": str(server().port),
        "PGUSER": "postgres",
        "PGPASSWORD": server().password("postgres"),
        "PGDATABASE": service.database.name,
    }
    program = server().programs / "pg_dump"
    return subprocess.run([program, "--data-only"], env=environment, capture_output=True, text=True, check=True).stdout


def assert_silent(
    service: Running,
    canaries: Canaries,
    known: Mapping[str, str],
    queues: Sequence[Queue],
    capfd: pytest.CaptureFixture[str],
) -> None:
    answers = list(everywhere(service, canaries, known))
    # What was sent as the wrong kind of file waits as it came, until the worker has rejected it line by line.
    with working(service, *queues), superuser(service.database) as sql:
        wait_for(lambda: sql.rows("SELECT count(*) AS n FROM import_line")[0]["n"] == 0, "the files")
    telling = {
        f"{answer.request.method} {answer.request.url.path}"
        for answer in answers
        if canaries.found_in(f"{answer.text} {answer.headers}")
    }
    logged = "".join(capfd.readouterr())

    assert telling == set()
    assert {answer.status_code for answer in answers} >= {200, 403, 404, 422}
    assert canaries.found_in(logged) == []
    assert canaries.found_in(dumped(service)) == []


def test_numbers_of_customers_are_in_clear_nowhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    canaries = Canaries(making.id_number(), (making.phone(), making.phone()))
    with customer_service(tmp_path) as service:
        made = making.a_customer(service, id_number=canaries.id_number, phone=canaries.phones[0])
        bank, manager = service.staff("core-banking"), service.staff("ls-manager-1")
        assert bank.send("PUT", f"/v1/customers/{made['id']}/facts", json=making.known()).status_code == 200
        line = making.report(id_number=canaries.id_number[:17] + "?", phone=canaries.phones[1])
        sent = bank.send(
            "POST",
            "/v1/customer-imports",
            content=f"{json.dumps(line)}\n{json.dumps(making.report(phone=canaries.phones[1]))}",
            headers={"Content-Type": "application/x-ndjson"},
        )
        assert sent.status_code == 202
        revealed = manager.do(f"/v1/customers/{made['id']}/reveal", {"reason": "identity check at the counter"})
        assert revealed["id_number"] == canaries.id_number

        known = {"customer_id": made["id"], "import_id": sent.json()["id"]}
        assert_silent(service, canaries, known, customer_queues(service.settings), capfd)


def test_telephones_around_a_loan_are_in_clear_nowhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    canaries = Canaries(making.id_number(), tuple(making.phone() for _ in range(3)))
    borrower, guarantor, relative = canaries.phones
    people = {
        "borrower": {"name": "王小明", "phone": borrower, "id_number": canaries.id_number},
        "guarantors": [
            {
                "name": "李大山",
                "phone": guarantor,
                "family": [{"name": "李小山", "phone": relative, "relation": "sibling", "consented": True}],
            }
        ],
    }
    database = fresh_database("collections")
    with collections_running(database, tmp_path) as service:
        loan = service.staff("core-banking").do("/v1/loans", a_loan((date(2026, 2, 20), "100.00"), **people))
        done = send_file(service, "/v1/loan-imports", [a_loan(**people), a_loan(customer_ref="", **people)])
        close(service, FIRST_CLOSE)
        (case,) = service.staff("ls-manager-1").see("/v1/cases")["items"]
        revealed = service.staff("ls-manager-1").do(
            f"/v1/loans/{loan['id']}/reveal", {"reason": "to call the borrower"}
        )
        assert revealed["borrower"]["phone"] == borrower

        known = {
            "loan_id": loan["id"],
            "case_id": case["id"],
            "import_id": done["id"],
            "business_date": f"{FIRST_CLOSE}",
        }
        assert_silent(service, canaries, known, collections_queues(keyed(service)), capfd)
    discard(database)
