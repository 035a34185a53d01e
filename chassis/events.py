"""The sequencer: numbers committed journal rows after the fact, seals them into a hash chain, and so makes the feed.

Numbers given at insert would be seen out of order (a later number may commit first), and a lock on every write would
slow the others. So one sequencer per service reads rows whose transactions are certainly over - older than every one
still running - in the order (transaction, row), and numbers those. Nothing is skipped, nothing changes place.
"""

import contextlib
import hashlib
import json
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from sqlalchemy import BigInteger, Column, LargeBinary, Table, insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.audit import canonical
from chassis.db import metadata

BATCH_ROWS = 1000
LAST_LINES = 20
GENESIS = bytes(32)
_LEADER = 7_106_001  # the advisory lock that makes one sequencer of many workers

audit_chain = Table(
    "audit_chain",
    metadata(),
    Column("seq", BigInteger, primary_key=True),
    Column("record_id", BigInteger, nullable=False, unique=True),
    Column("tx", BigInteger, nullable=False),
    Column("record_digest", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

_FIELDS = (
    "id, audit_record.tx::text AS tx, recorded_at, actor, actor_name, through, action, resource_type, resource, "
    "sub_branch, outlet, request_id, traceparent, before_digest, after_digest, data"
)
_TRY_LEAD = text("SELECT pg_try_advisory_xact_lock(:leader)")
_LAST = text(
    "SELECT seq, record_id, tx, hash, pg_snapshot_xmax(pg_current_snapshot())::text AS next_tx "
    "FROM audit_chain ORDER BY seq DESC LIMIT 1"
)
# Relies on audit_record_tx_id_idx.
_FINISHED = text(
    f"SELECT {_FIELDS} FROM audit_record "  # noqa: S608 - constants of this module
    "WHERE (tx, id) > (CAST(CAST(:tx AS text) AS xid8), :record_id) AND tx < pg_snapshot_xmin(pg_current_snapshot()) "
    "ORDER BY audit_record.tx, id LIMIT :rows"  # a bare tx would be the text above: "1000" before "999"
)
# Records that were never sealed and never will be: the sequencer is past them. Nobody writes such a one honestly.
_SLIPPED_IN = text("""
    WITH sealed AS (SELECT seq, r.tx, r.id FROM audit_chain JOIN audit_record r ON r.id = record_id)
    SELECT (SELECT count(*) FROM sealed s WHERE (s.tx, s.id) < (r.tx, r.id))
      FROM audit_record r
     WHERE NOT EXISTS (SELECT FROM audit_chain WHERE record_id = r.id)
       AND (r.tx, r.id) < (SELECT tx, id FROM sealed ORDER BY seq DESC LIMIT 1)
     ORDER BY r.tx, r.id
     LIMIT 1
""")
_SEALED = text(
    "SELECT seq, record_digest, hash, record_id, audit_chain.tx AS sealed_tx, "  # noqa: S608 - constants of this module
    f"{_FIELDS} "
    "FROM audit_chain LEFT JOIN audit_record ON id = record_id WHERE seq > :after ORDER BY seq LIMIT :rows"
)


class Head(NamedTuple):
    """The end of the chain: how many records it holds, and the hash over all of them."""

    seq: int
    hash: bytes


class TransactionsStartAnew(RuntimeError):
    """The journal came from another server by a logical restore, and this one numbers its transactions lower."""


class Verification(NamedTuple):
    """Whether the history is as it was written; `first_break` is the number of the first record that is not."""

    intact: bool
    sealed_through: int
    first_break: int | None


async def sequence(connection: AsyncConnection) -> Head | None:
    """Seal the next batch of committed records. Answers the new head, or None when there was nothing to do.

    Needs a transaction with the whole bank's eyes; the caller commits. Another worker's turn is nothing to do, too.
    Raises TransactionsStartAnew on a server whose transaction ids are behind those of the chain.
    """
    if not (await connection.execute(_TRY_LEAD, {"leader": _LEADER})).scalar_one():
        return None
    last = (await connection.execute(_LAST)).first()
    if last and last.tx >= int(last.next_tx):
        raise TransactionsStartAnew(
            f"the last sealed transaction is {last.tx}, the next of this server is {last.next_tx}: nothing new would "
            "ever be sealed. After a logical restore raise the server's transaction ids first (docs/operations.md)"
        )
    seq, record_id, tx, chained = (last.seq, last.record_id, last.tx, last.hash) if last else (0, 0, 0, GENESIS)
    found = await connection.execute(_FINISHED, {"tx": str(tx), "record_id": record_id, "rows": BATCH_ROWS})
    rows = []
    for record in found:
        digest = record_digest(record)
        seq, chained = seq + 1, link(chained, digest)
        rows.append(
            {"seq": seq, "record_id": record.id, "tx": int(record.tx), "record_digest": digest, "hash": chained}
        )
    if not rows:
        return None
    await connection.execute(insert(audit_chain), rows)
    return Head(seq, chained)


def record_digest(record: Any) -> bytes:
    """SHA-256 over every field of a journal row."""
    return hashlib.sha256(canonical({name: getattr(record, name) for name in _NAMES})).digest()


def link(previous: bytes, digest: bytes) -> bytes:
    """The chain's next hash."""
    return hashlib.sha256(previous + digest).digest()


_NAMES = [field.split(" AS ")[-1].strip() for field in _FIELDS.split(",")]


async def verify(connection: AsyncConnection, exported: Head | None) -> Verification:
    """Recompute the whole chain from the journal, and compare it with the head that was last exported."""
    seq, chained = 0, GENESIS
    exported_hash: bytes | None = GENESIS if exported is None or exported.seq == 0 else None
    async for row in _sealed(connection):
        digest = record_digest(row) if row.id is not None else b""
        expected = link(chained, digest)
        if row.seq != seq + 1 or digest != row.record_digest or expected != row.hash or row.tx != str(row.sealed_tx):
            return Verification(False, seq, seq + 1)
        seq, chained = row.seq, row.hash
        if exported is not None and seq == exported.seq:
            exported_hash = chained
    before = (await connection.execute(_SLIPPED_IN)).scalar_one_or_none()
    if before is not None:
        return Verification(False, before, before + 1)
    if exported is not None and exported_hash is None:
        return Verification(False, seq, seq + 1)  # the tail was cut off after its head had left the house
    if exported is not None and exported.seq and exported_hash != exported.hash:
        return Verification(False, 0, 1)  # every hash was rewritten, but the exported one knows better
    return Verification(True, seq, None)


async def _sealed(connection: AsyncConnection) -> AsyncIterator[Any]:
    after = 0
    while True:
        rows = (await connection.execute(_SEALED, {"after": after, "rows": BATCH_ROWS})).all()
        for row in rows:
            yield row
        if len(rows) < BATCH_ROWS:
            return
        after = rows[-1].seq


class HeadFile:
    """The signed heads, appended to a file outside the database: who rewrites the one cannot rewrite the other."""

    def __init__(self, path: Path, key_file: Path) -> None:
        self._path = path
        self._key = OKPKey.import_key(json.loads(key_file.read_text()))

    def append(self, head: Head, at: datetime) -> None:
        """Sign a head and append it as one line (JWS compact)."""
        payload = canonical({"seq": head.seq, "hash": head.hash, "at": at})
        signed = jws.serialize_compact({"alg": "Ed25519"}, payload, self._key, algorithms=["Ed25519"])
        with self._path.open("a") as file:
            # A line torn by a crash stays alone on its line, where `last` passes over it.
            file.write(f"\n{signed}\n")

    def last(self) -> Head | None:
        """The furthest exported head, or None before the first. Raises ValueError for a line that we did not sign.

        Of several workers one may export an older head after another's newer one, so the last few lines are read.
        """
        try:
            text_of_file = self._path.read_text()
        except FileNotFoundError:
            return None
        whole_lines = [line for line in text_of_file.split("\n")[:-1] if line]
        if not whole_lines:
            return None
        found = self._head(whole_lines[-1])
        for line in whole_lines[-LAST_LINES:-1]:
            with contextlib.suppress(ValueError):  # a line that a crash tore
                found = max(found, self._head(line))
        return found

    def _head(self, line: str) -> Head:
        try:
            payload = json.loads(jws.deserialize_compact(line, self._key, algorithms=["Ed25519"]).payload)
        except JoseError as error:
            raise ValueError("the exported head of the audit chain bears a foreign signature") from error
        return Head(payload["seq"], bytes.fromhex(payload["hash"]))
