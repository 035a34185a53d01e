"""The escrow worker: `python -m services.escrow.jobs`."""

from chassis import imports
from chassis.jobs import Job, run_worker
from chassis.settings import ServiceSettings
from services.escrow.deposits import actions as deposits
from services.escrow.disbursements import actions as disbursements
from services.escrow.receipts import actions as receipts
from services.escrow.reconciliation import actions as reconciliation
from services.escrow.refunds import actions as refunds
from services.escrow.sales import actions as sales

QUEUES = [imports.queue({"receipts": receipts.IMPORTER, "sale-filings": sales.IMPORTER})]
JOBS = [
    Job("expire-disbursements", 60, disbursements.expire_overdue),
    Job("expire-refunds", 60, refunds.expire_overdue),
    Job("lift-cured-findings", 60, reconciliation.lift_cured),
    Job("state-deposits", 300, deposits.state_all),
]

if __name__ == "__main__":
    run_worker(ServiceSettings(), JOBS, QUEUES)
