"""The chain that proves the history, whoever has every right in the database (domain E3; design 7)."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chassis import events
from chassis.events import GENESIS, Head, link
from chassis.jobs import Sequencer
from tests.chassis.history import heads_of, seal, things, verified
from tests.chassis.house import house_service
from tests.support.running import Running
from tests.support.sql import Sql, connected, superuser


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Ten records, sealed."""
    with house_service(tmp_path_factory.mktemp("house")) as found:
        things(found, 10)
        seal(found)
        with superuser(found.database) as sql:
            sql.run("ALTER TABLE audit_chain DROP CONSTRAINT audit_chain_record_id_fkey")
            sql.run("CREATE TABLE records AS TABLE audit_record; CREATE TABLE seals AS TABLE audit_chain")
        yield found


@pytest.fixture
def sql(service: Running) -> Iterator[Sql]:
    """Somebody with every right in the database; afterwards it is as it was."""
    assert verified(service) == {"intact": True, "sealed_through": 10, "first_break": None}
    with superuser(service.database) as found:
        yield found
        found.run("TRUNCATE audit_record, audit_chain")
        found.run("INSERT INTO audit_record OVERRIDING SYSTEM VALUE TABLE records")
        found.run("INSERT INTO audit_chain TABLE seals")
    assert service.settings.audit_head_file
    service.settings.audit_head_file.unlink(missing_ok=True)


