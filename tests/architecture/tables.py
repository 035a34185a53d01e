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
        "accountability_progress": "one row for the whole book: how far closes have looked through the classes",
        "lesson_index": "what lessons are found by: no index over lists is used beneath a row policy",
        "branch_suspension": "whether a sub-branch may lend is known to the whole bank (O1, G5)",
        "close_follow_up": "what a close did with cases, counted over the whole bank",
        "contact_day": "how often somebody was contacted on a day, wherever in the bank; a blind index, no name",
        "settled_loans": "which loans of every node a settlement period's rates count, in arrays",
        "recomputation": "the recompute of a date is the whole bank's, like its close",
        "recomputation_chunk": "pieces of a recompute, by ranges of loans of every node",
    },
    "scoring": {
        "backtest": "figures of a file of histories without names, for the whole bank",
        "customer_standing": "what is reserved for a customer counts in every sub-branch; nobody reads it over HTTP",
        "policy_shadow": "which version runs beside the live one, as the versions themselves",
        "warning": "known to one manager is known to all (S3)",
    },
    "customer": {
        "research_round": "an outline goes to the whole bank (T8)",
        "result_snapshot": "a ranking or bulletin is circulated to the whole bank (T6)",
        "result_snapshot_entry": "who stands where in one of these",
        "key_rotation": "numbers of the whole bank move to a new key",
        "tier_run": "a run is over the whole book",
        "tier_run_chunk": "pieces of a run, by ranges of customers of every node",
    },
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
        "receipt_identification": "its state moves",
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
        "alert_action": "what was done is added",
        "arrears_alert": "it closes",
        "case_pause": "its end is added",
        "close_follow_up": "each of its parts adds to it until it is done",
        "contact_ban": "its end is added",
        "contact_day": "counts rise",
        "demand_letter": "its receipt is added",
        "promise": "it is judged",
        "task": "it is done, dropped, late, or goes to another manager",
        "amendment": "its signing is added",
        "class_judgement": "its approval and its end are added",
        "recomputation": "its end is added",
        "watch_action": "its result is added",
        "disposal_plan": "its approval and its end are added",
        "file_handover": "it is handed over and received, and goes along with its loan",
        "accountability_review": "its state moves, its decision is added",
        "branch_suspension": "its decision and its lifting are added",
        "responsibility_transfer": "the receiver's answer is added",
        "recomputation_chunk": "it is taken, and finished",
    },
    "scoring": {
        "committee_case": "the votes decide it, or it lapses",
        "credit_check": "what was undecided or referred is decided; what is reserved is booked, released or expires",
        "exposure_reduction": "its plan is added, and the exposure is measured anew",
        "policy_shadow": "its end is added",
        "warning": "its withdrawal is added",
    },
    "customer": {
        "customer": "core banking reports it anew, keys change, a duplicate is merged; all in the journal",
        "customer_merge": "its undoing is added",
        "customer_service": "its manager changes, and it ends",
        "customer_tier": "the tier of today; every one that was is in the tier history",
        "deputy": "its withdrawal is added",
        "financing_need": "its outcome is added",
        "key_rotation": "its progress moves",
        "lead": "its state moves, each step kept beside it; its phone moves to a new key",
        "notice": "the sub-branch's answer is added",
        "offer": "the customer's answer is added",
        "outreach": "its holding or cancelling is added",
        "partner": "its closing is added",
        "pipeline_project": "its stage moves; its newest sales, each report kept beside it",
        "research_round": "its findings are added",
        "staff": "the post of today; every one that was is in the posts",
        "sub_branch_support": "its end is added",
        "tier_override": "its state moves",
        "tier_run": "its progress moves",
        "tier_run_chunk": "it is done",
        "visit": "its report is added",
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
    "collections": (
        "repayment",
        "repayment_reversal",
        "arrears_rate",
        "contact",
        "maturing_loan",
        "notice",
        "responsibility_change",
        "settled_loans",
        "class_change",
        "former_instalment",
        "recomputation_difference",
        "responsibility",
        "responsibility_transfer_loan",
        "branch_balance",
        "branch_balance_change",
        "rectification_report",
        "disposal_result",
        "lesson",
        "lesson_index",
        "manager_result",
    ),
    "scoring": (
        "bureau_report",
        "credit_check_decision",
        "backtest",
        "committee_vote",
        "exposure_review",
        "shadow_decision",
    ),
    "customer": (
        "customer_facts",
        "lead_step",
        "lending_month",
        "loan_booking",
        "loan_return",
        "mailing",
        "mailing_recipient",
        "market_note",
        "market_share",
        "outlet_products",
        "pipeline_sales",
        "research_answer",
        "result_snapshot",
        "result_snapshot_entry",
        "staff_post",
        "target",
        "tier_change",
    ),
}

# Functions with their owner's rights, because the runtime role has none where they write.
DEFINERS: Mapping[str, Mapping[str, str]] = {
    "escrow": {
        "post": "the ledger's writer",
        "receive": "the ledger's writer of receipts, many at once",
        "post_deposit": "the ledger's writer of deposits",
        "assign_receipt": "the one writer of which unit a receipt counts for, and of what leaves suspense",
    },
    "collections": {
        "allocate_repayments": "the one writer of what is paid of an instalment",
        "book_loans": "the one writer of new loans, their people and their schedules",
        "begin_close": "opens a close and cuts it into chunks",
        "close_chunk": "ages the loans of a chunk and opens cases",
        "close_range": "what closes and recomputes do with a range of loans",
        "finish_close": "ends a close and moves the book's date",
        "promise_hears_of_repayments": "a repayment marks promises to be judged again",
        "case_looks_again": "a reversal has the next close look at the case",
        "clocks_follow_the_loan": "a payment has the next close look at the clocks",
        "end_with_cases": "ends tasks, pauses and clocks with their case",
        "end_pauses": "a close takes cases up again",
        "judge_promises": "a close judges promises",
        "tell_late_steps": "a close marks late tasks",
        "work_cases": "a close has cases climb",
        "list_maturing": "a close lists what matures",
        "send_notices": "a close tells everybody",
        "settle_loans": "finds whom a settlement period's rates count",
        "count_settled": "counts them",
        "freeze_rates": "the one writer of rates",
        "open_alerts": "the one writer of alerts",
        "keep_clocks": "the one writer of clocks",
        "warn_of_clocks": "a close warns of clocks",
        "restate_classes": "writes what became known of a loan's past",
        "reschedule": "puts a signed schedule in the place of what is unpaid",
        "begin_recomputation": "cuts a recompute into chunks",
        "recompute_amounts": "writes amounts that do not follow from the instalments",
        "freeze_manager_results": "the one writer of managers' results",
        "follow_reviews": "a close opens and moves reviews",
        "draw_up_balances": "adds up what has changed of a branch's balances",
        "propose_suspensions": "a close proposes to suspend sub-branches",
        "finish_recomputation_chunk": "ends a chunk of a recompute",
    },
    "scoring": {
        "keep_reserved": "the one writer of what is reserved for a customer",
        "seen_facts": "reads with the whole bank's eyes what all lenders share (S3)",
        "shared_facts": "locks a customer's standing before the same",
    },
    "customer": {
        "add_to_lending_month": "with the next, the one writer of what was lent in a month",
        "move_customer": "history goes along when a customer moves to another outlet",
        "take_from_lending_month": "with the first, the one writer of what was lent in a month",
    },
}


def said_of(exceptions: Mapping[str, Mapping[str, str]], service: str) -> set[str]:
    """The names excepted in that service's database, if they are there."""
    return set(exceptions.get(EVERYWHERE, ())) | set(exceptions.get(service, ()))
