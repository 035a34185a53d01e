"""The scoring worker: `python -m services.scoring.jobs`."""

from chassis import imports
from chassis.imports import Importer
from chassis.jobs import Job, Queue, run_worker
from services.scoring.clients import OwnRecords
from services.scoring.committee import actions as committee
from services.scoring.gate import actions as gate
from services.scoring.settings import ScoringSettings

EXPIRY_SECONDS = 60

JOBS = [
    Job("expire-applications", EXPIRY_SECONDS, gate.expire),
    Job("lapse-committee-cases", EXPIRY_SECONDS, committee.lapse_overdue),
]


def queues(own_records: OwnRecords) -> list[Queue]:
    """The queues that this worker takes from: files of applications."""
    importers: dict[str, Importer] = {"credit-checks": gate.importer(own_records.ask_many)}
    return [imports.queue(importers)]


if __name__ == "__main__":
    settings = ScoringSettings()
    run_worker(settings, JOBS, queues(OwnRecords(settings)))