FOURTH = "(SELECT record_id FROM audit_chain WHERE seq = 4)"
EDITS = {
    "actor": "actor = 'somebody else'",
    "action": "action = 'thing.other'",
    "resource": "resource = gen_random_uuid()",
    "time": "recorded_at = recorded_at - interval '1 microsecond'",
    "node": "sub_branch = 'shizhong'",
    "data": """data = data || '{"amount": "1.00"}'""",
    "before": "before_digest = '\\x00'",
    "after": "after_digest = NULL",
    "request": "request_id = ''",
    "on whose behalf": "through = 'scoring'",
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edited_record_is_found(service: Running, sql: Sql, edit: str) -> None:
    sql.run(f"UPDATE audit_record SET {edit} WHERE id = {FOURTH}")

    assert verified(service) == {"intact": False, "sealed_through": 3, "first_break": 4}


BREAKS = {
    "a record deleted": (f"DELETE FROM audit_record WHERE id = {FOURTH}", 4),
    "a record and its seal deleted": (
        f"DELETE FROM audit_record WHERE id = {FOURTH}; DELETE FROM audit_chain WHERE seq = 4",
        4,
    ),
    "and those after it renumbered": (
        f"DELETE FROM audit_record WHERE id = {FOURTH}; DELETE FROM audit_chain WHERE seq = 4;"
        "UPDATE audit_chain SET seq = seq + 1000 WHERE seq > 4; UPDATE audit_chain SET seq = seq - 1001 WHERE seq > 4",
        4,
    ),
    "two records swapped": (
        "UPDATE audit_chain SET record_id = -record_id WHERE seq IN (4, 6);"
        "UPDATE audit_chain c SET record_id = -o.record_id FROM audit_chain o "
        "WHERE c.seq IN (4, 6) AND o.seq IN (4, 6) AND c.seq <> o.seq",
        4,
    ),
    "a record's digest swapped with it": (
        "UPDATE audit_chain c SET record_id = -o.record_id, record_digest = o.record_digest FROM audit_chain o "
        "WHERE c.seq IN (4, 6) AND o.seq IN (4, 6) AND c.seq <> o.seq;"
        "UPDATE audit_chain SET record_id = abs(record_id)",
        4,
    ),
    "the first deleted": ("DELETE FROM audit_chain WHERE seq = 1", 1),
    "a seal's transaction changed": ("UPDATE audit_chain SET tx = tx + 1 WHERE seq = 7", 7),
    "a hash changed": ("UPDATE audit_chain SET hash = sha256(hash) WHERE seq = 7", 7),
    "a record slipped in between": (
        "INSERT INTO audit_record (id, tx, recorded_at, actor, actor_name, action, resource_type, resource, "
        "sub_branch, outlet, request_id, traceparent, data) OVERRIDING SYSTEM VALUE "
        "SELECT 1000, tx, recorded_at, actor, actor_name, action, resource_type, gen_random_uuid(), sub_branch, "
        f"outlet, request_id, traceparent, data FROM audit_record WHERE id = {FOURTH}",
        5,
    ),
}


@pytest.mark.parametrize(("tampering", "first_break"), BREAKS.values(), ids=BREAKS)
def test_what_was_taken_out_put_in_or_moved_is_found(
    service: Running, sql: Sql, tampering: str, first_break: int
) -> None:
    sql.run(tampering)

    assert verified(service) == {
        "intact": False,
        "sealed_through": first_break - 1,
        "first_break": first_break,
    }


def _rewrite(sql: Sql, upto: int) -> None:
    """Seal everything anew, as somebody would who knows how: after an edit, every digest and hash from there on."""
    chained = GENESIS
    rows = sql.rows(f"SELECT seq, {events._FIELDS} FROM audit_chain JOIN audit_record ON id = record_id ORDER BY seq")
    for row in rows:
        if row["seq"] > upto:
            sql.run("DELETE FROM audit_chain WHERE seq = $1", row["seq"])
            continue
        digest = events.record_digest(_Attributes(dict(row)))
        chained = link(chained, digest)
        sql.run("UPDATE audit_chain SET record_digest = $1, hash = $2 WHERE seq = $3", digest, chained, row["seq"])


class _Attributes:
    """A row of asyncpg as the chain sees it: by attributes, its JSON read."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.__dict__ = row | {"data": json.loads(row["data"])}


def test_a_chain_that_is_wholly_rewritten_is_known_by_its_exported_head(service: Running, sql: Sql) -> None:
    """Who rewrites the database cannot rewrite what has left it."""
    sql.run(f"UPDATE audit_record SET actor = 'nobody' WHERE id = {FOURTH}")
    _rewrite(sql, 10)
    unnoticed = verified(service)
    sql.run(f"UPDATE audit_record SET actor = 'ls-manager-1' WHERE id = {FOURTH}")
    _rewrite(sql, 10)
    heads_of(service).append(_head(sql), datetime.now(UTC))
    honest = verified(service)
    sql.run(f"UPDATE audit_record SET actor = 'nobody' WHERE id = {FOURTH}")
    _rewrite(sql, 10)

    assert unnoticed["intact"] is True  # the forger did it well: only the exported head tells
    assert honest == {"intact": True, "sealed_through": 10, "first_break": None}
    assert verified(service) == {"intact": False, "sealed_through": 0, "first_break": 1}


@pytest.mark.parametrize("left", [0, 6, 9])
def test_a_tail_that_is_cut_off_is_known_by_the_exported_head(service: Running, sql: Sql, left: int) -> None:
    heads_of(service).append(_head(sql), datetime.now(UTC))
    _rewrite(sql, left)

    assert verified(service) == {"intact": False, "sealed_through": left, "first_break": left + 1}


def _head(sql: Sql) -> Head:
    (last,) = sql.rows("SELECT seq, hash FROM audit_chain ORDER BY seq DESC LIMIT 1")
    return Head(last["seq"], last["hash"])


def test_the_runtime_role_can_neither_change_nor_remove_what_was_written(fresh_house: Running) -> None:
    """Design 4, 7: append-only in the database too."""
    things(fresh_house, 1)
    seal(fresh_house)
    with connected(fresh_house.database.runtime_url) as sql:
        for table in ("audit_record", "audit_chain"):
            for statement in (f"UPDATE {table} SET tx = tx", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
                with pytest.raises(Exception, match="permission denied"):
                    sql.run(statement)


# The exported heads


def test_the_sequencer_exports_its_head_signed(fresh_house: Running) -> None:
    things(fresh_house, 3)
    seal(fresh_house, Sequencer(heads_of(fresh_house)))
    exported = heads_of(fresh_house).last()
    with connected(fresh_house.database.owner_url) as sql:
        chain = {row["seq"]: row["hash"] for row in sql.rows("SELECT seq, hash FROM audit_chain")}

    # The first batch is exported at once; what follows within ten seconds waits.
    assert exported is not None
    assert chain[exported.seq] == exported.hash


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text().split("\n") if line]


def test_a_line_torn_by_a_crash_is_passed_over(fresh_house: Running) -> None:
    heads, path = heads_of(fresh_house), fresh_house.settings.audit_head_file
    assert path is not None
    assert heads.last() is None
    head = Head(1, hashlib.sha256(b"1").digest())
    heads.append(head, datetime.now(UTC))
    (line,) = _lines(path)
    for torn in (line[:1], line[: len(line) // 2], line[:-1]):
        path.write_text(f"\n{line}\n\n{torn}")
        assert heads.last() == head
        heads.append(Head(2, head.hash), datetime.now(UTC))
        assert heads.last() == Head(2, head.hash)


def test_a_head_that_another_key_signed_breaks_the_proof(fresh_house: Running) -> None:
    things(fresh_house, 1)
    seal(fresh_house)
    heads, path = heads_of(fresh_house), fresh_house.settings.audit_head_file
    assert path is not None
    heads.append(Head(1, bytes(32)), datetime.now(UTC))
    head, _, signature = _lines(path)[0].split(".")
    path.write_text(f"\n{head}.eyJzZXEiOjB9.{signature}\n")

    assert verified(fresh_house) == {"intact": False, "sealed_through": 0, "first_break": 1}


def test_the_last_head_is_the_furthest_one(fresh_house: Running) -> None:
    """Several workers export: one that waited with an older head must not hide the newer."""
    heads = heads_of(fresh_house)
    for seq in (5, 9, 7):
        heads.append(Head(seq, hashlib.sha256(str(seq).encode()).digest()), datetime.now(UTC))

    found = heads.last()
    assert found is not None
    assert found.seq == 9


def test_only_those_who_watch_over_the_whole_bank_verify_the_chain(house: Running) -> None:
    statuses = {
        name: house.staff(name).send("GET", "/v1/audit-chain/verification").status_code
        for name in ("auditor", "head", "ls-risk", "ls-manager-1", "core-banking")
    }

    assert statuses == {"auditor": 200, "head": 200, "ls-risk": 200, "ls-manager-1": 403, "core-banking": 403}


def test_an_empty_history_is_intact(fresh_house: Running) -> None:
    assert seal(fresh_house) == 0
    assert verified(fresh_house) == {"intact": True, "sealed_through": 0, "first_break": None}


def test_a_risk_officer_of_one_branch_gets_the_proof_of_the_whole_chain(fresh_house: Running) -> None:
    """The proof is over all nodes; with one branch's eyes it would seem broken."""
    things(fresh_house, 2)
    things(fresh_house, 2, "sz")
    seal(fresh_house)

    assert fresh_house.staff("ls-risk").see("/v1/audit-chain/verification") == verified(fresh_house)
    assert verified(fresh_house)["sealed_through"] == 4


def test_a_server_that_numbers_its_transactions_lower_is_told_so_at_once(fresh_house: Running) -> None:
    """After a logical restore nothing new would be sealed, and nobody would notice until the proof fails."""
    things(fresh_house, 1)
    seal(fresh_house)
    with connected(fresh_house.database.owner_url) as owner:
        owner.run("UPDATE audit_chain SET tx = 1000000000000")
    with pytest.raises(events.TransactionsStartAnew, match="operations"):
        seal(fresh_house)
