"""The customer worker: `python -m services.customer.jobs`."""

from datetime import datetime

from chassis import imports
from chassis.db import Database
from chassis.jobs import Job, Queue, run_worker
from chassis.personal import vault_of
from chassis.settings import ServiceSettings
from services.customer.channels import actions as channels
from services.customer.clients import Collections
from services.customer.customers import actions as customers
from services.customer.key_rotations import actions as key_rotations
from services.customer.performance import actions as performance
from services.customer.service_plans import actions as service_plans
from services.customer.settings import CustomerSettings
from services.customer.tier_overrides import actions as tier_overrides
from services.customer.tier_runs import actions as tier_runs
from services.customer.tiers import actions as tiers


def queues(settings: ServiceSettings) -> list[Queue]:
    """What waits in the database for this worker. Raises ValueError without keys for personal data."""
    vault = vault_of(settings)
    importers = {"customers": customers.importer(vault), "facts": tiers.importer(service_plans.follow)}
    run = tier_runs.runner(service_plans.ask_for_keeping)
    return [
        imports.queue(importers),
        Queue(tier_runs.QUEUE, run, gave_up=tier_runs.give_up),
        Queue(key_rotations.QUEUE, key_rotations.runner(vault, [channels.reseal]), gave_up=key_rotations.give_up),
        Queue(service_plans.QUEUE, service_plans.keep),
    ]


def timed(settings: CustomerSettings) -> list[Job]:
    """What this worker does by the clock."""

    async def freeze_results(database: Database, now: datetime) -> bool:
        async with Collections(settings) as collections:
            return await performance.freeze_ended(database, now, collections.ask)

    return [
        Job("end-tier-overrides", 60, tier_overrides.ending(service_plans.follow)),
        Job("keep-service-plans", 3600, service_plans.keep_hourly),
        Job("freeze-results", 3600, freeze_results),
    ]


def main() -> None:
    """Run until told to stop."""
    settings = CustomerSettings()
    run_worker(settings, timed(settings), queues=queues(settings))


if __name__ == "__main__":
    main()
