"""What the ledger's database refuses by itself, as the service's own role and around its code (domain E3; O1)."""

import random
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from tests.support.building import House, receive, supervised_project
from tests.support.running import Running
from tests.support.sql import Sql, connected

POST = (
    "SELECT outcome FROM post($1::text[], $2::uuid[], $3::uuid[], $4::bigint[], $5::uuid[], $6::boolean[], "
    "$7::text[], $8::date[], now()) ORDER BY item"
)
Item = tuple[str, str, int, uuid.UUID | None]
"""Kind, account, amount in fen, hold."""


@pytest.fixture(scope="module")
def house(escrow: Running) -> House:
    made = supervised_project(escrow)
    receive(made, "8000000.00")  # of which 7,000,000.00 is retained
    return made


@pytest.fixture
def runtime(escrow: Running) -> Iterator[Sql]:
    """The service's own role, with the whole bank's eyes."""
    with connected(escrow.database.runtime_url) as sql:
        yield sql


@pytest.fixture
def owner(escrow: Running) -> Iterator[Sql]:
    with connected(escrow.database.owner_url) as sql:
        yield sql


def post(sql: Sql, *items: Item) -> list[str]:
    """Call the ledger's one writer; answers the outcomes."""
    count = len(items)
    rows = sql.rows(
        POST,
        [kind for kind, _, _, _ in items],
        [uuid.uuid4() for _ in items],
        [uuid.UUID(account) for _, account, _, _ in items],
        [amount for _, _, amount, _ in items],
        [hold for _, _, _, hold in items],
        [False] * count,
        ["test"] * count,
        [_today(sql)] * count,
    )
    return [row["outcome"] for row in rows]


def _today(sql: Sql) -> Any:
    return sql.value("SELECT current_date")


def money(sql: Sql, account: str) -> tuple[int, int, int]:
    """total, held and the sum of the entries, in fen."""
    row = sql.rows(
        "SELECT total, held, "
        "(SELECT coalesce(sum(amount), 0) FROM ledger_entry WHERE account_id = a.id)::bigint AS sum "
        "FROM ledger_account a WHERE id = $1",
        uuid.UUID(account),
    )[0]
    return row["total"], row["held"], row["sum"]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ledger_entry SELECT account_id, 999, transfer_id, 1, 1, value_date, now(), sub_branch, outlet "
        "FROM ledger_entry LIMIT 1",
        "INSERT INTO ledger_transfer SELECT gen_random_uuid(), kind, debit_id, credit_id, 1, NULL, '', value_date, "
        "now(), sub_branch, outlet FROM ledger_transfer LIMIT 1",
        "UPDATE ledger_account SET total = total + 1",
        "UPDATE ledger_account SET held = 0",
        "UPDATE ledger_account SET suspense = 0",
        "UPDATE ledger_entry SET amount = 1",
        "UPDATE ledger_hold SET state = 'released'",
        "UPDATE receipt SET amount = 1",
        "UPDATE audit_record SET actor = 'nobody'",
        "UPDATE audit_chain SET hash = ''",
        "UPDATE idempotency_key SET body = ''",
        "DELETE FROM ledger_account",
        "DELETE FROM ledger_entry",
        "DELETE FROM ledger_transfer",
        "DELETE FROM ledger_hold",
        "DELETE FROM receipt",
        "DELETE FROM audit_record",
        "DELETE FROM audit_chain",
        "TRUNCATE ledger_entry",
        "TRUNCATE audit_record",
        "ALTER TABLE ledger_entry DISABLE ROW LEVEL SECURITY",
        "SET ROLE escrow_owner",
    ],
)
def test_the_services_own_role_can_neither_write_the_ledger_nor_change_what_was_written(
    house: House, runtime: Sql, statement: str
) -> None:
    """Only `post` writes the ledger; history is append-only."""
    before = money(runtime, house.account)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        runtime.run(statement)

    assert money(runtime, house.account) == before


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("total = -1, held = 0", "ledger_account_total_covers_held"),
        ("held = -1", "ledger_account_held_check"),
        ("held = total + 1", "ledger_account_total_covers_held"),
        ("suspense = total + 1", "ledger_account_total_covers_held"),
        ("suspense = -1", "ledger_account_suspense_check"),
        ("retained = -1", "ledger_account_retained_check"),
    ],
)
def test_not_even_the_owner_can_take_an_account_below_zero(
    house: House, owner: Sql, change: str, constraint: str
) -> None:
    with pytest.raises(asyncpg.CheckViolationError) as refusal:
        owner.run(f"UPDATE ledger_account SET {change} WHERE id = '{house.account}'")

    assert refusal.value.constraint_name == constraint


