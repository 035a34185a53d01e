"""A receipt over HTTP against the same receipt by SQL, and what sharing a commit costs who is alone."""

from collections.abc import Iterator
from datetime import date

from tests.benchmarks import accounts, pgbench
from tests.benchmarks.figures import Figure, Timing
from tests.benchmarks.load import Load, Sample, send
from tests.benchmarks.stack import Ground

CONNECTIONS = 64
WARM_UP_SECONDS = 2
ACCOUNTS = {"10,000 accounts": (1, 10_000), "one hot account": (0, 0)}
LIMITS = {"10,000 accounts": 1.0, "one hot account": 3.0}
FEW = (1, 4)
LATENCY_LIMIT = 2.0
UNBATCHED = "tests.benchmarks.unbatched:create"

# Every row that goes with a receipt, and the balances it made, as five numbers that must be one.
_WRITTEN = """
SELECT count(*) FROM receipt
UNION ALL SELECT count(*) FROM audit_record WHERE action = 'receipt.report'
UNION ALL SELECT count(*) FROM idempotency_key
UNION ALL SELECT count(*) FROM ledger_transfer
UNION ALL SELECT count(*) / 2 FROM ledger_entry
UNION ALL SELECT (sum(total) / 10000)::bigint FROM ledger_account WHERE kind = 'supervised'
"""


def measure(ground: Ground, rounds: int, seconds: int) -> Iterator[Figure | Timing]:
    """Answers the figures as they are after each round, the last time complete.

    Raises AssertionError when not every receipt left all its rows.
    """
    rates = {where: Figure(f"receipt, {where}", "pgbench, same SQL", LIMITS[where]) for where in ACCOUNTS}
    waits = {
        few: Timing(f"median receipt, {few} connection{'s' * (few > 1)}", "without the lane", LATENCY_LIMIT)
        for few in FEW
    }
    accounts.open_them(ground)
    with (
        ground.services(accounts.SERVICE, 1) as ports,
        ground.services(accounts.SERVICE, 1, application=UNBATCHED) as unbatched,
    ):
        for number in range(-1, rounds):
            length = seconds if number >= 0 else WARM_UP_SECONDS
            for where, (first, last) in ACCOUNTS.items():
                run = f"{where[:3].strip()}-{number:02}"
                rate = pgbench.rate(ground, length, run=f"s-{run}", first=first, last=last)
                sample = _over_http(ground, ports, length, f"h-{run}", first, last)
                if number >= 0:
                    rates[where].add(rate, sample)
                    yield rates[where]
            for few in FEW:
                alone = _over_http(ground, unbatched, length, f"u-{few}-{number:02}", 1, 10_000, few)
                shared = _over_http(ground, ports, length, f"l-{few}-{number:02}", 1, 10_000, few)
                assert not alone.unexpected | shared.unexpected, (alone, shared)
                if number >= 0:
                    waits[few].add(alone.p50_ms / 1000, shared.p50_ms / 1000)
                    yield waits[few]
    written = ground.postgres.execute(_WRITTEN, accounts.SERVICE).split()
    assert len(set(written)) == 1, f"receipts, records, keys, transfers, pairs of entries, balances: {written}"


def _over_http(
    ground: Ground, ports: list[int], seconds: int, run: str, first: int, last: int, connections: int = CONNECTIONS
) -> Sample:
    # References have a fixed length, so the body's length can stand in the request before they are known.
    body = (
        '{"source": "mortgage", "amount": "100.00", "bank_ref": "%(unique)s", "unit_no": "1-101", '
        f'"value_date": "{date(2026, 1, 5)}"}}'
    )
    length = len(body) - len("%(unique)s") + len(f"{run}-00000000")
    request = (
        "POST /v1/accounts/%(account)s/receipts HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {ground.token()}\r\nIdempotency-Key: %(unique)s\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    return send(Load(ports, connections, seconds, request, 201, first, last, run))
