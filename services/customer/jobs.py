"""The customer worker: `python -m services.customer.jobs`."""

from chassis import imports
from chassis.jobs import Queue, run_worker
from chassis.personal import vault_of
from chassis.settings import ServiceSettings
from services.customer.customers import actions as customers


def queues(settings: ServiceSettings) -> list[Queue]:
    """What waits in the database for this worker. Raises ValueError without keys for personal data."""
    return [imports.queue({"customers": customers.importer(vault_of(settings))})]


def main() -> None:
    """Run until told to stop."""
    settings = ServiceSettings()
    run_worker(settings, queues=queues(settings))


if __name__ == "__main__":
    main()
