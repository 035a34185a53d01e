"""The escrow worker: `python -m services.escrow.jobs`."""

from chassis import imports
from chassis.jobs import run_worker
from chassis.settings import ServiceSettings
from services.escrow.receipts import actions as receipts

QUEUES = [imports.queue({"receipts": receipts.IMPORTER})]

if __name__ == "__main__":
    run_worker(ServiceSettings(), queues=QUEUES)
