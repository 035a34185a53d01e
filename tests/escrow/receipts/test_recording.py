"""Receipts recorded over arrays, and where their short way could part from the long one (contract 1; domain E3, E5)."""

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.identity import WHOLE_BANK, Actor, Scope
from chassis.writes import Key
from services.escrow.receipts.schemas import ReceiptOut
from services.escrow.receipts.store import Outcome, Recording, record
from tests.support.building import House, reference, supervised_project, today
from tests.support.running import Running
from tests.support.sql import Sql, connected

CORE = Actor("core-banking", "Core banking", frozenset({"system"}))


@pytest.fixture(scope="module")
def house(escrow: Running) -> House:
    return supervised_project(escrow)


@pytest.fixture
def owner(house: House) -> Iterator[Sql]:
    with connected(house.escrow.database.owner_url) as sql:
        yield sql


def item(house: House, key: str | None = None, digest: bytes = b"1", **changes: Any) -> Recording:
    made = {
        "id": uuid.uuid4(),
        "account_id": uuid.UUID(house.account),
        "source": "developer_funds",
        "amount": "10.00",
        "bank_ref": reference("IN"),
        "unit_no": None,
        "value_date": f"{today()}",
        "in_suspense": False,
        "made_by": CORE.sub,
        "made_at": datetime.now(UTC),
    } | changes
    return Recording(ReceiptOut.model_validate(made), CORE, Key(CORE.sub, "POST /r", key, digest) if key else None)


def recorded(house: House, items: list[Recording], scope: Scope = WHOLE_BANK) -> list[Outcome]:
    service = house.escrow.client.app.state.service  # type: ignore[attr-defined]
    portal = house.escrow.client.portal
    assert portal is not None
    found: list[Outcome] = portal.call(record, service.postings.fetch, scope, items)
    return found


def counts(sql: Sql, account: str) -> tuple[int, int, int, int]:
    """Receipts, their journal rows, entries, and the total in fen."""
    row = sql.rows(
        "SELECT (SELECT count(*) FROM receipt WHERE account_id = $1), "
        "(SELECT count(*) FROM audit_record WHERE action = 'receipt.report' "
        "AND resource IN (SELECT id FROM receipt WHERE account_id = $1)), "
        "(SELECT count(*) FROM ledger_entry WHERE account_id = $1), (SELECT total FROM ledger_account WHERE id = $1)",
        uuid.UUID(account),
    )[0]
    return row[0], row[1], row[2], row[3]


def test_each_item_has_its_own_outcome_in_its_order(house: House, owner: Sql) -> None:
    """One refused item never stops the good ones; what it leaves is nothing."""
    before = counts(owner, house.account)
    twice, key = reference("IN"), reference("key")
    first = item(house, key)
    recorded(house, [first])
    outcomes = recorded(
        house,
        [
            item(house),
            item(house, key),
            item(house, other := reference("key"), digest=b"2"),
            item(house, bank_ref=twice),
            item(house, bank_ref=twice, amount="99.00"),
            item(house, account_id=uuid.uuid4()),
            item(house, unit_no="no such unit"),
            item(house, unit_no="1-101", source="mortgage"),
        ],
    )
    after = counts(owner, house.account)

    reused = recorded(house, [item(house, other)])[0]

    assert [outcome.name for outcome in outcomes] == [
        "posted",
        "replayed",
        "posted",
        "posted",
        "duplicate",
        "unknown_account",
        "unknown_unit",
        "posted",
    ]
    assert outcomes[1].answer == first.answer
    assert [outcome.answer for outcome in outcomes[4:7]] == [None] * 3
    assert [now - then for now, then in zip(after, before, strict=True)] == [5, 5, 5, 5000]
    assert (reused.name, reused.answer) == ("key_reused", None)


