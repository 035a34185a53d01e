"""What is said of single tables and functions, and why: the exceptions to the rules of `test_schema`.

`EVERYWHERE` is of the chassis; a service has its own beside it.
"""

from collections.abc import Mapping

EVERYWHERE = "chassis"

# The chassis's tables that a service has only when it takes files.
OPTIONAL = ("import", "import_line", "import_rejection")

# Tables without row policies.
NODELESS: Mapping[str, Mapping[str, str]] = {
    EVERYWHERE: {
        "alembic_version": "which migrations ran",
        "audit_chain": "numbers and hashes of journal rows; the journal itself is under the policies",
        "idempotency_key": "found by the caller's own name alone",
        "import_line": "lines that wait; COPY into a table with a row policy is refused, and only the job reads them",
        "pgqueuer": "jobs that wait; they hold ids, and the library knows of no node",
        "pgqueuer_log": "what the library notes of its jobs",
        "pgqueuer_schedules": "the library's timetable, not used",
        "pgqueuer_statistics": "the library's counts of jobs",
        "policy": "the bank's figures, the same for every node",
    },
    "escrow": {
        "document_content": "bytes by their digest; reached only through a document, whose row policy decides",
    },
    "collections": {
        "book": "one row for the whole loan book: which business date it has reached",
        "day_close": "the close of a date is the whole bank's",
        "day_close_chunk": "pieces of a close, by ranges of loans of every node",
    },
    "scoring": {
        "backtest": "figures of a file of histories without names, for the whole bank",
    },
    "customer": {},
}

# What the runtime role may change; every other table is append-only to it.
CHANGING: Mapping[str, Mapping[str, str]] = {
    EVERYWHERE: {
        "import": "its state and counts move",
        "pgqueuer": "jobs are taken and given up",
        "policy": "its activation is added",
    },
    "escrow": {
        "agreement": "its signing is added",
        "alert": "its state and figures move",
        "assessment": "the decision is added",
        "balance_check": "its explanation is added",
        "buyer_loan": "core banking reports it anew; every report stays in `buyer_loan_report`",
        "contract": "how much of it is committed moves",
        "court_freeze": "its lifting is added",
        "deposit": "what it stands for moves with the mortgages; its money by the function `post_deposit`",
        "deposit_claim": "the decision is added",
        "development_loan": "how much of it drawdowns have taken moves",
        "disbursement": "its state moves; until it is paid its maker may edit it, which voids its approvals",
        "fund_plan": "its state moves",
        "fund_plan_line": "how much of it is committed moves, and which line of a revision took its place",
        "ledger_account": "`retained`, and once that it is sealed; `post` and `receive` alone move money",
        "loan_drawdown": "its state moves",
        "refund": "its state moves",
        "milestone": "what is only planned may be planned anew",
        "project": "its state moves",
        "reconciliation": "its signatures are added",
        "sale_filing": "its cancellation is added, and how much of it goes back moves",
    },
    "collections": {
        "collection_case": "its stage and state move",
        "day_close": "its progress and its counts move",
        "day_close_chunk": "it is taken, and finished",
        "instalment": "core banking changes a schedule; what is paid moves by `allocate_repayments`",
        "loan": "core banking reports it anew",
        "loan_people": "core banking reports them anew",
    },
    "scoring": {
        "credit_check": "what was undecided is decided",
    },
    "customer": {
        "customer_tier": "the tier of today; every one that was is in the tier history",
        "staff": "a validity ends; every change is in the journal",
    },
}

# What the runtime role may delete from.
DELETED_FROM: Mapping[str, Mapping[str, str]] = {
    EVERYWHERE: {
        "idempotency_key": "keys are forgotten after 30 days",
        "import_line": "a line goes when it is taken or rejected",
        "pgqueuer": "a job goes when it is done",
        "pgqueuer_log": "the library's notes of finished jobs are thrown away",
    },
}

# What may never become changeable, whatever else does.
HISTORY: Mapping[str, tuple[str, ...]] = {
    "escrow": (
        "ledger_transfer",
        "ledger_entry",
        "ledger_hold",
        "buyer_loan_report",
        "closing",
        "deposit_movement",
        "deposit_statement",
        "reconciliation_unit",
        "sale_refund",
        "receipt",
        "disbursement_approval",
        "assessment_opinion",
    ),
    "collections": ("repayment", "repayment_reversal"),
    "scoring": ("bureau_report", "credit_check_decision", "backtest"),
    "customer": ("customer_facts", "tier_change"),
}

# Functions with their owner's rights, because the runtime role has none where they write.
DEFINERS: Mapping[str, Mapping[str, str]] = {
    "escrow": {
        "post": "the ledger's writer",
        "receive": "the ledger's writer of receipts, many at once",
        "post_deposit": "the ledger's writer of deposits",
    },
    "collections": {
        "allocate_repayments": "the one writer of what is paid of an instalment",
        "begin_close": "opens a close and cuts it into chunks",
        "close_chunk": "ages the loans of a chunk and opens cases",
        "finish_close": "ends a close and moves the book's date",
    },
}


def said_of(exceptions: Mapping[str, Mapping[str, str]], service: str) -> set[str]:
    """The names excepted in that service's database, if they are there."""
    return set(exceptions.get(EVERYWHERE, ())) | set(exceptions.get(service, ()))
