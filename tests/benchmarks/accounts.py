"""The escrow accounts that receipts and reads are measured on: ten thousand, and a hot one."""

from pathlib import Path

from tests.benchmarks.stack import Ground

SERVICE = "escrow"
_SCRIPT = Path(__file__).parent / "accounts.sql"


def open_them(ground: Ground) -> None:
    """Put the accounts into the service's database, unless they are there."""
    ground.database(SERVICE)
    if ground.postgres.execute("SELECT count(*) FROM ledger_account", SERVICE).strip() == "0":
        ground.postgres.execute(_SCRIPT.read_text(), SERVICE)
