"""The collections worker: `python -m services.collections.jobs`."""

from chassis import imports
from chassis.jobs import Queue, run_worker
from chassis.personal import vault_of
from chassis.settings import ServiceSettings
from services.collections.day_close import actions as day_close
from services.collections.loans import actions as loans
from services.collections.recomputations import actions as recomputations
from services.collections.repayments import actions as repayments


def queues(settings: ServiceSettings) -> list[Queue]:
    """The queues that this worker takes from: closes, recomputes, and imports of loans and repayments."""
    importers = {"loans": loans.importer(vault_of(settings)), "repayments": repayments.IMPORTER}
    return [
        Queue(day_close.QUEUE, day_close.run, gave_up=day_close.give_up),
        Queue(recomputations.QUEUE, recomputations.run, gave_up=recomputations.give_up),
        imports.queue(importers),
    ]


if __name__ == "__main__":
    settings = ServiceSettings()
    run_worker(settings, queues=queues(settings))