@pytest.mark.parametrize("amounts", [(5, -4), (5,), (5, 5), (5, -2, -3)])
def test_not_even_the_owner_can_write_entries_that_do_not_sum_to_zero(
    house: House, owner: Sql, amounts: tuple[int, ...]
) -> None:
    transfer = uuid.uuid4()
    made = (
        f"INSERT INTO ledger_transfer SELECT '{transfer}', 'receive', clearing_id, id, 5, NULL, 'x', current_date, "
        f"now(), sub_branch, outlet FROM ledger_account WHERE id = '{house.account}'"
    )
    rows = ", ".join(
        f"('{house.account}', {900 + place}, '{transfer}', {amount}, 0, current_date, now(), 'lanshan', 'ls-1')"
        for place, amount in enumerate(amounts)
    )
    with pytest.raises(asyncpg.CheckViolationError, match="sum to zero"):
        owner.run(f"{made}; INSERT INTO ledger_entry VALUES {rows}")


def test_each_item_is_answered_by_itself_in_its_order(house: House, runtime: Sql) -> None:
    """One refused item never stops the others; the same account may stand in a call many times."""
    nowhere, first, second = str(uuid.uuid4()), uuid.uuid4(), uuid.uuid4()
    total, held, _ = money(runtime, house.account)
    available = total - held - 7_000_000_00
    outcomes = post(
        runtime,
        ("receive", house.account, 100, None),
        ("receive", nowhere, 100, None),
        ("hold", house.account, available + 101, uuid.uuid4()),
        ("hold", house.account, available + 100, first),
        ("hold", house.account, 1, second),
        ("pay", house.account, 0, first),
        ("release", house.account, 0, first),
        ("return", house.account, 0, first),
        ("return", house.account, 0, first),
        ("pay", house.account, 0, second),
    )

    assert outcomes == [
        "posted",
        "unknown_account",
        "insufficient",
        "posted",
        "insufficient",
        "posted",
        "unknown_hold",
        "posted",
        "unknown_hold",
        "unknown_hold",
    ]
    assert money(runtime, house.account) == (total + 100, held, total + 100)


def test_another_sub_branchs_eyes_see_and_post_nothing(house: House, runtime: Sql) -> None:
    """O1: the ledger's writer runs with its owner's rights, and still within the caller's scope."""
    runtime.see("shizhong")
    seen = runtime.value("SELECT count(*) FROM ledger_account WHERE id = $1", uuid.UUID(house.account))
    outcomes = post(runtime, ("receive", house.account, 100, None))
    runtime.see("", "")
    nothing = runtime.value("SELECT count(*) FROM ledger_entry")

    assert (seen, outcomes, nothing) == (0, ["unknown_account"], 0)


def test_a_row_cannot_be_written_into_another_sub_branch(runtime: Sql) -> None:
    """O1: row policies check what is written, too."""
    runtime.see("shizhong")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        runtime.run(
            "INSERT INTO developer VALUES (gen_random_uuid(), 'X', '91371300MA3C4D5E6C', 'second', '[]', 'x', now(), "
            "'lanshan', 'ls-1')"
        )


def test_one_bank_reference_is_one_receipt_even_around_the_code(house: House, runtime: Sql) -> None:
    """E3."""
    insert = (
        "INSERT INTO receipt VALUES (gen_random_uuid(), $1, 'other', 1, 'TWICE', NULL, current_date, false, 'x', "
        "now(), 'lanshan', 'ls-1')"
    )
    runtime.run(insert, uuid.UUID(house.account))
    with pytest.raises(asyncpg.UniqueViolationError):
        runtime.run(insert, uuid.UUID(house.account))


def test_calls_over_the_same_accounts_in_any_order_never_wait_in_a_circle(escrow: Running) -> None:
    """Eight writers, five accounts, arrays in random order for two seconds: no deadlock, and the sums are right."""
    accounts = [supervised_project(escrow).account for _ in range(5)]
    end = time.monotonic() + 2
    posted = dict.fromkeys(accounts, 0)
    lock = threading.Lock()
    failures: list[BaseException] = []

    def write(seed: int) -> None:
        chance = random.Random(seed)
        try:
            with connected(escrow.database.runtime_url) as sql:
                while time.monotonic() < end:
                    chosen = chance.choices(accounts, k=6)
                    outcomes = post(sql, *[("receive", account, 7, None) for account in chosen])
                    with lock:
                        for account, outcome in zip(chosen, outcomes, strict=True):
                            posted[account] += 7 * (outcome == "posted")
        except BaseException as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=(seed,)) for seed in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert failures == []
    assert all(amount > 0 for amount in posted.values())
    with connected(escrow.database.owner_url) as owner:
        assert {account: money(owner, account) for account in accounts} == {
            account: (amount, 0, amount) for account, amount in posted.items()
        }