def test_entries_number_and_add_up_in_the_order_of_the_items(house: House, owner: Sql) -> None:
    """E3: many receipts of one account in one call leave the entries that they would have left one by one."""
    account = uuid.UUID(house.account)
    last = "SELECT coalesce(max(number), 0) FROM ledger_entry WHERE account_id = $1"
    number, total = owner.value(last, account), counts(owner, house.account)[3]
    suspense = owner.value("SELECT suspense FROM ledger_account WHERE id = $1", account)
    amounts = [1000, 1, 250, 99]
    recorded(house, [item(house, amount=f"{fen // 100}.{fen % 100:02}", in_suspense=fen == 250) for fen in amounts])
    both_sides = [account, owner.value("SELECT clearing_id FROM ledger_account WHERE id = $1", account)]
    found = [
        owner.rows(
            "SELECT number, amount, balance FROM ledger_entry WHERE account_id = $1 AND number > $2 ORDER BY number",
            each,
            number,
        )
        for each in both_sides
    ]

    running = [total + sum(amounts[: place + 1]) for place in range(len(amounts))]
    places = range(number + 1, number + 1 + len(amounts))
    assert [tuple(row) for row in found[0]] == list(zip(places, amounts, running, strict=True))
    assert [tuple(row) for row in found[1]] == [
        (place, -fen, -balance) for place, fen, balance in zip(places, amounts, running, strict=True)
    ]
    assert owner.value("SELECT suspense FROM ledger_account WHERE id = $1", account) == suspense + 250


def test_one_key_twice_in_a_call_fails_the_whole_call(house: House, owner: Sql) -> None:
    """The lane never does that; if somebody does, nothing is half done."""
    before, key = counts(owner, house.account), reference("key")
    with pytest.raises(Exception, match="idempotency_key_pkey"):
        recorded(house, [item(house, key), item(house), item(house, key)])

    assert counts(owner, house.account) == before


def test_a_key_is_replayed_in_a_later_call_and_only_to_its_caller_and_route(house: House, owner: Sql) -> None:
    key = reference("key")
    first = item(house, key)
    recorded(house, [first])
    before = counts(owner, house.account)
    (again,) = recorded(house, [item(house, key)])
    elsewhere = item(house)
    other = Recording(elsewhere.receipt, CORE, Key(CORE.sub, "POST /another", key, b"1"))
    (not_a_twin,) = recorded(house, [other])

    assert (again.name, again.answer) == ("replayed", first.answer)
    assert not_a_twin.name == "posted"
    assert counts(owner, house.account)[0] == before[0] + 1


def test_nothing_and_nothing_new_are_no_postings(house: House, owner: Sql) -> None:
    known = item(house)
    recorded(house, [known])
    before = counts(owner, house.account)

    assert recorded(house, []) == []
    assert [outcome.name for outcome in recorded(house, [known, known])] == ["duplicate", "duplicate"]
    assert counts(owner, house.account) == before


def test_another_sub_branchs_eyes_record_nothing(house: House, owner: Sql) -> None:
    """O1: the row policies hold for the function too."""
    before = counts(owner, house.account)
    outcomes = recorded(house, [item(house)], Scope("shizhong", "*"))

    assert [outcome.name for outcome in outcomes] == ["unknown_account"]
    assert counts(owner, house.account) == before


def test_a_call_that_fails_in_the_middle_leaves_none_of_its_items(house: House, owner: Sql) -> None:
    """One call, one transaction: two items of one id violate the primary key."""
    before = counts(owner, house.account)
    good = item(house)
    with pytest.raises(Exception, match="receipt_pkey"):
        recorded(house, [good, item(house, id=good.receipt.id)])

    assert counts(owner, house.account) == before


def test_a_replay_has_the_status_of_the_first_answer(house: House) -> None:
    """Contract 1: the first answer. A known bank reference under a new key was answered 200, and stays so."""
    staff, path = house.escrow.staff("core-banking"), f"/v1/accounts/{house.account}/receipts"
    body = {"source": "other", "amount": "1.00", "bank_ref": reference("IN"), "value_date": f"{today()}"}
    staff.do(path, body, expect=201)
    key = reference("key")
    first, again = staff.post(path, body, key=key), staff.post(path, body, key=key)

    assert first.status_code == 200
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_body_that_is_too_large_is_refused_also_when_its_end_would_do(house: House, owner: Sql) -> None:
    """An unannounced body, too large by white space before what would be a receipt: 413, and nothing is read of it."""
    before = counts(owner, house.account)
    receipt = {"source": "other", "amount": "1.00", "bank_ref": reference("IN"), "value_date": f"{today()}"}

    def body() -> Iterator[bytes]:
        for _ in range(12):
            yield b" " * 100_000
        yield json.dumps(receipt).encode()

    answer = house.escrow.staff("core-banking").send(
        "POST",
        f"/v1/accounts/{house.account}/receipts",
        content=body(),
        headers={"Idempotency-Key": reference("key"), "Content-Type": "application/json"},
    )

    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")
    assert counts(owner, house.account) == before
