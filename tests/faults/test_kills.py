"""The service killed at each point of a receipt, a payment's request and its settlement, and asked again with the same
key: exactly one effect (domain E3; contract, section 1, Idempotency).

The points are held open from inside the database, by triggers that the owner adds in the test's own database: the code
under test runs as it is. The kill is SIGKILL on a real process.
"""

import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import httpx2
import pytest

from tests.support.building import House, approved_plan, ask, receive, reference, supervised_project, today
from tests.support.processes import Process, processes
from tests.support.running import Running
from tests.support.sql import Sql, connected, wait_for

GATE = 4711  # an advisory lock: whoever holds it holds the request at its point

# BEFORE holds the request in its last insert but one; IN COMMIT holds the commit itself, after everything is written.
HOLD = f"""
CREATE FUNCTION held_by_the_test() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({GATE});
    RETURN NULL;
END $$;
"""
POINTS = {
    "before commit": HOLD
    + "CREATE TRIGGER held AFTER INSERT ON audit_record FOR EACH ROW EXECUTE FUNCTION held_by_the_test();",
    "in commit": HOLD + "CREATE CONSTRAINT TRIGGER held AFTER INSERT ON audit_record DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION held_by_the_test();",
}
# Other tests of the run hold the same lock in databases of their own.
WAITING = f"""
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {GATE} AND NOT granted
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
EFFECTS = """
SELECT (SELECT count(*) FROM ledger_transfer) AS transfers,
       (SELECT count(*) FROM ledger_hold) AS holds,
       (SELECT count(*) FROM receipt) AS receipts,
       (SELECT count(*) FROM disbursement) AS disbursements,
       (SELECT count(*) FROM audit_record) AS records,
       (SELECT count(*) FROM idempotency_key) AS keys
"""


@dataclass
class Request:
    """One money movement, as its caller sends it, again and again, with the same key."""

    path: str
    body: dict[str, Any]
    headers: dict[str, str]
    status: int
    effect: dict[str, int]
    """What one of it adds to the tables counted in EFFECTS."""

    def send(self, process: Process, seconds: float = 30) -> httpx.Response:
        return httpx.post(f"{process.url}{self.path}", json=self.body, headers=self.headers, timeout=seconds)


def a_receipt(house: House) -> Request:
    body = {"source": "developer_funds", "amount": "123.45", "bank_ref": reference("IN"), "value_date": f"{today()}"}
    path = f"/v1/accounts/{house.account}/receipts"
    return _request(house, "core-banking", path, body, 201, {"transfers": 1, "receipts": 1, "records": 1})


def a_request_for_payment(house: House) -> Request:
    line, contract = approved_plan(house, "500000.00")
    body = {
        "fund_plan_line_id": line,
        "contract_id": contract["id"],
        "invoice_no": reference("INV"),
        "amount": "1000.00",
        "value_date": f"{today()}",
    }
    effect = {"holds": 1, "disbursements": 1, "records": 3}  # the payment, its plan line and its contract
    return _request(house, "ls-manager-1", f"{house.at}/disbursements", body, 201, effect)


def a_settlement(house: House) -> Request:
    payment = ask(house, *approved_plan(house, "500000.00"), "1000.00")
    at = f"/v1/disbursements/{payment['id']}"
    house.staff("personal").do(f"{at}/confirm")
    house.staff("payments").do(f"{at}/pay")
    body = {"bank_ref": reference("OUT"), "settled_on": f"{today()}"}
    return _request(house, "core-banking", f"{at}/settle", body, 200, {"transfers": 1, "records": 1})


def _request(house: House, who: str, path: str, body: Any, status: int, effect: dict[str, int]) -> Request:
    headers = house.escrow.staff(who).headers | {"Idempotency-Key": str(uuid.uuid4())}
    return Request(path, body, headers, status, effect | {"keys": 1})


MOVEMENTS = [a_receipt, a_request_for_payment, a_settlement]


@pytest.fixture
def house(fresh_escrow: Running) -> House:
    made = supervised_project(fresh_escrow)
    receive(made, "9000000.00")
    return made


@pytest.fixture
def owner(fresh_escrow: Running) -> Iterator[Sql]:
    with connected(fresh_escrow.database.owner_url) as sql:
        yield sql


def effects(sql: Sql) -> dict[str, int]:
    return dict(sql.rows(EFFECTS)[0])


def sent_aside(request: Request, process: Process) -> threading.Thread:
    """Send it from another thread; the answer, if there is one, is lost."""

    def send() -> None:
        with pytest.raises(httpx.TransportError):
            request.send(process)

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    return thread


def answered(request: Request, house: House) -> httpx2.Response | None:
    """What this process's instance answers; None while what the killed one left in the database is still at work."""
    answer = house.escrow.client.post(request.path, json=request.body, headers=request.headers)
    return None if answer.status_code == 409 else answer


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("movement", MOVEMENTS)
def test_killed_and_asked_again_with_the_same_key_it_has_one_effect(
    house: House, owner: Sql, movement: Callable[[House], Request], point: str
) -> None:
    request = movement(house)
    before = effects(owner)
    with processes(house.escrow.settings) as (process,):
        owner.run(POINTS[point])
        owner.run(f"SELECT pg_advisory_lock({GATE})")
        sending = sent_aside(request, process)
        wait_for(lambda: owner.value(WAITING) == 1, "the request at its point")
        process.kill()
        owner.run(f"SELECT pg_advisory_unlock({GATE})")
        sending.join(10)
    # Another instance of the service, on the same database, is asked: starting one again takes seconds.
    answers = [wait_for(lambda: answered(request, house), "an answer") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [request.status] * 2
    assert answers[0].content == answers[1].content
    assert effects(owner) == {name: count + request.effect.get(name, 0) for name, count in before.items()}


@pytest.mark.parametrize("movement", MOVEMENTS)
def test_committed_and_killed_before_the_answer_is_read_it_is_answered_again_and_not_done_again(
    house: House, owner: Sql, movement: Callable[[House], Request]
) -> None:
    request = movement(house)
    before = effects(owner)
    with processes(house.escrow.settings) as (process,):
        owner.run(POINTS["in commit"])
        owner.run(f"SELECT pg_advisory_lock({GATE})")
        sending = sent_aside(request, process)
        wait_for(lambda: owner.value(WAITING) == 1, "the request at its point")
        process.freeze()  # it will not see its commit succeed
        owner.run(f"SELECT pg_advisory_unlock({GATE})")
        wait_for(lambda: effects(owner)["keys"] == before["keys"] + 1, "the commit")
        process.kill()
        sending.join(10)
        process.restart()
        answer = request.send(process)

    assert answer.status_code == request.status
    assert answer.headers["Idempotent-Replayed"] == "true"
    assert effects(owner) == {name: count + request.effect.get(name, 0) for name, count in before.items()}
