"""The collections worker: `python -m services.collections.jobs`."""

import functools

from chassis import imports
from chassis.jobs import Job, Queue, run_worker
from chassis.personal import vault_of
from chassis.settings import ServiceSettings
from services.collections.contact_bans import actions as contact_bans
from services.collections.day_close import actions as day_close
from services.collections.loans import actions as loans
from services.collections.recomputations import actions as recomputations
from services.collections.repayments import actions as repayments


def queues(settings: ServiceSettings) -> list[Queue]:
    """The queues that this worker takes from: closes, recomputes, imports, and bans on a number of very many loans."""
    vault = vault_of(settings)
    importers = {"loans": loans.importer(vault), "repayments": repayments.IMPORTER}
    return [
        Queue(day_close.QUEUE, day_close.run, gave_up=day_close.give_up),
        Queue(recomputations.QUEUE, recomputations.run, gave_up=recomputations.give_up),
        contact_bans.queue(vault),
        imports.queue(importers),
    ]


def jobs(settings: ServiceSettings) -> list[Job]:
    """What this worker does by the clock: find out who stands on loans from before that was kept."""
    return [Job("find-out-persons", 60, functools.partial(contact_bans.find_out, vault_of(settings)))]


if __name__ == "__main__":
    settings = ServiceSettings()
    run_worker(settings, jobs=jobs(settings), queues=queues(settings))
